"""Made-up series whose making is known: seasons, trend, errors that last, an effect, a shift."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from training.operation.periods import STEPS, StepName
from training.operation.series import History, Series, Unit

FIRST = date(2015, 1, 1)


def lasting(stream: np.random.Generator, count: int, rho: float, size: float) -> NDArray[np.float64]:
    """Errors of an autoregression of order 1 with deviation `size`."""
    errors = np.zeros(count + 50)
    shocks = stream.normal(0, size * np.sqrt(1 - rho**2), count + 50)
    for at in range(1, count + 50):
        errors[at] = rho * errors[at - 1] + shocks[at]
    return errors[50:]


def monthly(seed: int, *, count: int = 96, rho: float = 0.3, size: float = 0.02, level: float = 1e6) -> Series:
    """Yuan a month with a trend and a season."""
    stream, time = np.random.default_rng(seed), np.arange(count)
    logs = np.log(level) + 0.004 * time + 0.08 * np.sin(2 * np.pi * time / 12) + lasting(stream, count, rho, size)
    return of(np.exp(logs), name=f"s{seed}")


def of(values: NDArray[np.float64], *, name: str = "s", step: StepName = "month", unit: Unit = "yuan") -> Series:
    """A series of these values."""
    first = STEPS[step].start(FIRST)
    return Series({"series": name}, unit, STEPS[step], first, np.asarray(values, dtype=np.float64))


def history(*series: Series) -> History:
    """A history of these series."""
    return History(series, "made up", date(2022, 12, 31))


def regions(
    seed: int, *, change: float = 0.0, count: int = 96, since: int = 72, rho: float = 0.4
) -> Mapping[str, Series]:
    """Eight regions with one common, wandering shock; r0 changes by `change` (logarithm) from the place `since` on."""
    stream, time = np.random.default_rng(seed), np.arange(count)
    common = np.cumsum(stream.normal(0, 0.01, count)) + 0.004 * time + 0.08 * np.sin(2 * np.pi * time / 12)
    found = {}
    for number in range(8):
        own = common + lasting(stream, count, rho, 0.03) + 13 + 0.2 * number
        found[f"r{number}"] = of(np.exp(own + change * (number == 0) * (time >= since)), name=f"r{number}")
    return found
