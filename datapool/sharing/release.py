"""`release`: an agreement is carried out, once what is given is written down to the row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from core.errors import InputError, UnknownKey
from core.principal import NATION, Principal, Role
from datapool.access.shape import ROW
from datapool.pool import Pool
from datapool.sharing.agreement import Agreement, Share, State
from datapool.sharing.agreement_file import find_agreement, items_of, load_agreement
from datapool.sharing.giving import givable_rows
from datapool.sharing.ledger import Ledger, stamp
from datapool.sharing.person_key import PersonKey, Pseudonyms, person_columns
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import ReleaseRefused
from datapool.sharing.row_test import RowTest
from datapool.sharing.sealing import Sealing, must_be_encrypted, open_seal, row_hashes
from datapool.standards.sources import Table
from datapool.standards.sql import identifier, quote

# Rows that one entry of the log tells of: its lines stay short enough to be read from the end.
ROWS_OF_AN_ENTRY = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of one table.

    columns  None: all that the agreement gives
    regions  four digits each; None: all that the agreement and the region of who asks allow
    where    tests that a row has to pass beside those of the agreement, on columns that it gives
    """

    table: str
    columns: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    where: tuple[RowTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """What was given.

    rows        the columns that were asked for, in the order of batch and line
    entry       number of the (first) entry in the log
    keep_until  the day on which the receiver deletes them
    sealed      columns that are sealed in `rows`, which then have the form of `datapool.vault.sealed_table`
    unsealed    columns that the agreement wants encrypted where they lie, and that were given as they are
    """

    rows: pa.Table
    entry: int
    keep_until: date
    sealed: tuple[str, ...] = ()
    unsealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """Rows as they are given: batch and line of each, and whom it tells of."""

    rows: pa.Table
    places: Sequence[tuple[str, int]]
    persons: Sequence[Sequence[PersonKey]]
    is_sealed: bool = False


def release(
    agreement: str, pool: Pool, asked: Asked, *, who: Principal, now: datetime, sealing: Sealing | None = None
) -> Released:
    """Carry out an agreement of the pool, as far as the access rules allow it.

    agreement  its id
    who        whose tenant must be the receiver, and whose purpose the one agreed upon
    now        with its time zone
    sealing    which columns leave sealed under a key of the receiver's own; where it is given, all that the agreement
               wants encrypted have to. None: they are given as they are, which the log then says of each
    A row is left out of which the rules keep back any column that is asked for, or tested by who asks. Raises
    ReleaseRefused with the reason; the refusal is written down, and nothing is given: access_rules where no row of a
    column may be given. ChainNotWritten or ChainBroken where the release cannot be written down: then nothing is given
    either.
    """
    ledger = Ledger(pool.root)
    said = {**stamp(who, now), "purpose": who.purpose, "agreement": agreement}
    try:
        return _carry_out(agreement, pool, asked, who=who, ledger=ledger, said=said, sealing=sealing)
    except ReleaseRefused as refusal:
        rules = {"rules": list(refusal.rules)} if refusal.rules else {}
        ledger.log.append({"kind": "refusal", **_tellable(said, asked, pool), "reason": refusal.reason, **rules})
        raise


def _carry_out(
    name: str,
    pool: Pool,
    asked: Asked,
    *,
    who: Principal,
    ledger: Ledger,
    said: dict[str, Any],
    sealing: Sealing | None,
) -> Released:
    day = date.fromisoformat(said["day"])
    pact = _found(name, pool)
    _check_who(pact, who, day)
    columns, agreed = _check_what(pact, pool, asked, who)
    tested = [test.column for test in asked.where]
    where = f"({agreed}) AND {givable_rows(pool.tables()[asked.table], [*columns, *tested], who)}"
    pseudonyms, share = ledger.pseudonyms(), pact.shares[asked.table]
    items = dict(items_of(pool.tables()[asked.table]))
    seal = None if sealing is None else open_seal(sealing, pact, items, columns, root=pool.root)
    left = _left(pact, ledger, said["day"], rows=0)
    given = _read(pool, share.table, columns=columns, where=where, limit=max(left, 0) + 1, may_spill=seal is None)
    if seal is not None:
        rows = seal.rows(given.rows, table=share.table, items=items, equality=share.equality)
        given = replace(given, rows=rows, is_sealed=True)
    unsealed = must_be_encrypted(pact, items, columns) if seal is None else ()
    keep_until = day + timedelta(days=pact.purpose.keep_days)
    said = {
        **said,
        "kind": "release",
        "agreement_hash": pact.content_hash,
        "table": share.table,
        "columns": list(columns),
        "keep_until": keep_until.isoformat(),
        "key": pseudonyms.fingerprint,
        **({"unsealed": list(unsealed)} if unsealed else {}),
        **({} if seal is None else {"sealed": list(seal.columns), "seal_key": seal.ring.master_name}),
    }
    with ledger.log.writing() as writer:
        # Counted again while the log is held: of two who ask at once, the second sees what the first was given.
        _left(pact, ledger, said["day"], rows=given.rows.num_rows)
        entries = writer.append(*_entries(said, given, pseudonyms))
    return Released(
        given.rows, entries[0].number, keep_until, sealed=() if seal is None else seal.columns, unsealed=unsealed
    )


def _found(name: str, pool: Pool) -> Agreement:
    try:
        return load_agreement(pool, name)
    except UnknownKey as err:
        # The file itself may also name something unknown: then the message has its path.
        reason = "unknown_agreement" if err.path is None else "wrong_agreement"
        raise ReleaseRefused(reason, str(err)) from err
    except InputError as err:
        raise ReleaseRefused("wrong_agreement", str(err)) from err


def _check_who(pact: Agreement, who: Principal, day: date) -> None:
    """The agreement holds today, for who asks and for the purpose they ask for."""
    if who.tenant != pact.receiver or Role.CITIZEN in who.roles:
        raise ReleaseRefused("another_receiver", f"{pact.id} is for {pact.receiver}.")
    if who.purpose not in load_purposes():
        raise ReleaseRefused("unknown_purpose", f"Purposes: {', '.join(load_purposes())}.")
    if who.purpose != pact.purpose.name:
        raise ReleaseRefused("another_purpose", f"{pact.id} is for {pact.purpose.name}.")
    if pact.state is State.SUSPENDED:
        raise ReleaseRefused("suspended", "Ask the provider why.")
    if pact.state is not State.IN_FORCE:
        raise ReleaseRefused("not_in_force", f"Its state is {pact.state.value}.")
    if day < pact.since:
        raise ReleaseRefused("not_yet_valid", f"It begins on {pact.since}.")
    if day > pact.until:
        raise ReleaseRefused("expired", f"It ended on {pact.until}; agree upon a new one.")


def _check_what(pact: Agreement, pool: Pool, asked: Asked, who: Principal) -> tuple[tuple[str, ...], str]:
    """The columns to give, and SQL for the rows; everything that is asked for lies within the agreement."""
    if asked.table not in pact.shares:
        raise ReleaseRefused("table_beyond", f"It covers {', '.join(pact.shares)}.")
    share = pact.shares[asked.table]
    columns = share.columns if asked.columns is None else asked.columns
    # A test on a column that is not given would tell what stands in it, row by row.
    for column in (*columns, *(test.column for test in asked.where)):
        if column not in share.columns:
            raise ReleaseRefused("columns_beyond", f"It covers {', '.join(share.columns)}.")
    if not columns or len(set(columns)) < len(columns):
        raise ReleaseRefused("columns_beyond", "Ask for at least one column, each once.")
    kinds = pool.columns(asked.table)
    if not all(test.fits(kinds[test.column]) for test in asked.where):
        raise ReleaseRefused("wrong_test", "Give values of the type of the column.")
    tests = [test.sql(kinds[test.column]) for test in (*share.where, *asked.where)]
    return tuple(columns), " AND ".join([*_places(share, asked, who, pool.tables()[asked.table]), *tests]) or "true"


def _places(share: Share, asked: Asked, who: Principal, table: Table) -> Iterator[str]:
    """SQL for the regions: those of the agreement, within the region of who asks."""
    own = who.region
    if own is None:
        raise ReleaseRefused("rows_beyond", "Who asks is bound to no region; claim one.")
    for region in asked.regions or ():
        is_own = own == NATION or region.startswith(own) or own.startswith(region)
        if (share.regions is not None and region not in share.regions) or not is_own or len(region) != len("4701"):
            agreed = "all" if share.regions is None else ", ".join(share.regions)
            raise ReleaseRefused("rows_beyond", f"Regions agreed upon: {agreed}; own region: {own}.")
    regions = share.regions if asked.regions is None else asked.regions
    if regions is not None:
        yield f"region IN ({', '.join(map(quote, regions)) or 'NULL'})"
    if own != NATION:
        yield f"starts_with({identifier(table.region_column.column)}, {quote(own)})"


def _left(pact: Agreement, ledger: Ledger, day: str, *, rows: int) -> int:
    """Rows that may still be released today; refused where `rows` are more, or where one request is."""
    used = ledger.index.used(pact.id, day)
    if used.requests >= pact.requests_per_day:
        raise ReleaseRefused("too_many_requests", f"{pact.requests_per_day} a day are agreed upon; ask tomorrow.")
    left = pact.rows_per_day - used.rows
    if rows > left:
        raise ReleaseRefused("too_many_rows", f"{max(left, 0)} of {pact.rows_per_day} are left today; ask for fewer.")
    return left


def _read(pool: Pool, table: str, *, columns: Sequence[str], where: str, limit: int, may_spill: bool) -> _Given:
    """Rows in the order of batch and line, one more than may be given at most."""
    persons = list(person_columns(pool.tables()[table]))
    shown = [*map(identifier, columns), '_batch AS "0"', '_line AS "1"']
    shown += [f'CAST({sql} AS VARCHAR) AS "p{at}"' for at, (_, sql) in enumerate(persons)]
    rows = f"FROM {identifier(table)} AS {ROW} WHERE {where}"
    asked = f"SELECT {', '.join(shown)} {rows} ORDER BY _batch, _line LIMIT {limit}"
    with pool.connect([table]) as connection:
        if not may_spill:
            # By itself DuckDB puts what does not fit into memory beside the files of who asks.
            connection.execute("SET temp_directory = ''")
        found = connection.sql(asked).to_arrow_table()
    places = zip(found.column("0").to_pylist(), found.column("1").to_pylist(), strict=True)
    numbers = [found.column(f"p{at}").to_pylist() for at in range(len(persons))]
    keys = [
        [PersonKey(item, row[at]) for at, (item, _) in enumerate(persons) if row[at] is not None]
        for row in zip(*numbers, strict=True)
    ]
    return _Given(found.select(list(columns)), list(places), keys or [[]] * found.num_rows)


def _entries(said: dict[str, Any], given: _Given, pseudonyms: Pseudonyms) -> Iterator[dict[str, Any]]:
    """The bodies that tell of a release: rows by batch and line, persons by pseudonym, some thousand rows each."""
    parts = max(1, -(-len(given.places) // ROWS_OF_AN_ENTRY))
    for part in range(parts):
        some = slice(part * ROWS_OF_AN_ENTRY, (part + 1) * ROWS_OF_AN_ENTRY)
        places, persons = given.places[some], given.persons[some]
        yield {
            **said,
            "part": part + 1,
            "parts": parts,
            "rows": len(places),
            "lines": lines_of(places),
            "persons": pseudonyms.of_all(key for keys in persons for key in keys),
            **({"row_hashes": row_hashes(pseudonyms, given.rows[some])} if given.is_sealed else {}),
        }


def lines_of(places: Sequence[tuple[str, int]]) -> dict[str, str]:
    """[batch] lines as in "2-5,7"; `places` are in the order of batch and line."""
    spans: dict[str, list[list[int]]] = {}
    for batch, line in places:
        own = spans.setdefault(batch, [])
        if own and own[-1][1] == line - 1:
            own[-1][1] = line
        else:
            own.append([line, line])
    return {
        batch: ",".join(f"{first}-{last}" if last > first else str(first) for first, last in own)
        for batch, own in spans.items()
    }


def _tellable(said: dict[str, Any], asked: Asked, pool: Pool) -> dict[str, Any]:
    """What of a question may stand in the log: names the pool knows, never a text that who asks made up."""
    known = pool.columns(asked.table) if asked.table in pool.tables() else {}
    return {
        **said,
        "agreement": said["agreement"] if find_agreement(pool, said["agreement"]) else "",
        "table": asked.table if known else "",
        "columns": [column for column in asked.columns or () if column in known],
    }
