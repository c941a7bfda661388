"""What clerks decided about two records: one person or two; kept for good, honoured by every linking, undone by a line.

Records are named as the index names them, so that the file tells of nobody.
"""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import AnlanError, InputError, UnknownKey

FILE = "decisions.jsonl"


class Verdict(StrEnum):
    """What a clerk says; `undone` takes an earlier decision back."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNDONE = "undone"


class DecisionNotKept(AnlanError):
    """A decision could not be written down, so that it does not hold."""

    code = "persons.decision_not_kept"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    number         of the decision, 1 for the first
    record, other  names of the two records
    undoes         the number of the decision that is taken back, else None
    """

    number: int
    verdict: Verdict
    record: str
    other: str
    who: str
    at: datetime
    undoes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        kept: dict[str, Any] = {
            "decision": self.number,
            "verdict": self.verdict.value,
            "record": self.record,
            "other": self.other,
            "who": self.who,
            "at": self.at.isoformat(),
        }
        return kept if self.undoes is None else kept | {"undoes": self.undoes}


def decide(folder: Path, verdict: Verdict, pair: tuple[str, str], *, who: str, now: datetime) -> Decision:
    """Keep that two records are, or are not, of one person; a later decision about the same two replaces this one.

    folder  where the pool keeps its index of persons
    pair    names of the two records; that of a person stands for its first record
    Raises InputError for one record twice or a decision without a name, DecisionNotKept when the disk does not take it.
    """
    if pair[0] == pair[1]:
        raise InputError("a record cannot be compared with itself.", remedy="Name two records.")
    if verdict is Verdict.UNDONE:
        raise InputError("what is to be undone is not said.", remedy="Undo by the number of the decision.")
    return _append(folder, {"verdict": verdict, "record": pair[0], "other": pair[1], "who": _named(who), "at": now})


def undo(folder: Path, number: int, *, who: str, now: datetime) -> Decision:
    """Take a decision back: the next linking joins or parts as if it had never been. UnknownKey if it does not hold."""
    found = {decision.number: decision for decision in in_force(read_decisions(folder))}
    if number not in found:
        raise UnknownKey(
            f"decision {number} does not hold.",
            path=folder / FILE,
            remedy=f"In force: {', '.join(map(str, found)) or 'none'}.",
        )
    taken = found[number]
    undone = {"verdict": Verdict.UNDONE, "record": taken.record, "other": taken.other, "undoes": number}
    return _append(folder, undone | {"who": _named(who), "at": now})


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """Every decision, the oldest first. Raises InputError with the line that is none."""
    path = folder / FILE
    if not path.is_file():
        return ()
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return tuple(_read(path, line, place) for place, line in enumerate(whole.splitlines(), start=1))


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Those that hold: not undone, and of several about two records the last."""
    undone = {decision.undoes for decision in decisions}
    holding: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        if decision.verdict is not Verdict.UNDONE and decision.number not in undone:
            holding.pop(frozenset((decision.record, decision.other)), None)
            holding[frozenset((decision.record, decision.other))] = decision
    return tuple(holding.values())


def _named(who: str) -> str:
    if not who.strip():
        raise InputError("nobody says who decides.", remedy="Name the clerk.")
    return who


def _append(folder: Path, said: Mapping[str, Any]) -> Decision:
    """One line under the next number, on disk before it is said to hold."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as kept:
            fcntl.flock(kept, fcntl.LOCK_EX)
            written = path.read_bytes()
            end = written.rfind(b"\n") + 1
            # A line without an end is of a writer that was killed: it was never said to hold.
            os.ftruncate(kept.fileno(), end)
            decision = Decision(number=written[:end].count(b"\n") + 1, **said)
            os.write(kept.fileno(), (json.dumps(decision.to_json(), ensure_ascii=False) + "\n").encode())
            os.fsync(kept.fileno())
    except OSError as err:
        raise DecisionNotKept(
            f"{path} could not be written: {err.strerror or err}. The decision does not hold; mend that and repeat it."
        ) from err
    return decision


def _read(path: Path, line: bytes, place: int) -> Decision:
    try:
        kept = json.loads(line)
        return Decision(
            number=kept["decision"],
            verdict=Verdict(kept["verdict"]),
            record=kept["record"],
            other=kept["other"],
            who=kept["who"],
            at=datetime.fromisoformat(kept["at"]),
            undoes=kept.get("undoes"),
        )
    except (ValueError, TypeError, KeyError) as err:
        raise InputError("this line is no decision.", path=path, line=place, remedy="Restore the file.") from err
