"""Which persons bear a citizen number: kept beside the index of persons, so that no look reads every row of the pool.

The file has keyed hashes of the numbers, as names of records are, in their order. It follows from a version of the
index and the rows it leads to, which never change; it is made when it is first asked for, and may be thrown away.
"""

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from core import duck
from core.errors import InputError
from datapool.marts.naming import MACRO, Naming
from datapool.persons.naming import naming_of
from datapool.persons.records import RecordTable, load_record_tables
from datapool.persons.storing import Index, persons_folder
from datapool.pool import Pool
from datapool.standards.sources import WRITTEN
from datapool.standards.sql import identifier, quote

FOLDER = "bearers"
_CITIZEN_ID = "citizen_id"
_ITEM, _MEMORY = "bearer", "2GB"
# As many rows as are looked through for one number.
_ROWS_OF_A_GROUP = 20_480


def bearers(
    pool: Pool, index: Index, numbers: Collection[str], *, department: str | None = None
) -> dict[str, set[str]]:
    """[citizen number] names of the persons whose rows bear it, right or wrong as it stands.

    department  only in its tables (None: in all)
    """
    wanted = sorted({plain(number) for number in numbers})
    if not wanted:
        return {}
    # No key, no room, or a damaged file: the rows themselves tell the same, only later.
    with suppress(InputError, OSError, duckdb.Error):
        naming = naming_of(pool.root)
        path = bearing_file(pool, index, naming)
        try:
            return _looked_up(path, naming, wanted, department)
        except duckdb.Error:
            path.unlink(missing_ok=True)
    return scanned(pool, index, wanted, department=department)


def prepare_bearers(pool: Pool, index: Index) -> None:
    """Make the file now and not at the first look; where it cannot be made, looks do without."""
    with suppress(InputError, OSError, duckdb.Error):
        bearing_file(pool, index, naming_of(pool.root))


def plain(number: str) -> str:
    """A citizen number as it is compared."""
    return number.strip().upper()


def bearing_file(pool: Pool, index: Index, naming: Naming) -> Path:
    """Parquet: number (hashed), department, person, in this order; made where it is not there."""
    folder = persons_folder(pool.root) / FOLDER
    path = folder / f"{index.version}.parquet"
    if not path.is_file():
        folder.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix=".unfinished-", dir=folder) as work:
            _write(pool, index, naming, Path(work))
            (Path(work) / path.name).replace(path)
        for old in folder.glob("*.parquet"):
            if old != path:
                with suppress(OSError):
                    old.unlink()
    return path


def _write(pool: Pool, index: Index, naming: Naming, work: Path) -> None:
    tables = _tables(pool, None)
    if not tables:
        raise InputError("no table of the pool tells of persons.", remedy="Describe one.")
    with pool.connect([table.table for table in tables], threads=2) as connection:
        connection.execute(f"SET temp_directory = {quote(str(work / 'spilled'))}; SET memory_limit = {quote(_MEMORY)}")
        connection.execute(naming.macro())
        named = f"{MACRO}({quote(_ITEM)}, number)"
        target = work / f"{index.version}.parquet"
        connection.execute(
            f"COPY (SELECT DISTINCT {named} AS number, department, person FROM ({_borne(index, tables)}) ORDER BY ALL) "
            f"TO {quote(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_OF_A_GROUP})"
        )
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _looked_up(path: Path, naming: Naming, wanted: Sequence[str], department: str | None) -> dict[str, set[str]]:
    number_of = {naming.name(_ITEM, number): number for number in wanted}
    narrowed = "" if department is None else f" AND department = {quote(department)}"
    with duck.connect(settings={"threads": 1}) as connection:
        rows = connection.execute(
            f"SELECT number, person FROM {quote(str(path))} "
            f"WHERE number IN ({', '.join(map(quote, sorted(number_of)))}){narrowed}"
        ).fetchall()
    borne: dict[str, set[str]] = {}
    for name, person in rows:
        borne.setdefault(number_of[name], set()).add(person)
    return borne


def scanned(pool: Pool, index: Index, numbers: Sequence[str], *, department: str | None = None) -> dict[str, set[str]]:
    """The same from the rows themselves, of which every one is read."""
    tables = _tables(pool, department)
    if not tables:
        return {}
    with pool.connect([table.table for table in tables], threads=1) as connection:
        rows = connection.execute(f"SELECT DISTINCT number, person FROM ({_borne(index, tables, numbers)})").fetchall()
    borne: dict[str, set[str]] = {}
    for number, person in rows:
        borne.setdefault(number, set()).add(person)
    return borne


def _tables(pool: Pool, department: str | None) -> list[RecordTable]:
    there = [table for table in load_record_tables() if table.table in pool.tables()]
    return [table for table in there if department is None or table.table.startswith(f"{department}_")]


def _borne(index: Index, tables: Sequence[RecordTable], numbers: Sequence[str] | None = None) -> str:
    """SQL for number, department and person of every row that bears a number; None: any number."""
    parts = []
    for table in tables:
        for person in table.persons:
            name = person.columns[_CITIZEN_ID]
            number, written = identifier(name), f"upper(trim({identifier(name + WRITTEN)}))"
            where = f"coalesce({number}, {written}) IS NOT NULL"
            if numbers is not None:
                listed = ", ".join(map(quote, numbers))
                where = f"{number} IN ({listed}) OR {written} IN ({listed})"
            place = f'{quote(table.table)} AS "table", {quote(person.role)} AS role, _batch AS batch, _line AS line'
            borne = f"coalesce({number}, {written}) AS number"
            parts.append(f"SELECT {place}, {borne} FROM {identifier(table.table)} WHERE {where}")
    return (
        "SELECT number, split_part(\"table\", '_', 1) AS department, person FROM ("
        + " UNION ALL ".join(parts)
        + f') JOIN {quote(str(index.links))} USING ("table", role, batch, line)'
    )
