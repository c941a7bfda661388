"""Payments and collections against what was to be expected of them: intervals, and alerts that many series cannot fake.

Each of the newest periods is expected from those before it alone. What lies far outside does not enter what is expected
of the next period, until three in a row on one side show that the level has moved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from core.errors import ValueOutOfRange
from training.operation.backtest import Choice, choose, first_origin, same_measure, season_of
from training.operation.festivals import calendar
from training.operation.forecasters import FORECASTERS
from training.operation.intervals import Coverage, needed, reach, rolling_coverage, tail_chance
from training.operation.scale import LEAST_DEVIATION, Scale
from training.operation.series import History, Note, Series
from training.operation.shifts import find_shifts, level

Floats = NDArray[np.float64]
SHARE = 0.95
_LEAST_HISTORY = 10
_SURELY_OFF, _IN_A_ROW = 0.001, 3
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Watched:
    """One series against its expectation.

    places     [watched] places of the periods in the series
    expected, lower, upper  [watched] in the unit of the series, `upper` and `lower` of 95 %
    off        [watched] how many standard deviations the value lies off, 1.96 of them being the interval's reach
    chance     [watched] of a value so far off; NaN where the value is not known
    errors     [forecaster] mean absolute error in the back-test, on the scale of the models
    coverage   of the back-test
    """

    series: Series
    model: str
    errors: Mapping[str, float]
    places: tuple[int, ...]
    expected: Floats
    lower: Floats
    upper: Floats
    off: Floats
    chance: Floats
    coverage: Coverage
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A period of a series that lies outside.

    gap        actual less expected, in the unit of the series
    off        the same in standard deviations
    chance     of so much by chance alone; `adjusted` for all series and periods looked at (Benjamini & Hochberg 1995)
    """

    series: Series
    place: int
    actual: float
    expected: float
    lower: float
    upper: float
    off: float
    chance: float
    adjusted: float

    @property
    def gap(self) -> float:
        return self.actual - self.expected

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            **self.series.keys, "period": self.series.period(self.place), "actual": self.actual,
            "expected": self.expected, "lower": self.lower, "upper": self.upper, "gap": self.gap,
            "standard_deviations": self.off, "chance": self.chance, "chance_adjusted": self.adjusted,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watch:
    """All series of a history against their expectation; alerts largest gap first.

    compared  periods that were judged
    rate      the share of false alerts among alerts that is accepted
    """

    history: History
    watched: tuple[Watched, ...]
    alerts: tuple[Alert, ...]
    compared: int
    rate: float

    @property
    def coverage(self) -> Coverage:
        """Of all series together."""
        return sum((one.coverage for one in self.watched), Coverage(0, 0))


def watch(
    history: History, *, last: int, rate: float, moved: Callable[[int, int], None] = lambda done, of: None
) -> Watch:
    """Judge the newest `last` periods of every series. Raises ValueOutOfRange where no series is long enough."""
    if last < 1 or not 0 < rate < 1:
        raise ValueOutOfRange(
            f"--last is {last} and --rate {rate}.", remedy="Give at least one period, and a rate between 0 and 1."
        )
    usable = history.usable()
    found = []
    # Small matrices: threads cost more than they save.
    with threadpool_limits(1):
        for number, series in enumerate(usable.series):
            found.append(expect(series, last=last))
            moved(number + 1, len(usable.series))
    alerts = find_alerts(found, rate)
    return Watch(usable, tuple(found), alerts, sum(int(np.isfinite(one.chance).sum()) for one in found), rate)


def expect(series: Series, *, last: int) -> Watched:
    """Expect each of the newest periods of one series from those before it."""
    scale, count = Scale.of(series), series.values.size
    start = max(count - last, _LEAST_HISTORY)
    values = scale.scaled(series.values)
    told = calendar(series.step, series.first, count)
    season = season_of(series.step.season, start)
    choice = _chosen(values[:start], told, season)
    learned = choice.best.learn(values[:start], told, season)
    shifts = find_shifts(values[:start], told, choice, learned)
    if shifts:
        values = level(values, shifts)
        choice = _chosen(values[:start], told, season)
        learned = choice.best.learn(values[:start], told, season)
    scores = choice.scores[:, 0]
    measure = float(same_measure(choice, learned, values, told)[0])
    width = reach(scores, SHARE)
    seen, mean, deviation = values.copy(), np.empty(count - start), np.empty(count - start)
    chance, moved_at = np.full(count - start, np.nan), []
    for place in range(start, count):
        ahead = learned.ahead(seen, told, [place], 1)
        at = place - start
        mean[at], deviation[at] = ahead.mean[0, 0], max(ahead.deviation[0, 0] * measure, LEAST_DEVIATION)
        chance[at] = tail_chance((values[place] - mean[at]) / deviation[at], scores, SHARE)
        if chance[at] < _SURELY_OFF:
            seen[place] = np.nan
            if _has_moved(values, mean, chance, start, place):
                seen[place - _IN_A_ROW + 1 : place + 1] = values[place - _IN_A_ROW + 1 : place + 1]
                moved_at.append(Note("shift_now", series.period(place - _IN_A_ROW + 1)))
    notes = (
        *series.notes,
        *(Note("shift", series.period(shift.place), _size(scale, shift.size)) for shift in shifts),
        *moved_at,
        *([Note("no_season", "", start)] if season == 1 and series.step.season > 1 else []),
        *([Note("few_scores", "", scores.size)] if scores.size < needed(SHARE) else []),
    )
    return Watched(
        series=series, model=choice.best.name, errors=choice.errors, places=tuple(range(start, count)),
        expected=scale.back(mean), lower=scale.back(mean - width * deviation),
        upper=scale.back(mean + width * deviation),
        off=(values[start:] - mean) / (max(width, 1e-12) * deviation) * _NORMAL_95, chance=chance,
        coverage=rolling_coverage(scores, SHARE, known=range(scores.size)), notes=notes,
    )  # fmt: skip


def find_alerts(watched: Sequence[Watched], rate: float) -> tuple[Alert, ...]:
    """Periods outside their interval, so chosen that at most `rate` of them are expected to be so by chance."""
    judged = [(one, at) for one in watched for at in range(len(one.places)) if np.isfinite(one.chance[at])]
    if not judged:
        return ()
    refused, adjusted, *_ = multipletests([one.chance[at] for one, at in judged], alpha=rate, method="fdr_bh")
    found = [
        Alert(
            one.series, one.places[at], float(one.series.values[one.places[at]]), float(one.expected[at]),
            float(one.lower[at]), float(one.upper[at]), float(one.off[at]), float(one.chance[at]), float(p),
        )
        for (one, at), is_off, p in zip(judged, refused, adjusted, strict=True)
        if is_off and one.chance[at] < 1 - SHARE
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda alert: -abs(alert.gap)))


def _chosen(values: Floats, told: Floats, season: int) -> Choice:
    origins = range(first_origin(values.size, season), values.size)
    return choose(values, told, FORECASTERS, season=season, origins=origins)


def _has_moved(values: Floats, mean: Floats, chance: Floats, start: int, place: int) -> bool:
    at = place - start + 1
    if at < _IN_A_ROW:
        return False
    newest = slice(at - _IN_A_ROW, at)
    signs = np.sign(values[start + at - _IN_A_ROW : start + at] - mean[newest])
    return bool((chance[newest] < _SURELY_OFF).all() and abs(signs.sum()) == _IN_A_ROW)


def _size(scale: Scale, size: float) -> float:
    """As a share of the level."""
    return float(np.expm1(size)) if scale.is_log else size
