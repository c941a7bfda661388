"""The files of a United Nations World Population Prospects download, read for one country.

The layout is that of the 2024 revision: one CSV file per subject, countries by their ISO 3166 numeric code, persons in
thousands, stocks at 31 December. The United Nations publish them under CC BY 3.0 IGO; they are never copied into here.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange
from simulation.demography.graduation import ABRIDGED_AGES
from simulation.demography.population import AGES, Floats

_MOTHER_GROUPS = ("15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49")
_THOUSAND = 1000.0

Years = NDArray[np.int64]


@dataclass(frozen=True)
class YearTable:
    """Figures by calendar year: `values` [year, ...] in the years `years`."""

    years: Years
    values: Floats

    def between(self, first: int, last: int) -> "YearTable":
        """The rows from `first` to `last`, both included."""
        kept = (self.years >= first) & (self.years <= last)
        return YearTable(self.years[kept], self.values[kept])

    def at(self, year: int) -> Floats:
        """[...] the row of `year`."""
        found = np.flatnonzero(self.years == year)
        if found.size != 1:
            raise UnknownKey(f"the UN tables hold no year {year} here.", remedy="Choose a year they hold.")
        return np.asarray(self.values[found[0]], dtype=np.float64)


@dataclass(frozen=True)
class WppCountry:
    """One country's tables. Death rates, fertility shares stand at the middle year of five-year periods.

    death_rate            [period, sex, group] central rates, groups 0, 1-4, 5-9, ..., 100+
    fertility_share       [period, group 15-19..45-49] shares, each row adds up to 1
    life_expectancy       [year, sex] years at birth
    total_fertility_rate  [year] children per woman
    fertility_variant     [year] the high variant less the medium one, children per woman
    sex_ratio_at_birth    [year] boys per girl
    births, deaths        [year] persons
    net_migration         [year] persons
    migration_by_age      [selected year, sex, age] persons
    population            [year, sex] persons at 31 December
    population_change     [year] persons during the year
    """

    country_code: int
    death_rate: YearTable
    fertility_share: YearTable
    life_expectancy: YearTable
    total_fertility_rate: YearTable
    fertility_variant: YearTable
    sex_ratio_at_birth: YearTable
    births: YearTable
    deaths: YearTable
    net_migration: YearTable
    migration_by_age: YearTable
    population: YearTable
    population_change: YearTable


def read_wpp(folder: Path, country_code: int) -> WppCountry:
    """Read one country from a download in `folder`.

    Raises FileMissing for an absent file, UnknownKey for a country it does not hold, and InputError, naming file and
    line, for a missing column, a value that is no number, a gap in the years or an impossible rate.
    """
    reader = _Reader(folder, country_code)
    vital = ("births", "deaths", "PopChange")
    flows = reader.joined("births_deaths_growth", vital, ("estimates", "projections"))
    totals = reader.yearly("population_total_projections.csv", ("popM", "popF"))
    variants = reader.yearly("tfr_projections.csv", ("tfr", "tfr_high"))
    shares = reader.grouped("percent_asfr_5yr.csv", ("pasfr",), _MOTHER_GROUPS).values[:, 0]
    share_years = reader.grouped("percent_asfr_5yr.csv", ("pasfr",), _MOTHER_GROUPS).years
    ages = [str(age) for age in range(AGES)]
    migrants = reader.grouped("migration_by_age_selected_years.csv", ("migM", "migF"), ages)
    groups = [*map(str, ABRIDGED_AGES[:-1]), "100+"]
    return WppCountry(
        country_code=country_code,
        death_rate=reader.grouped("mortality_rates_abridged.csv", ("mxM", "mxF"), groups, above_zero=True),
        fertility_share=YearTable(share_years, shares / shares.sum(axis=1, keepdims=True)),
        life_expectancy=reader.joined("life_expectancy", ("e0M", "e0F"), ("estimates", "projections")),
        total_fertility_rate=_single(reader.joined("tfr", ("tfr",), ("estimates", "projections"))),
        fertility_variant=YearTable(variants.years, variants.values[:, 1] - variants.values[:, 0]),
        sex_ratio_at_birth=_single(reader.yearly("sex_ratio_at_birth.csv", ("srb",))),
        births=YearTable(flows.years, flows.values[:, 0] * _THOUSAND),
        deaths=YearTable(flows.years, flows.values[:, 1] * _THOUSAND),
        net_migration=_thousands(_single(reader.joined("net_migration", ("mig",), ("estimates", "projections")))),
        migration_by_age=_thousands(migrants),
        population=_thousands(totals),
        population_change=YearTable(flows.years, flows.values[:, 2] * _THOUSAND),
    )


def read_yearly(folder: Path, name: str, country_code: int, columns: Sequence[str]) -> YearTable:
    """[year, column] one country's rows of a file with a row per year; refuses what `read_wpp` refuses."""
    return _Reader(folder, country_code).yearly(name, columns)


