"""The choice among forecasters: each has to tell what came next, time after time, and the best of them is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import NDArray

from training.operation.forecasters import LONGEST_SEASON, Ahead, Forecaster, Learned
from training.operation.scale import LEAST_DEVIATION

Floats = NDArray[np.float64]
_SEASONS_LEARNED, _MORE = 2, 4
_FEWEST_ORIGINS, _FEWEST_LEARNED = 6, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """The forecaster that erred least.

    errors   [name] mean absolute error of each that was tried, on the scale of the models; NaN where it failed
    ahead    what the best expected; `actual` [origin, horizon] what came, NaN where not known or not over
    """

    best: Forecaster
    errors: Mapping[str, float]
    ahead: Ahead
    actual: Floats
    origins: tuple[int, ...]

    @property
    def scores(self) -> Floats:
        """[origin, horizon] errors in deviations."""
        return (self.actual - self.ahead.mean) / np.maximum(self.ahead.deviation, LEAST_DEVIATION)


def first_origin(count: int, season: int) -> int:
    """Where a back-test of `count` periods begins: after half of them, or two seasons and a little."""
    seasons = _SEASONS_LEARNED * season + _MORE if season > 1 else _MORE
    least = min(max(count // 2, seasons), count - _FEWEST_ORIGINS)
    return max(least, _FEWEST_LEARNED)


def choose(
    values: Floats,
    calendar: Floats,
    forecasters: Sequence[Forecaster],
    *,
    season: int,
    origins: Sequence[int],
    horizon: int = 1,
) -> Choice:
    """Try every forecaster from the same origins; a forecaster later in the list has to be better, not as good.

    values  [period] on the scale of the models; calendar [period, column], `horizon` periods longer or more
    """
    actual = actual_ahead(values, origins, horizon)
    errors, best = {}, None
    for forecaster in forecasters:
        try:
            ahead = forecaster.learn(values[: origins[0]], calendar, season).ahead(values, calendar, origins, horizon)
        except (LinAlgError, ValueError, IndexError, ZeroDivisionError):
            # A model that cannot be fitted to this series is out of the race; the peer always can.
            errors[forecaster.name] = float("nan")
            continue
        gaps = np.abs(actual - ahead.mean)
        error = float(np.nanmean(gaps)) if np.isfinite(ahead.mean).all() and np.isfinite(gaps).any() else float("nan")
        errors[forecaster.name] = error
        if best is None or error < best[0]:
            best = (error, forecaster, ahead)
    if best is None:
        raise ArithmeticError("no forecaster could be fitted, not even the one of the same season")
    return Choice(best[1], errors, best[2], actual, tuple(origins))


def same_measure(choice: Choice, learned: Learned, values: Floats, calendar: Floats) -> Floats:
    """[horizon] what the deviations of `learned` are multiplied by to be of the measure of the back-test's.

    A model that has learned from more values thinks itself surer, or less sure; the scores of the back-test are counted
    in the deviations of that which learned from the first half.
    """
    origins, horizon = choice.origins, choice.actual.shape[1]
    now = learned.ahead(values, calendar, origins, horizon).deviation
    return np.asarray(
        np.maximum(np.median(choice.ahead.deviation, axis=0), LEAST_DEVIATION)
        / np.maximum(np.median(now, axis=0), LEAST_DEVIATION)
    )


def actual_ahead(values: Floats, origins: Sequence[int], horizon: int) -> Floats:
    """[origin, horizon] what came; NaN after the last value."""
    longer = np.concatenate([values, np.full(horizon, np.nan)])
    return np.stack([longer[origin : origin + horizon] for origin in origins])


def season_of(step_season: int, count: int) -> int:
    """The season that `count` periods can tell of; 1 where they are too few to tell of any."""
    if step_season > LONGEST_SEASON:
        return step_season if count >= step_season + _MORE else 1
    return step_season if count >= _SEASONS_LEARNED * step_season else 1
