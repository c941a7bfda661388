"""Scenarios between two: some factors as in one of them, the others as in the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from rules.book import RuleBook
from rules.parameters import Parameter, ParameterRow
from simulation.assumptions import AssumptionSet
from simulation.attribution.factors import Factor
from simulation.countries.china import pack
from simulation.countries.china.regions.basis import People
from simulation.demography.population import PopulationProjection
from simulation.demography.projection import project_population
from simulation.schemes.context import SchemeContext

_DEMOGRAPHY = "demography."


class Mixture:
    """Surroundings for any set of factors taken from b, the rest as in a; what sets share is built once.

    A set is a whole number whose bit i says whether factor i is as in b. `people` turns the nation's people into those
    of the place that both scenarios are of.
    """

    def __init__(self, a: SchemeContext, b: SchemeContext, factors: Sequence[Factor], people: People) -> None:
        self._a, self._b, self._factors, self._people = a, b, tuple(factors), people
        self._books: dict[frozenset[str], RuleBook] = {}
        self._populations: dict[frozenset[str], PopulationProjection] = {}
        self._of_a = {key: _kept(a.rules.parameter(key)) for key in a.rules.keys()}
        self._of_b = {key: _kept(b.rules.parameter(key)) for factor in factors for key in factor.law}

    def context(self, members: int) -> SchemeContext:
        """The surroundings with the factors of `members` as in b."""
        a, b = self._a, self._b
        chosen = [factor for number, factor in enumerate(self._factors) if members >> number & 1]
        keys = [key for factor in chosen for key in factor.rows]
        rows = a.assumptions.replaced_by(AssumptionSet({key: b.assumptions.row(key) for key in keys}))
        context = pack.context_of(
            rows,
            rules=self._book(frozenset(key for factor in chosen for key in factor.law)),
            population=self._population(rows, frozenset(key for key in keys if key.startswith(_DEMOGRAPHY))),
            figures=a.published,
            base_year=a.base_year,
            last_year=int(a.years[-1]),
        )
        return replace(context, region=a.region)

    def _population(self, rows: AssumptionSet, taken: frozenset[str]) -> PopulationProjection:
        """The people of `rows`, told by the demographic rows taken from b."""
        if taken not in self._populations:
            last = int(self._a.years[-1])
            planned = self._people(pack.planned_people_of(rows, last))
            self._populations[taken] = project_population(planned.base, planned.path, last)
        return self._populations[taken]

    def _book(self, keys: frozenset[str]) -> RuleBook:
        if keys not in self._books:
            self._books[keys] = _MixedBook(self._a.rules, self._of_a | {key: self._of_b[key] for key in keys})
        return self._books[keys]


@dataclass(frozen=True, slots=True)
class _Kept(Parameter):
    """A parameter that keeps what it has answered: many books hold the same one.

    rows      (day, regions) -> the figure in force
    averages  (year, region, default) -> the mean of the year
    """

    rows: dict[tuple[date, tuple[str, ...]], ParameterRow] = field(default_factory=dict)
    averages: dict[tuple[int, str | None, float | None], float] = field(default_factory=dict)

    def row(self, day: date, chain: tuple[str, ...]) -> ParameterRow:
        """As of any parameter."""
        if (day, chain) not in self.rows:
            self.rows[day, chain] = Parameter.row(self, day, chain)
        return self.rows[day, chain]


def _kept(parameter: Parameter) -> _Kept:
    return _Kept(**{each.name: getattr(parameter, each.name) for each in fields(Parameter)})


class _MixedBook(RuleBook):
    """A book of parameters that keep their answers, and with them the mean of each year."""

    def __init__(self, base: RuleBook, parameters: Mapping[str, _Kept]) -> None:
        super().__init__(base.country, (base.regions, base.units), parameters, base.overlays)
        self._kept = parameters

    def yearly_average(self, key: str, year: int, region: str | None = None, default: float | None = None) -> float:
        """As of any book."""
        averages, asked = self._kept[key].averages, (year, region, default)
        if asked not in averages:
            averages[asked] = super().yearly_average(key, year, region, default)
        return averages[asked]
