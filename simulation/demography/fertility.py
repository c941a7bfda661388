"""At which ages women have their children: a smooth pattern from three numbers."""

import numpy as np
from scipy.special import ndtr

from simulation.demography.population import OLDEST_MOTHER, YOUNGEST_MOTHER, Floats

MOTHER_AGES = np.arange(YOUNGEST_MOTHER, OLDEST_MOTHER + 1)
_TWO_OVER_PI = 2.0 / np.pi


def fertility_pattern(mean: Floats, deviation: Floats, shape: Floats) -> Floats:
    """[..., age 15..49] shares of a woman's children by her age at birth; each row adds up to 1.

    mean       [...] mean age of the underlying curve, years
    deviation  [...] its standard deviation, years
    shape      [...] its skewness parameter (alpha); 0 is symmetric, above 0 leans to later ages

    A skew-normal density (Azzalini 1985) at the middle of each year of age, cut to ages 15 to 49.
    """
    delta = shape / np.sqrt(1.0 + shape**2)
    scale = deviation / np.sqrt(1.0 - _TWO_OVER_PI * delta**2)
    location = mean - scale * delta * np.sqrt(_TWO_OVER_PI)
    score = (MOTHER_AGES + 0.5 - location[..., None]) / scale[..., None]
    density = np.exp(-0.5 * score**2) * ndtr(shape[..., None] * score)
    return np.asarray(density / density.sum(axis=-1, keepdims=True), dtype=np.float64)
