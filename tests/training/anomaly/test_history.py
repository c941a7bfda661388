"""The history of an entity is what stood strictly before: a slow twin and an attempt to see the future."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.anomaly.history import history

SEEDS = st.integers(0, 10_000)


def made(seed: int, rows: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    amounts = draw.normal(1e6, 5, rows)
    amounts[draw.random(rows) < 0.2] = np.nan
    return draw.integers(-1, 6, rows), draw.integers(0, 25, rows).astype(float), amounts, draw.integers(-1, 4, rows)


def features(entity: np.ndarray, times: np.ndarray, amounts: np.ndarray, trade: np.ndarray) -> dict[str, np.ndarray]:
    return history(entity, times, numbers={"yuan": amounts}, values={"trade": trade}, before=np.inf)


def slowly(entity: np.ndarray, times: np.ndarray, amounts: np.ndarray, trade: np.ndarray, row: int) -> dict[str, float]:
    """Of one row, as a person would count."""
    if entity[row] < 0:
        return dict.fromkeys(("earlier", "since_last", "yuan:off", "yuan:off_spreads", "trade:seen"), np.nan)
    earlier = np.flatnonzero((entity == entity[row]) & (times < times[row]))
    known = amounts[earlier][np.isfinite(amounts[earlier])]
    off = amounts[row] - known.mean() if known.size else np.nan
    return {
        "earlier": earlier.size,
        "since_last": times[row] - times[earlier].max() if earlier.size else np.nan,
        "yuan:off": off,
        "yuan:off_spreads": off / known.std() if known.size > 1 else np.nan,
        "trade:seen": (trade[earlier] == trade[row]).sum(),
    }


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_the_history_is_what_a_person_would_count(seed: int) -> None:
    table = made(seed)
    found = features(*table)
    for row in range(60):
        for name, value in slowly(*table, row).items():
            assert found[name][row] == pytest.approx(value, rel=1e-4, abs=1e-6, nan_ok=True), name


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_what_comes_later_or_at_the_same_moment_changes_nothing(seed: int) -> None:
    entity, times, amounts, trade = made(seed)
    moment = float(np.median(times))
    later = times >= moment
    draw = np.random.default_rng(seed + 1)
    other_amounts = np.where(later, draw.normal(9e5, 50, 60), amounts)
    other_trade = np.where(later, draw.integers(0, 4, 60), trade)
    before, after = (
        history(entity, times, numbers={"yuan": yuan}, values={"trade": codes}, before=moment)
        for yuan, codes in ((amounts, trade), (other_amounts, other_trade))
    )
    for name in before:
        np.testing.assert_allclose(before[name][~later], after[name][~later], rtol=1e-5, atol=1e-6, err_msg=name)


def test_rows_within_a_window_are_counted() -> None:
    times = np.array([0.0, 1.0, 2.0, 3.0, 50.0])
    found = history(np.zeros(5, dtype=np.intp), times, numbers={}, values={}, before=10.0)
    assert found["in_5_gaps"].tolist() == [0, 1, 2, 3, 0]
    assert found["in_25_gaps"].tolist() == [0, 1, 2, 3, 0]
