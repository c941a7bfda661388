"""What a group of events writes, as one text: the same in the journal and for the database."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from training.risk.streaming.event import Event
from training.risk.streaming.usual import Change

encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything that one group of events writes, whole or not at all.

    later  (day, person): somebody's bills change what is usual on that day
    done   the day up to which `later` is done with
    """

    events: Sequence[Event]
    change: Change
    later: Iterable[tuple[int, str]] = ()
    done: int | None = None
    notes: Iterable[tuple[str, str]] = field(default=())

    def to_bytes(self) -> bytes:
        """Rows; places with persons and women more; places and ages with bills more; later; done; notes."""
        change = self.change
        return encode(
            (
                [(one.person, one.table.kind, one.id, one.version, one.known, one.values) for one in self.events],
                [
                    (*place, change.persons.get(place, 0), change.women.get(place, 0))
                    for place in {**change.persons, **change.women}
                ],
                [(*place, age, bills) for (place, age), bills in change.ages.items()],
                tuple(self.later),
                self.done,
                tuple(self.notes),
            )
        ).encode()
