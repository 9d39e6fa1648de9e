"""Features of texts, by Python's own rules, polars and scikit-learn."""

import re
from collections import Counter

import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer

from columns import bucket

TOKEN = r"[^\W_]"  # the titles hold no combining marks


def each(x, f):
    return x.map(f, na_action="ignore").astype(float)


def shape(x, _):
    x = x.fillna("")
    words = x.str.split()
    n, unique = words.str.len(), x.str.lower().str.split().map(lambda w: len(set(w)))
    digits, special = x.str.count(r"\d"), x.map(lambda s: sum(not (c.isspace() or (c.isascii() and c.isalnum())) for c in s))
    lengths = pl.from_pandas(x).str.len_chars().to_pandas()
    assert (x.str.count("[A-Z]") == pl.from_pandas(x).str.count_matches("[A-Z]").to_pandas()).all()
    return {
        "length": lengths, "word_count": n, "avg_word_length": words.map(lambda w: sum(map(len, w)) / len(w) if w else 0),
        "n_uppercase": x.str.count("[A-Z]"), "n_lowercase": x.str.count("[a-z]"), "n_digits": digits, "n_spaces": x.str.count(r"\s"), "n_special": special,
        "has_digits": (digits > 0).astype(int), "has_special": (special > 0).astype(int),
        "is_upper": x.map(str.isupper).astype(int), "is_lower": x.map(str.islower).astype(int),
        "unique_word_count": unique, "unique_word_ratio": unique / n.clip(lower=1),
        "n_urls": x.str.count("https?://[!$-_a-z]+"), "n_emails": x.str.count(r"[\w.-]+@[\w.-]+\.\w+"),
        "n_hashtags": x.str.count(r"#\w+"), "n_mentions": x.str.count(r"@\w+"),
    }


def ratios(x, _):
    s = shape(x, None)
    n = s["length"].clip(lower=1)
    return {f"{name}_share": (s[key] / n).where(x.notna()) for name, key in [("upper", "n_uppercase"), ("digit", "n_digits"), ("space", "n_spaces"), ("special", "n_special")]}


def counts(x, _):
    parts = x.map(lambda s: [w for w in s.split(" ") if w], na_action="ignore")
    words = each(parts, len)
    spaces = each(x, lambda s: s.count(" "))
    some = words.where(words > 0)
    return {
        "characters": each(x, len), "words": words, "mean_word": (each(x, len) - spaces) / some, "upper": each(x, lambda s: len(re.findall("[A-Z]", s))),
        "digits": each(x, lambda s: len(re.findall("[0-9]", s))), "spaces": spaces,
        "punctuation": each(x, lambda s: sum(c in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" for c in s)),
        "unique_share": each(parts, lambda w: len(set(w))) / some, "urls": each(x, lambda s: len(re.findall(r"https?://[^ ]+", s))),
        "emails": each(x, lambda s: len(re.findall(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", s))),
    }


def sentence_count(s):
    """Ends of sentences, and one more where text follows the last."""
    ends = len(re.findall(r"""[.!?…]+["'”’»)\]]*(?:\s|\Z)|[。！？]+""", s))
    open_end = bool(s.strip()) and not re.search(r"""[.!?…。！？]["'”’»)\]]*\s*\Z""", s)
    return ends + open_end


def sentences(x, _):
    n = each(x, sentence_count)
    return {"sentences": n, "words_per_sentence": each(x, lambda s: len(s.split())) / n.where(n > 0)}


def flesch(s):
    words = re.findall(f"{TOKEN}+", re.sub("['’]+", "", s.lower()))
    if not words:
        return None
    syllables = sum(max(1, len(re.findall("[aeiouyà-æè-ïò-öø-ýÿœ]+", w))) for w in words)
    return 206.835 - 1.015 * len(words) / max(1, sentence_count(s)) - 84.6 * syllables / len(words)


def readability(x, _):
    return {"flesch_reading_ease": each(x, flesch)}


def tfidf(x, p):
    known = x.dropna()
    found = Counter(t for s in known for t in set(re.findall(f"{TOKEN}{{2,}}", s.lower())))
    fit = [t for t, n in found.items() if p.get("minDocs", 2) <= n <= p.get("maxShare", 0.8) * len(known)]
    terms = sorted(fit, key=lambda t: (-found[t], t))[: p["terms"]]
    vectorizer = TfidfVectorizer(vocabulary=terms, token_pattern=f"{TOKEN}{{2,}}", norm=None if p["norm"] == "none" else p["norm"])
    weights = vectorizer.fit(known).transform(x.fillna("")).toarray()
    return {f"tfidf_{t}": [None if missing else w for w, missing in zip(weights[:, k], x.isna())] for k, t in enumerate(terms)}


def ngrams(x, p):
    def of(s):
        tokens = re.findall(f"{TOKEN}+", s.lower())
        runs = [" ".join(tokens[i : i + n]) for n in p["n"] for i in range(len(tokens) - n + 1)]
        found = Counter(bucket(r, p["buckets"]) for r in runs)
        return [found[k] for k in range(p["buckets"])]

    rows = x.map(of, na_action="ignore")
    return {f"ngram_{k}": rows.map(lambda r: r[k], na_action="ignore").astype(float) for k in range(p["buckets"])}


TEXT = {f"text.{f.__name__}": f for f in [shape, ratios, counts, sentences, readability, tfidf, ngrams]}
