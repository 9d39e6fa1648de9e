"""Features of times and of sequences, by pandas and polars."""

import numpy as np
import pandas as pd
import polars as pl


def wall(t, p):
    return t.dt.tz_localize("UTC").dt.tz_convert(p["zone"]).dt.tz_localize(None) if p.get("zone") else t


def flag(t, values):
    return values.astype(float).where(t.notna())


def parts(t, p):
    c = wall(t, p)
    d = c.dt
    names = {"year": d.year, "quarter": d.quarter, "month": d.month, "week": d.isocalendar().week, "day": d.day, "day_of_year": d.dayofyear, "day_of_week": d.weekday, "hour": d.hour, "minute": d.minute, "second": d.second}
    return {**names, "is_weekend": flag(c, d.weekday >= 5)}


def edges(t, p):
    c = wall(t, p)
    return {f"is_{k}": flag(c, getattr(c.dt, f"is_{k}")) for k in ["month_start", "month_end", "quarter_start", "quarter_end", "year_start", "year_end"]}


def cycle(t, p):
    d = wall(t, p).dt
    out = {}
    for name, part, period in [("month", d.month, 12), ("day_of_week", d.weekday, 7), ("hour", d.hour, 24), ("day_of_year", d.dayofyear, 365.25)]:
        out |= {f"{name}_sin": np.sin(2 * np.pi * part / period), f"{name}_cos": np.cos(2 * np.pi * part / period)}
    return out


def since(t, _):
    return {"days_since_first": (t - t.min()).dt.total_seconds() / 86400}


TIME = {f"temporal.{f.__name__}": f for f in [parts, edges, cycle, since]}


class Sequence:
    """Rows in time order within the group; ties by position."""

    def __init__(self, d, time, group):
        self.by = [group] if group else []
        self.time = time
        self.frame = pl.from_pandas(d.assign(row_=np.arange(len(d)), one_=0)).sort([*self.by, time, "row_"])

    def back(self, e, name):
        """Values in file order of an expression that looks back within the group."""
        over = e.over(self.by or ["one_"])
        return self.frame.with_columns(over.alias(name)).sort("row_")[name].to_numpy()

    def std(self, column, n):
        """Each window by numpy: running sums would lose digits."""
        out = np.full(len(self.frame), np.nan)
        for _, g in self.frame.group_by(self.by or ["one_"]):
            x, row = g[column].cast(pl.Float64).fill_null(np.nan).to_numpy(), g["row_"].to_numpy()
            for i in range(len(x)):
                w = x[max(0, i - n + 1) : i + 1]
                w = w[~np.isnan(w)]
                if len(w) > 1:
                    out[row[i]] = w.std(ddof=1)
        return out

    def interval(self, column, length):
        """Rows of the last while, strictly before the instant."""
        x, size = pl.col(column), {"window_size": length, "closed": "left"}
        t, n = pl.col(self.time), pl.col(column).is_not_null().cast(pl.Float64)
        out = {}
        for stat in ["mean", "min", "max", "sum"]:
            out[stat] = self.back(getattr(x, f"rolling_{stat}_by")(t, min_samples=1, **size), stat)
        out["count"] = np.nan_to_num(self.back(n.rolling_sum_by(t, min_samples=0, **size), "count"))
        std = np.full(len(self.frame), np.nan)
        width = pd.Timedelta({"w": length.replace("w", " W")}.get(length[-1], length)).to_timedelta64() if length[-1] != "w" else np.timedelta64(7 * int(length[:-1]), "D")
        for _, g in self.frame.group_by(self.by or ["one_"]):
            at, v, row = g[self.time].to_numpy(), g[column].cast(pl.Float64).fill_null(np.nan).to_numpy(), g["row_"].to_numpy()
            for i in range(len(v)):
                w = v[(at >= at[i] - width) & (at < at[i])]
                w = w[~np.isnan(w)]
                if len(w) > 1:
                    std[row[i]] = w.std(ddof=1)
        return {**out, "std": std}


def lag(s, c, p):
    return {f"lag_{k}": s.back(pl.col(c).shift(k), "v") for k in p["lags"]}


def diff(s, c, p):
    return {f"diff_{k}": s.back(pl.col(c).diff(k), "v") for k in p["periods"]}


def gap(s, c, p):
    seconds = s.back(pl.col(c).diff(1).dt.total_microseconds(), "v") / 1e6
    return {f"{p['unit']}_since_previous": seconds / {"seconds": 1, "hours": 3600}[p["unit"]]}


def rolling(s, c, p):
    out = {}
    for n in p["windows"]:
        x, known = pl.col(c), pl.col(c).is_not_null().cast(pl.Float64)
        for stat in ["mean", "min", "max", "sum"]:
            out[f"roll_{n}_{stat}"] = s.back(getattr(x, f"rolling_{stat}")(n, min_samples=1), "v")
        out[f"roll_{n}_count"] = s.back(known.rolling_sum(n, min_samples=1), "v")
        out[f"roll_{n}_std"] = s.std(c, n)
    for length in p["intervals"]:
        out |= {f"roll_{length}_{k}": v for k, v in s.interval(c, length).items()}
    return out


def expanding(s, c, _):
    known = pl.col(c).is_not_null().cum_sum()
    total = pl.col(c).fill_null(0).cum_sum()
    return {"expanding_mean": s.back(pl.when(known > 0).then(total / known), "v")}


SEQUENCE = {f"temporal.{f.__name__}": f for f in [lag, diff, gap, rolling, expanding]}
