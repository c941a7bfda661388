"""Benefits by prevalence: a share of some people, each drawing an amount; from flat pensions to treatment by age."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import UnknownKey
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.indexation import amount_by_year, index_of
from simulation.countries.configured.pension import Pension
from simulation.countries.configured.retirement import Cohorts, named_normal_age
from simulation.countries.configured.workers import workers_of
from simulation.countries.configured.world import Floats, World
from simulation.demography.population import AGES

PEOPLE = "people"
_AMOUNTS = ("amount", "of_wage", "of_pension")
_FIELDS = (
    "title", "line", "among", "workers", "share", "times", "from_age", "to_age", *_AMOUNTS, "of_other_sex", "profile",
    "indexation", "beyond", "counted", "replaces",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawers:
    """Who draws a benefit: [year, sex, age] persons at the end of each year and of those cohorts at its start."""

    at_end: Floats
    at_start: Floats

    @property
    def mean(self) -> Floats:
        return (self.at_end + self.at_start) / 2.0


def drawers_of(world: World, fields: Fields, pensions: Mapping[str, tuple[Pension, Drawers]]) -> Drawers:
    """Persons who draw.

    among     people, workers, one of the population's own groups (`widowed`), or the name of a pension of the scheme
    share     prevalence by age; times: a factor by year, such as the unemployment rate
    from_age, to_age  exact ages between which it is drawn: a number, a row by year, or the name of a normal age
    """
    fields.only(*_FIELDS)
    at_end, at_start = _among(world, fields, pensions)
    share = world.by_age(fields, "share", 1.0) * world.yearly(fields, "times", world.years, 1.0)[:, None, None]
    ages = np.arange(AGES)
    bounds = [_bound(world, fields, "from_age", 0.0), _bound(world, fields, "to_age", float(AGES))]
    now = np.clip(ages + 1.0 - bounds[0], 0.0, 1.0) - np.clip(ages + 1.0 - bounds[1], 0.0, 1.0)
    before = np.clip(ages - bounds[0], 0.0, 1.0) - np.clip(ages - bounds[1], 0.0, 1.0)
    return Drawers(at_end * share * np.maximum(now, 0.0), at_start * share * np.maximum(before, 0.0))


def _among(world: World, fields: Fields, pensions: Mapping[str, tuple[Pension, Drawers]]) -> tuple[Floats, Floats]:
    name = fields.text("among", PEOPLE)
    if name in pensions:
        return pensions[name][1].at_end, pensions[name][1].at_start
    people = world.people
    if name == "workers":
        share = workers_of(world, fields).on_grid(world, world.years)
        return people.stock(world.years) * share, people.start_of_year(world.years) * share
    if name == PEOPLE:
        return people.stock(world.years), people.start_of_year(world.years)
    if name not in people.groups:
        known = (PEOPLE, "workers", *people.groups, *pensions)
        raise fields.error(f"nobody is called {name!r}.", f"Choose one of: {', '.join(known)}.", "among", UnknownKey)
    return people.stock(world.years, name), people.start_of_year(world.years, name)


def _bound(world: World, fields: Fields, field: str, default: float) -> Floats:
    """[year, sex, age] an exact age for each cohort."""
    shape = (world.years.size, 2, AGES)
    if fields.data.get(field) in world.country.part("normal_ages").data:
        cohorts = Cohorts.of(world)
        return cohorts.on_grid(named_normal_age(world, cohorts, fields, field), world.years)
    return np.broadcast_to(world.yearly(fields, field, world.years, default)[:, None, None], shape)


def amounts_of(world: World, fields: Fields, pensions: Mapping[str, tuple[Pension, Drawers]]) -> Floats:
    """[year, sex, age] currency a year for each person who draws.

    amount      a figure of the law (or money of the base year), which grows with `indexation`
    of_wage     a share of the year's average wage
    of_pension  the name of a pension, of which `profile` is the share; of_other_sex: of the pension of the other sex
    profile     factor by age; beyond: growth by year on top of all, from the base year on
    """
    given = [name for name in _AMOUNTS if name in fields]
    if len(given) != 1:
        raise fields.error(f"{fields.name} needs one of {', '.join(_AMOUNTS)}.", "Give exactly one.")
    shape = (world.years.size, 2, AGES)
    profile = world.by_age(fields, "profile", 1.0)
    extra = np.cumprod(1.0 + world.yearly(fields, "beyond", world.years, 0.0) * (world.years > world.base_year))
    factor = profile * extra[:, None, None]
    if given == ["of_pension"]:
        name = fields.text("of_pension")
        if name not in pensions:
            raise fields.error(
                f"no pension is called {name!r}.",
                f"Pensions: {', '.join(pensions) or 'none'}.",
                "of_pension",
                UnknownKey,
            )
        full = pensions[name][0].full
        return np.asarray((full[:, ::-1] if fields.is_so("of_other_sex") else full) * factor)
    if given == ["of_wage"]:
        level = world.economy.at("wage", world.years) * world.yearly(fields, "of_wage", world.years)
    else:
        amounts = amount_by_year(world, fields, "amount", index_of(world, fields.part("indexation")))
        level = amounts[world.years - world.economy.first_year]
    return np.broadcast_to(level[:, None, None], shape) * factor
