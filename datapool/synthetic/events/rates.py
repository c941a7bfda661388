"""The figures of the made-up events, read from the YAML files of this folder."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document

FOLDER = Path(__file__).parent
DAYS_PER_YEAR = 365.2425

Floats = NDArray[np.float64]


@lru_cache
def rates(subject: str) -> Mapping[str, Any]:
    """The figures of one subject, such as `medical`; treat them as read-only."""
    return load_document(FOLDER / f"{subject}.yaml").data  # type: ignore[no-any-return]


def by_age(steps: Mapping[int, Any], ages: NDArray[Any]) -> Floats:
    """The value of the last step that each age reaches, [age] or [age, column] where a step has several values."""
    starts = np.array(sorted(steps))
    values = np.array([steps[int(start)] for start in starts], np.float64)
    return np.asarray(values[np.maximum(np.searchsorted(starts, ages, side="right") - 1, 0)])


def by_year(steps: Mapping[int, float], years: range) -> Floats:
    """[year] the value of the last step that the year reaches, the first before it."""
    return by_age(steps, np.array(years))


def draw_from(draw: np.random.Generator, shares: Mapping[int, float], count: int) -> NDArray[np.int64]:
    """So many numbers with the given shares."""
    weights = np.array(list(shares.values()), np.float64)
    place = np.searchsorted(np.cumsum(weights) / weights.sum(), draw.random(count), side="right")
    return np.array(list(shares), np.int64)[np.minimum(place, len(shares) - 1)]


def delays(draw: np.random.Generator, count: int, rule: Mapping[str, float]) -> NDArray[np.int64]:
    """Whole days, log-normal with `median_days` and `spread`, at most `most_days` where the rule has it."""
    days = rule["median_days"] * np.exp(rule["spread"] * draw.standard_normal(count))
    return np.minimum(days, rule.get("most_days", np.inf)).astype(np.int64)


def whole_between(draw: np.random.Generator, bounds: Sequence[int], count: int) -> NDArray[np.int64]:
    """So many whole numbers from the first of `bounds` to the last, both included, all equally likely."""
    least, most = bounds
    return draw.integers(least, most + 1, count)
