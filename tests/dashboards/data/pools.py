"""A small pool with all that the page Data shows: faults, a refused file, a duplicate, tickets in several states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from datapool.intake.record import DUPLICATE, LANDED, Places
from datapool.intake.staging import QUARANTINE
from datapool.pool import Pool
from datapool.profiles.publishing import publish
from datapool.quality.keeping import bring_up_to_date, ticket_book
from datapool.quality.tickets.ticket import Event
from tests.datapool.quality.laid_out import lay_out, reject_batch, write_record
from tests.datapool.quality.mini_province import build_province

PERSONS = 300
# What stands in quarantine and must never be seen: no page may show the bytes of a row.
ORIGINAL = "张隔离|470102199001011234|13900001111"
DESCRIPTION = """province: "47"
title: {zh: 澜江省（虚构）, en: Lanjiang (made up)}
made_up: true
history: {first: 2019-01, last: 2021-12}
regions: []
"""
PERSONAL = ("person_name", "citizen_id_written", "phone", "address", "account_no", "employer_name")
Rows = Mapping[str, Sequence[dict[str, Any]]]


def build_pool(root: Path) -> Rows:
    """Make the pool and return the rows that landed in it."""
    rows = build_province(PERSONS).rows
    _spoil(rows)
    lay_out(root, rows)
    places = Places(root)
    _hide(places)
    reject_batch(places, "tax_wages", "2021")
    _repeat(places)
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    pool = Pool.open(root)
    bring_up_to_date(pool)
    publish(pool)
    _answer(pool)
    return rows


def personal_values(rows: Rows) -> Iterator[str]:
    """Every name, number, telephone and the like in these rows that is long enough to be told from a word."""
    for listed in rows.values():
        for row in listed:
            yield from (str(row[name]) for name in PERSONAL if row.get(name) and len(str(row[name])) > 2)


def _spoil(rows: Rows) -> None:
    """Rows for the quarantine, and rows that land and break a rule, more of them in the last delivery."""
    wages, settlements, insured = rows["tax_wages"], rows["health_settlements"], rows["hrss_insured"]
    for row in wages[5:10]:
        row["_quarantined"] = ("not_a_date", "declared_on")
    for row in settlements[:3]:
        row["_quarantined"] = ("not_in_code_list", "settlement_kind")
    last = max(row["_delivery"] for row in settlements)
    for row in [row for row in settlements if row["_delivery"] == last and "_quarantined" not in row][:40]:
        row["bill_amount"] += 10
    for row in insured[:7]:
        row["phone"] = "11111111111"


def _hide(places: Places) -> None:
    for path in places.quarantine.glob("*.parquet"):
        kept = [{**row, "original": ORIGINAL.encode()} for row in parquet.read_table(path).to_pylist()]
        parquet.write_table(pa.Table.from_pylist(kept, QUARANTINE), path)


def _repeat(places: Places) -> None:
    """The first file once more under another name."""
    first = Pool.open(places.root).batches()[0]
    assert first.state == LANDED
    path = first.path.replace("-1.csv", "-2.csv")
    again = replace(first, batch="f" * 24, path=path, state=DUPLICATE, landed=0, quarantined=0, files=(), items={})
    write_record(places, again)


def _answer(pool: Pool) -> None:
    """One ticket stays to be sent, one is sent, one disputed, one closed."""
    book = ticket_book(pool)
    for ticket, events in zip(
        book.tickets(),
        ((), (Event.SEND,), (Event.SEND, Event.DISPUTE), (Event.SEND, Event.CORRECT, Event.CLOSE)),
        strict=False,
    ):
        for event in events:
            book.record(ticket.number, event)
