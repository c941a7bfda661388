"""The log of sharing as the page shows it: what was given, refused and looked at, and whether the log is whole."""

from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.chain import ChainBroken, verify
from core.chain_verifier import Verdict
from core.errors import FileMissing
from dashboards.shelf import Shelf
from datapool.sharing.ledger import Ledger

RELEASE, VIEW, REFUSAL = "release", "view", "refusal"
KINDS = (RELEASE, VIEW, REFUSAL)
# As many of the newest are kept for the page; `anlan log verify` and the file itself tell of all.
NEWEST = 2_000
KEPT = 4


@dataclass(frozen=True, slots=True)
class LogLine:
    """One release, look or refusal; a large release, which stands in several entries, is one.

    number  of its (first) entry
    at      ISO 8601
    rows    given; 0 for what is no release
    reason  why it was refused, a word; empty elsewhere
    """

    number: int
    kind: str
    at: str
    who: str
    tenant: str
    purpose: str
    agreement: str
    table: str
    columns: tuple[str, ...]
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class SharingLog:
    """What the log tells.

    verdict  None where nothing was ever written
    newest   the newest first
    counts   [kind] how many there are in all
    """

    verdict: Verdict | None
    newest: tuple[LogLine, ...]
    counts: Mapping[str, int]


_LOGS: Shelf[tuple[Path, tuple[tuple[str, int, int], ...]], SharingLog] = Shelf(KEPT)


def sharing_log(root: Path) -> SharingLog:
    """The log of the pool in `root` as it is now."""
    ledger = Ledger(root)
    stamps = tuple(sorted(_stamp(path) for path in ledger.folder.glob(f"{ledger.log.path.name}*")))
    return _LOGS.get((root, stamps), lambda: _read(ledger))


def _read(ledger: Ledger) -> SharingLog:
    try:
        verdict = verify(ledger.log.path)
    except FileMissing:
        return SharingLog(None, (), {})
    newest: deque[LogLine] = deque(maxlen=NEWEST)
    counts = Counter[str]()
    # What stands before the first entry that does not fit is shown; the verdict says which one that is.
    with suppress(ChainBroken):
        for entry in ledger.log.entries():
            if entry.body.get("part", 1) > 1 and newest:
                last = newest.pop()
                newest.append(replace(last, rows=last.rows + int(entry.body.get("rows", 0))))
                continue
            line = _line(entry.number, entry.body)
            counts[line.kind] += 1
            newest.append(line)
    return SharingLog(verdict, tuple(reversed(newest)), counts)


def _line(number: int, body: Mapping[str, Any]) -> LogLine:
    return LogLine(
        number=number,
        kind=str(body.get("kind", "")),
        at=str(body.get("at", "")),
        who=str(body.get("who", "")),
        tenant=str(body.get("tenant", "")),
        purpose=str(body.get("purpose", "")),
        agreement=str(body.get("agreement", "")),
        table=str(body.get("table", "")),
        columns=tuple(map(str, body.get("columns", ()))),
        rows=int(body.get("rows", 0)),
        reason=str(body.get("reason", "")),
    )


def _stamp(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_size
