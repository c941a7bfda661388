"""What people have decided about pairs, kept in a hash chain: the same person, or not; and decisions taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.chain import Chain
from core.errors import InputError
from datapool.linkage.clusters import Ints

# Hexadecimal digits of a record's name: two of a billion records share one with a chance below one in a billion.
_DIGITS = 32
Pair = tuple[str, str]


class Said(StrEnum):
    """What a decision says."""

    SAME = "same"
    NOT_THE_SAME = "not_the_same"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What holds now: [names of two records by their content, in order] what was said of them last."""

    said: Mapping[Pair, Said] = field(default_factory=dict)

    def rows(self, fingerprints: Sequence[str], said: Said) -> tuple[Ints, Ints]:
        """The pairs of records of which this was said: left, right. Records delivered again are found again."""
        wanted = {name for pair, word in self.said.items() if word is said for name in pair}
        places: dict[str, list[int]] = {}
        for row, name in enumerate(fingerprints if wanted else ()):
            if name in wanted:
                places.setdefault(name, []).append(row)
        found = {
            (min(one, other), max(one, other))
            for (first, second), word in self.said.items()
            if word is said
            for one in places.get(first, ())
            for other in places.get(second, ())
            if one != other
        }
        pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


class DecisionBook:
    """The file of decisions; nothing in it is ever changed, an undone decision is one more entry."""

    def __init__(self, path: Path) -> None:
        self._chain = Chain(path)

    def decide(self, one: str, other: str, said: Said, *, who: str, now: datetime, note: str = "") -> None:
        """Write a decision about two records, named by their fingerprints; on disk when this returns.

        Raises InputError where nobody decides, or where there is nothing to be undone.
        """
        if not who.strip():
            raise InputError("nobody says who decides.", remedy="Name the person.")
        pair = ordered(one, other)
        with self._chain.writing() as writer:
            if said is Said.UNDONE and pair not in self.current().said:
                raise InputError("there is no decision about these two records.", remedy="Look at the decisions first.")
            writer.append({"pair": list(pair), "said": said.value, "who": who, "at": now.isoformat(), "note": note})

    def current(self) -> Decisions:
        """What holds after all entries; ChainBroken where one was changed."""
        said: dict[Pair, Said] = {}
        for entry in self._chain.entries():
            pair = ordered(*entry.body["pair"])
            word = Said(entry.body["said"])
            if word is Said.UNDONE:
                said.pop(pair, None)
            else:
                said[pair] = word
        return Decisions(said)


def ordered(one: str, other: str) -> Pair:
    """The two names in the order in which they are kept."""
    return (one, other) if one <= other else (other, one)


def fingerprints(columns: Mapping[str, pa.ChunkedArray]) -> list[str]:
    """[record] its name by its content: the same values give the same name, in whatever delivery and place.

    columns  [name] texts, in any order; missing values leave no trace
    """
    names = sorted(columns)
    values = [columns[name].to_pylist() for name in names]
    return [
        sha256(
            "\x1e".join(
                f"{name}\x1f{value}" for name, value in zip(names, row, strict=True) if value is not None
            ).encode()
        ).hexdigest()[:_DIGITS]
        for row in zip(*values, strict=True)
    ]
