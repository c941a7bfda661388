"""The figures of the risk benchmark against plain counting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.risk_delay import Began, leak
from benchmarks.risk_measures import Ranked, ece, fifths, in_budget, quality, recall_at_precision, together

SEEDS = st.integers(0, 10_000)


def drawn(seed: int, size: int = 400, others: int = 1000) -> Ranked:
    """Chances that are true."""
    draw = np.random.default_rng(seed)
    chance = draw.beta(0.4, 1.2, size)
    return Ranked(chance, draw.random(size) < chance, draw.gamma(2, 1000, size), others)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_recall_at_precision_is_the_best_cut_of_all(seed: int) -> None:
    one = drawn(seed, 60)
    order = np.argsort(-one.chance)
    guilty = one.guilty[order]
    cuts = [guilty[:cut].sum() / max(guilty.sum(), 1) for cut in range(1, 61) if guilty[:cut].mean() >= 0.9]
    assert recall_at_precision(guilty.astype(float)) == pytest.approx(max(cuts, default=0.0))


def test_true_chances_are_calibrated_and_doubled_ones_are_not() -> None:
    one = drawn(1, 6000, 0)
    false = Ranked(np.minimum(one.chance * 2, 1.0), one.guilty, one.yuan, 0)
    assert ece(one) < 0.02 < 0.1 < ece(false)
    assert all(abs(part["predicted"] - part["observed"]) < 0.07 for part in fifths([one]))
    assert max(abs(part["predicted"] - part["observed"]) for part in fifths([false])) > 0.15
    assert quality(one)["brier_skill"] > 0.2


def test_those_who_were_not_scored_and_did_nothing_make_a_false_alarm_cheaper() -> None:
    few, many = drawn(2, others=0), drawn(2, others=100_000)
    assert quality(many)["balanced_accuracy"] > quality(few)["balanced_accuracy"]
    assert quality(many)["ap"] == quality(few)["ap"]
    both = together([few, many])
    assert both.all == few.all + many.all


def test_an_interval_holds_the_figure_and_nobody_guilty_has_none() -> None:
    one = drawn(3)
    told = quality(one)
    assert told["ap_interval"][0] < told["ap"] < told["ap_interval"][1]
    assert quality(Ranked(one.chance, np.zeros_like(one.guilty), one.yuan, 0)) == {"frauds": 0}


def test_within_no_budget_nothing_is_found_and_yuan_weigh_the_large() -> None:
    one = Ranked(np.array([0.9, 0.2, 0.0]), np.array([True, True, True]), np.array([90.0, 9.0, 1.0]), 5)
    assert in_budget(one, 0.95) == {"recall_in_budget": 0.0, "yuan_recall_in_budget": 0.0}
    assert in_budget(one, 0.5) == {
        "recall_in_budget": pytest.approx(1 / 3),
        "yuan_recall_in_budget": pytest.approx(0.9),
    }
    # Who has no chance at all was not scored, whatever the budget.
    assert in_budget(one, 0.0)["recall_in_budget"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("told", "months"),
    [([10], 1), ([9, 12], 3), ([9], 10), ([], 10), ([25], 10)],
    ids=["in its first month", "an earlier alert is another case", "only before it", "never", "after its end"],
)
def test_the_leak_counts_months_to_the_end_of_the_one_in_which_it_was_alerted(told: list[int], months: int) -> None:
    assert leak(Began("T01", "s", 10, 20), {("T01", "s"): told}, 120) == months


def test_a_fraud_that_goes_on_leaks_until_the_province_ends() -> None:
    assert leak(Began("T01", "s", 110, 130), {}, 120) == 10
