"""Published aggregates as a principal may read them, table by table, once it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow as pa

from core.documents import load_document
from core.errors import InputError
from core.principal import Principal
from datapool.access.refusal import AccessRefused
from datapool.access.rule_files import load_rules
from datapool.access.whole_columns import denied_columns
from datapool.aggregates.schema import BREAKDOWNS
from datapool.aggregates.storing import PLACE, read_aggregates
from datapool.marts.asking import asking
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import AGGREGATES, KIND, REFUSAL, append_release
from datapool.pool import Pool
from datapool.viewing.person_view import Withheld
from rules.bilingual import Bilingual

FILE = Path(__file__).parent / "aggregates.yaml"
READ_AGGREGATES = "read_aggregates"


@dataclass(frozen=True)
class AggregatesView:
    """What a principal may read of the published aggregates.

    version   of the aggregates
    tables    [name] cells, as `Aggregates` has them
    withheld  [name] why a table is kept back, and the tables of the pool behind
    entry     number in the log of releases of the marts
    """

    version: str
    tables: Mapping[str, pa.Table]
    withheld: Mapping[str, Withheld]
    entry: int


def view_aggregates(pool: Pool, *, who: Principal, now: datetime) -> AggregatesView:
    """The current aggregates, table by table: one is given where all it tells of may be read in every region it counts.

    Raises AccessRefused where no table may be read and UnknownKey for a purpose that the rules do not know, once that
    is written down; FileMissing where nothing is published, ReleaseNotLogged where it cannot be written down.
    """
    folder = marts_folder(pool.root)
    told = {**asking(who), "at": now.isoformat(), "purpose": who.purpose}
    try:
        denied = _denied(pool, who)
        if set(denied) == set(BREAKDOWNS):
            raise next(iter(denied.values()))
    except InputError as err:
        rules = list(err.rules) if isinstance(err, AccessRefused) else []
        append_release(folder, {KIND: REFUSAL, **told, "reason": err.code, "rules": rules})
        raise
    found = read_aggregates(pool.root / PLACE)
    given = {name: table for name, table in found.tables.items() if name not in denied}
    body = {KIND: AGGREGATES, **told, "version": found.version, "tables": sorted(given)}
    return AggregatesView(
        version=found.version,
        tables=given,
        withheld={name: _withheld(name, why) for name, why in denied.items()},
        entry=append_release(folder, body),
    )


def _denied(pool: Pool, who: Principal) -> dict[str, AccessRefused]:
    """[table of aggregates] why the rules keep it back."""
    denied: dict[str, AccessRefused] = {}
    for name, wanted in aggregate_columns().items():
        found = denied_columns(
            load_rules(), who, READ_AGGREGATES, wanted=wanted, described=pool.tables(), regions=pool.regions()
        )
        if found:
            denied[name] = AccessRefused(found)
    return denied


def _withheld(name: str, why: AccessRefused) -> Withheld:
    title = BREAKDOWNS[name].title
    tables = tuple(dict.fromkeys(column.partition(".")[0] for column in why.columns))
    return Withheld(Bilingual(title["zh"], title["en"]), why.said, tables)


@cache
def aggregate_columns(path: Path = FILE) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """[table of aggregates] [table of the pool] the columns that it tells of."""
    return {
        name: {table: tuple(columns) for table, columns in tables.items()}
        for name, tables in load_document(path).data.items()
    }
