"""Birth cohorts moved as little as need be to agree with published totals (constrained least squares)."""

from dataclasses import dataclass

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats


@dataclass(frozen=True)
class Observations:
    """Published figures that are sums over cohorts.

    weights    [figure, cohort] how many of a cohort's persons a figure counts
    constant   [figure] persons in the figure who belong to none of the cohorts
    published  [figure] persons
    tolerance  [figure] relative error at which a figure weighs one
    """

    weights: Floats
    constant: Floats
    published: Floats
    tolerance: Floats


def nearest_cohorts(prior: Floats, observed: Observations, prior_tolerance: Floats) -> Floats:
    """[cohort] factors on `prior` [cohort] persons that leave their sum unchanged.

    Minimises the squared relative changes of the cohorts, each over its `prior_tolerance` [cohort], plus the squared
    relative errors of the published figures, each over its tolerance. The sum is kept by a Lagrange multiplier.
    """
    scale = observed.tolerance * observed.published
    rows = observed.weights * prior / scale[:, None]
    target = (observed.published - observed.constant) / scale
    count = prior.size
    normal = rows.T @ rows + np.diag(prior_tolerance**-2.0)
    right = rows.T @ target + prior_tolerance**-2.0
    system = np.block([[normal, prior[:, None] / prior.sum()], [prior[None, :], np.zeros((1, 1))]])
    factors = np.linalg.solve(system, np.append(right, prior.sum()))[:count]
    if (factors <= 0).any():
        raise ValueOutOfRange(
            "the published figures leave a birth cohort empty.", remedy="Check them, or widen the prior tolerance."
        )
    return np.asarray(factors, dtype=np.float64)
