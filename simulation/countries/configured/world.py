"""What every part of a configured country is given, and how the names it uses become numbers."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError, UnknownKey, WrongType
from rules.book import RuleBook, RulesInForce
from rules.parameters import Table
from simulation.assumptions import AssumptionSet
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.people import People
from simulation.countries.configured.population_file import SEXES
from simulation.demography.population import AGES
from simulation.economy import Economy
from simulation.published import PublishedFigures

Floats = NDArray[np.float64]
Years = NDArray[np.int64]
MIDDLE = (7, 1)


@dataclass(frozen=True, slots=True)
class World:
    """The read-only surroundings of every part.

    years  [year] the base year, whose accounts are published, then every projected year
    """

    years: Years
    country: Fields
    people: People
    economy: Economy
    rules: RuleBook
    assumptions: AssumptionSet
    published: PublishedFigures

    @property
    def base_year(self) -> int:
        """The last year whose accounts are published."""
        return int(self.years[0])

    def yearly(
        self, fields: Fields, field: str, years: Years, default: float | None = None, *, before: float | None = None
    ) -> Floats:
        """[year] a number, or a row of the law (mean over the year) or of the assumptions, in each of `years`.

        before  what holds before the first day of a law's figure; None: that first figure, as old awards need some law
        """
        value = fields.reference(field, default)
        if isinstance(value, float):
            return np.full(years.size, value)
        if value in self.assumptions:
            return self.assumptions.array(value, years)
        self._check_law(fields, field, value)
        first = self.rules.parameter(value).first_day
        whole = first.year + (first > date(first.year, 1, 1))
        known = np.maximum(years, whole)
        try:
            means = {int(year): _law_of(self.rules, value, int(year)) for year in np.unique(known)}
        except InputError as err:
            raise fields.error(err.what, err.remedy, field, type(err)) from None
        values = np.array([means[int(year)] for year in known])
        return values if before is None else np.where(years < whole, before, values)

    def by_age(self, fields: Fields, field: str, default: float | None = None) -> Floats:
        """[sex, age] a number, or a row whose points are ages; `NAME.male` and `NAME.female` may stand for NAME."""
        return np.stack([self.at_points(fields, field, np.arange(AGES), sex, default=default) for sex in range(2)])

    def at_points(
        self, fields: Fields, field: str, points: NDArray[np.generic], sex: int, *, default: float | None = None
    ) -> Floats:
        """[point] a number, or a row by age, class or year of birth at each of `points`, straight between them.

        The law's row is the one in force in the middle of the first projected year.
        """
        value = fields.reference(field, default)
        if isinstance(value, float):
            return np.full(points.shape, value)
        row = self.row_of_sex(fields, field, value, sex)
        if row in self.assumptions:
            return interpolated(Table(dict(self.assumptions.row(row).points)), points)
        return interpolated(self.law_value(row, self.base_year + 1), points)

    def row_of_sex(self, fields: Fields, field: str, name: str, sex: int) -> str:
        """The row that `name` stands for: itself, or the one of the sex."""
        for row in (f"{name}.{SEXES[sex]}", name):
            if row in self.assumptions or row in self.rules.keys():
                return row
        raise self.unknown(fields, field, name)

    def law_value(self, key: str, year: int) -> Table | float:
        """A mapping of the law, or a number, in force in the middle of `year`, or first of all."""
        value = self._in_force(key, year).value(key)
        if isinstance(value, Table | float):
            return value
        raise WrongType(f"{key} is neither a number nor a mapping.", remedy="Write {60: 1.0, 65: 0.9}.")

    def law_list(self, key: str, year: int) -> Floats:
        """The numbers of a list of the law, in force in the middle of `year`, or first of all."""
        return np.array(self._in_force(key, year).table(key))

    def law_since(self, key: str, year: int) -> int:
        """The year in which what is in force in the middle of `year` began; the first of all before it."""
        return _begun(self.rules, key, max(date(year, *MIDDLE), self.rules.parameter(key).first_day))

    def law_key(self, fields: Fields, field: str) -> str:
        """The name of a row of the law."""
        value = fields.text(field)
        self._check_law(fields, field, value)
        return value

    def published_at(self, fields: Fields, field: str, year: int) -> float:
        """A plain number, or the figure of a published series in `year`."""
        value = fields.reference(field)
        if isinstance(value, float):
            return value
        if value not in self.published:
            raise self.unknown(fields, field, value)
        try:
            return self.published.at(value, year)
        except InputError as err:
            raise fields.error(err.what, "Add the year to published.yaml.", field, type(err)) from None

    def unknown(self, fields: Fields, field: str, name: str) -> UnknownKey:
        """The error about a name that nothing answers to, with the nearest names there are."""
        known = (*self.rules.keys(), *self.assumptions.keys(), *self.published.names())
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "Add it to law.yaml, assumptions.yaml or published.yaml."
        error = fields.error(f"{fields.name}.{field}: no row is called {name!r}.", hint, field, UnknownKey)
        assert isinstance(error, UnknownKey)
        return error

    def _in_force(self, key: str, year: int) -> RulesInForce:
        return self.rules.at(max(date(year, *MIDDLE), self.rules.parameter(key).first_day))

    def _check_law(self, fields: Fields, field: str, key: str) -> None:
        if key not in self.rules.keys():
            raise self.unknown(fields, field, key)


def interpolated(value: Table | float, points: NDArray[np.generic]) -> Floats:
    """[point] a mapping of numbers at `points`, straight between its entries and constant outside."""
    if isinstance(value, float):
        return np.full(points.shape, value)
    at = sorted((float(key), number) for key, number in value.items())
    return np.asarray(np.interp(points.astype(np.float64), [key for key, _ in at], [number for _, number in at]))


@lru_cache(maxsize=8192)
def _begun(rules: RuleBook, key: str, day: date) -> int:
    return rules.at(day).row(key).since.year


@lru_cache(maxsize=8192)
def _law_of(rules: RuleBook, key: str, year: int) -> float:
    return rules.yearly_average(key, year)
