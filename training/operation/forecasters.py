"""Four ways to expect a series, by statsmodels: the season before, exponential smoothing, ARIMA and structural.

All see values on the scale of `scale.Scale`, unknown ones as NaN. A forecaster learns its parameters once, from the
values before an origin; ahead of later origins it looks with the parameters it has and all values before them.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents

Floats = NDArray[np.float64]
# Seasons of more periods than this, the 52 weeks, are told by waves of the calendar, not by states of their own.
LONGEST_SEASON = 12
SEASONAL_NAIVE = "seasonal_naive"
_ITERATIONS = 30
_CYCLES, _FIRST_CYCLES = 2, 5
_LEAST_FOR_CALENDAR = 36


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected.

    mean, deviation  [origin, horizon]
    """

    mean: Floats
    deviation: Floats


class Learned(Protocol):
    """A forecaster with its parameters."""

    def ahead(self, values: Floats, calendar: Floats, origins: Sequence[int], horizon: int) -> Ahead:
        """What is expected of `horizon` periods from each origin, of which only values before it are looked at.

        values    [period]; calendar [period, column], up to the last period asked for
        """
        ...


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A way to expect a series.

    learn  of values, calendar, season: parameters
    """

    name: str
    learn: Callable[[Floats, Floats, int], Learned]


@dataclass(frozen=True, slots=True)
class _Naive:
    season: int
    deviation: float

    def ahead(self, values: Floats, calendar: Floats, origins: Sequence[int], horizon: int) -> Ahead:
        del calendar
        mean = np.stack([self._same_season(values[:origin], horizon) for origin in origins])
        cycles = np.arange(horizon) // self.season + 1
        return Ahead(mean, np.broadcast_to(self.deviation * np.sqrt(cycles), mean.shape).copy())

    def _same_season(self, past: Floats, horizon: int) -> Floats:
        filled = past.copy()
        for place in np.flatnonzero(~np.isfinite(filled)):
            filled[place] = filled[place - self.season] if place >= self.season else np.nanmean(past)
        cycle = filled[-self.season :]
        return np.resize(cycle, horizon)


@dataclass(frozen=True, slots=True)
class _StateSpace:
    """A model of statsmodels with its parameters; `columns` are those of the calendar that it takes."""

    make: Callable[[Floats, Floats | None], Any]
    parameters: Floats
    columns: NDArray[np.intp]

    def ahead(self, values: Floats, calendar: Floats, origins: Sequence[int], horizon: int) -> Ahead:
        told = calendar[:, self.columns] if self.columns.size else None
        if horizon == 1:
            return self._next(values, told, np.asarray(origins))
        found = [self._from(values, told, origin, horizon) for origin in origins]
        return Ahead(np.stack([mean for mean, _ in found]), np.stack([deviation for _, deviation in found]))

    def _next(self, values: Floats, told: Floats | None, origins: NDArray[np.intp]) -> Ahead:
        """One filter tells all expectations of a next period, for each rests on the values before it alone."""
        count = int(origins.max()) + 1
        seen = np.append(values[: count - 1], np.nan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            filtered = self.make(seen, None if told is None else told[:count]).filter(self.parameters)
        error = np.sqrt(filtered.filter_results.forecasts_error_cov[0, 0, :])
        mean = filtered.filter_results.forecasts[0, :]
        return Ahead(mean[origins][:, None], error[origins][:, None])

    def _from(self, values: Floats, told: Floats | None, origin: int, horizon: int) -> tuple[Floats, Floats]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = self.make(values[:origin], None if told is None else told[:origin])
            found = model.filter(self.parameters).get_forecast(
                horizon, exog=None if told is None else told[origin : origin + horizon]
            )
            return np.asarray(found.predicted_mean), np.asarray(found.se_mean)


def _learn_naive(values: Floats, calendar: Floats, season: int) -> Learned:
    del calendar
    lag = max(season, 1)
    change = values[lag:] - values[:-lag] if values.size > lag else values - np.nanmean(values)
    spread = float(np.sqrt(np.nanmean(np.square(change)))) if np.isfinite(change).any() else 0.0
    return _Naive(lag, spread)


def _learner(make: Callable[[int], Callable[[Floats, Floats | None], Any]]) -> Callable[..., Learned]:
    def learn(values: Floats, calendar: Floats, season: int) -> Learned:
        told = calendar[: values.size]
        is_long = values.size >= _LEAST_FOR_CALENDAR and (season <= 1 or values.size >= _CYCLES * season)
        columns = np.flatnonzero(np.ptp(told, axis=0) > 0) if is_long else np.arange(0)
        return _fitted(make(_states(values, season)), values, told, columns)

    return learn


def _learn_smoothing(values: Floats, calendar: Floats, season: int) -> Learned:
    del calendar
    season = _states(values, season)
    start = _first_states(values, season)

    def make(values: Floats, told: Floats | None, *, concentrate: bool = False) -> Any:
        del told
        return ExponentialSmoothing(
            values,
            trend=True,
            damped_trend=True,
            seasonal=season or None,
            initialization_method="known",
            concentrate_scale=concentrate,
            **start,
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = make(values, None, concentrate=True).fit(disp=0, maxiter=_ITERATIONS, cov_type="none")
    # The deviation is learned too: else each filter would take it from all its values, those after an origin as well.
    return _StateSpace(make, np.append(fitted.params, fitted.scale), np.arange(0))


def _states(values: Floats, season: int) -> int:
    """The season that states of a model stand for; 0 for none."""
    return season if 1 < season <= LONGEST_SEASON and values.size >= _CYCLES * season + 2 else 0


def _fitted(
    make: Callable[[Floats, Floats | None], Any], values: Floats, told: Floats, columns: NDArray[np.intp]
) -> _StateSpace:
    with warnings.catch_warnings():
        # A poor fit shows in the back-test, where it loses.
        warnings.simplefilter("ignore")
        model = make(values, told[:, columns] if columns.size else None)
        fitted = model.fit(disp=0, maxiter=_ITERATIONS, cov_type="none")
    return _StateSpace(make, np.asarray(fitted.params), columns)


def _first_states(values: Floats, season: int) -> dict[str, Any]:
    """Level, trend and seasonal figures that the first few seasons suggest: a straight line and the mean off it."""
    first = values[: max(_FIRST_CYCLES * season, 2 * LONGEST_SEASON)]
    known = np.flatnonzero(np.isfinite(first))
    slope, level = np.polyfit(known, first[known], 1) if known.size > 1 else (0.0, float(first[known].mean()))
    start = {"initial_level": float(level), "initial_trend": float(slope)}
    if not season:
        return start
    off = first - level - slope * np.arange(first.size)
    figures = np.asarray([np.nanmean(off[place::season]) for place in range(season)])
    # statsmodels takes the newest season first.
    return {**start, "initial_seasonal": (figures - figures.mean())[::-1]}


def _arima(season: int) -> Callable[[Floats, Floats | None], Any]:
    def make(values: Floats, told: Floats | None) -> Any:
        return SARIMAX(
            values, exog=told, order=(0, 1, 1), seasonal_order=(0, 1, 1, season) if season else (0, 0, 0, 0),
            enforce_stationarity=False, enforce_invertibility=True,
        )  # fmt: skip

    return make


def _structural(season: int) -> Callable[[Floats, Floats | None], Any]:
    def make(values: Floats, told: Floats | None) -> Any:
        return UnobservedComponents(
            values, exog=told, level="local level", seasonal=season or None, stochastic_seasonal=bool(season)
        )

    return make


FORECASTERS = (
    Forecaster(SEASONAL_NAIVE, _learn_naive),
    Forecaster("smoothing", _learn_smoothing),
    Forecaster("arima", _learner(_arima)),
    Forecaster("structural", _learner(_structural)),
)
