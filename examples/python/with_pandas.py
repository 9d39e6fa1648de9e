"""Reads a dataset that MDM wrote, as pandas data frames: python with_pandas.py FOLDER"""

import json
import sys
from pathlib import Path

import pandas as pd

folder = Path(sys.argv[1])
about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
read = {".parquet": pd.read_parquet, ".arrow": pd.read_feather}
tables = {role: read[Path(file).suffix](folder / file) for role, file in about["tables"].items()}

train = tables["train"] if "train" in tables else next(iter(tables.values()))
X, ids = train[about["features"]], train[about["ids"]]
print(f"{about['name']}: {len(train)} rows, {X.shape[1]} features, {int(X.isna().sum().sum())} missing values")
if about["target"]:
    print(train[about["target"]].value_counts().head(5).to_string())
