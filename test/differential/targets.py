"""Encodings by the target, out of fold, by plain loops over MDM's documented rules for folds."""

import math

import numpy as np
import pandas as pd

from columns import bucket, text


def visible(d, o):
    """For each row the rows it may see: those of other folds, or those that were over before its fold began, less the gap."""
    n, k, seed = len(d), o.get("folds", 5), o.get("seed", 0)
    if o["foldBy"] == "time":
        t = d[o["time"]].astype("int64").to_numpy() / {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[d[o["time"]].dt.unit]
        ordered = np.sort(t)
        starts = sorted({ordered[math.ceil(n * i / k) - 1] for i in range(1, k)})
        fold = np.searchsorted(starts, t, side="right")
        first = np.searchsorted(np.array(starts) - o.get("gap", 0), t, side="right") + 1
        return lambda i: first <= fold[i]
    keys = text(d[o["group"]]) if o["foldBy"] == "group" else d["id"].astype(str) if "id" in o else pd.Series(range(n)).astype(str)
    fold = keys.map(lambda s: bucket(f"{seed}:{s}", k)).to_numpy()
    return lambda i: fold != fold[i]


def outcomes(y):
    """A number as it is; of two labels the second; of more each."""
    if pd.api.types.is_numeric_dtype(y):
        return {None: y.to_numpy(float)}
    labels = sorted(y.dropna().unique())
    return {v: np.where(y.isna(), np.nan, (y == v).astype(float)) for v in (labels[1:] if len(labels) == 2 else labels)}


def encode(x, y, sees, f):
    """f(hits, known, all hits, all known) for each row; `known` is 0 for a category that is not seen."""
    v, known = x.to_numpy(object), ~np.isnan(y)
    missing, cache, out = x.isna().to_numpy(), {}, []
    for i in range(len(v)):
        rows = sees(i)
        key = (rows.tobytes(), None if missing[i] else v[i])
        if key not in cache:
            rows = rows & known
            mine = rows & (v == v[i]) & ~missing[i]
            cache[key] = f(math.fsum(y[mine]), mine.sum(), math.fsum(y[rows]), rows.sum())
        out.append(cache[key])
    return np.array(out, float)


def target(x, y, sees, p):
    s = p["smoothing"]

    def mean(hits, n, all_hits, everything):
        if everything == 0:
            return None
        prior = all_hits / everything
        return (hits + s * prior) / (n + s) if n else prior

    found = outcomes(y)
    out = {"target_mean" if len(found) == 1 else f"target_share_{label}": encode(x, v, sees, mean) for label, v in found.items()}
    return {k: np.where(x.isna(), np.nan, v) for k, v in out.items()} if p.get("missing") == "missing" else out


def woe(x, y, sees, p):
    a = p.get("smoothing", 0.5)

    def evidence(hits, n, all_hits, everything):
        if n == 0:
            return 0.0
        yes, no = (hits + a) / (all_hits + 2 * a), (n - hits + a) / (everything - all_hits + 2 * a)
        return math.log(yes / no)

    (values,) = outcomes(y).values()
    return {"woe": encode(x, values, sees, evidence)}


TARGET = {"categorical.target": target, "categorical.woe": woe}
