"""Periods: shifting and counting undo each other, whatever the step."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnknownKey
from training.operation.periods import STEPS, find_step

DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2038, 1, 1))


@given(day=DAYS, count=st.integers(-60, 60), name=st.sampled_from(sorted(STEPS)))
def test_counting_undoes_shifting(day: date, count: int, name: str) -> None:
    step = STEPS[name]
    start = step.start(day)
    assert step.between(start, step.shift(start, count)) == count
    assert step.start(step.shift(start, count)) == step.shift(start, count)


@given(day=DAYS, name=st.sampled_from(sorted(STEPS)))
def test_a_day_lies_in_its_period(day: date, name: str) -> None:
    step = STEPS[name]
    assert step.start(day) <= day <= step.last_day(step.start(day))


def test_a_step_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownKey, match="fortnight"):
        find_step("fortnight")
