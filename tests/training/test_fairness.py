"""A ratio of false-positive rates holds its interval, and says nothing where there is too little to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from training.fairness import BAR, Group, false_positive_ratios

COUNTS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=5)


def pair(first: tuple[int, int], second: tuple[int, int], *, is_sampled: bool = True) -> tuple[float, float, float]:
    (found, _) = false_positive_ratios([Group("a", *first), Group("b", *second)], is_sampled=is_sampled)
    assert found.estimate is not None and found.low is not None and found.high is not None
    return found.estimate, found.low, found.high


@pytest.mark.parametrize("true_ratio", [1.0, 1.6])
@pytest.mark.parametrize("is_sampled", [True, False])
def test_the_interval_holds_the_true_ratio_in_95_of_100(true_ratio: float, is_sampled: bool) -> None:
    stream, inside, draws = np.random.default_rng(7), 0, 2_000
    honest, rate = (4_000, 6_000), 0.01
    for _ in range(draws):
        alarms = stream.binomial(honest[0], rate * true_ratio), stream.binomial(honest[1], rate)
        drawn = stream.multinomial(500, [0.4, 0.6]) if is_sampled else honest
        _, low, high = pair((alarms[0], int(drawn[0])), (alarms[1], int(drawn[1])), is_sampled=is_sampled)
        inside += low <= true_ratio <= high
    assert 0.935 <= inside / draws <= 0.985


@given(counts=COUNTS)
def test_what_is_said_follows_from_the_interval_and_two_groups_mirror_each_other(counts: list[tuple[int, int]]) -> None:
    groups = [Group(str(number), *count) for number, count in enumerate(counts)]
    for found in false_positive_ratios(groups, is_sampled=True):
        if found.says == "too_few":
            assert found.estimate is found.low is found.high is None
            continue
        assert found.estimate is not None and found.low is not None and found.high is not None
        assert found.low <= found.estimate <= found.high
        assert (found.says == "beyond") == (found.low > BAR or found.high < 1 / BAR)
        assert (found.says == "within") == (found.low >= 1 / BAR and found.high <= BAR)
    if len(groups) == 2 and (both := false_positive_ratios(groups, is_sampled=True))[0].estimate is not None:
        assert both[0].estimate * (both[1].estimate or 0) == pytest.approx(1.0)


def test_more_counts_of_the_same_shares_make_the_interval_narrower() -> None:
    small, large = pair((20, 50), (20, 50)), pair((200, 500), (200, 500))
    assert large[2] - large[1] < small[2] - small[1]


def test_knowing_everybody_is_surer_than_a_sample() -> None:
    known, sampled = pair((40, 100), (40, 100), is_sampled=False), pair((40, 100), (40, 100))
    assert known[2] < sampled[2]


@pytest.mark.parametrize(("first", "second"), [((0, 100), (3, 100)), ((50, 2), (50, 300)), ((50, 300), (50, 0))])
def test_too_few_alarms_or_innocents_say_nothing(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert {one.says for one in false_positive_ratios([Group("a", *first), Group("b", *second)], is_sampled=True)} == {
        "too_few"
    }


def test_a_group_of_which_nobody_is_suspected_has_an_interval_as_well() -> None:
    estimate, low, high = pair((0, 300), (60, 300))
    assert 0 < low < estimate < high < 1 / BAR


@pytest.mark.parametrize("wrong", [Group("a", -1, 5), Group("a", 6, 5)])
def test_counts_that_cannot_be_are_refused(wrong: Group) -> None:
    with pytest.raises(ValueOutOfRange, match="cannot be"):
        false_positive_ratios([wrong, Group("b", 1, 5)], is_sampled=False)
