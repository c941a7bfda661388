"""Events as they flow in: whatever has arrived is one group, so that a commit is shared by those that wait for it."""

import os
from collections.abc import Iterator, Sequence

from core.errors import InputError
from training.risk.streaming.answer import Answer, Reception
from training.risk.streaming.scorer import Incoming, Scorer
from training.risk.streaming.state import StateNotWritten
from training.risk.streaming.written import encode

_BYTES_OF_A_GROUP = 16 * 1024
_LONGEST_LINE = 2**20


def groups(source: int) -> Iterator[list[bytes]]:
    """Lines as they come from an open file, those that have arrived together in one group; empty ones are left out.

    Raises InputError for a line without end.
    """
    begun = b""
    while piece := os.read(source, _BYTES_OF_A_GROUP):
        *lines, begun = (begun + piece).split(b"\n")
        if len(begun) > _LONGEST_LINE:
            raise InputError("a line does not end.", remedy="Write one event a line.")
        if kept := [line for line in lines if line.strip()]:
            yield kept
    if begun.strip():
        yield [begun]


def answer(scorer: Scorer, incoming: Sequence[Incoming]) -> list[Answer]:
    """As `Scorer.handle`; where the disk does not take the group, each event is answered so, and may come again."""
    try:
        return scorer.handle(incoming)
    except StateNotWritten as err:
        return [Answer("", Reception.UNWRITTEN, "", scorer.as_of, why=str(err)) for _ in incoming]


def line_of(one: Answer) -> str:
    """An answer as a line of JSON."""
    return encode(one.to_json()) + "\n"
