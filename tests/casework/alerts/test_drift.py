"""Drift is told where chances or figures of one release moved, and only where there are alerts enough to tell it."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.alerts.drift import CHANCE, MOVED, STEADY, Shift, shifts_of, stability_index
from tests.casework.alerts.world import alert, ledger_of

THEN, NOW_DAY = date(2025, 6, 30), date(2025, 12, 31)
VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=200).map(np.asarray)


@given(before=VALUES, now=VALUES)
def test_the_index_is_never_negative_and_none_of_the_same(before: np.ndarray, now: np.ndarray) -> None:
    assert stability_index(before, now) >= -1e-12
    assert stability_index(before, before) == pytest.approx(0.0, abs=1e-12)


def test_without_a_shift_the_index_is_on_average_what_chance_gives() -> None:
    stream, sizes = np.random.default_rng(3), (300, 200)
    found = [stability_index(stream.random(sizes[0]), stream.random(sizes[1])) for _ in range(300)]
    assert np.mean(found) == pytest.approx(9 * (1 / sizes[0] + 1 / sizes[1]), rel=0.15)


def shifts(folder: Path, then: np.ndarray, now: np.ndarray, *, release: str = "r1") -> dict[str, Shift]:
    rows = []
    for number, (day, chance) in enumerate([*((THEN, c) for c in then), *((NOW_DAY, c) for c in now)]):
        reason = {"code": "paid_after_death", "figures": f'{{"months": {1 + number % 7}}}', "weight": 0.1}
        changes = {"probability": float(chance), "reasons": [reason], "as_of": day, "model": "risk/death"}
        rows.append(alert(number, release=release if day == NOW_DAY else "r1", **changes))
    ledger = ledger_of(folder, *rows)
    return {shift.figure: shift for shift in shifts_of(ledger.cases())}


def test_chances_that_moved_are_told_and_figures_that_did_not_are_steady(tmp_path: Path) -> None:
    stream = np.random.default_rng(1)
    found = shifts(tmp_path, stream.beta(2, 5, 120), stream.beta(5, 2, 120))
    assert found[CHANCE].says == "moved"
    assert found[CHANCE].index is not None and found[CHANCE].index > MOVED
    assert found[CHANCE].middle[0] < found[CHANCE].middle[1]
    months = found["paid_after_death.months"]
    assert months.says == "steady" and months.index is not None and months.index < STEADY + months.by_chance


def test_few_alerts_say_nothing(tmp_path: Path) -> None:
    found = shifts(tmp_path, np.full(60, 0.5), np.full(10, 0.9))
    assert {shift.says for shift in found.values()} == {"too_few"}
    assert found[CHANCE].index is None


def test_alerts_of_an_earlier_release_are_not_compared(tmp_path: Path) -> None:
    found = shifts(tmp_path, np.full(60, 0.5), np.full(60, 0.9), release="r2")
    assert found[CHANCE].says == "too_few"
    assert (found[CHANCE].before, found[CHANCE].now) == (0, 60)


def test_a_ledger_without_alerts_has_no_drift() -> None:
    assert shifts_of([]) == ()
