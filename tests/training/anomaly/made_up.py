"""Made-up tables with anomalies of many kinds: where they are is known, and how they were made."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits

from datapool.linkage.records import as_records

Arrays = tuple[NDArray[np.float64], NDArray[np.int8]]


def local_clusters(seed: int, rows: int = 900) -> Arrays:
    """Rows round five centres; anomalies are rows of two small tight clusters elsewhere."""
    draw = np.random.default_rng(seed)
    centres, others = draw.normal(0, 3, (5, 8)), draw.normal(0, 3, (2, 8))
    features = centres[draw.integers(0, 5, rows)] + draw.normal(0, 1, (rows, 8))
    labels = _some(draw, rows, rows // 12)
    bad = labels == 1
    features[bad] = others[draw.integers(0, 2, bad.sum())] + draw.normal(0, 0.7, (bad.sum(), 8))
    return features, labels


def global_outliers(seed: int, rows: int = 900) -> Arrays:
    """Anomalies are anywhere in a box three times as wide."""
    draw = np.random.default_rng(seed)
    features, labels = draw.normal(0, 1, (rows, 8)), _some(draw, rows, rows // 15)
    features[labels == 1] = draw.uniform(-3.5, 3.5, (labels.sum(), 8))
    return features, labels


def broken_dependence(seed: int, rows: int = 900) -> Arrays:
    """Three factors behind eight columns; anomalies have each column from another row."""
    draw = np.random.default_rng(seed)
    features = draw.normal(0, 1, (rows, 3)) @ draw.normal(0, 1, (3, 8)) + 0.3 * draw.normal(0, 1, (rows, 8))
    labels = _some(draw, rows, rows // 12)
    for column in range(8):
        features[labels == 1, column] = draw.permutation(features[:, column])[: labels.sum()]
    return features, labels


def two_kinds(seed: int, rows: int = 900) -> Arrays:
    """Many columns of noise; half the anomalies are high in three of them, half narrow in two others."""
    draw = np.random.default_rng(seed)
    features, labels = draw.normal(0, 1, (rows, 16)), _some(draw, rows, rows // 10)
    bad = np.flatnonzero(labels)
    first, second = bad[::2], bad[1::2]
    features[first, :3] += 2.0
    features[np.ix_(second, [5, 6])] = draw.normal(-1.8, 0.3, (second.size, 2))
    return features, labels


def straight_line(seed: int, rows: int = 2_500) -> Arrays:
    """A chance that is linear in two of twelve columns and nothing else: what a plain line alone finds best."""
    draw = np.random.default_rng(seed)
    features = draw.normal(0, 1, (rows, 12))
    odds = -2.6 + 1.3 * features[:, 0] + 0.9 * features[:, 1]
    return features, (draw.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8)


def one_class_made_rare(seed: int) -> Arrays:
    """The breast cancers of scikit-learn, of the malign ones 50."""
    data = load_breast_cancer()
    bad = np.random.default_rng(seed).permutation(np.flatnonzero(data.target == 0))[:50]
    kept = np.concatenate([bad, np.flatnonzero(data.target == 1)])
    return data.data[kept], (data.target[kept] == 0).astype(np.int8)


def one_digit_of_ten(seed: int) -> Arrays:
    """The digits of scikit-learn, eights against the rest, half of all."""
    data = load_digits()
    kept = np.random.default_rng(seed).permutation(data.target.size)[:900]
    return data.data[kept], (data.target[kept] == 8).astype(np.int8)


ARRAYS: Mapping[str, Callable[[int], Arrays]] = {
    "local_clusters": local_clusters,
    "global_outliers": global_outliers,
    "broken_dependence": broken_dependence,
    "two_kinds": two_kinds,
    "straight_line": straight_line,
    "one_class_made_rare": one_class_made_rare,
    "one_digit_of_ten": one_digit_of_ten,
}


def as_texts(features: NDArray[np.float64], labels: NDArray[np.int8]) -> pa.Table:
    """Arrays as `read_any` gives them."""
    return as_records(pa.table({**{f"x{at}": features[:, at] for at in range(features.shape[1])}, "y": labels}))


def card_payments(seed: int, rows: int = 1_500) -> pa.Table:
    """Payments of cards by time: fraud is a card paying far above its own habit, in a trade that it never used.

    Across cards the amounts overlap, so that a row alone says little.
    """
    draw = np.random.default_rng(seed)
    cards = rows // 25
    habit, home = draw.uniform(2, 7, cards), draw.integers(0, 20, cards)
    card = draw.integers(0, cards, rows)
    labels = _some(draw, rows, rows // 20)
    amount = np.exp(habit[card] + draw.normal(0, 0.25, rows) + 1.3 * labels)
    trade = np.where(labels == 1, (home[card] + draw.integers(1, 20, rows)) % 20, home[card])
    trade = np.where(draw.random(rows) < 0.15, draw.integers(0, 20, rows), trade)
    minutes = np.sort(draw.integers(0, 120 * 24 * 60, rows))
    when = np.datetime64("2025-01-01T00:00:00") + minutes.astype("timedelta64[m]")
    return as_records(
        pa.table(
            {
                "when": when.astype("datetime64[s]"), "card": [f"C{number:05d}" for number in card],
                "amount": np.round(amount, 2), "trade": [f"trade {number}" for number in trade],
                "channel": draw.choice(["shop", "net", "phone"], rows), "fraud": np.where(labels, "yes", "no"),
            }
        )
    )  # fmt: skip


def rare_categories(seed: int, rows: int = 1_200) -> pa.Table:
    """Claims with values, days and gaps; fraud is frequent with six of sixty garages, and hides its date."""
    draw = np.random.default_rng(seed)
    garage = draw.integers(0, 60, rows)
    chance = np.where(garage < 6, 0.45, 0.03)
    labels = (draw.random(rows) < chance).astype(np.int8)
    hides = draw.random(rows) < np.where(labels == 1, 0.5, 0.1)
    day = np.datetime64("2024-01-01") + draw.integers(0, 700, rows).astype("timedelta64[D]")
    return as_records(
        pa.table(
            {
                "garage": [f"garage {number}" for number in garage],
                "cover": draw.choice(["full", "part", "third"], rows),
                "reported": pa.array(day, mask=hides), "yuan": np.round(np.exp(draw.normal(8, 1, rows)), 2),
                "fraud": labels,
            }
        )
    )  # fmt: skip


def drifting(seed: int, rows: int = 1_500) -> pa.Table:
    """Rows by day whose levels drift; anomalies stand out from their own days only in two of six columns."""
    draw = np.random.default_rng(seed)
    day = np.sort(draw.integers(0, 400, rows))
    labels = _some(draw, rows, rows // 15)
    features = draw.normal(0, 1, (rows, 6)) + (day[:, np.newaxis] / 200) * np.array([1, 1, 0, 0, 0, 0])
    features[labels == 1, 2:4] += 1.8
    when = (np.datetime64("2024-01-01") + day.astype("timedelta64[D]")).astype(str)
    return as_records(pa.table({"day": when, **{f"x{at}": features[:, at] for at in range(6)}, "y": labels}))


def _some(draw: np.random.Generator, rows: int, count: int) -> NDArray[np.int8]:
    labels = np.zeros(rows, dtype=np.int8)
    labels[draw.choice(rows, count, replace=False)] = 1
    return labels
