"""What lies outside is told, what does not is not, and many series make no false alarm of each other."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from tests.training.operation.made_up import history, of
from tests.training.operation.made_up import monthly as any_months
from training.operation.series import Series
from training.operation.watching import expect, watch


def monthly(seed: int, count: int = 54) -> Series:
    """Short, for speed: what is judged rests on a season or two of back-tests."""
    return any_months(seed, count=count)


def test_a_payment_out_of_line_is_told_with_its_size() -> None:
    spoiled = monthly(1)
    values = spoiled.values.copy()
    values[-3] *= 1.3
    found = watch(history(replace(spoiled, values=values), monthly(2)), last=6, rate=0.05)
    alert = found.alerts[0]
    assert (alert.series.name, alert.place) == ("s1", 51)
    assert alert.gap == pytest.approx(0.3 / 1.3 * alert.actual, rel=0.3)
    assert alert.off > 5
    assert alert.adjusted >= alert.chance
    assert alert.actual > alert.upper


def test_the_month_after_a_false_one_is_expected_as_though_it_had_not_been() -> None:
    one = monthly(3)
    values = one.values.copy()
    values[-4] *= 1.5
    spoiled, sound = expect(replace(one, values=values), last=5), expect(one, last=5)
    assert spoiled.expected[2] == pytest.approx(sound.expected[2], rel=0.05)


def test_three_months_on_one_side_are_taken_as_a_new_level() -> None:
    one = monthly(4)
    values = one.values.copy()
    values[-8:] *= 1.5
    found = expect(replace(one, values=values), last=8)
    assert "shift_now" in {note.code for note in found.notes}
    assert (found.chance[:3] < 0.001).all()
    assert (np.abs(found.off[-3:]) < 4).all()


def test_an_old_shift_is_found_said_and_does_not_widen_the_interval() -> None:
    one = monthly(5, count=72)
    values = one.values.copy()
    values[50:] *= 1.6
    moved, sound = expect(replace(one, values=values), last=6), expect(one, last=6)
    (shift,) = [note for note in moved.notes if note.code == "shift"]
    assert shift.period == "2019-03"
    assert shift.figure == pytest.approx(0.6, abs=0.15)
    width = (moved.upper - moved.lower) / moved.expected
    assert width.mean() < 2 * ((sound.upper - sound.lower) / sound.expected).mean()


@pytest.mark.slow
def test_sound_series_give_hardly_any_alert() -> None:
    found = watch(history(*(monthly(seed) for seed in range(10, 26))), last=6, rate=0.05)
    assert found.compared == 96
    assert len(found.alerts) <= 2


@pytest.mark.slow
def test_intervals_hold_95_of_a_hundred_periods_never_looked_at() -> None:
    inside = []
    for seed in range(60):
        one = expect(monthly(1000 + seed), last=6)
        actual = one.series.values[-6:]
        inside += list((actual >= one.lower) & (actual <= one.upper))
    assert 0.92 <= np.mean(inside) <= 0.985


def test_gaps_zeros_and_no_movement_are_borne_and_said() -> None:
    gappy, nothing, steady = monthly(6).values.copy(), monthly(7).values.copy(), np.full(54, 5e5)
    gappy[[10, 30, 50]], nothing[35] = np.nan, 0.0
    found = watch(
        history(of(gappy, name="gappy"), of(nothing, name="nothing"), of(steady, name="steady")), last=6, rate=0.05
    )
    assert np.isnan(found.watched[0].chance[2])
    assert found.compared == 17
    assert {alert.series.name for alert in found.alerts} == set()
    assert np.isfinite(found.watched[2].upper).all()


def test_a_series_too_short_is_left_out_by_name() -> None:
    found = watch(history(monthly(8), of(np.arange(1.0, 6.0), name="new")), last=3, rate=0.05)
    assert [(one.name, one.why, one.figure) for one in found.history.left_out] == [("new", "short", 5)]


def test_nothing_long_enough_is_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="longest has 5"):
        watch(history(of(np.arange(1.0, 6.0))), last=3, rate=0.05)


@pytest.mark.parametrize(("last", "rate"), [(0, 0.05), (3, 0.0), (3, 1.0)])
def test_a_request_without_sense_is_refused(last: int, rate: float) -> None:
    with pytest.raises(ValueOutOfRange, match="--last"):
        watch(history(monthly(9)), last=last, rate=rate)
