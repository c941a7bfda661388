"""M5 and M7 for both sexes together: the old of both move as their mean does, and the gap does not grow for ever.

logit q[s, x, t] = average[s, x] + (mean of the sexes)[x, t] + or - (half of men's less women's)[x, t]. Mean and half
gap are each an M5 or M7 of what departs from the average schedule of the years fitted. The factors of the mean are a
random walk with drift, those of the gap are stationary autoregressions, as in Li and Lee's model.

The average schedule is taken out first because abridged tables have an age pattern that no parabola meets: M7's cohorts
would take it for themselves (a cubic in the year of birth holds a cubic in age) and the factors would have to undo it.
M5 with equal weights has the same steps either way.
"""

from dataclasses import dataclass

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats
from simulation.longevity.abridged_table import remaining_years
from simulation.longevity.cairns_blake_dowd import (
    CohortTerm,
    age_groups,
    age_shapes,
    cohort_design,
    cohort_term,
    fitted_factors,
)
from simulation.longevity.forecast import LifeForecast, years_ahead
from simulation.longevity.time_series import Autoregression, RandomWalk, fit_autoregression, fit_walk


@dataclass(frozen=True, slots=True)
class CoherentOldAge:
    """A fitted model.

    years        [year] years or middles of periods, evenly spaced
    ages         [group] ages at which q holds: the middle of each group of ages
    group_years  [group] width of each group; the last one is closed by the survivors' constant rate
    average      [sex, group] mean logit q of the years
    shapes       [factor, group] 1, x - mean and, in M7, the centred square
    factors      [year, factor] of the mean of the sexes
    gaps         [year, factor] of half of men's logits less women's
    walk         the random walk with drift of `factors`
    gap_series   the autoregression of each factor of the gap
    cohorts      what generations have of their own: of the mean, and of the gap; None in M5
    """

    years: Floats
    ages: Floats
    group_years: Floats
    average: Floats
    shapes: Floats
    factors: Floats
    gaps: Floats
    walk: RandomWalk
    gap_series: tuple[Autoregression, ...]
    cohorts: tuple[CohortTerm, CohortTerm] | None

    def forecast(
        self, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True
    ) -> LifeForecast:
        """Life expectancy at the first age: years [step], central [step, sex], paths [path, step, sex].

        parameters  whether drift and covariance of the mean and the autoregressions of the gap are uncertain too
        """
        ahead, last = years_ahead(self.years, horizon), self.gaps[-1]
        moves = self.walk.simulate(horizon, paths, chance, parameters=parameters)
        gaps = [
            series.simulate(float(last[number]), horizon, paths, chance, parameters=parameters)
            for number, series in enumerate(self.gap_series)
        ]
        expected = [series.central(float(last[number]), horizon) for number, series in enumerate(self.gap_series)]
        central = self._life(self.walk.central(horizon)[None], np.stack(expected, axis=-1)[None], ahead, None)
        return LifeForecast(ahead, central[0], self._life(moves, np.stack(gaps, axis=-1), ahead, chance))

    def _life(self, moves: Floats, gaps: Floats, ahead: Floats, chance: np.random.Generator | None) -> Floats:
        """[path, step, sex] years left after `moves` of the mean and at the factors `gaps` [path, step, factor]."""
        common, apart = (self.factors[-1] + moves) @ self.shapes, gaps @ self.shapes
        if self.cohorts is not None:
            births, paths = ahead[:, None] - self.ages, moves.shape[0]
            common = common + self.cohorts[0].at(births, paths, chance)
            apart = apart + self.cohorts[1].at(births, paths, chance)
        logits = self.average + np.stack([common + apart, common - apart], axis=-2)
        return remaining_years(np.logaddexp(0.0, logits), self.group_years)


def fit_coherent_m5(rates: Floats, years: Floats, first_ages: Floats) -> CoherentOldAge:
    """Fit M5 to central rates [year, sex, group] at old ages; every cell weighs alike.

    first_ages  [group] first age of each group, evenly spaced; leave out an open group
    """
    return _fit(rates, years, first_ages, with_cohorts=False)


def fit_coherent_m7(rates: Floats, years: Floats, first_ages: Floats) -> CoherentOldAge:
    """Fit M7; the arguments are those of `fit_coherent_m5`. Cohorts seen fewer than three times stay out of the fit."""
    return _fit(rates, years, first_ages, with_cohorts=True)


def _fit(rates: Floats, years: Floats, first_ages: Floats, *, with_cohorts: bool) -> CoherentOldAge:
    if rates.ndim != 3 or rates.shape[1] != 2:
        raise ValueOutOfRange("the rates are not those of two sexes.", remedy="Give rates by year, sex and group.")
    for sex in range(2):
        ages, widths = age_groups(rates[:, sex], years, first_ages, None)
    logits = np.log(np.expm1(rates))
    average: Floats = logits.mean(axis=0)
    away = logits - average
    mean = np.asarray(away.mean(axis=1), dtype=np.float64)
    shapes = age_shapes(ages, curved=with_cohorts)
    births = years[:, None] - ages
    member, kept = cohort_design(births) if with_cohorts else (np.zeros((*births.shape, 0)), np.zeros(0))
    seen = member.any(axis=-1) if with_cohorts else np.ones(births.shape)
    weights = np.asarray(seen, dtype=np.float64)
    factors, effect = fitted_factors(mean, weights, shapes, member, kept)
    gaps, gap_effect = fitted_factors(0.5 * (away[:, 0] - away[:, 1]), weights, shapes, member, kept)
    return CoherentOldAge(
        years=years,
        ages=ages,
        group_years=widths,
        average=average,
        shapes=shapes,
        factors=factors,
        gaps=gaps,
        walk=fit_walk(factors),
        gap_series=tuple(fit_autoregression(row) for row in gaps.T),
        cohorts=(cohort_term(kept, effect), cohort_term(kept, gap_effect)) if with_cohorts else None,
    )
