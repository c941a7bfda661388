"""How well a ranking of subjects finds the guilty among them, and how true its chances are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Below this chance a subject counts as not scored at all.
LEAST = 0.001
_PRECISION, _ALERTED = 0.9, 0.5
_REDRAWS, _INTERVAL, _BINS, _FIFTHS = 300, (2.5, 97.5), 20, 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """One typology: everybody who was scored or is guilty.

    chance, guilty, yuan  [subject] yuan is what was wrongly paid to the guilty
    others                subjects besides, who were not scored and did nothing
    """

    chance: Floats
    guilty: Flags
    yuan: Floats
    others: int

    @property
    def all(self) -> int:
        """Subjects."""
        return int(self.guilty.size) + self.others


def ranked(alerts: pa.Table, code: str, guilty: Mapping[str, float], persons: int) -> Ranked:
    """Everybody with an alert, by the likeliest of theirs, and the guilty who have none."""
    mine = alerts.filter(pc.equal(alerts["typology"], code))
    likeliest: dict[str, float] = {}
    for subject, chance in zip(mine["subject"].to_pylist(), mine["probability"].to_pylist(), strict=True):
        likeliest[subject] = max(chance, likeliest.get(subject, 0.0))
    names = [*likeliest, *(subject for subject in guilty if subject not in likeliest)]
    return Ranked(
        np.asarray([likeliest.get(name, 0.0) for name in names], np.float64),
        np.asarray([name in guilty for name in names], bool),
        np.asarray([guilty.get(name, 0.0) for name in names], np.float64),
        max(persons - len(names), 0),
    )


def together(parts: Sequence[Ranked]) -> Ranked:
    """Several typologies as one: each subject counts once for each kind."""
    return Ranked(
        np.concatenate([one.chance for one in parts]), np.concatenate([one.guilty for one in parts]),
        np.concatenate([one.yuan for one in parts]), sum(one.others for one in parts),
    )  # fmt: skip


def quality(one: Ranked) -> dict[str, Any]:
    """Figures with 95 % intervals; hardly any where nobody is guilty."""
    if not one.guilty.any():
        return {"frauds": 0}
    order = np.argsort(-one.chance, kind="stable")
    hits, count = np.cumsum(one.guilty[order]), int(one.guilty.sum())
    intervals = _intervals(one)
    above = one.chance >= _ALERTED
    false = float((above & ~one.guilty).sum()) / max(one.all - count, 1)
    share = count / one.all
    error = float(((one.chance - one.guilty) ** 2).sum()) / one.all
    return {
        "frauds": count,
        "ap": float(average_precision_score(one.guilty, one.chance)),
        "ap_interval": intervals["ap"],
        "recall_at_p90": recall_at_precision(one.guilty[order].astype(np.float64)),
        "recall_at_p90_interval": intervals["recall_at_p90"],
        "recall_at_twice_the_frauds": float(hits[min(2 * count, hits.size) - 1]) / count,
        "balanced_accuracy": (float(above[one.guilty].mean()) + 1 - false) / 2,
        "ece": ece(one),
        "brier_skill": 1 - error / max(share * (1 - share), 1e-12),
        "expected_frauds": float(one.chance.sum()),
    }


def recall_at_precision(guilty: Floats, weight: Floats | None = None) -> float:
    """The greatest recall at a precision of nine tenths, of subjects with the likeliest first.

    weight  [subject] how often each counts
    """
    times = np.ones(guilty.size) if weight is None else weight
    hits, seen = np.cumsum(guilty * times), np.cumsum(times)
    precise = hits >= _PRECISION * np.maximum(seen, 1e-12)
    return float(hits[precise].max(initial=0.0) / max(hits[-1], 1e-12))


def _intervals(one: Ranked) -> dict[str, list[float]]:
    """95 %, redrawing subjects; those who were not scored and did nothing change nothing."""
    draw = np.random.default_rng(1)
    order = np.argsort(-one.chance, kind="stable")
    guilty = one.guilty[order].astype(np.float64)
    scores: dict[str, list[float]] = {"ap": [], "recall_at_p90": []}
    for _ in range(_REDRAWS):
        times = draw.poisson(1.0, guilty.size).astype(np.float64)
        if float(times @ guilty) > 0:
            scores["ap"].append(average_precision_score(guilty, one.chance[order], sample_weight=times))
            scores["recall_at_p90"].append(recall_at_precision(guilty, times))
    return {name: [float(value) for value in np.percentile(drawn, _INTERVAL)] for name, drawn in scores.items()}


def ece(one: Ranked) -> float:
    """Expected calibration error over everybody; who was not scored has a chance of nought."""
    bins = np.minimum((one.chance * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, weights=one.chance - one.guilty, minlength=_BINS)
    return float(np.abs(gaps).sum()) / one.all


def fifths(parts: Sequence[Ranked]) -> list[dict[str, float]]:
    """Alerts of one half or more of all kinds, in fifths by chance: how many, predicted and observed."""
    chance = np.concatenate([one.chance for one in parts])
    guilty = np.concatenate([one.guilty for one in parts])
    alerted = np.flatnonzero(chance >= _ALERTED)
    shares = np.array_split(alerted[np.argsort(chance[alerted], kind="stable")], _FIFTHS)
    return [
        {"cases": part.size, "predicted": float(chance[part].mean()), "observed": float(guilty[part].mean())}
        for part in shares
        if part.size
    ]


def least_within(alerts: pa.Table, budget: int) -> float:
    """The chance from which on all alerts are looked at within the budget."""
    falling = np.sort(alerts["probability"].to_numpy())[::-1]
    return float(falling[budget - 1]) if falling.size > budget else 0.0


def in_budget(one: Ranked, least: float) -> dict[str, float]:
    """Recall of subjects and of yuan among those of `least` chance or more."""
    if not one.guilty.any():
        return {}
    hit = one.guilty & (one.chance >= max(least, LEAST))
    return {
        "recall_in_budget": float(hit.sum() / one.guilty.sum()),
        "yuan_recall_in_budget": float(one.yuan[hit].sum() / max(one.yuan.sum(), 1e-9)),
    }


def rings(alerts: pa.Table, code: str) -> dict[str, int]:
    """How many alerts there are, and in how many rings."""
    mine = alerts.filter(pc.equal(alerts["typology"], code))
    named = [ring for ring in mine["ring"].to_pylist() if ring is not None]
    return {"alerts": mine.num_rows, "rings": len(set(named)), "alerts_in_rings": len(named)}
