"""The cohorts born 1955-1966 on the statistical office's basis: famine and boom, as its totals 60+ and 65+ imply."""

import numpy as np

from simulation.countries.china.census_base import PublishedYears, china_file
from simulation.demography.calibration import Observations, nearest_cohorts
from simulation.demography.population import OLDEST, BasePopulation, Floats, PopulationProjection

FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1955, 1966
FLOW_TOLERANCE, TOTAL_TOLERANCE = 0.006, 0.006
COHORT_TOLERANCE, YOUNGER_TOLERANCE = 0.04, 0.004
_FLOWS = {"age_60": 60, "age_65": 65}
_TOTALS = {"aged_60_and_over": 60, "aged_65_and_over": 65}
_BIRTH_YEARS = np.arange(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR + 1)


def cohort_factors(counted: PopulationProjection) -> Floats:
    """[birth year 1955..1966, then all born later] factors on the census cohorts; the sum of persons stays.

    counted  the projection from the census base over the years with published totals; its chances of dying carry each
             cohort to the ages at which the figures count it
    """
    base_year = int(counted.years[0])
    prior = np.append(_calibrated(counted, base_year), counted.aged(0, base_year - LAST_BIRTH_YEAR - 1)[0])
    weights, constant, published = [], [], []
    reaching, current = PublishedYears("reaching"), PublishedYears("current")
    for name, age in _FLOWS.items():
        for year, figure in zip(reaching.years().astype(int), reaching.array(name), strict=True):
            row = np.zeros(prior.size)
            row[:-1][year - age == _BIRTH_YEARS] = counted.reaching(age)[counted.index(year)]
            weights.append(row / prior)
            constant.append(0.0)
            published.append(figure)
    for name, age in _TOTALS.items():
        for year, figure in zip(current.years().astype(int), current.array(name), strict=True):
            row = np.append(_calibrated(counted, year) * (year - _BIRTH_YEARS >= age), 0.0)
            weights.append(row / prior)
            constant.append(counted.aged(age)[counted.index(year)] - row.sum())
            published.append(figure)
    flows = len(_FLOWS) * reaching.years().size
    tolerance = np.where(np.arange(len(published)) < flows, FLOW_TOLERANCE, TOTAL_TOLERANCE)
    observed = Observations(np.array(weights), np.array(constant), np.array(published), tolerance)
    free = np.append(np.full(_BIRTH_YEARS.size, COHORT_TOLERANCE), YOUNGER_TOLERANCE)
    return nearest_cohorts(prior, observed, free)


def with_cohort_factors(base: BasePopulation) -> BasePopulation:
    """The base with its cohorts multiplied by the calibrated factors on file; those born later keep the total."""
    births = base.year - np.arange(OLDEST + 1)
    inside = (births >= FIRST_BIRTH_YEAR) & (births <= LAST_BIRTH_YEAR)
    younger = births > LAST_BIRTH_YEAR
    factors = np.ones(OLDEST + 1)
    factors[inside] = china_file("cohorts").numbers("factors", count=_BIRTH_YEARS.size)[::-1]
    persons = base.persons * factors
    persons[:, younger] *= 1.0 - (persons.sum() - base.persons.sum()) / persons[:, younger].sum()
    return BasePopulation(base.year, persons)


def _calibrated(counted: PopulationProjection, year: int) -> Floats:
    """[birth year 1955..1966] persons at the end of `year`."""
    return np.asarray(counted.at(year)[:, year - _BIRTH_YEARS].sum(axis=0), dtype=np.float64)
