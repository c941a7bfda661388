"""Mortality of the old after Cairns, Blake and Dowd: M5 with two factors, M7 with a curve and cohorts besides.

M5 (2006):  logit q[t, x] = k1[t] + k2[t] (x - mean)
M7 (2009):  logit q[t, x] = k1[t] + k2[t] (x - mean) + k3[t] ((x - mean)^2 - variance) + cohort[t - x]

q is the chance of dying within a year, 1 - exp(-m). The factors follow a random walk with drift together; the cohort
term, which holds no constant, slope or square of its own, is a stationary autoregression about nought.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats
from simulation.longevity.abridged_table import remaining_years
from simulation.longevity.bilinear import refuse_bad_rates
from simulation.longevity.forecast import LifeForecast, years_ahead
from simulation.longevity.time_series import RandomWalk, fit_walk

_FEWEST_CELLS = 3
_CONSTRAINT = 1e6
_STATIONARY = 0.99


@dataclass(frozen=True, slots=True)
class CohortTerm:
    """What generations have of their own.

    births       [cohort] years of birth, ascending and evenly spaced
    effect       [cohort] added to logit q
    persistence  of the autoregression that later cohorts follow
    shock        standard deviation of its shocks
    """

    births: Floats
    effect: Floats
    persistence: float
    shock: float

    def extended(self, later: int, paths: int, chance: np.random.Generator | None) -> Floats:
        """[path, cohort] the effects followed by those of `later` cohorts; expected ones without `chance`."""
        values = np.zeros((paths, self.effect.size + later))
        values[:, : self.effect.size] = self.effect
        normals = np.zeros((paths, later)) if chance is None else chance.standard_normal((paths, later))
        for number in range(later):
            before = values[:, self.effect.size + number - 1]
            values[:, self.effect.size + number] = self.persistence * before + self.shock * normals[:, number]
        return values

    def at(self, births: Floats, paths: int, chance: np.random.Generator | None) -> Floats:
        """[path, step, group] the effects on who was born in `births` [step, group]; expected ones without `chance`."""
        place = np.rint((births - self.births[0]) / float(self.births[1] - self.births[0])).astype(np.int64)
        later = max(0, int(place.max()) - self.births.size + 1)
        # Those older than every cohort of the fit are taken to have nothing of their own.
        known = place >= 0
        effects = self.extended(later, paths, chance)
        return np.asarray(effects[:, np.maximum(place, 0)] * known, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class CairnsBlakeDowd:
    """A fitted model.

    years        [year] years or middles of periods, evenly spaced
    ages         [group] ages at which q holds: the middle of each group of ages
    group_years  [group] width of each group; the last one is closed by the survivors' constant rate
    shapes       [factor, group] 1, x - mean and, in M7, the centred square
    factors      [year, factor]
    walk         the random walk with drift of the factors
    cohorts      the generations' term; None in M5
    jump_off     [group] logit q of the last year less the fitted one; nought unless forecasts start as observed
    """

    years: Floats
    ages: Floats
    group_years: Floats
    shapes: Floats
    factors: Floats
    walk: RandomWalk
    cohorts: CohortTerm | None
    jump_off: Floats

    def forecast(
        self, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True
    ) -> LifeForecast:
        """Life expectancy at the first age of the first group: years [step], central [step], paths [path, step].

        parameters  whether drift and covariance of the factors are uncertain too
        """
        ahead = years_ahead(self.years, horizon)
        moves = self.walk.simulate(horizon, paths, chance, parameters=parameters)
        return LifeForecast(
            years=ahead,
            central=self._life(self.walk.central(horizon)[None], ahead, None)[0],
            paths=self._life(moves, ahead, chance),
        )

    def _life(self, moves: Floats, ahead: Floats, chance: np.random.Generator | None) -> Floats:
        """[path, step] years left when the factors have moved by `moves` [path, step, factor]."""
        logits = (self.factors[-1] + moves) @ self.shapes + self.jump_off
        if self.cohorts is not None:
            logits = logits + self.cohorts.at(ahead[:, None] - self.ages, moves.shape[0], chance)
        return remaining_years(np.logaddexp(0.0, logits), self.group_years)


def fit_m5(
    rates: Floats, years: Floats, first_ages: Floats, *, exposures: Floats | None = None, jump_off: str = "fitted"
) -> CairnsBlakeDowd:
    """Fit M5 to central rates [year, group] of one sex at old ages.

    first_ages  [group] first age of each group, evenly spaced; leave out an open group
    exposures   [year, group] person-years; with them a cell weighs by the information on its logit, E q (1 - q),
                without them all weigh alike
    jump_off    where forecasts start: at the "fitted" or at the "observed" last chances of dying
    """
    ages, widths = age_groups(rates, years, first_ages, exposures)
    shapes = age_shapes(ages, curved=False)
    return _fit(rates, (years, ages, widths), shapes, exposures, jump_off, cohorts=False)


def fit_m7(
    rates: Floats, years: Floats, first_ages: Floats, *, exposures: Floats | None = None, jump_off: str = "fitted"
) -> CairnsBlakeDowd:
    """Fit M7; the arguments are those of `fit_m5`. Cohorts seen fewer than three times are left out of the fit."""
    ages, widths = age_groups(rates, years, first_ages, exposures)
    shapes = age_shapes(ages, curved=True)
    return _fit(rates, (years, ages, widths), shapes, exposures, jump_off, cohorts=True)


def _fit(
    rates: Floats,
    grid: tuple[Floats, Floats, Floats],
    shapes: Floats,
    exposures: Floats | None,
    jump_off: str,
    *,
    cohorts: bool,
) -> CairnsBlakeDowd:
    years, ages, widths = grid
    if jump_off not in ("fitted", "observed"):
        raise ValueOutOfRange(f"there is no jump-off {jump_off!r}.", remedy="Choose fitted or observed.")
    dying = -np.expm1(-rates)
    logits = np.log(dying) - np.log1p(-dying)
    weights = np.ones_like(rates) if exposures is None else exposures * dying * (1.0 - dying)
    births = years[:, None] - ages
    member, term_births = cohort_design(births) if cohorts else (np.zeros((*births.shape, 0)), np.zeros(0))
    weights = weights * (member.any(axis=-1) if cohorts else 1.0)
    factors, effect = fitted_factors(logits, weights, shapes, member, term_births)
    fitted = factors @ shapes + member @ effect
    return CairnsBlakeDowd(
        years=years,
        ages=ages,
        group_years=widths,
        shapes=shapes,
        factors=factors,
        walk=fit_walk(factors),
        cohorts=cohort_term(term_births, effect) if cohorts else None,
        jump_off=logits[-1] - fitted[-1] if jump_off == "observed" else np.zeros(ages.size),
    )


def age_groups(rates: Floats, years: Floats, first_ages: Floats, exposures: Floats | None) -> tuple[Floats, Floats]:
    """([group] middle ages, [group] widths); refuses rates that no model can be fitted to."""
    refuse_bad_rates(rates, years, exposures)
    if rates.shape[1] != first_ages.size or first_ages.size < 4 or not np.allclose(np.diff(first_ages, 2), 0.0):
        raise ValueOutOfRange("the groups of ages are not evenly spaced.", remedy="Give four or more of equal width.")
    width = float(first_ages[1] - first_ages[0])
    return first_ages + width / 2.0, np.full(first_ages.size, width)


def age_shapes(ages: Floats, *, curved: bool) -> Floats:
    """[factor, group] 1, x - mean and, when `curved`, the centred square."""
    away = ages - ages.mean()
    rows = [np.ones_like(away), away]
    return np.stack([*rows, away**2 - (away**2).mean()] if curved else rows)


def cohort_design(births: Floats) -> tuple[NDArray[np.float64], Floats]:
    """([year, group, cohort] whose cell is whose, [cohort] years of birth) of the cohorts seen often enough."""
    known, counts = np.unique(births, return_counts=True)
    kept = known[counts >= _FEWEST_CELLS]
    if kept.size < 4 or not np.allclose(np.diff(kept, 2), 0.0):
        raise ValueOutOfRange(
            "the years and groups of ages give no even sequence of cohorts.",
            remedy="Give periods as long as the groups of ages are wide, or single years and ages.",
        )
    return (births[:, :, None] == kept).astype(np.float64), kept


def fitted_factors(
    logits: Floats, weights: Floats, shapes: Floats, member: Floats, births: Floats
) -> tuple[Floats, Floats]:
    """([year, factor], [cohort]) by weighted least squares; the cohort term has no constant, slope or square."""
    years, groups = logits.shape
    count = shapes.shape[0]
    per_year = np.zeros((years, groups, years, count))
    per_year[np.arange(years), :, np.arange(years), :] = shapes.T
    design = np.concatenate([per_year.reshape(years * groups, -1), member.reshape(years * groups, -1)], axis=1)
    root = np.sqrt(weights.ravel() / weights.mean())
    design, right = design * root[:, None], logits.ravel() * root
    if births.size:
        unit = (births - births.mean()) / (births[-1] - births[0])
        free = np.concatenate([np.zeros((3, years * count)), np.vander(unit, 3).T], axis=1)
        design, right = np.concatenate([design, _CONSTRAINT * free]), np.append(right, np.zeros(3))
    found = np.linalg.lstsq(design, right, rcond=None)[0]
    return found[: years * count].reshape(years, count), found[years * count :]


def cohort_term(births: Floats, effect: Floats) -> CohortTerm:
    """The term with its autoregression estimated from the effects."""
    before, after = effect[:-1], effect[1:]
    persistence = float(np.clip(before @ after / (before @ before), -_STATIONARY, _STATIONARY))
    shock = float(np.std(after - persistence * before))
    return CohortTerm(births, effect, persistence, shock)
