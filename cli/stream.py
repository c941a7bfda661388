"""`anlan risk stream`: events in, one a line, and answers out, each once its event is on disk."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as parquet

from cli.console import counting, print_json
from cli.recipe import who_asks
from cli.risk import release_of
from core.errors import FileMissing, InputError
from core.settings import Settings
from datapool.marts import Snapshot
from rules.book import RuleBook
from training.risk.alerting import Source
from training.risk.gathering import last_day
from training.risk.reading import MODEL, read_models
from training.risk.streaming.answer import Reception
from training.risk.streaming.filling import fill
from training.risk.streaming.flow import answer, groups, line_of
from training.risk.streaming.scorer import Scorer

_STANDARD = "-"
_WORDS = {
    "zh": {
        "filling": "正在载入数据池", "filled": "已载入 {rows:,} 行，截至 {as_of}。",
        "done": "处理事件 {events:,} 条：接收 {taken:,}，重复 {again:,}，过时 {outdated:,}，拒绝 {refused:,}，"
                "未能写入 {unwritten:,}。变动的疑点 {changed:,} 条。",
        "first": "首个被拒绝的：{why}",
    },
    "en": {
        "filling": "Filling the state", "filled": "{rows:,} rows, as of {as_of}.",
        "done": "{events:,} events: {taken:,} taken, {again:,} again, {outdated:,} outdated, {refused:,} refused, "
                "{unwritten:,} not written. {changed:,} cases changed.",
        "first": "The first that is not kept: {why}",
    },
}  # fmt: skip


@dataclass(slots=True)
class _Tally:
    """What became of the events so far."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((one.value for one in Reception), 0))
    changed: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    why: str = ""

    @property
    def exit_code(self) -> int:
        """1 where the disk did not take something, 2 where something was no event."""
        if self.counts[Reception.UNWRITTEN.value]:
            return 1
        return 2 if self.counts[Reception.REFUSED.value] else 0


def run(chosen: Namespace, settings: Settings) -> int:
    """Fill a state, or score events with it, or both."""
    if chosen.json and chosen.answers == _STANDARD and not (chosen.pool and chosen.events is None):
        raise InputError("--json prints one object.", remedy="Give --answers FILE, or leave --json out.")
    out = _alerts_file(chosen)
    release, words = release_of(chosen, settings), _WORDS[chosen.language]
    rows = _fill(chosen) if chosen.pool else None
    as_of = chosen.as_of or (last_day(Path(chosen.pool)) if chosen.pool else datetime.now(UTC).date())
    tally = _Tally()
    source = Source(MODEL, release.hash)
    with Scorer.open(Path(chosen.state), read_models(release), as_of=as_of, source=source) as scorer:
        if not chosen.pool or chosen.events is not None:
            _flow(scorer, chosen, tally)
        if out is not None:
            _write_alerts(scorer, tally, out)
    _say(chosen, words, tally, rows=rows, as_of=as_of)
    return tally.exit_code


def _fill(chosen: Namespace) -> int:
    root = Path(chosen.pool)
    snapshot = Snapshot(root, chosen.as_of or last_day(root), chosen.region)
    with counting(_WORDS[chosen.language]["filling"], 1) as moved:
        counts = fill(Path(chosen.state), snapshot, who=who_asks(chosen), now=datetime.now(UTC), moved=moved)
    return sum(counts.values())


def _flow(scorer: Scorer, chosen: Namespace, tally: _Tally) -> None:
    with _source(chosen.events or _STANDARD) as events, _answers(chosen.answers) as out, _without_collection():
        for group in groups(events):
            found = answer(scorer, group)
            out.write("".join(map(line_of, found)))
            out.flush()
            for one in found:
                tally.counts[one.reception.value] += 1
                tally.changed.update(one.changed)
                tally.why = tally.why or one.why
                if chosen.alerts and one.person:
                    tally.persons.add(one.person)


@contextmanager
def _source(name: str) -> Iterator[int]:
    if name == _STANDARD:
        yield sys.stdin.fileno()
        return
    try:
        handle = os.open(name, os.O_RDONLY)
    except OSError as err:
        raise FileMissing("these events cannot be read.", path=name, remedy="Check the path.") from err
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _answers(name: str) -> Iterator[TextIO]:
    if name == _STANDARD:
        yield sys.stdout
        return
    if Path(name).exists():
        raise InputError("answers are written to a new file.", path=name, remedy="Name another file.")
    with Path(name).open("x", encoding="utf-8") as stream:
        yield stream


@contextmanager
def _without_collection() -> Iterator[None]:
    """Nothing that is held here goes in circles; looking through all of it for some would hold events up."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _alerts_file(chosen: Namespace) -> Path | None:
    if chosen.alerts is None:
        return None
    out = Path(chosen.alerts)
    if out.suffix != ".parquet" or out.exists():
        raise InputError("alerts are written to a new file ending in .parquet.", path=out, remedy="Name another file.")
    return out


def _write_alerts(scorer: Scorer, tally: _Tally, out: Path) -> None:
    fresh = out.with_name(f".{out.name}.unfinished")
    parquet.write_table(scorer.alerts(sorted(tally.persons), RuleBook.load()), fresh)
    fresh.replace(out)


def _say(chosen: Namespace, words: dict[str, str], tally: _Tally, *, rows: int | None, as_of: date) -> None:
    if chosen.json:
        print_json(
            {
                "as_of": as_of.isoformat(), "filled_rows": rows, "events": sum(tally.counts.values()), **tally.counts,
                "changed": len(tally.changed), "first_refused": tally.why or None,
            }
        )  # fmt: skip
        return
    lines = [words["filled"].format(rows=rows, as_of=as_of)] if rows is not None else []
    events = sum(tally.counts.values())
    if events or rows is None:
        lines.append(words["done"].format(events=events, changed=len(tally.changed), **tally.counts))
    if tally.why:
        lines.append(words["first"].format(why=tally.why))
    # Standard output has answers only, so that another program can read them.
    sys.stderr.write("".join(f"{line}\n" for line in lines))
