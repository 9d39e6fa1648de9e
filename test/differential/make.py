"""Writes <table>.parquet, the features as pandas, scikit-learn and polars make them, and tables.json, what MDM is to make of which file.

    python -m venv venv && venv/bin/pip install pandas==3.1.1 scikit-learn==1.9.1 polars==2.1.0 pyarrow
    venv/bin/python test/differential/make.py
"""

import json
import platform
from itertools import combinations

import numpy as np
import pandas as pd
import polars as pl
import sklearn

from columns import COLUMN
from tables import ROOT, TABLES
from targets import TARGET, visible
from texts import TEXT
from times import SEQUENCE, TIME, Sequence

HERE = ROOT / "test/differential"
STATS = ["mean", "std", "min", "max", "count"]


def read(table):
    d = pd.read_csv(ROOT / table["source"], keep_default_na=False, na_values=[""])
    for c in table["times"]:
        d[c] = pd.to_datetime(d[c], format="%b %d %Y" if c == "Release Date" else None)
    return d


def inputs(d, o):
    """Columns that count as inputs: neither target nor id, and not the same in all rows."""
    return [c for c in d if c != o.get("target") and c not in o.get("id", []) and d[c].nunique() > 1]


def missing_row(d, o, _):
    n = d[inputs(d, o)].isna()
    return {"missing_row__missing_count": n.sum(axis=1), "missing_row__missing_share": n.mean(axis=1)}


def pairs(d, o, _):
    names = [c for c in inputs(d, o) if pd.api.types.is_numeric_dtype(d[c]) and o["types"].get(c) != "categorical"]
    r = d[names].corr()
    fit = [(a, b) for a, b in combinations(names, 2) if 0.1 <= abs(r.loc[a, b]) <= 0.95]
    out = {}
    for a, b in sorted(fit, key=lambda p: -abs(r.loc[p]))[:10]:
        ratio = d[a] / d[b].where(d[b] != 0)
        out |= {f"{a}__{b}__plus": d[a] + d[b], f"{a}__{b}__minus": d[a] - d[b], f"{a}__{b}__times": d[a] * d[b], f"{a}__{b}__ratio": ratio}
    return out


def group(d, _, p):
    out = {}
    for k in p["keys"]:
        for v in p["values"]:
            made = {s: d.groupby(k)[v].transform(s).where(d[k].notna()) for s in STATS}
            out |= {f"{v}__{k}__{s}": x for s, x in [*made.items(), ("deviation", d[v] - made["mean"])]}
    return out


def elapsed(d, _, p):
    times = [c for c in d if pd.api.types.is_datetime64_any_dtype(d[c])]
    return {f"{a}__{b}__elapsed_{p['unit']}": (d[b] - d[a]).dt.total_seconds() / 60 for a, b in combinations(times, 2)}


WHOLE = {"statistical.missing-row": missing_row, "statistical.pairs": pairs, "statistical.group": group, "temporal.elapsed": elapsed}


def features(d, table):
    o = table["options"]
    sees = visible(d, {"foldBy": "hash", **o}) if "target" in o else None
    sequence = Sequence(d, o["time"], o.get("group")) if "time" in o else None
    out = {}
    for use in table["use"]:
        name, p = use["use"], use.get("params", {})
        if name in WHOLE:
            out |= WHOLE[name](d, o, p)
            continue
        for c in use["on"]:
            if name in TARGET:
                made = TARGET[name](d[c], d[o["target"]], sees, p)
            elif name in SEQUENCE:
                made = SEQUENCE[name](sequence, c, p)
            else:
                made = {**COLUMN, **TEXT, **TIME}[name](d[c], p)
            out |= {f"{c}__{k}": v for k, v in made.items()}
    return out


def column(name, values):
    s = pd.Series(np.asarray(values)) if not isinstance(values, pd.Series) else values.reset_index(drop=True)
    if name.endswith("__grouped"):
        return pl.Series(name, s.astype(object).where(s.notna(), None).tolist(), dtype=pl.String)
    x = pd.to_numeric(s, errors="coerce").astype("Float64").to_numpy(float, na_value=np.nan)
    return pl.Series(name, x).fill_nan(None)


def main():
    tables = []
    for name, table in TABLES.items():
        made = features(read(table), table)
        frame = pl.DataFrame([column(k, v) for k, v in made.items()])
        frame.write_parquet(HERE / f"{name}.parquet", compression="zstd", compression_level=19, statistics=False)
        tables.append({"name": name, "source": table["source"], "options": table["options"], "transformers": table["use"]})
        print(name, frame.shape)
    versions = {"python": platform.python_version(), "numpy": np.__version__, "pandas": pd.__version__, "scikit-learn": sklearn.__version__, "polars": pl.__version__}
    (HERE / "tables.json").write_text(json.dumps({"versions": versions, "tables": tables}, indent=2) + "\n")


main()
