"""People counted by somebody else, taken as given: a file with one row for each year and single age."""

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import FileMissing, InputError, UnknownKey, WrongType
from simulation.countries.configured.fields import Fields
from simulation.demography.population import AGES, Floats, PopulationProjection

SEXES = ("male", "female")
FILE_SETTING, FOLDER_SETTING = "population.file", "population.folder"
_GIVEN_FIELDS = ("source", "file", "page", "counted", "columns")
_COUNTED = ("mid_year", "year_end")
_YEAR, _AGE = "year", "age"


def find_file(fields: Fields, folder: Path, places: Mapping[str, str]) -> Path:
    """Where the file of the people is.

    places  `population.file`: the file itself; `population.folder`: a folder of reference data to look in

    Looked for: as named, beside the country file, and under the folder of reference data.
    """
    if FILE_SETTING in places:
        path = Path(places[FILE_SETTING]).expanduser()
        if not path.is_file():
            raise FileMissing(
                "there is no such population file.", path=path, remedy=f"Mend the setting {FILE_SETTING}."
            )
        return path
    named = fields.text("file")
    roots = [folder, *([Path(places[FOLDER_SETTING])] if FOLDER_SETTING in places else [])]
    for root in roots:
        if (root / named).is_file():
            return root / named
    page = f"Download {Path(named).name} from {fields.text('page')}" if "page" in fields else f"Get {Path(named).name}"
    raise FileMissing(
        f"the people of {folder.name} are counted in {named}, which is not part of the project and is not here.",
        path=fields.document.path,
        line=fields.document.line(*fields.keys, "file"),
        remedy=f"{page}, then name it: --set {FILE_SETTING}=FILE; or put it at {named} below the folder that the "
        "setting reference_data (ANLAN_REFERENCE_DATA) names.",
    )


def read_given(fields: Fields, path: Path) -> tuple[PopulationProjection, dict[str, Floats]]:
    """People at each 31 December, and the groups that have columns of their own (name -> [year, sex, age] persons).

    People counted at mid-year are moved half a year: born in one calendar year are half of those of an age at the
    middle of this year and half of those at the middle of the next. After the last year the change of its last year
    goes on for half a year. Nothing is known of births, deaths and migration: they are NaN.
    """
    fields.only(*_GIVEN_FIELDS)
    columns = _columns(fields)
    stamp = path.stat().st_mtime_ns
    years, held = _read(path, tuple(columns.items()), stamp)
    counts = dict(held)
    if fields.choice("counted", _COUNTED, "year_end") == "mid_year":
        counts = {name: _half_a_year_on(stock) for name, stock in counts.items()}
    unknown = np.full((years.size, 2), np.nan)
    ages = np.full((years.size, 2, AGES), np.nan)
    people = PopulationProjection(years, counts.pop("persons"), ages, unknown, unknown, unknown, unknown)
    return people, counts


def _columns(fields: Fields) -> dict[str, str]:
    """What a column holds (`year`, `age`, `male`, `female`, `widowed.female` …) -> its name in the file."""
    given = fields.part("columns")
    columns = {name: given.text(name) for name in given.data}
    for needed in (_YEAR, _AGE, *SEXES):
        if needed not in columns:
            raise given.error(f"no column is named for {needed}.", f"Write `{needed}: NAME`, as the file calls it.")
    for name in columns:
        if name not in (_YEAR, _AGE, *SEXES) and name.rpartition(".")[2] not in SEXES:
            raise given.error(
                f"a group of people is male or female, not {name!r}.", f"Write `{name}.male` and `{name}.female`.", name
            )
    return columns


@lru_cache(maxsize=4)
def _read(path: Path, named: tuple[tuple[str, str], ...], _stamp: int) -> tuple[NDArray[np.int64], dict[str, Floats]]:
    """The consecutive years of the file, and name -> [year, sex, age]; ages above 100 are added to 100."""
    columns = dict(named)
    rows = _rows(path, columns)
    years = np.array(sorted({int(row[_YEAR]) for row in rows}))
    if years.size and years[-1] - years[0] + 1 != years.size:
        gap = next(int(year) + 1 for year, after in pairwise(years) if after != year + 1)
        raise InputError(f"the year {gap} is missing.", path=path, remedy="Give every year from the first to the last.")
    counts = {_group(name): np.zeros((years.size, 2, AGES)) for name in columns if name not in (_YEAR, _AGE)}
    seen = np.zeros((years.size, AGES), dtype=bool)
    for row in rows:
        at, age = int(row[_YEAR] - years[0]), min(int(row[_AGE]), AGES - 1)
        seen[at, age] = True
        for name in columns:
            if name not in (_YEAR, _AGE):
                counts[_group(name)][at, SEXES.index(name.rpartition(".")[2]), age] += row[name]
    if not seen.all():
        at, age = (int(place) for place in np.argwhere(~seen)[0]) if years.size else (0, 0)
        what = f"{years[at]} has nobody of age {age}" if years.size else "it holds no rows"
        raise InputError(f"{what}.", path=path, remedy="Give single ages 0 to 100 in every year.")
    return years, counts


def _group(column: str) -> str:
    return column.rpartition(".")[0] or "persons"


def _rows(path: Path, columns: Mapping[str, str]) -> list[dict[str, float]]:
    """One mapping per row of a CSV or parquet file, by what the columns hold."""
    if path.suffix == ".parquet":
        return _parquet_rows(path, columns)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _check_columns(path, columns, reader.fieldnames or ())
        try:
            return [{name: _count(row[at], path, reader.line_num) for name, at in columns.items()} for row in reader]
        except (UnicodeDecodeError, csv.Error) as err:
            raise FileMissing("this file cannot be read.", path=path, remedy="Save it as CSV in UTF-8.") from err


def _parquet_rows(path: Path, columns: Mapping[str, str]) -> list[dict[str, float]]:
    parquet = import_module("pyarrow.parquet")
    try:
        table = parquet.read_table(path)
    except (OSError, ValueError) as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Give a parquet or a CSV file.") from err
    _check_columns(path, columns, table.column_names)
    held = {name: table.column(at).to_pylist() for name, at in columns.items()}
    return [
        {name: _count(str(values[row]), path, row + 1) for name, values in held.items()}
        for row in range(table.num_rows)
    ]


def _check_columns(path: Path, columns: Mapping[str, str], there: Sequence[str]) -> None:
    missing = [column for column in columns.values() if column not in there]
    if missing:
        raise UnknownKey(
            f"it has no column {missing[0]!r}.",
            path=path,
            line=1,
            remedy=f"Its columns are: {', '.join(there)}. Name them under population.columns.",
        )


def _count(text: str | None, path: Path, line: int) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = float("nan")
    if not (np.isfinite(number) and number >= 0):
        raise WrongType(
            f"{text!r} is not a number of persons, a year or an age.", path=path, line=line, remedy="Mend the line."
        )
    return number


def _half_a_year_on(stock: Floats) -> Floats:
    """[year, sex, age] mid-year counts moved to the year's end."""
    after = np.empty_like(stock)
    after[:-1] = (stock[:-1] + stock[1:]) / 2.0
    after[-1] = np.maximum(stock[-1] + (stock[-1] - stock[-2]) / 2.0, 0.0) if len(stock) > 1 else stock[-1]
    return after
