"""Makes the series of this folder and what pandas and scipy say of them: python make.py (pandas 3.1, scipy 1.17)."""
import json
import math

import pandas as pd
from scipy import stats


def lcg(seed):
    while True:
        seed = (seed * 48271) % 2147483647
        yield seed / 2147483647


def sales():
    rand = lcg(7)
    rows = []
    for store, base in (("a", 100), ("b", 40)):
        for i, day in enumerate(pd.date_range("2023-01-01", periods=400, freq="D")):
            if next(rand) < 0.06 and i not in (0, 399):
                continue
            sold = base + 0.05 * i + 12 * math.sin(2 * math.pi * day.day_of_week / 7) + 10 * next(rand)
            missing = next(rand) < 0.03
            rows.append((day.date().isoformat(), store, "" if missing else round(sold, 3), int(next(rand) * 9)))
    rows.append(rows[5])
    rows.append(rows[700])
    # Not in the order of the time.
    rows.sort(key=lambda row: hash_of(row))
    write("sales.csv", "date,store,sold,visits", rows)


def hash_of(row):
    value = 17
    for c in f"{row[0]}{row[1]}":
        value = (value * 31 + ord(c)) % 1000003
    return (value, row)


def hourly():
    rand = lcg(11)
    rows = []
    for i, at in enumerate(pd.date_range("2024-02-26", periods=24 * 30, freq="h")):
        if 100 <= i < 130 or next(rand) < 0.02:
            continue
        heat = 20 + 5 * math.cos(2 * math.pi * at.hour / 24) + next(rand)
        rows.append((at.strftime("%Y-%m-%d %H:%M:%S"), round(heat, 4), "on" if next(rand) < 0.5 else "off"))
    write("hourly.csv", "at,heat,state", rows)


def write(name, head, rows):
    with open(name, "w") as file:
        file.write(head + "\n")
        for row in rows:
            file.write(",".join(str(cell) for cell in row) + "\n")


def figures(frame, time, target, freq):
    times = pd.Series(sorted(frame[time].unique()))
    steps = times.diff().dropna()
    grid = pd.date_range(times.min(), times.max(), freq=freq)
    missing = grid.difference(pd.DatetimeIndex(times))
    known = frame[[time, target]].dropna()
    days = (known[time] - frame[time].min()).dt.total_seconds() / 86400
    line = stats.linregress(days, known[target])
    return {
        "rows": len(frame),
        "start": str(times.min()),
        "end": str(times.max()),
        "step_seconds": steps.mode()[0].total_seconds(),
        "missing": len(missing),
        "percent": 100 * len(missing) / len(grid),
        "first": [str(t) for t in missing[:10]],
        "duplicates": int(frame.duplicated(subset=[time]).sum()),
        "mean": frame[target].mean(),
        "std": frame[target].std(),
        "slope": line.slope,
        "p": line.pvalue,
    }


def season(frame, time, target, cycle):
    known = frame[[time, target]].dropna()
    days = (known[time] - frame[time].min()).dt.total_seconds() / 86400
    line = stats.linregress(days, known[target])
    rest = known[target] - (line.intercept + line.slope * days)
    key = cycle(known[time].dt)
    parts = [group for _, group in rest.groupby(key)]
    between = sum(len(p) * (p.mean() - rest.mean()) ** 2 for p in parts)
    return {"strength": between / ((rest - rest.mean()) ** 2).sum(), "p": stats.f_oneway(*parts).pvalue}


def cells(frame):
    return [[None if pd.isna(v) else (str(v) if isinstance(v, pd.Timestamp) else (v if isinstance(v, str) else float(v))) for v in row] for row in frame.itertuples(index=False)]


def resampled(frame, time, freq, agg, columns, fill=None):
    made = getattr(frame.sort_values(time, kind="stable").set_index(time)[columns].resample(freq, label="left", closed="left"), agg)(
        **({"min_count": 1} if agg == "sum" else {})
    )
    if fill == "ffill":
        made = made.ffill()
    if fill == "zero":
        made = made.fillna(0)
    if fill == "interpolate":
        made = made.interpolate(limit_area="inside")
    return cells(made.reset_index())


sales()
hourly()
s = pd.read_csv("sales.csv", parse_dates=["date"])
h = pd.read_csv("hourly.csv", parse_dates=["at"])
out = {
    "sales": figures(s, "date", "sold", "D"),
    "groups": {key: figures(part, "date", "sold", "D") for key, part in s.groupby("store")},
    "hourly": figures(h, "at", "heat", "h"),
    "seasons": {
        "sales day of week": season(s[s.store == "a"], "date", "sold", lambda t: t.day_of_week),
        "hourly hour of day": season(h, "at", "heat", lambda t: t.hour),
        "hourly day of week": season(h, "at", "heat", lambda t: t.day_of_week),
    },
    "resampled": [
        {"agg": agg, "freq": ours, "fill": fill or "none", "rows": resampled(h, "at", theirs, agg, ["heat"] if agg in ("mean", "sum") else ["heat", "state"], fill)}
        for ours, theirs in (("1h", "h"), ("6h", "6h"), ("1D", "D"), ("2D", "2D"), ("1W", "W-MON"), ("1M", "MS"), ("5h", "5h"))
        for agg in ("mean", "sum", "min", "max", "first", "last", "count")
        for fill in ((None, "ffill", "zero", "interpolate") if ours in ("6h",) and agg in ("mean", "sum") else (None,))
        if ours != "1h" or agg == "mean"
    ],
    "grouped": [
        [key, *row] for key, part in s.groupby("store") for row in resampled(part, "date", "W-MON", "mean", ["sold", "visits"])
    ],
}
with open("figures.json", "w") as file:
    json.dump(out, file, separators=(",", ":"))
