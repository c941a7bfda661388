"""How many events a second one scorer takes, and how long each waits until its answer is on disk.

`python -m benchmarks.scoring [--pool DIR] [--days N] [--quick] [--json]` fills a state from a pool as it was known some
days before its last, then sends what became known since, shuffled, to a scorer in a process of its own. Without --pool
a province of 5,000 persons is made up (2,000 with --quick).

`measured`  events_per_second: as fast as they are taken, 64 or so a group; p50_ms, p99_ms: at `rate_per_second`,
            arrivals at random, from when an event is due to its answer; cpu_ms_an_event; features_differ: cases of all
            persons that differ from those of the rules in SQL by more than 1e-9, in anything
`peer`      DuckDB asked anew for the persons of 200 events at a time: events a second, and the wait of one such group
`limit`     the same bytes appended to a file and flushed to the disk, 64 events at a time: events a second, p99 of a
            flush; nothing that answers once it is on disk is faster
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np

from benchmarks.outcome import Outcome
from benchmarks.scoring_load import ROOT, Load, Process
from benchmarks.scoring_process import open_scorer
from core import duck
from datapool.marts import Snapshot
from training.risk.casebook import Casebook, open_casebook
from training.risk.gathering import last_day
from training.risk.records import RULES
from training.risk.records.asking import ask, columns_of
from training.risk.streaming.filling import fill
from training.risk.streaming.judging import as_cases
from training.risk.streaming.rules import STREAMED
from training.risk.streaming.tables import BY_NAME, TABLES

NAME, _WHO = "scoring", "benchmark"
RATE, GROUP, PEER_GROUP, PEER_GROUPS = 2_000.0, 64, 200, 5
_SEED, _MOST_CLOSED, _SECONDS_OPEN, _NEAR = 3, 40_000, 20, 1e-9


def main() -> int:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring")
    parser.add_argument("--pool", type=Path, metavar="DIR", help="with an index of persons (default: one is made up)")
    parser.add_argument("--days", type=int, default=365, metavar="N", help="that are streamed (default: 365)")
    parser.add_argument("--quick", action="store_true", help="a small province; done within a minute or two")
    parser.add_argument("--json", action="store_true", help="the object on one line")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anlan-scoring-") as place:
        pool = chosen.pool or _made_up(Path(place), 2_000 if chosen.quick else 5_000)
        outcome = benchmark(pool, Path(place) / "state", chosen.days, chosen.quick).to_json()
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=None if chosen.json else 2) + "\n")
    return 0


def benchmark(pool: Path, state: Path, days: int, quick: bool) -> Outcome:
    """Fill, stream, compare, and set the peer and the limit beside."""
    day = last_day(pool)
    before = day - timedelta(days=days)
    begun = perf_counter()
    rows = sum(fill(state, Snapshot(pool, before), who=_WHO, now=datetime.now(UTC)).values())
    filled_s = perf_counter() - begun
    with _casebook(pool, day) as late:
        with _casebook(pool, before) as early:
            events = _events(early, late, day)
            peer = _peer(early, events[: PEER_GROUP * PEER_GROUPS])
        lines = [json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in events]
        closed, opened, process = _streamed(state, day, lines, quick)
        differ, cases = _differ(late, state, day)
    limit = _limit(lines[: 200 * GROUP], state.parent)
    per_second = closed.answers / closed.seconds
    return Outcome(
        name=NAME,
        measured={
            "events_per_second": per_second,
            "p50_ms": opened.percentile(50),
            "p99_ms": opened.percentile(99),
            "most_ms": float(opened.waited_ms.max()),
            "rate_per_second": opened.answers / opened.seconds,
            "features_differ": float(differ),
            **process,
            "fill_rows_per_second": rows / filled_s,
            "state_bytes_a_row": (state / "state.sqlite").stat().st_size / rows,
        },
        peer=peer,
        limit=limit,
        ratio={
            "events_per_second_to_duckdb": per_second / peer["events_per_second"],
            "events_per_second_to_append": per_second / limit["append_events_per_second"],
        },
        manifest={
            "events": len(lines), "closed": closed.answers, "open": opened.answers, "seed": _SEED, "cases": cases,
            "rows": rows, "days": days, "day": day.isoformat(), "bytes_an_event": sum(map(len, lines)) / len(lines),
            "models": "a logistic line per rule",
        },
    )  # fmt: skip


def _made_up(place: Path, persons: int) -> Path:
    """A province taken in and linked."""
    pool = place / "province"
    for words in (
        ("generate", "--persons", str(persons), "--seed", "131", "--out", str(pool)),
        ("build", str(pool)),
        ("link-persons", str(pool)),
    ):
        command = [sys.executable, "-m", "cli", "data", *words, "--json"]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return pool


@contextmanager
def _casebook(pool: Path, day: date) -> Iterator[Casebook]:
    with open_casebook(Snapshot(pool, day), columns_of(RULES), who=_WHO, now=datetime.now(UTC)) as casebook:
        yield casebook


def _events(early: Casebook, late: Casebook, day: date) -> list[dict[str, Any]]:
    """What became known between two days, shuffled."""
    found = []
    for table in TABLES:
        person = "_linked" if table.of_person else "NULL"
        had = {own for (own,) in early.connection.execute(f"SELECT _row FROM {table.name}").fetchall()}
        asked = f"SELECT _row, {person}, {', '.join(table.columns)} FROM {table.name} ORDER BY _row"
        for own, whom, *values in late.connection.execute(asked).fetchall():
            if own in had or (whom is None and table.of_person):
                continue
            row = {name: _plain(value) for name, value in zip(table.columns, values, strict=True)}
            event = {"id": own, "table": table.name, "row": row, "known_on": day.isoformat()}
            found.append(event | ({} if whom is None else {"person": whom}))
    random.Random(_SEED).shuffle(found)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str) else str(value)


def _streamed(state: Path, day: date, lines: Sequence[bytes], quick: bool) -> tuple[Load, Load, dict[str, float]]:
    """As fast as they are taken, then at the rate; whatever is left comes in the end, so that all of it was there."""
    seconds = _SECONDS_OPEN / 4 if quick else _SECONDS_OPEN
    count = min(len(lines) // 2, _MOST_CLOSED)
    until = min(count + int(RATE * seconds), len(lines))
    process = Process(state, day)
    began = process.cpu_seconds()
    closed = process.send(lines[:count], None)
    cpu = (process.cpu_seconds() - began) / count
    opened = process.send(lines[count:until], RATE)
    figures = {"cpu_ms_an_event": 1000 * cpu, "own_mb": process.own_mb(), "open_s": process.opened_s}
    if until < len(lines):
        process.send(lines[until:], None)
    process.close()
    return closed, opened, figures


def _differ(casebook: Casebook, state: Path, day: date) -> tuple[int, int]:
    """Cases that differ from those of SQL, and how many there are."""
    differ = cases = 0
    with open_scorer(state, day) as scorer:
        found = {person: scorer.cases(person) for person in scorer.persons()}
    for streamed in STREAMED:
        name = streamed.rule.name
        ours = as_cases(streamed, [(person, one) for person, by in found.items() for one in by[name]]).table.to_pylist()
        theirs = ask(casebook, streamed.rule).table.to_pylist()
        cases += len(theirs)
        both = {_key(row): row for row in theirs}
        differ += len(both.keys() ^ {_key(row) for row in ours})
        differ += sum(not _same(row, both[_key(row)]) for row in ours if _key(row) in both)
    return differ, cases


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["subject"], row["first_month"], tuple(row["rows"][:1])


def _same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return all(_near(ours[name], value) for name, value in theirs.items())


def _near(mine: Any, value: Any) -> bool:
    if isinstance(value, list):
        return sorted(mine) == sorted(value)
    if isinstance(value, float) and isinstance(mine, float):
        both_odd = mine != mine and value != value
        return both_odd or mine == value or abs(mine - value) <= _NEAR * max(1.0, abs(value))
    return bool(mine == value)


def _peer(casebook: Casebook, events: Sequence[dict[str, Any]]) -> dict[str, float]:
    """For each group: its rows put in, what is known of its persons copied out, and every rule asked of that."""
    whole = casebook.connection
    for rule in RULES:
        ask(casebook, rule)
    waited = []
    for at in range(0, len(events), PEER_GROUP):
        group = events[at : at + PEER_GROUP]
        begun = perf_counter()
        for event in group:
            table = BY_NAME[event["table"]]
            row = {**event["row"], "_row": event["id"]} | ({"_linked": event["person"]} if table.of_person else {})
            whole.execute(
                f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            )
        _ask_about(whole, sorted({event["person"] for event in group if "person" in event}), casebook)
        waited.append(perf_counter() - begun)
    return {"events_per_second": len(events) / sum(waited), "group_ms": 1000 * float(np.median(waited))}


def _ask_about(whole: duckdb.DuckDBPyConnection, persons: Sequence[str], casebook: Casebook) -> None:
    small = duck.connect(settings={"threads": 2})
    small.execute(f"SET VARIABLE as_of = DATE '{casebook.as_of}'")
    for name in (*(table.name for table in TABLES), "usual_diagnosis", "usual_item"):
        of_them = name in BY_NAME and BY_NAME[name].of_person
        asked = f"SELECT * FROM {name}" + (" WHERE _linked IN (SELECT unnest(?))" if of_them else "")
        found = whole.execute(asked, [list(persons)] if of_them else []).to_arrow_table()
        small.register("arriving", found)
        small.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")
        small.unregister("arriving")
    for rule in RULES:
        ask(Casebook(small, casebook.as_of, "", 0, {}), rule)
    small.close()


def _limit(lines: Sequence[bytes], folder: Path) -> dict[str, float]:
    waited = []
    handle = os.open(folder / "append", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for at in range(0, len(lines), GROUP):
            begun = perf_counter()
            os.write(handle, b"".join(lines[at : at + GROUP]))
            os.fdatasync(handle)
            waited.append(perf_counter() - begun)
    finally:
        os.close(handle)
    return {
        "append_events_per_second": len(lines) / sum(waited),
        "flush_p99_ms": 1000 * float(np.percentile(waited, 99)),
    }


if __name__ == "__main__":
    sys.exit(main())
