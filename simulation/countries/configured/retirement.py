"""The age at which a cohort may draw its full pension, and what of a profile by age moves with it."""

from dataclasses import dataclass

import numpy as np

from core.errors import UnknownKey
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.world import Floats, World, interpolated
from simulation.demography.population import OLDEST

_FIELDS = ("by_birth_year", "age", "at_most", "earliest")
_SHIFT_FIELDS = ("normal_age", "from_age", "given_for")


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Everybody by year of birth, from those aged 100 in the base year to those born in the last year.

    born  [cohort] calendar years
    """

    first: int
    count: int

    @classmethod
    def of(cls, world: World) -> "Cohorts":
        first = world.base_year - OLDEST
        return cls(first, int(world.years[-1]) - first + 1)

    @property
    def born(self) -> np.ndarray:
        return self.first + np.arange(self.count)

    def on_grid(self, values: Floats, years: np.ndarray) -> Floats:
        """[year, ..., age] of [..., cohort]: what holds for those who have an age at the end of a year."""
        rows = years[:, None] - np.arange(OLDEST + 1) - self.first
        picked = values[..., np.clip(rows, 0, self.count - 1)]
        return np.asarray(np.moveaxis(picked, -2, 0))


def normal_ages(world: World, cohorts: Cohorts, fields: Fields) -> Floats:
    """[sex, cohort] exact age of the full pension.

    by_birth_year  a mapping of the law from year of birth to age, straight between its entries; or
    age            one age by date: a cohort's is the first it reaches in the year in which that age is in force
    at_most        a figure of the law above which the age does not rise
    earliest       youngest age of an award; a cohort keeps the law of the year in which it reaches it, so that no
                   reform reaches back (without it: the law of the year in which it reaches 60)
    """
    fields.only(*_FIELDS)
    if ("by_birth_year" in fields) == ("age" in fields):
        raise fields.error(f"{fields.name} needs one of by_birth_year and age.", "Keep one of the two.")
    ruled = cohorts.born + fields.whole("earliest", 60)
    ages = np.stack([_of_sex(world, cohorts, fields, sex, ruled) for sex in range(2)])
    if "at_most" in fields:
        ages = np.minimum(ages, world.yearly(fields, "at_most", ruled))
    return ages


def _of_sex(world: World, cohorts: Cohorts, fields: Fields, sex: int, ruled: np.ndarray) -> Floats:
    if "age" in fields:
        return _reached(world, cohorts, fields, sex)
    key = world.row_of_sex(fields, "by_birth_year", fields.text("by_birth_year"), sex)
    if key not in world.rules.keys():
        raise world.unknown(fields, "by_birth_year", key)
    ages = np.empty(cohorts.count)
    for day_of_law in np.unique(ruled):
        is_so = ruled == day_of_law
        ages[is_so] = interpolated(world.law_value(key, int(day_of_law)), cohorts.born[is_so])
    return ages


def _reached(world: World, cohorts: Cohorts, fields: Fields, sex: int) -> Floats:
    """[cohort] the first age a cohort reaches that is in force when it reaches it."""
    years = np.arange(cohorts.first, cohorts.first + cohorts.count + OLDEST + 1)
    value = fields.reference("age")
    if isinstance(value, float):
        return np.full(cohorts.count, value)
    row = Fields(fields.document, {"age": world.row_of_sex(fields, "age", value, sex)}, fields.keys)
    in_force = world.yearly(row, "age", years)
    ages = np.empty(cohorts.count)
    for place, born in enumerate(cohorts.born):
        due = born + in_force < years + 1
        at = int(np.argmax(due))
        ages[place] = max(in_force[at], years[at] - born)
    return ages


def shift_of(world: World, cohorts: Cohorts, fields: Fields) -> tuple[float, Floats]:
    """The age from which a profile moves with the normal age, and [sex, cohort] by how many years.

    normal_age  the name of one of `normal_ages`; given_for: the normal age for which the profile was written
    """
    fields.only(*_SHIFT_FIELDS)
    ages = named_normal_age(world, cohorts, fields, "normal_age")
    return fields.number("from_age"), ages - fields.number("given_for")


def named_normal_age(world: World, cohorts: Cohorts, fields: Fields, field: str) -> Floats:
    """[sex, cohort] the normal age that a field names."""
    known = world.country.part("normal_ages")
    name = fields.text(field)
    if name not in known:
        raise fields.error(
            f"no normal age is called {name!r}.",
            f"normal_ages has: {', '.join(map(str, known.data)) or 'none'}.",
            field,
            UnknownKey,
        )
    return normal_ages(world, cohorts, known.part(name))
