"""What is compared: for each table its file, the options MDM gets, and the columns that are read."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PENGUINS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
WEATHER = ["precipitation", "temp_max", "temp_min", "wind"]
MONEY = ["US Gross", "Worldwide Gross", "US DVD Sales", "Production Budget", "Running Time min", "Rotten Tomatoes Rating", "IMDB Votes"]
FLIGHTS = ["dep_delay", "arr_delay", "distance", "seats", "plane_year", "air_time", "temp", "humid", "wind_speed", "pressure"]


def use(name, on=None, **params):
    return {"use": name, **({"on": on} if on else {}), **({"params": params} if params else {})}


def numeric(on, natural=5):
    names = ["log", "sqrt", "zscore", "robust", "minmax", "percentile", "winsorise", "power", "missing"]
    return [
        *[use(f"statistical.{name}", on) for name in names],
        use("statistical.outlier", on, k=1.5, threshold=2.5),
        use("statistical.bins", on, equal=10, quantile=10, natural=natural),
    ]


def categorical(on):
    names = ["count", "rare", "ordinal", "length"]
    return [
        *[use(f"categorical.{name}", on) for name in names],
        use("categorical.onehot", on, top=4, other=True),
        use("categorical.hash", on, buckets=37, above=0),
        use("categorical.grouped", on, share=0.05, label="rest"),
    ]


def clock(on, zone=""):
    zoned = {"zone": zone} if zone else {}
    return [use("temporal.parts", on, **zoned), use("temporal.edges", on, **zoned), use("temporal.cycle", on, **zoned), use("temporal.since", on)]


def sequence(on, time, intervals):
    return [
        use("temporal.lag", on, lags=[1, 3]),
        use("temporal.diff", on, periods=[1, 7]),
        use("temporal.gap", [time], unit="hours"),
        use("temporal.rolling", on, windows=[3, 7], intervals=intervals),
        use("temporal.expanding", on),
    ]


def encoders(on):
    return [use("categorical.target", on, smoothing=4.0), use("categorical.woe", on)]


TABLES = {
    "penguins": {
        "source": "examples/penguins.csv",
        "times": [],
        "options": {"target": "species", "types": {"year": "categorical"}, "seed": 3},
        "use": [
            *numeric(PENGUINS),
            *categorical(["island", "sex", "year"]),
            use("statistical.missing-row"),
            use("statistical.pairs"),
            use("statistical.group", values=PENGUINS, keys=["island", "sex", "year"]),
            use("categorical.target", ["island", "sex"], smoothing=4.0),
        ],
    },
    "penguins_sex": {
        "source": "examples/penguins.csv",
        "times": [],
        "options": {"target": "sex", "folds": 3, "types": {"year": "categorical"}},
        "use": encoders(["species", "island", "year"]),
    },
    "movies": {
        "source": "test/data/movies.csv",
        "times": ["Release Date"],
        "options": {"target": "IMDB Rating", "types": {"Title": "text", **{c: "numeric" for c in MONEY}}},
        "use": [
            *numeric(MONEY, natural=0),
            *categorical(["MPAA Rating", "Major Genre"]),
            *clock(["Release Date"]),
            use("categorical.count", ["Director"]),
            use("categorical.hash", ["Director"], buckets=1000, above=0),
            use("categorical.target", ["MPAA Rating", "Distributor"], smoothing=10.0),
            use("statistical.missing-row"),
            *[use(f"text.{name}", ["Title"]) for name in ["shape", "ratios", "counts", "sentences", "readability"]],
            use("text.tfidf", ["Title"], terms=12, stop=False, norm="none"),
            use("text.ngrams", ["Title"], n=[1, 2], buckets=5),
        ],
    },
    "movies_l2": {
        "source": "test/data/movies.csv",
        "times": [],
        "options": {"types": {"Title": "text"}},
        "use": [use("text.tfidf", ["Title"], terms=8, minDocs=5, maxShare=0.2, stop=False, norm="l2")],
    },
    "weather": {
        "source": "test/data/seattle_weather.csv",
        "times": ["date"],
        "options": {"time": "date", "target": "temp_max", "foldBy": "time", "folds": 4, "gap": 864000, "types": {"weather": "categorical"}},
        "use": [
            *numeric(["precipitation", "temp_min", "wind"]),
            *clock(["date"], "Asia/Tokyo"),
            *sequence(["precipitation", "wind"], "date", ["7d", "4w"]),
            use("categorical.target", ["weather"], smoothing=20.0, missing="missing"),
        ],
    },
    "flights": {
        "source": "test/data/flights_sample.csv",
        "times": ["dep_ts", "arr_ts"],
        "options": {
            "id": ["id"], "time": "dep_ts", "group": "carrier", "target": "arr_delay", "foldBy": "hash", "seed": 11,
            "types": {**{c: "numeric" for c in FLIGHTS}, **{c: "categorical" for c in ["carrier", "origin", "dest", "manufacturer", "tailnum"]}},
        },
        "use": [
            *numeric(["dep_delay", "distance", "seats", "temp", "pressure"], natural=0),
            *clock(["dep_ts"]),
            use("temporal.elapsed", ["dep_ts", "arr_ts"], unit="minutes"),
            *sequence(["dep_delay", "temp"], "dep_ts", ["12h", "30d"]),
            use("statistical.group", values=["dep_delay", "air_time"], keys=["carrier", "dest"]),
            use("categorical.target", ["origin", "dest", "tailnum"], smoothing=4.0),
        ],
    },
    "flights_zone": {
        "source": "test/data/flights_sample.csv",
        "times": ["dep_ts", "arr_ts"],
        "options": {"group": "carrier", "target": "arr_delay", "foldBy": "group", "folds": 4, "types": {"carrier": "categorical", "origin": "categorical", "dest": "categorical", "arr_delay": "numeric"}},
        "use": [*clock(["arr_ts"], "America/New_York"), use("categorical.target", ["origin", "dest"], smoothing=1.5)],
    },
}
