"""What comes next: income and outgo of the next months, cases of the next weeks, parts and their sums.

Every part is forecast by the forecaster that erred least from earlier origins over the same horizon. A sum is the sum
of its parts, so that parts and sums agree; how wide its interval is, its own earlier errors tell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from core.errors import ValueOutOfRange
from training.operation.backtest import actual_ahead, choose, first_origin, same_measure, season_of
from training.operation.counting import COUNTING
from training.operation.festivals import calendar
from training.operation.forecasters import FORECASTERS, SEASONAL_NAIVE, Forecaster
from training.operation.gathering import aligned
from training.operation.intervals import Coverage, needed, reach_of_origins, rolling_coverage
from training.operation.scale import LEAST_DEVIATION, Scale
from training.operation.series import History, Note, Series

Floats = NDArray[np.float64]
SHARE = 0.95
ALL = "*"
SUM = "sum"
_ORIGINS = 16
# How many seasons of values before the origins the steps of the season before are measured on.
_LEAST_ORIGINS = 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of one series or one sum; a key of a sum that runs over all its values is `ALL`.

    mean, lower, upper  [period ahead] in the unit of the series
    mase        mean absolute error of the back-test, the mean step from a season to the next being 1
    naive_mase  the same of the season before, from the same origins
    coverage    of the back-test; an interval rests on earlier origins alone
    """

    series: Series
    model: str
    mean: Floats
    lower: Floats
    upper: Floats
    mase: float
    naive_mase: float
    coverage: Coverage
    notes: tuple[Note, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values; a score that cannot be told is None."""
        count = self.series.values.size
        return {
            **self.series.keys, "model": self.model, "mase": _plain(self.mase), "naive_mase": _plain(self.naive_mase),
            "coverage": {"share": self.coverage.share, "count": self.coverage.count, "aim": SHARE},
            "notes": [note.to_json() for note in self.notes],
            "periods": [
                {"period": self.series.period(count + at), "mean": mean, "lower": lower, "upper": upper}
                for at, (mean, lower, upper) in enumerate(
                    zip(self.mean.tolist(), self.lower.tolist(), self.upper.tolist(), strict=True)
                )
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """A forecast and its back-test in the unit of the series, so that it can be added.

    mean, deviation          [period ahead]
    tried, tried_deviation   [origin, period ahead] what the back-test expected; `naive` what the season before did
    """

    series: Series
    scale: Scale
    model: str
    mean: Floats
    deviation: Floats
    tried: Floats
    tried_deviation: Floats
    naive: Floats
    notes: tuple[Note, ...]


def outlook(
    history: History,
    *,
    ahead: int,
    most: int = 24,
    sums: Sequence[Sequence[str]] | None = None,
    moved: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[History, tuple[Outlook, ...]]:
    """Forecast `ahead` periods of every series, then of every sum.

    sums     the keys that are kept in each sum, () for the sum of all; None for every choice of the keys
    returns  the series that were used, and forecasts: sums from coarse to fine, then the parts
    Raises ValueOutOfRange for a horizon, or a history, of the wrong length.
    """
    if not 1 <= ahead <= most:
        raise ValueOutOfRange(f"--ahead is {ahead}.", remedy=f"Give 1 to {most}.")
    usable = history.usable()
    series = _to_one_end(usable.series)
    parts = []
    with threadpool_limits(1):
        origins = _origins(series, ahead)
        for number, one in enumerate(series):
            parts.append(_part(one, ahead, origins))
            moved(number + 1, len(series))
    kept = [*_sums(parts, sums), *parts] if len(parts) > 1 else parts
    return replace(usable, series=series), tuple(_finished(part, origins) for part in kept)


def _to_one_end(series: Sequence[Series]) -> tuple[Series, ...]:
    """All over the same periods, so that they can be added; a case that never came before its first is none."""
    made = []
    for one in aligned(series):
        known = np.flatnonzero(np.isfinite(one.values))
        values = one.values.copy()
        if one.unit == "cases":
            values[: known[0]], values[known[-1] + 1 :] = 0.0, 0.0
        made.append(replace(one, values=values))
    return tuple(made)


def _origins(series: Sequence[Series], ahead: int) -> list[int]:
    """Where the back-test starts from, spread over the second half of the history, oldest first."""
    count = series[0].values.size
    season = season_of(series[0].step.season, count)
    first, last = first_origin(count - ahead + 1, season), count - ahead
    if last - first + 1 < _LEAST_ORIGINS:
        raise ValueOutOfRange(
            f"{count} periods are too few to try forecasts of {ahead} on.",
            remedy="Give a longer history, or a smaller --ahead.",
        )
    return sorted({round(at) for at in np.linspace(first, last, _ORIGINS)})


def _part(series: Series, ahead: int, origins: Sequence[int]) -> _Part:
    scale, count = Scale.of(series), series.values.size
    values = scale.scaled(series.values)
    told = calendar(series.step, series.first, count + ahead)
    season = season_of(series.step.season, origins[0])
    tried = choose(values, told, _forecasters(series), season=season, origins=origins, horizon=ahead)
    naive = FORECASTERS[0].learn(values[: origins[0]], told, season).ahead(values, told, origins, ahead)
    learned = tried.best.learn(values, told, season)
    found = learned.ahead(values, told, [count], ahead)
    deviation = np.maximum(found.deviation[0] * same_measure(tried, learned, values, told), LEAST_DEVIATION)
    return _Part(
        series, scale, tried.best.name, scale.back(found.mean[0]), scale.spread(found.mean[0], deviation),
        scale.back(tried.ahead.mean),
        scale.spread(tried.ahead.mean, np.maximum(tried.ahead.deviation, LEAST_DEVIATION)), scale.back(naive.mean),
        (*series.notes, *([Note("no_season", "", origins[0])] if season == 1 and series.step.season > 1 else [])),
    )  # fmt: skip


def _forecasters(series: Series) -> tuple[Forecaster, ...]:
    """Counts are not for ARIMA, whose expectations may be negative."""
    if series.unit != "cases":
        return FORECASTERS
    return (*(one for one in FORECASTERS if one.name in (SEASONAL_NAIVE, "smoothing")), COUNTING)


def _sums(parts: Sequence[_Part], sums: Sequence[Sequence[str]] | None) -> list[_Part]:
    keys = tuple(parts[0].series.keys)
    wanted = [kept for size in range(len(keys)) for kept in combinations(keys, size)] if sums is None else sums
    found = []
    for kept in wanted:
        groups: dict[tuple[str, ...], list[_Part]] = {}
        for part in parts:
            groups.setdefault(tuple(part.series.keys[key] for key in kept), []).append(part)
        for values, members in groups.items():
            if len(members) > 1:
                found.append(_sum(members, dict(zip(kept, values, strict=True))))
    return found


def _sum(parts: Sequence[_Part], kept: Mapping[str, str]) -> _Part:
    one = parts[0].series
    keys = {key: kept.get(key, ALL) for key in one.keys}
    series = Series(keys, one.unit, one.step, one.first, np.sum([part.series.values for part in parts], axis=0))
    return _Part(
        series, Scale.of(series), SUM, np.sum([part.mean for part in parts], axis=0),
        np.sqrt(np.sum([np.square(part.deviation) for part in parts], axis=0)),
        np.sum([part.tried for part in parts], axis=0),
        np.sqrt(np.sum([np.square(part.tried_deviation) for part in parts], axis=0)),
        np.sum([part.naive for part in parts], axis=0), (),
    )  # fmt: skip


def _finished(part: _Part, origins: Sequence[int]) -> Outlook:
    values = part.series.values
    actual = actual_ahead(values, origins, part.mean.size)
    scores = (actual - part.tried) / part.tried_deviation
    width = reach_of_origins(scores, SHARE)
    step = _season_step(values[: origins[0]], part.series.step.season)
    lower = np.maximum(part.mean - width * part.deviation, part.scale.floor)
    over = [sum(before + part.mean.size <= origin for before in origins) for origin in origins]
    few = int(np.isfinite(scores).sum())
    return Outlook(
        series=part.series, model=part.model, mean=part.mean, lower=lower,
        upper=part.mean + width * part.deviation, mase=_mean_gap(actual, part.tried) / step,
        naive_mase=_mean_gap(actual, part.naive) / step, coverage=rolling_coverage(scores, SHARE, known=over),
        notes=(*part.notes, *([Note("few_scores", "", few)] if few < needed(SHARE) else [])),
    )  # fmt: skip


def _season_step(values: Floats, season: int) -> float:
    """The mean step from one season to the next, or from one period to the next where there is no whole season."""
    lag = season if values.size > season else 1
    steps = np.abs(values[lag:] - values[:-lag])
    known = steps[np.isfinite(steps)]
    return float(known.mean()) if known.size and known.mean() > 0 else float("nan")


def _mean_gap(actual: Floats, expected: Floats) -> float:
    gaps = np.abs(actual - expected)
    known = gaps[np.isfinite(gaps)]
    return float(known.mean()) if known.size else float("nan")


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
