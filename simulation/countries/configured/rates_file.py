"""A base population and rates by age, as two CSV files that anybody can write."""

import csv
from pathlib import Path

import numpy as np

from core.errors import FileMissing, InputError, UnknownKey, WrongType
from simulation.countries.configured.fields import Fields
from simulation.demography.population import AGES, OLDEST_MOTHER, YOUNGEST_MOTHER, BasePopulation, Floats
from simulation.demography.projection import DemographicPath
from simulation.demography.year_path import YearPath

BASE_COLUMNS = ("age", "male", "female")
RATE_COLUMNS = ("year", "age", "male_death", "female_death", "fertility", "male_migration", "female_migration")
_FIELDS = ("source", "base", "base_year", "rates", "boys_per_girl")


def read_base_and_rates(fields: Fields, folder: Path, last_year: int) -> tuple[BasePopulation, DemographicPath]:
    """People at 31 December of `base_year`, and what happens to them until `last_year`.

    base   CSV with the columns `age`, `male`, `female`: persons by single age 0 to 100 and over
    rates  CSV with the columns of RATE_COLUMNS for some years, single ages 0 to 100: chance that a person of that age
           at one year's end dies by the next (at age 0 also the newborn's), births per woman of that age, persons who
           come less those who leave. Between two years the rates are straight, outside them constant
    """
    fields.only(*_FIELDS)
    year = fields.whole("base_year")
    base = _table(folder / fields.text("base", "base.csv"), BASE_COLUMNS)
    persons = np.stack([_by_age(base, sex, folder) for sex in BASE_COLUMNS[1:]])
    rates = _table(folder / fields.text("rates", "rates.csv"), RATE_COLUMNS)
    knots = np.array(sorted({int(row["year"]) for row in rates}))
    years = np.arange(year, max(last_year, year) + 1)
    path = YearPath(knots, np.stack([_year_of(rates, int(knot), folder) for knot in knots])).at(years)
    births = path[:, 2, YOUNGEST_MOTHER : OLDEST_MOTHER + 1]
    children = births.sum(axis=1)
    evenly = np.full_like(births, 1.0 / births.shape[1])
    pattern = np.divide(births, children[:, None], out=evenly, where=children[:, None] > 0)
    return BasePopulation(year, persons), DemographicPath(
        years=years,
        total_fertility_rate=children,
        fertility_pattern=pattern,
        sex_ratio_at_birth=np.full(years.size, fields.number("boys_per_girl", 1.05)),
        death_probability=path[:, :2],
        newborn_death_probability=path[:, :2, 0],
        net_migration=path[:, 3:5],
    )


def _year_of(rates: list[dict[str, float]], year: int, folder: Path) -> Floats:
    """[column, age] the rates of one year."""
    rows = [row for row in rates if int(row["year"]) == year]
    return np.stack([_by_age(rows, column, folder) for column in RATE_COLUMNS[2:]])


def _by_age(rows: list[dict[str, float]], column: str, folder: Path) -> Floats:
    values = np.full(AGES, np.nan)
    for row in rows:
        if not 0 <= row["age"] < AGES:
            raise InputError(
                f"{row['age']:g} is not an age from 0 to 100.", path=folder, remedy="Add up older ages at 100."
            )
        values[int(row["age"])] = row[column]
    if np.isnan(values).any():
        age = int(np.flatnonzero(np.isnan(values))[0])
        raise InputError(f"age {age} has no {column}.", path=folder, remedy="Give every single age from 0 to 100.")
    return values


def _table(path: Path, columns: tuple[str, ...]) -> list[dict[str, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for column in columns:
                if column not in (reader.fieldnames or ()):
                    raise UnknownKey(
                        f"it has no column {column!r}.", path=path, line=1, remedy=f"Columns: {', '.join(columns)}."
                    )
            return [{column: _number(row[column], path, reader.line_num) for column in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        raise FileMissing(
            "this file cannot be read.", path=path, remedy="Put it beside country.yaml, in UTF-8."
        ) from err


def _number(text: str | None, path: Path, line: int) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise WrongType(f"{text!r} is not a number.", path=path, line=line, remedy="Mend the line.")
    return number
