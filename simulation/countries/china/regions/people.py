"""A region's people: the nation's of 2020 tilted by age, so that its residents and those over 60 are met later."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from core.errors import ValueOutOfRange
from simulation.countries.china.population import PlannedPeople
from simulation.demography.population import AGES, BasePopulation, PopulationProjection
from simulation.demography.projection import project_population

_STEEPEST = 0.08
_AGE = np.arange(AGES)


@dataclass(frozen=True, slots=True)
class AgeTilt:
    """The region's persons as a multiple of the nation's, by age in the base year: level × exp(slope × age).

    Two closed populations of one mortality whose births have grown at rates that differ by `slope` differ so.
    """

    level: float
    slope: float


def tilt_to(planned: PlannedPeople, year: int, *, total: float, aged_60: float | None) -> AgeTilt:
    """The tilt with which the planned people are `total` persons in `year`, `aged_60` of them over 60 where known."""

    def share_beyond(slope: float) -> float:
        people = _people(planned, AgeTilt(1.0, slope), year)
        return float(people.aged(60)[-1] / people.total()[-1] - (aged_60 or 0.0) / total)

    slope = 0.0
    if aged_60 is not None:
        if share_beyond(-_STEEPEST) > 0 or share_beyond(_STEEPEST) < 0:
            raise ValueOutOfRange(
                f"{aged_60 / total:.1%} of the residents are 60 or over, which no region has.",
                remedy="Check the residents and those aged 60 and over.",
            )
        slope = float(brentq(share_beyond, -_STEEPEST, _STEEPEST, xtol=1e-13))
    return AgeTilt(total / float(_people(planned, AgeTilt(1.0, slope), year).total()[-1]), slope)


def regional(planned: PlannedPeople, tilt: AgeTilt) -> PlannedPeople:
    """The region's people under the nation's fertility and mortality; its migrants are its share of the nation's.

    Nobody moves between regions: what is known of that enters by the residents of the base year only.
    """
    persons = planned.base.persons * (tilt.level * np.exp(tilt.slope * _AGE))
    share = persons.sum() / planned.base.persons.sum()
    path = replace(planned.path, net_migration=planned.path.net_migration * share)
    return replace(planned, base=BasePopulation(planned.base.year, persons), path=path)


def _people(planned: PlannedPeople, tilt: AgeTilt, year: int) -> PopulationProjection:
    tilted = regional(planned, tilt)
    return project_population(tilted.base, tilted.path, year)
