"""Trains a model of scikit-learn on a dataset that MDM wrote, and writes predictions of its test table:
python with_sklearn.py FOLDER"""

import json
import sys
from pathlib import Path

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import cross_val_score

folder = Path(sys.argv[1])
about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
read = {".parquet": pd.read_parquet, ".arrow": pd.read_feather}
tables = {role: read[Path(file).suffix](folder / file) for role, file in about["tables"].items()}

train = tables["train"] if "train" in tables else next(iter(tables.values()))
target = about["target"]
train = train[train[target].notna()]
X, y = train[about["features"]].astype("float64"), train[target]

# These models take missing values as they are.
regression = about["problem_type"] in ("regression", "time_series")
model = HistGradientBoostingRegressor(random_state=0) if regression else HistGradientBoostingClassifier(random_state=0)
folds = 3 if regression else max(2, min(3, int(y.value_counts().min())))
scores = cross_val_score(model, X, y, cv=folds)
print(f"{about['name']}: {'r2' if regression else 'accuracy'} {scores.mean():.3f} in {folds} folds")

model.fit(X, y)
if "test" in tables:
    test = tables["test"]
    predictions = test[about["ids"]].assign(**{target: model.predict(test[about["features"]].astype("float64"))})
    predictions.to_parquet(folder / "predictions.parquet")
    print(f"{len(predictions)} predictions in predictions.parquet")
