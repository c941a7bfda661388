"""A country's demographic parameters as a YAML file: written by the fit, read by the projection."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey, WrongType
from simulation.demography.country import CountryDemography, MigrationModel
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import Floats
from simulation.demography.year_path import YearPath

_SEXES = ("male", "female")
_POWERS = ("origin", "slope", "curve")

HEADER = """\
# Demographic parameters of country {code}, fitted to the United Nations' World Population Prospects 2024
# (DESA, Population Division, CC BY 3.0 IGO) by `python -m simulation.demography.fitting`. They are the project's own
# numbers: no row of the UN's tables is copied. Do not edit by hand; fit again.
#
# mortality         log m(x) = origin + slope z + curve z^2 at some ages, z close to (life expectancy - 80) / 10; least
#                   squares on single-age rates graduated from the UN's abridged ones, five-year periods 2015-2100
# paths over years  straight between the years given; knots by least squares on the UN's yearly medium figures
# fertility_ages    skew-normal pattern of mothers' ages; least squares on the UN's shares by five-year group
# net_migration     persons a year, and a profile by sex and age of which only the form counts
"""


def write_country(country: CountryDemography, path: Path, header: str = HEADER) -> None:
    """Write `country` to `path`."""
    path.write_text(header.format(code=country.country_code) + country_text(country), encoding="utf-8")


def country_text(country: CountryDemography) -> str:
    """The parameters as YAML, numbers to six digits."""
    model, migration = country.mortality, country.migration
    lines = [f"country_code: {country.country_code}", *mortality_lines(model)]
    lines += ["life_expectancy:", "  unit: years", f"  years: {number_row(country.life_expectancy.years)}"]
    lines += [f"  {sex}: {number_row(country.life_expectancy.values[:, n])}" for n, sex in enumerate(_SEXES)]
    for name, unit in (
        ("total_fertility_rate", "children per woman"),
        ("fertility_variant", "children per woman, high variant less medium"),
        ("sex_ratio_at_birth", "boys per girl"),
    ):
        path = getattr(country, name)
        lines += [
            f"{name}:",
            f"  unit: {unit}",
            f"  years: {number_row(path.years)}",
            f"  values: {number_row(path.values)}",
        ]
    ages = country.fertility_ages
    lines += ["fertility_ages:", "  unit: years; shape without unit", f"  years: {number_row(ages.years)}"]
    lines += [f"  {name}: {number_row(ages.values[:, n])}" for n, name in enumerate(("mean", "deviation", "shape"))]
    lines += ["net_migration:", "  unit: persons a year", f"  years: {number_row(migration.total.years)}"]
    lines += [f"  values: {number_row(migration.total.values)}", "  profile:"]
    lines += [f"    years: {number_row(migration.profile.years)}", f"    ages: {number_row(migration.ages)}"]
    for number, sex in enumerate(_SEXES):
        lines += [f"    {sex}:", *(f"      - {number_row(row)}" for row in migration.profile.values[:, number])]
    return "\n".join(lines) + "\n"


def mortality_lines(model: MortalityModel) -> list[str]:
    """The mortality model as lines of YAML."""
    lines = ["mortality:", f"  knot_ages: {number_row(model.knot_ages)}"]
    for number, sex in enumerate(_SEXES):
        lines += [f"  {sex}:", f"    fitted_levels: {number_row(model.fitted_levels[number])}"]
        lines += [f"    {name}: {number_row(model.coefficients[number, n])}" for n, name in enumerate(_POWERS)]
    return lines


def number_row(values: NDArray[Any]) -> str:
    """A YAML list of numbers to six digits."""
    return "[" + ", ".join(f"{value:.6g}" for value in values.tolist()) + "]"


def read_country(path: Path) -> CountryDemography:
    """Read a file that `write_country` wrote; InputError names the line of what is wrong."""
    fields = ParameterFile(load_document(path))
    return CountryDemography(
        country_code=int(fields.numbers("country_code")[0]),
        mortality=read_mortality(fields),
        life_expectancy=fields.path("life_expectancy", *_SEXES),
        total_fertility_rate=fields.path("total_fertility_rate", "values"),
        fertility_variant=fields.path("fertility_variant", "values"),
        fertility_ages=fields.path("fertility_ages", "mean", "deviation", "shape"),
        sex_ratio_at_birth=fields.path("sex_ratio_at_birth", "values"),
        migration=_read_migration(fields),
    )


def read_mortality(fields: "ParameterFile") -> MortalityModel:
    """The mortality model of a parameter file."""
    ages = fields.numbers("mortality", "knot_ages").astype(np.int64)
    rows = [[fields.numbers("mortality", sex, power, count=ages.size) for power in _POWERS] for sex in _SEXES]
    levels = np.array([fields.numbers("mortality", sex, "fitted_levels", count=2) for sex in _SEXES])
    return MortalityModel(ages, np.array(rows), levels)


def _read_migration(fields: "ParameterFile") -> MigrationModel:
    place = ("net_migration", "profile")
    years = fields.numbers(*place, "years").astype(np.int64)
    ages = fields.numbers(*place, "ages").astype(np.int64)
    rows = [[fields.numbers(*place, sex, row, count=ages.size) for sex in _SEXES] for row in range(years.size)]
    return MigrationModel(fields.path("net_migration", "values"), ages, YearPath(years, np.array(rows)))


class ParameterFile:
    """A YAML file of numbers, read by key; what is missing or no number is reported with its line."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def numbers(self, *keys: Any, count: int | None = None) -> Floats:
        """[item] the number or list of numbers under `keys`; of `count` items when given."""
        value = self._value(keys)
        items = value if isinstance(value, list) else [value]
        if not items or any(isinstance(item, bool) or not isinstance(item, int | float) for item in items):
            raise WrongType(
                f"{_dotted(keys)} is not a number or a list of numbers.",
                path=self._document.path,
                line=self._document.line(*keys),
                remedy="Fit the file again or mend the line.",
            )
        if count is not None and len(items) != count:
            raise InputError(
                f"{_dotted(keys)} has {len(items)} numbers where {count} are due.",
                path=self._document.path,
                line=self._document.line(*keys),
                remedy="Fit the file again or mend the line.",
            )
        return np.array(items, dtype=np.float64)

    def path(self, subject: str, *rows: str) -> YearPath:
        """The path under `subject`: [knot] with one row, [knot, row] with several."""
        years = self.numbers(subject, "years").astype(np.int64)
        if (np.diff(years) <= 0).any():
            raise InputError(
                f"the years of {subject} do not ascend.",
                path=self._document.path,
                line=self._document.line(subject, "years"),
                remedy="Put them in order.",
            )
        values = np.stack([self.numbers(subject, row, count=years.size) for row in rows], axis=1)
        return YearPath(years, values[:, 0] if len(rows) == 1 else values)

    def _value(self, keys: tuple[Any, ...]) -> Any:
        value = self._document.data
        for depth, key in enumerate(keys):
            inside = isinstance(value, dict) and key in value
            inside = inside or (isinstance(value, list) and isinstance(key, int) and key < len(value))
            if not inside:
                raise UnknownKey(
                    f"{_dotted(keys[: depth + 1])} is missing.",
                    path=self._document.path,
                    line=self._document.line(*keys[:depth]),
                    remedy="Fit the file again.",
                )
            value = value[key]
        return value


def _dotted(keys: tuple[Any, ...]) -> str:
    return ".".join(map(str, keys))
