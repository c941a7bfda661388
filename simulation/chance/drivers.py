"""Paths of the drivers: how each future of a plan strays from the scenario's centre, year by year."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from simulation.chance import kernels
from simulation.chance.driver_names import DRIVERS, driver_number
from simulation.chance.model import DriverModel, load_driver_model
from simulation.chance.plan import Plan
from simulation.chance.randomness import check_range, source_of
from simulation.demography.bands.process import FERTILITY_NUMBERS, LONGEVITY_NUMBERS

__all__ = ["DRIVERS", "Centre", "DriverModel", "DriverPaths", "driver_paths", "load_driver_model"]

Floats = NDArray[np.float64]
_SEXES = 2


class Centre(NamedTuple):
    """The scenario's central path of the economy, from the first uncertain year on.

    first_year                            calendar year of index 0
    real_wage_growth, cpi, real_interest  [year] shares per year
    unemployment_rate                     [year] share
    """

    first_year: int
    real_wage_growth: Floats
    cpi: Floats
    real_interest: Floats
    unemployment_rate: Floats


class DriverPaths(NamedTuple):
    """Deviations from the centre, [path, year] unless said otherwise, C-contiguous.

    fertility         children per woman, added; the population holds the sum at `demography.fertility.floor`
    life_expectancy   [path, year, (male, female)] years at birth, added; the population clips the sum
    migration         thousand persons a year, added to net migration
    real_wage_growth  share per year, added
    cpi               share per year, added
    interest          real interest, share per year, added; a nominal rate also takes the deviation of cpi
    unemployment      share, added
    coverage          factor on the central coverage
    compliance        factor on the central compliance
    medical_growth    share per year, added to the excess growth of medical cost per unit
    """

    fertility: Floats
    life_expectancy: Floats
    migration: Floats
    real_wage_growth: Floats
    cpi: Floats
    interest: Floats
    unemployment: Floats
    coverage: Floats
    compliance: Floats
    medical_growth: Floats


def driver_paths(model: DriverModel, plan: Plan, centre: Centre, first_path: int, last_path: int) -> DriverPaths:
    """The paths from `first_path` until before `last_path` of `plan`, for as many years as `centre` has.

    A path depends on its number only, so any division of the paths gives the same bits; the work runs on the calling
    thread without Python's lock. Life and birth stay at their centre until the year from which `model` lets them stray.
    """
    check_range(plan, first_path, last_path)
    central = _central(centre)
    years = central.shape[1]
    source = source_of(plan, purposes=len(DRIVERS), years=years)
    waiting = int(np.clip(model.demography.first_year - centre.first_year, 0, years))
    scale = model.migration.scale.at(np.arange(centre.first_year, centre.first_year + years))
    scale[:waiting] = 0.0
    fields = np.empty((kernels.FIELDS, last_path - first_path, years))
    life_expectancy = np.empty((last_path - first_path, years, _SEXES))
    kernels.draw_paths(
        *(source.way, *source.key, first_path, centre.first_year, source.start, source.directions),
        *(model.root, _open_drivers(plan), waiting, *_demographic_numbers(model, plan)),
        *(model.migration.persistence, _open_drivers(plan)[kernels.MIGRATION] * scale),
        *(np.array([walk.step for walk in model.walks]), np.array([walk.bound for walk in model.walks])),
        *(model.economy.lags, model.economy.residual_deviation, model.economy.mean_root),
        *(model.economy.reach(central), fields, life_expectancy),
    )
    return DriverPaths(
        fertility=fields[kernels.OUT_FERTILITY],
        life_expectancy=life_expectancy,
        migration=fields[kernels.OUT_MIGRATION],
        real_wage_growth=fields[kernels.OUT_ECONOMY],
        cpi=fields[kernels.OUT_ECONOMY + 1],
        interest=fields[kernels.OUT_ECONOMY + 2],
        unemployment=fields[kernels.OUT_ECONOMY + 3],
        coverage=fields[kernels.OUT_COVERAGE],
        compliance=fields[kernels.OUT_COMPLIANCE],
        medical_growth=fields[kernels.OUT_MEDICAL],
    )


def bytes_per_path(years: int) -> int:
    """Bytes that `driver_paths` fills for one path of `years` years."""
    return (kernels.FIELDS + _SEXES) * years * np.dtype(np.float64).itemsize


def _central(centre: Centre) -> Floats:
    rows = [np.asarray(row, dtype=np.float64) for row in centre[1:]]
    if len({row.shape for row in rows}) != 1 or rows[0].ndim != 1 or not np.isfinite(rows).all():
        raise InputError(
            "the centre does not give a number for every year of every series.",
            remedy="Give four series of one length, without gaps.",
        )
    return np.stack(rows)


def _open_drivers(plan: Plan) -> Floats:
    """[driver] 1, or 0 for a driver that is held."""
    is_open = np.ones(len(DRIVERS))
    is_open[[driver_number(name) for name in plan.held]] = 0.0
    return is_open


def _demographic_numbers(model: DriverModel, plan: Plan) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The parameters of fertility (the floor is the population's) and longevity, in the order of the kernels."""
    processes = model.demography_under(plan.mortality)
    fertility, longevity = processes.fertility, processes.longevity
    return (
        tuple(getattr(fertility, name) for name in FERTILITY_NUMBERS[:-1]),
        tuple(getattr(longevity, name) for name in LONGEVITY_NUMBERS),
    )