def _single(table: YearTable) -> YearTable:
    return YearTable(table.years, table.values[:, 0])


def _thousands(table: YearTable) -> YearTable:
    return YearTable(table.years, table.values * _THOUSAND)


class _Reader:
    """Rows of one country in the files of one folder."""

    def __init__(self, folder: Path, country_code: int) -> None:
        self._folder, self._country = folder, country_code

    def yearly(self, name: str, columns: Sequence[str], *, above_zero: bool = False) -> YearTable:
        """[year, column] a file with one row per year."""
        rows: dict[int, list[float]] = {}
        for line, row in self._rows(name, ("year", *columns)):
            year = int(self._number(name, line, row, "year"))
            if year in rows:
                raise self._wrong(name, f"the year {year} of country {self._country} stands here twice.", line)
            rows[year] = [self._number(name, line, row, column) for column in columns]
        years = sorted(rows)
        if years != list(range(years[0], years[-1] + 1)):
            raise self._wrong(name, f"country {self._country} lacks a year between {years[0]} and {years[-1]}.")
        return YearTable(np.array(years), np.array([rows[year] for year in years]))

    def joined(self, subject: str, columns: Sequence[str], parts: Sequence[str]) -> YearTable:
        """[year, column] the estimates of the past followed by the projection."""
        tables = [self.yearly(f"{subject}_{part}.csv", columns) for part in parts]
        for before, after in pairwise(tables):
            if after.years[0] != before.years[-1] + 1:
                raise self._wrong(f"{subject}_{parts[-1]}.csv", f"it does not go on after {before.years[-1]}.")
        return YearTable(
            np.concatenate([table.years for table in tables]), np.concatenate([table.values for table in tables])
        )

    def grouped(
        self, name: str, columns: Sequence[str], groups: Sequence[str], *, above_zero: bool = False
    ) -> YearTable:
        """[year, column, group] a file with one row per year and age group."""
        index = {group: number for number, group in enumerate(groups)}
        cells: dict[int, Floats] = {}
        for line, row in self._rows(name, ("year", "age", *columns)):
            year = int(self._number(name, line, row, "year"))
            if row["age"] not in index:
                raise self._wrong(name, f"the age {row['age']!r} is none of {groups[0]} to {groups[-1]}.", line)
            values = [self._number(name, line, row, column) for column in columns]
            if above_zero and min(values) <= 0:
                raise ValueOutOfRange(
                    "a death rate is not above zero.", path=self._folder / name, line=line, remedy="Fetch it again."
                )
            table = cells.setdefault(year, np.full((len(columns), len(groups)), np.nan))
            table[:, index[row["age"]]] = values
        years = sorted(cells)
        stacked = np.array([cells[year] for year in years])
        if np.isnan(stacked).any():
            year = years[int(np.argwhere(np.isnan(stacked))[0][0])]
            raise self._wrong(name, f"country {self._country} lacks an age group in {year}.")
        return YearTable(np.array(years), stacked)

    def _rows(self, name: str, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
        path = self._folder / name
        wanted = str(self._country)
        found = False
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                missing = [c for c in ("country_code", *columns) if c not in (reader.fieldnames or ())]
                if missing:
                    raise self._wrong(name, f"it has no column {', '.join(missing)}.", 1)
                for row in reader:
                    if row["country_code"] == wanted:
                        found = True
                        yield reader.line_num, row
        except (OSError, UnicodeDecodeError, csv.Error) as err:
            raise FileMissing(
                "this file cannot be read.", path=path, remedy="Point to a folder that holds the UN's CSV files."
            ) from err
        if not found:
            raise UnknownKey(
                f"it holds no country {self._country}.",
                path=path,
                remedy="Give the ISO 3166 numeric code of a country in the download, such as 156 for China.",
            )

    def _number(self, name: str, line: int, row: Mapping[str, str], column: str) -> float:
        text = row[column]
        try:
            value = float(text)
        except (TypeError, ValueError):
            value = float("nan")
        if not np.isfinite(value):
            raise self._wrong(name, f"{column} is {text!r}, not a number.", line)
        return value

    def _wrong(self, name: str, what: str, line: int | None = None) -> InputError:
        return InputError(
            what, path=self._folder / name, line=line, remedy="Fetch the file again; do not edit its columns or rows."
        )
