"""Limits in working days: weekends, holidays, weekends that are worked, and the table that says how many."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.alerts.limits import FILE, Stage, limits_of, read_limits
from core.errors import DateOutOfRange, InputError
from rules.parameters import Status

LIMITS = read_limits(FILE)
TEXT = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        ("2026-01-05", "2026-01-12"),  # a Monday, five working days later
        ("2026-01-09", "2026-01-16"),  # a Friday
        ("2026-02-11", "2026-02-25"),  # over the Spring Festival; Saturday the 14th is worked
        ("2026-02-26", "2026-03-04"),  # Saturday the 28th is worked
        ("2025-12-30", "2026-01-07"),  # over the New Year; Sunday the 4th is worked
        ("2024-10-01", "2024-10-08"),  # of a year without a calendar, Monday to Friday count
    ],
)
def test_a_stage_of_five_working_days_ends(begun: str, due: str) -> None:
    assert LIMITS.due_on(Stage.SEND_ON, date.fromisoformat(begun)) == date.fromisoformat(due)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.sampled_from(list(Stage)))
def test_between_begin_and_end_lie_exactly_the_working_days_of_the_limit(begun: date, stage: Stage) -> None:
    due = LIMITS.due_on(stage, begun)
    days = [begun + timedelta(days=at) for at in range(1, (due - begun).days + 1)]
    assert sum(map(LIMITS.is_working_day, days)) == LIMITS.stages[stage].days(begun)
    assert LIMITS.is_working_day(due)


def test_every_limit_has_a_source_and_those_that_nobody_checked_say_so() -> None:
    assert all(limit.source.title for limit in LIMITS.stages.values())
    assert {limit.status for limit in LIMITS.stages.values()} == {Status.UNVERIFIED}


def test_a_day_before_the_first_limit_has_none() -> None:
    with pytest.raises(DateOutOfRange):
        LIMITS.due_on(Stage.CHECK, date(2020, 1, 1))


def test_a_folder_has_limits_of_its_own_and_a_later_one_holds_from_its_day(tmp_path: Path) -> None:
    assert limits_of(tmp_path) == LIMITS
    later = TEXT.replace("{2023-12-01: 30}", "{2023-12-01: 30, 2026-01-01: 1}")
    (tmp_path / "limits.yaml").write_text(later, encoding="utf-8")
    own = limits_of(tmp_path)
    assert own.due_on(Stage.CHECK, date(2026, 1, 5)) == date(2026, 1, 6)
    assert own.due_on(Stage.CHECK, date(2025, 12, 1)) == LIMITS.due_on(Stage.CHECK, date(2025, 12, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2023-12-01: 30", "2023-12-01: 0"),
        ("2023-12-01: 30", "2023-12-01: true"),
        ("  review:", "  revue:"),
        ("    status: unverified\n    source: {title: 国务院", "    source: {title: 国务院"),
        ("[2026-01-04,", "[2027-01-04,"),
        ("    free: [2025-01-01", "    off: [2025-01-01"),
        ("stages:", "stage:"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_line(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    path = tmp_path / "limits.yaml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_limits(path)
    assert refused.value.line is not None
