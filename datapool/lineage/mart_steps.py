"""From pool to marts: what every purpose sees of each table, renamed, cut off at a day and split."""

from collections.abc import Iterator, Mapping
from datetime import date

from core.errors import InputError
from datapool.lineage.graph import Made
from datapool.lineage.origin import Unknown
from datapool.lineage.recorder import Recorder
from datapool.lineage.relation import ANY_COLUMN, Catalog, table_of
from datapool.lineage.statements import Lineage, Output, run_script
from datapool.marts import arrival, persons
from datapool.marts.naming import Naming
from datapool.marts.purpose import FOLDER, find_purpose
from datapool.marts.selection import needed_registers, selection
from datapool.standards.sources import Table

# Which day is asked for, and which names are given, changes no edge; this key opens no mart.
_DAY = date(2000, 1, 1)
_NO_KEY = bytes(32)
# The name under which the program hands in when batches arrived.
_ROWS = "arrival rows"


def mart_steps(tables: Mapping[str, Table], catalog: Catalog) -> Iterator[Made]:
    """What the purposes are given, table by table."""
    catalog = catalog.with_relation(_ROWS, table_of("records.arrivals", arrival.arrivals([]).column_names))
    for name in sorted(path.stem for path in FOLDER.glob("*.yaml")):
        try:
            purpose = find_purpose(name, sources=tables)
        except InputError:
            yield Made(f"marts.{name}", _unfit(name), f"marts {name}")
            continue
        recorder = Recorder()
        arrival.prepare(recorder, arrival.arrivals([]))
        macros = (Naming.of(_NO_KEY, name).macro(), persons.macros())
        _, known = run_script((*recorder.statements, *macros), catalog)
        for scope in purpose.tables.values():
            registers = (persons.subjects(item, _DAY) for item in needed_registers(scope).values())
            _, with_registers = run_script(registers, known)
            ((lineage,), _) = run_script([selection(scope, _DAY, None)], with_registers)
            yield Made(f"marts.{name}.{scope.table}", lineage, f"marts {name}")


def _unfit(name: str) -> Lineage:
    """A purpose that the tables of this pool do not allow opens no mart; that is all there is to tell of it."""
    unknown = frozenset([Unknown("purpose", name)])
    return Lineage(columns=(Output(ANY_COLUMN, frozenset(), frozenset(), unknown),))
