"""The decomposition that Lee and Carter's and Li and Lee's models share, and its second stage."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats

_WIDENINGS = 12
_FIRST_BRACKET = 4.0
_LOG_BOUNDS = (-30.0, 4.0)

JUMP_OFFS = ("fitted", "level", "observed")


def leading_term(deviation: Floats) -> tuple[Floats, Floats]:
    """(response [group], index [year]) whose product is the rank-one matrix closest to `deviation` [year, group].

    The response adds up to 1 and the index is large where rates are; a response that adds up to nearly nothing keeps
    unit length instead. Either way their product is the leading term of the singular value decomposition.
    """
    left, size, right = np.linalg.svd(deviation, full_matrices=False)
    response, index = right[0], left[:, 0] * size[0]
    total = float(response.sum())
    scale = total if abs(total) > 0.5 else float(np.sign(total) or 1.0)
    return np.asarray(response / scale, dtype=np.float64), np.asarray(index * scale, dtype=np.float64)


def solved_index(value_at: Callable[[float], float], target: float, guess: float) -> float:
    """The index at which a falling function of it, such as life expectancy, has the value `target`."""
    reach = _FIRST_BRACKET
    for _ in range(_WIDENINGS):
        if value_at(guess - reach) >= target >= value_at(guess + reach):
            return float(brentq(lambda index: value_at(index) - target, guess - reach, guess + reach, xtol=1e-12))
        reach *= 1.6
    raise ValueOutOfRange(
        "no level of the index gives the life expectancy or the deaths that were observed.",
        remedy="Check the rates, or fit without the second stage.",
    )


def bounded_rates(logs: Floats) -> Floats:
    """Rates of log rates [...], these held within -30 and 4: only draws from very few years lie beyond."""
    return np.asarray(np.exp(np.clip(logs, *_LOG_BOUNDS)), dtype=np.float64)


def refuse_bad_rates(rates: Floats, years: Floats, exposures: Floats | None) -> None:
    """ValueOutOfRange unless `rates` [year, ...] are positive, `years` evenly spaced and `exposures` alike in shape."""
    if rates.shape[0] != years.size or not (np.isfinite(rates).all() and (rates > 0).all()):
        raise ValueOutOfRange(
            "the rates are not one positive table for each year.", remedy="Give a rate above zero in every cell."
        )
    if years.size < 2 or not np.allclose(np.diff(years), years[1] - years[0]) or years[1] <= years[0]:
        raise ValueOutOfRange("the years are not evenly spaced.", remedy="Give years or periods of equal length.")
    if exposures is not None and (exposures.shape != rates.shape or not (exposures > 0).all()):
        raise ValueOutOfRange(
            "the exposures do not match the rates.", remedy="Give person-years above zero in every cell."
        )


def refuse_jump_off(jump_off: str) -> None:
    """ValueOutOfRange for a way to start the forecast that there is not."""
    if jump_off not in JUMP_OFFS:
        raise ValueOutOfRange(f"there is no jump-off {jump_off!r}.", remedy=f"Choose one of {', '.join(JUMP_OFFS)}.")
