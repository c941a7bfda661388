"""`open`: a purpose and a snapshot become a mart, once the release is written down."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.errors import InputError, UnknownRegion
from core.manifest import content_hash
from core.principal import Principal
from datapool.intake.record import LANDED, Places
from datapool.marts.asking import asking, refuse_beyond_access
from datapool.marts.mart import Mart, MartTable, Snapshot, prepare
from datapool.marts.naming import Naming, pool_key
from datapool.marts.purpose import Purpose, PurposeExceeded, TableScope, find_purpose
from datapool.marts.release_log import append_release
from datapool.marts.selection import counting, needed_registers
from datapool.marts.states import keep_state, pool_in_state
from datapool.pool import Pool

_FORM = "2"


def open(
    purpose: str,
    snapshot: Snapshot,
    *,
    who: str | Principal,
    now: datetime,
    columns: Mapping[str, Sequence[str]] | None = None,
    key: bytes | None = None,
    threads: int = 2,
) -> Mart:
    """What the purpose may see of the snapshot.

    who, now  who opens it and when, for the log of releases; of a principal, the access rules are asked as well: each
              column that is shown must be theirs in every region of the snapshot
    columns   [table] only these of them (None: everything the purpose covers)
    key       behind the names of persons (None: the pool's own, drawn on first use)
    threads   of the database, for each reader
    Raises PurposeExceeded for an unknown purpose or more than it covers, AccessRefused where the rules keep something
    back and UnknownKey for a purpose that they do not know, both written down; ReleaseNotLogged where it cannot be.
    """
    if isinstance(who, str) and not who.strip():
        raise InputError("nobody says who opens the mart.", remedy="Name the person or service that asks.")
    folder, pool = marts_folder(snapshot.root), Pool.open(snapshot.root)
    if snapshot.state is not None:
        pool = pool_in_state(folder, pool, snapshot.state)
    if snapshot.region is not None and snapshot.region not in pool.regions():
        known = ", ".join(pool.regions())
        raise UnknownRegion(f"the pool has no rows of region {snapshot.region}.", remedy=f"Regions: {known}.")
    asked = find_purpose(purpose, sources=pool.tables())
    scopes = _scopes(asked, columns)
    if isinstance(who, Principal):
        refuse_beyond_access(folder, pool, scopes, region=snapshot.region, who=who, now=now, purpose=purpose)
    naming = Naming.of(pool_key(folder) if key is None else key, purpose)
    data_hash = _data_hash(asked, snapshot, pool=pool, scopes=scopes, naming=naming)
    keep_until = (now + timedelta(days=asked.retention_days)).date()
    rows = _rows(pool, snapshot, scopes=scopes, naming=naming, threads=threads)
    state = keep_state(folder, pool)
    release = {
        **asking(who),
        "at": now.isoformat(),
        "purpose": purpose,
        "purpose_hash": asked.content_hash,
        "as_of": snapshot.as_of.isoformat(),
        "region": snapshot.region,
        "state": state,
        "rows": rows,
        "columns": {name: list(scope.columns) for name, scope in scopes.items()},
        "data_hash": data_hash,
        "persons": None if snapshot.linked is None else snapshot.linked.version,
        "keep_until": keep_until.isoformat(),
    }
    number = append_release(folder, release)
    tables = {name: MartTable(name, scope, pool, snapshot, naming, threads) for name, scope in scopes.items()}
    return Mart(purpose, tables, data_hash, snapshot.as_of, snapshot.region, keep_until, state, rows, number)


def marts_folder(root: Path) -> Path:
    """Where a pool keeps the key of its marts and the log of releases."""
    return Places(root).pool / "out" / "marts"


def _scopes(purpose: Purpose, columns: Mapping[str, Sequence[str]] | None) -> dict[str, TableScope]:
    if columns is None:
        return dict(purpose.tables)
    for table in columns:
        if table not in purpose.tables:
            raise PurposeExceeded(
                f"the purpose {purpose.name} does not cover the table {table}.",
                remedy=f"It covers {', '.join(purpose.tables)}.",
            )
    return {table: purpose.tables[table].narrowed(wanted) for table, wanted in columns.items()}


def _rows(
    pool: Pool, snapshot: Snapshot, *, scopes: Mapping[str, TableScope], naming: Naming, threads: int
) -> dict[str, int]:
    with pool.connect(list(scopes), threads=threads) as connection:
        prepare(connection, pool, naming)
        return {
            name: connection.execute(counting(scope, snapshot.as_of, snapshot.region)).fetchall()[0][0]
            for name, scope in scopes.items()
        }


def _data_hash(
    purpose: Purpose,
    snapshot: Snapshot,
    *,
    pool: Pool,
    scopes: Mapping[str, TableScope],
    naming: Naming,
) -> str:
    """Batches are named after their content and never change, so that their names stand for their rows."""
    read = {*scopes, *(register for scope in scopes.values() for register in needed_registers(scope))}
    batches = sorted(
        (record.batch, record.standards) for record in pool.batches() if record.state == LANDED and record.table in read
    )
    plain: list[Any] = [
        _FORM,
        purpose.content_hash,
        snapshot.as_of.isoformat(),
        snapshot.region,
        {name: list(scope.columns) for name, scope in scopes.items()},
        naming.fingerprint,
        batches,
    ]
    if snapshot.linked is not None:
        plain.append(snapshot.linked.version)
    return content_hash(plain)
