"""Reads a dataset that MDM wrote, as polars data frames: python with_polars.py FOLDER"""

import json
import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1])
about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
read = {".parquet": pl.read_parquet, ".arrow": pl.read_ipc}
tables = {role: read[Path(file).suffix](folder / file) for role, file in about["tables"].items()}

train = tables["train"] if "train" in tables else next(iter(tables.values()))
X, ids = train.select(about["features"]), train.select(about["ids"])
missing = sum(X.null_count().row(0)) if X.width else 0
print(f"{about['name']}: {train.height} rows, {X.width} features, {missing} missing values")
if about["target"]:
    print(train.group_by(about["target"]).len().sort("len", descending=True).head(5))
