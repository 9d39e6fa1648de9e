"""Features of single columns, by pandas, numpy and scikit-learn. Each function gives {feature: values}."""

import hashlib

import numpy as np
import pandas as pd
from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, PowerTransformer, RobustScaler, StandardScaler


def scaled(scaler, x):
    return scaler.fit_transform(x.to_numpy(float)[:, None])[:, 0]


def masked(x, values):
    return np.where(x.isna(), np.nan, values)


def log(x, _):
    return {"log1p": np.sign(x) * np.log1p(np.abs(x))}


def sqrt(x, _):
    return {"sqrt": np.sign(x) * np.sqrt(np.abs(x))}


def zscore(x, _):
    # scikit-learn divides by the deviation of ddof 0, MDM by that of ddof 1.
    n = x.notna().sum()
    return {"zscore": scaled(StandardScaler(), x) * np.sqrt((n - 1) / n)}


def robust(x, _):
    return {} if x.quantile(0.75) == x.quantile(0.25) else {"robust": scaled(RobustScaler(), x)}


def minmax(x, _):
    return {"minmax": scaled(MinMaxScaler(), x)}


def percentile(x, _):
    return {"rank": x.rank(pct=True)}


def winsorise(x, _):
    low, high = np.nanquantile(x, [0.05, 0.95])
    return {} if low == high else {"winsorised": x.clip(low, high)}


def power(x, _):
    out = {"yeojohnson": scaled(PowerTransformer("yeo-johnson", standardize=False), x)}
    if x.min() > 0:
        out["boxcox"] = scaled(PowerTransformer("box-cox", standardize=False), x)
    # MDM makes none that merges values by rounding.
    return {k: v for k, v in out.items() if len(np.unique(v[~np.isnan(v)])) >= 0.9 * x.nunique()}


def missing(x, _):
    return {"is_missing": x.isna().astype(int)} if x.isna().any() else {}


def outlier(x, p):
    q1, q3 = np.nanquantile(x, [0.25, 0.75])
    reach = p["k"] * (q3 - q1)
    return {
        "outlier_iqr": ((x < q1 - reach) | (x > q3 + reach)).astype(int),
        "outlier_z": ((x - x.mean()).abs() / x.std() > p["threshold"]).astype(int),
    }


def natural_edges(x, k):
    """Least sum of squares within k clusters, by trying every last cluster (dynamic programming)."""
    v = np.sort(x.dropna().to_numpy())
    n = len(v)
    one, two = np.concatenate([[0], np.cumsum(v)]), np.concatenate([[0], np.cumsum(v * v)])
    best, cut = np.full((k + 1, n + 1), np.inf), np.zeros((k + 1, n + 1), int)
    best[0, 0] = 0
    for c in range(1, k + 1):
        for j in range(c, n + 1):
            i = np.arange(c - 1, j)
            cost = best[c - 1, i] + (two[j] - two[i]) - (one[j] - one[i]) ** 2 / (j - i)
            at = int(np.argmin(cost))
            best[c, j], cut[c, j] = cost[at], i[at]
    edges, j = [], n
    for c in range(k, 1, -1):
        j = cut[c, j]
        edges.append(v[j])
    return np.unique(edges)


def bins(x, p):
    v = x.to_numpy(float)
    known = x.dropna().to_numpy()[:, None]
    equal = np.full(len(x), np.nan)
    equal[x.notna()] = KBinsDiscretizer(p["equal"], encode="ordinal", strategy="uniform", subsample=None).fit_transform(known)[:, 0]
    inner = np.nanquantile(v, np.arange(1, p["quantile"]) / p["quantile"])
    quantile = masked(x, np.searchsorted(inner, v, side="left"))
    if len(np.unique(inner)) == len(inner) and x.min() < inner[0]:
        assert np.array_equal(pd.qcut(x, p["quantile"], labels=False).to_numpy(float), quantile, equal_nan=True)
    out = {"bin_equal": equal, "bin_quantile": quantile}
    if p["natural"]:
        out["bin_natural"] = masked(x, np.searchsorted(natural_edges(x, p["natural"]), v, side="right"))
    return out


def text(x):
    return x.astype("Int64").astype("str").where(x.notna()) if pd.api.types.is_numeric_dtype(x) else x


def by_count(x):
    c = x.value_counts()
    return sorted(c.index, key=lambda v: (-c[v], v)), c


def count(x, _):
    _, c = by_count(x)
    n = x.map(c).astype(float)
    return {"count": n, "share": n / x.notna().sum()}


def rare(x, _):
    share = x.map(x.value_counts(normalize=True)).astype(float)
    return {"is_rare": (share < 0.01).astype(int)}


def grouped(x, p):
    share = x.map(x.value_counts(normalize=True)).astype(float)
    return {"grouped": text(x).where((share >= p["share"]) | x.isna(), p["label"])}


def ordinal(x, _):
    return {"ordinal": OrdinalEncoder().fit_transform(x.to_frame())[:, 0]}


def length(x, _):
    return {"length": text(x).str.len()}


def bucket(s, n):
    return int(hashlib.md5(s.encode()).hexdigest()[:15], 16) % n


def hashed(x, p):
    return {"hash": text(x).map(lambda s: bucket(s, p["buckets"]), na_action="ignore").astype(float)}


def onehot(x, p):
    order, c = by_count(x)
    top = order[: p["top"]]
    out = {f"is_{v}": (x == v).astype(int) for v in top}
    if len(order) > p["top"]:
        out["other"] = (x.notna() & ~x.isin(top)).astype(int)
        if c[order[p["top"]]] < c[top[-1]]:  # without a tie, scikit-learn picks the same ones
            known = x.dropna().to_frame()
            theirs = OneHotEncoder(max_categories=p["top"] + 1, sparse_output=False).fit_transform(known)
            assert sorted(theirs.sum(0)) == sorted(float(v.sum()) for v in out.values())
    return out


COLUMN = {
    **{f"statistical.{f.__name__}": f for f in [log, sqrt, zscore, robust, minmax, percentile, winsorise, power, missing, outlier, bins]},
    **{f"categorical.{f.__name__}": f for f in [count, rare, grouped, ordinal, length, onehot]},
    "categorical.hash": hashed,
}
