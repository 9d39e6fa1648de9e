"""Writes the figures of scikit-learn that sklearn.test.ts compares with: python test/ml/figures.py > test/ml/sklearn.json"""

import json

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit, train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OrdinalEncoder, RobustScaler, StandardScaler

rng = np.random.default_rng(7)


def ints(values):
    return [int(v) for v in values]


out = {"version": sklearn.__version__, "sizes": [], "kfold": [], "stratified": [], "stratified_split": [], "group": [], "time": []}

for rows in (10, 33, 101, 1000):
    for size in (0.1, 0.2, 0.33, 7):
        train, test = train_test_split(np.arange(rows), test_size=size, random_state=0)
        out["sizes"].append({"rows": rows, "size": size, "train": len(train), "test": len(test)})

for rows, folds in ((10, 3), (23, 5), (100, 7)):
    out["kfold"].append({"rows": rows, "folds": folds, "tests": [ints(test) for _, test in KFold(folds).split(np.arange(rows))]})

for rows, folds in ((60, 4), (101, 5), (333, 3)):
    labels = rng.choice(3, rows, p=[0.6, 0.3, 0.1])
    shares = [np.bincount(labels[test], minlength=3).tolist() for _, test in StratifiedKFold(folds).split(labels, labels)]
    out["stratified"].append({"labels": ints(labels), "folds": folds, "counts": shares})
    _, test = train_test_split(np.arange(rows), test_size=0.25, stratify=labels, random_state=1)
    out["stratified_split"].append({"labels": ints(labels), "counts": np.bincount(labels[test], minlength=3).tolist()})

for rows, folds in ((50, 3), (200, 5)):
    groups = rng.integers(0, 12, rows)
    sizes = [len(test) for _, test in GroupKFold(folds).split(groups, groups=groups)]
    out["group"].append({"groups": ints(groups), "folds": folds, "sizes": sizes})

for rows, folds, gap, size, most in ((30, 5, 0, None, None), (47, 4, 3, None, None), (60, 3, 2, 10, None), (60, 3, 0, None, 15)):
    splits = TimeSeriesSplit(folds, gap=gap, test_size=size, max_train_size=most).split(np.arange(rows))
    out["time"].append({"rows": rows, "folds": folds, "gap": gap, "size": size, "sliding": most is not None, "splits": [[ints(a), ints(b)] for a, b in splits]})

values = np.round(rng.normal(100, 30, 25), 3)
column = values.reshape(-1, 1)
out["scaled"] = {"values": values.tolist()}
for name, scaler in (("normalize", StandardScaler()), ("minmax", MinMaxScaler()), ("robust", RobustScaler())):
    out["scaled"][name] = scaler.fit_transform(column).ravel().tolist()

words = ["pear", "apple", "Zoe", "fig", "äpfel", "apple", "fig"]
out["labels"] = {"words": words, "codes": ints(LabelEncoder().fit_transform(words)), "classes": LabelEncoder().fit(words).classes_.tolist()}
out["ordinal"] = OrdinalEncoder().fit_transform(np.array(words, dtype=object).reshape(-1, 1)).ravel().tolist()

print(json.dumps(out, separators=(",", ":")))
