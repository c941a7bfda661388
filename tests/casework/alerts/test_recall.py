"""Recall from random audits: the interval keeps its level, also with nobody found, and what is open counts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from casework.alerts import Plan
from casework.alerts.case import Case, Finding, State, opened
from casework.alerts.line_form import line_of_row
from casework.alerts.queueing import Subject, drawn
from casework.alerts.recall import missed_interval, period_of, recall_of
from tests.casework.alerts.world import NOW, PROVINCE, alert, closed, ledger_of, subject, subjects_file

MONTH = date(2026, 1, 1)
SIMULATIONS = 600


def case_of(number: int, finding: Finding | None, *, chance: float | None = None) -> Case:
    """A case of the queue, or of the audit where a chance is given; open where nothing was found yet."""
    channel = {} if chance is None else {"channel": "audit", "drawn_with": chance}
    fresh = opened(str(number), (line_of_row(alert(number, **channel)),), on=NOW.date(), queued_for=MONTH)
    return fresh if finding is None else replace(fresh, state=State.CLOSED, finding=finding)


def test_the_estimate_weighs_those_found_by_the_chance_of_being_drawn() -> None:
    queue = [case_of(number, Finding.TRUE) for number in range(30)]
    audits = [
        case_of(100 + number, Finding.PARTLY if number < 2 else Finding.FALSE, chance=0.1) for number in range(20)
    ]
    found = recall_of([*queue, *audits])
    assert found.missed is not None
    assert found.missed.estimate == pytest.approx(20)
    assert found.estimate == pytest.approx(30 / 50)
    assert found.low < 0.6 < found.high
    assert (found.found, found.audited, found.confirmed) == (30, 20, 2)


def test_a_ring_counts_its_members_and_leaves_out_those_cleared() -> None:
    lines = tuple(replace(line_of_row(alert(number, ring="r")), finding=None) for number in range(3))
    lines = (*lines[:2], replace(lines[2], finding=Finding.FALSE))
    ring = replace(opened("1", lines, on=NOW.date(), queued_for=MONTH), state=State.CLOSED, finding=Finding.PARTLY)
    assert recall_of([ring]).found == 2


def test_with_nobody_drawn_nothing_is_known() -> None:
    found = recall_of([case_of(1, Finding.TRUE)])
    assert (found.estimate, found.low, found.high, found.missed) == (None, 0.0, 1.0, None)


def test_with_nobody_found_the_interval_is_the_exact_one_and_not_a_point() -> None:
    missed = missed_interval([], 50.0)
    assert (missed.estimate, missed.low) == (0.0, 0.0)
    assert missed.high == pytest.approx(50.0 * chi2.ppf(0.975, 2) / 2)


def test_with_equal_weights_the_interval_is_that_of_garwood() -> None:
    missed = missed_interval([4.0] * 3, 4.0)
    assert missed.low == pytest.approx(4.0 * chi2.ppf(0.025, 6) / 2)
    assert missed.high == pytest.approx(4.0 * chi2.ppf(0.975, 8) / 2)


def test_what_is_still_open_widens_the_interval_to_both_sides() -> None:
    queue = [case_of(number, Finding.TRUE) for number in range(30)]
    audits = [case_of(100 + number, Finding.FALSE, chance=0.1) for number in range(20)]
    done = recall_of([*queue, *audits])
    some = [replace(case, state=State.UNDER_CHECK, finding=None) for case in audits[:5]]
    waiting = recall_of([*queue, *some, *audits[5:]])
    assert waiting.audit_open == 5
    assert waiting.low < done.low
    more = recall_of([*queue, case_of(99, None), *audits])
    assert more.queue_open == 1
    assert more.high >= done.high


def test_cases_that_nobody_chose_are_outside_the_queue() -> None:
    unchosen = replace(case_of(1, None), queued_for=None)
    assert period_of(unchosen) is None
    assert recall_of([unchosen]).queue_open == 0
    assert period_of(replace(unchosen, sent_on=date(2026, 3, 9))) == date(2026, 3, 1)


def covered(frame: int, missed: int, size: int) -> tuple[float, float]:
    """Shares of draws whose interval has the true number of missed; below it, above it."""
    people = [Subject(subject(number), "person", "47", 0.0) for number in range(frame)]
    fraud = {each.subject for each in people[:missed]}
    below = above = 0
    for seed in range(SIMULATIONS):
        hits = sum(each.subject in fraud for each in drawn(people, size, seed=seed, month=MONTH))
        interval = missed_interval([frame / size] * hits, frame / size)
        below += interval.high < missed
        above += interval.low > missed
    return below / SIMULATIONS, above / SIMULATIONS


# A miss on one side may come up in 2.5 of 100; 600 draws see that share to within 0.019 with a chance of 0.999.
@pytest.mark.parametrize(("missed", "size"), [(0, 20), (1, 20), (3, 20), (20, 20), (60, 20), (20, 100)])
def test_the_interval_has_the_truth_in_at_least_95_of_100_draws(missed: int, size: int) -> None:
    below, above = covered(200, missed, size)
    assert below <= 0.025 + 0.019
    assert above <= 0.025 + 0.019


@pytest.mark.slow
@pytest.mark.parametrize("missed", [0, 1, 2, 5, 10, 40, 100, 300])
@pytest.mark.parametrize("size", [5, 20, 60, 200])
def test_the_interval_keeps_its_level_whatever_there_is_to_find(missed: int, size: int) -> None:
    below, above = covered(1_000, missed, size)
    assert max(below, above) <= 0.025 + 0.019


def test_over_draws_of_unequal_chances_the_interval_keeps_its_level() -> None:
    random = np.random.default_rng(11)
    strata = [(400, 12, 10), (250, 5, 25), (900, 9, 18)]
    truth, largest = sum(fraud for _, fraud, _ in strata), max(frame / size for frame, _, size in strata)
    below = above = 0
    for _ in range(SIMULATIONS):
        weights = [
            frame / size
            for frame, fraud, size in strata
            for _ in range(random.hypergeometric(fraud, frame - fraud, size))
        ]
        interval = missed_interval(weights, largest)
        below += interval.high < truth
        above += interval.low > truth
    assert max(below, above) / SIMULATIONS <= 0.025 + 0.019


def test_a_method_that_takes_the_estimate_for_the_truth_would_be_seen_not_to_keep_its_level() -> None:
    """The normal interval, which is a point where nobody is found: the test above would not pass with it."""
    random = np.random.default_rng(12)
    hits = random.hypergeometric(20, 180, 20, size=SIMULATIONS)
    high = 10 * (hits + 1.96 * np.sqrt(hits))
    assert (high < 20).mean() > 0.025 + 0.019


def test_the_ledger_estimates_recall_from_its_own_draws(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    subjects = subjects_file(tmp_path / "subjects.parquet", range(1, 12))
    fixed = ledger.fix_queue(Plan(MONTH, 10, subjects=subjects, audit_share=0.2), who=PROVINCE, now=NOW)
    assert len(fixed.audits) == 2
    assert ledger.recall().high == 1.0
    closed(ledger, fixed.cases[0], tmp_path)
    closed(ledger, fixed.audits[0], tmp_path, Finding.FALSE)
    closed(ledger, fixed.audits[1], tmp_path, typology="T03")
    found = ledger.recall(month=MONTH)
    assert found.missed is not None
    assert (found.found, found.confirmed, found.missed.estimate) == (1, 1, pytest.approx(5))
    assert found.estimate == pytest.approx(1 / 6)
    # There are ten others, so that no more than ten were missed.
    assert found.low == pytest.approx(1 / 11)
    assert ledger.recall(month=date(2026, 2, 1)).estimate is None
