"""Any country's demography from a United Nations download: fitted parameters and a base population, two YAML files."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.documents import load_document
from core.errors import FileMissing, InputError, UnknownKey
from simulation.demography.census import aged_part_of_year, split_by_shape, split_smoothly
from simulation.demography.country import CountryDemography
from simulation.demography.country_file import HEADER, ParameterFile, country_text, number_row
from simulation.demography.fitting import FIRST_YEAR, fit_country
from simulation.demography.population import AGES, BasePopulation, Floats
from simulation.demography.reconstruction import RecordedMortality, reconstruct, total_at
from simulation.demography.wpp import WppCountry, read_wpp

DEMOGRAPHY_FILE, BASE_FILE = "demography.yaml", "base.yaml"
_GROUP_FILES = ("population_male_5yr_1950_2020.csv", "population_female_5yr_1950_2020.csv")
_STARTS = np.arange(0, AGES, 5)
_GROUPS = [*(f"{start}-{start + 4}" for start in _STARTS[:-1]), "100+"]
_HALF_YEAR = 0.5
_THOUSAND = 1000.0

_BASE_HEADER = """\
# People of country {code} at 31 December {year} by sex and single age 0 to 100 and over, made by the import of the
# United Nations' World Population Prospects (CC BY 3.0 IGO): {method}.
"""
_FROM_GROUPS = "five-year groups split by the births behind them, carried half a year and scaled to the published total"
_FROM_BIRTHS = "rebuilt from births, death rates and the published total, an approximation"


@dataclass(frozen=True)
class ImportedCountry:
    """What a projection of the country needs; `method` says how the base was made."""

    demography: CountryDemography
    base: BasePopulation
    method: str


def import_wpp(folder: Path, country_code: int, *, groups_folder: Path | None = None) -> ImportedCountry:
    """Read, check and fit one country.

    folder         a download of the 2024 revision (death rates, life expectancy, fertility, births, migration, totals)
    country_code   ISO 3166 numeric
    groups_folder  a folder with the population of mid-2020 by five-year groups and sex; without it the base population
                   is rebuilt from the births, which is close where few migrate and loose elsewhere

    Raises FileMissing, UnknownKey or InputError, naming file and line, for what is absent or wrong.
    """
    tables = read_wpp(folder, country_code)
    demography = fit_country(tables)
    if groups_folder is None:
        return ImportedCountry(demography, reconstruct(tables, FIRST_YEAR), _FROM_BIRTHS)
    groups = _read_groups(groups_folder, country_code)
    return ImportedCountry(demography, _base_from_groups(groups, tables), _FROM_GROUPS)


def imported_texts(country: ImportedCountry) -> dict[str, str]:
    """Name and text of both files."""
    code, base = country.demography.country_code, country.base
    header = _BASE_HEADER.format(code=code, year=base.year, method=country.method)
    rows = [f"{sex}: {number_row(np.round(base.persons[n]))}" for n, sex in enumerate(("male", "female"))]
    return {
        DEMOGRAPHY_FILE: HEADER.format(code=code) + country_text(country.demography),
        BASE_FILE: header + "\n".join([f"country_code: {code}", f"year: {base.year}", *rows]) + "\n",
    }


def write_imported(country: ImportedCountry, folder: Path) -> tuple[Path, Path]:
    """Write both files into `folder`, made if need be; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in imported_texts(country).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / DEMOGRAPHY_FILE, folder / BASE_FILE


def read_base(path: Path) -> BasePopulation:
    """Read a base population that `write_imported` wrote."""
    fields = ParameterFile(load_document(path))
    persons = np.array([fields.numbers(sex, count=AGES) for sex in ("male", "female")])
    return BasePopulation(int(fields.numbers("year")[0]), persons)


def _base_from_groups(groups: Floats, tables: WppCountry) -> BasePopulation:
    mortality = RecordedMortality(tables).chances(FIRST_YEAR)
    born = reconstruct(tables, FIRST_YEAR).persons
    known = FIRST_YEAR - int(tables.births.years[0]) - 4
    middle = np.empty_like(born)
    for sex in range(2):
        shape = split_smoothly(groups[sex], _STARTS)
        shape[:known] = born[sex, :known]
        smooth_from = known - known % 5
        shape[smooth_from:] = split_smoothly(groups[sex], _STARTS)[smooth_from:]
        middle[sex] = split_by_shape(groups[sex], _STARTS, shape)
    alive = middle * (1.0 - mortality.death_probability) ** _HALF_YEAR
    persons = aged_part_of_year(alive, _HALF_YEAR)
    ratio = float(tables.sex_ratio_at_birth.at(FIRST_YEAR))
    persons[:, 0] += float(tables.births.at(FIRST_YEAR)) * _HALF_YEAR * np.array([ratio, 1.0]) / (1.0 + ratio)
    return BasePopulation(FIRST_YEAR, persons * total_at(tables, FIRST_YEAR) / persons.sum())


def _read_groups(folder: Path, country_code: int) -> Floats:
    """[sex, group] persons at the middle of the first year."""
    return np.array([_read_sex(folder / name, country_code) for name in _GROUP_FILES])


def _read_sex(path: Path, country_code: int) -> Floats:
    column = str(FIRST_YEAR)
    persons = np.full(_STARTS.size, np.nan)
    remedy = "Fetch the file again; do not edit its columns or rows."
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("country_code", "age", column) if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"it has no column {', '.join(missing)}.", path=path, line=1, remedy=remedy)
            for row in reader:
                if row["country_code"] == str(country_code):
                    persons[_group(row["age"], path, reader.line_num)] = _persons(row[column], path, reader.line_num)
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Point to the folder that holds it.") from err
    if np.isnan(persons).all():
        raise UnknownKey(f"it holds no country {country_code}.", path=path, remedy="Give another country or folder.")
    if np.isnan(persons).any():
        group = _GROUPS[int(np.flatnonzero(np.isnan(persons))[0])]
        raise InputError(f"country {country_code} lacks the ages {group}.", path=path, remedy=remedy)
    return persons * _THOUSAND


def _group(age: str, path: Path, line: int) -> int:
    if age not in _GROUPS:
        raise InputError(
            f"the age {age!r} is none of 0-4 to 100+.", path=path, line=line, remedy="Give five-year groups."
        )
    return _GROUPS.index(age)


def _persons(text: str | None, path: Path, line: int) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = float("nan")
    if not (np.isfinite(value) and value >= 0):
        raise InputError(
            f"{text!r} is not a number of persons.", path=path, line=line, remedy="Mend the line or fetch the file."
        )
    return value
