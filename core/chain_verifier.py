"""The offline verifier of a hash-chained log: says the first entry that does not fit, from nothing but the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.chain_form import (
    MISPLACED,
    NOTHING_BEFORE,
    TORN,
    Head,
    hash_at_end,
    misfit,
    refuse_unreadable,
    segments,
)
from core.errors import FileMissing

ANOTHER, CUT_OFF = "another", "cut_off"
# What each finding means, for whoever reads it.
MEANINGS = {
    "altered": "the entry is not as it was written",
    MISPLACED: "another entry ought to stand here: one was taken out, put in, doubled or moved",
    TORN: "the last line has no end: a writer was killed there, or its end was changed",
    ANOTHER: "the entry is whole, but not the one that was noted down: the log was written anew",
    CUT_OFF: "the log ends before an entry that was noted down",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not fit.

    number  of the entry that ought to stand there
    file    in which it ought to stand, and its line there, 1 for the first
    reason  altered, misplaced, torn, another or cut_off
    """

    number: int
    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: entry {self.number} does not fit: {MEANINGS[self.reason]}."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through a log found.

    head   the last entry that fits; None where there is none
    fault  the first that does not; None where all fit
    """

    head: Head | None
    fault: Fault | None

    @property
    def is_whole(self) -> bool:
        return self.fault is None

    def to_json(self) -> dict[str, Any]:
        fault = self.fault
        return {
            "whole": self.is_whole,
            "entries": self.head.number if self.head else 0,
            "head": str(self.head) if self.head else None,
            "fault": None
            if fault is None
            else {
                "entry": fault.number,
                "file": str(fault.file),
                "line": fault.line,
                "reason": fault.reason,
                "meaning": MEANINGS[fault.reason],
            },
        }


def verify(path: Path, noted: Sequence[Head] = ()) -> Verdict:
    """Look through every entry of a log at rest.

    path   the part that is written to; closed parts lie beside it
    noted  entries kept elsewhere, on paper or in another log: without them, nobody can tell that the end was cut off,
           nor that the whole was written anew
    Raises FileMissing where there is no such log.
    """
    try:
        verdict, last, lines = _look_through(path, _by_number(noted))
    except OSError as err:
        raise refuse_unreadable(path, err) from err
    if last is None:
        raise FileMissing("there is no log here.", path=path, remedy="Give the file that entries are written to.")
    reached = verdict.head.number if verdict.head else 0
    if verdict.is_whole and any(head.number > reached for head in noted):
        return Verdict(verdict.head, Fault(reached + 1, last, lines + 1, CUT_OFF))
    return verdict


def _by_number(noted: Sequence[Head]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for head in noted:
        found.setdefault(head.number, []).append(head.hash)
    return found


def _look_through(path: Path, noted: dict[int, list[str]]) -> tuple[Verdict, Path | None, int]:
    """The verdict but for what was cut off; the last file and the lines of it that fit."""
    number, previous = 0, NOTHING_BEFORE
    file, at = None, 0
    for first, file, opened in segments(path):
        at = 0
        if file != path and first != number + 1:
            return _verdict(number, previous, Fault(number + 1, file, 1, MISPLACED)), file, at
        for at, line in enumerate(opened, start=1):
            reason = misfit(line, number + 1, previous)
            own = hash_at_end(line)
            if reason is None and noted and not all(map(own.startswith, noted.get(number + 1, ()))):
                reason = ANOTHER
            if reason is not None:
                return _verdict(number, previous, Fault(number + 1, file, at, reason)), file, at
            number, previous = number + 1, own
    return _verdict(number, previous, None), file, at


def _verdict(number: int, own: str, fault: Fault | None) -> Verdict:
    return Verdict(Head(number, own) if number else None, fault)
