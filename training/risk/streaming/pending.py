"""Rows that are in the journal and not in the database yet: what is read sees them as if they were."""

from collections import deque
from collections.abc import Iterator, Sequence

from training.risk.streaming.event import Event

# Table and identity of a person's row.
Own = tuple[int, str]


class Pending:
    """The newest row of each identity, for as long as the database lacks it."""

    def __init__(self) -> None:
        self._of: dict[str, dict[Own, tuple[int, Event]]] = {}
        self._groups: deque[tuple[int, Sequence[Event]]] = deque()
        self.rows = 0

    @property
    def oldest(self) -> int:
        """The place of the first group that the database lacks; 0 where it lacks none."""
        return self._groups[0][0] if self._groups else 0

    def add(self, place: int, events: Sequence[Event]) -> None:
        """Rows of a group that is in the journal at that place."""
        for event in events:
            self._of.setdefault(event.person, {})[event.table.kind, event.id] = place, event
        self._groups.append((place, events))
        self.rows += len(events)

    def forget(self, place: int) -> None:
        """Let go of what the database has: every group up to a place."""
        while self._groups and self._groups[0][0] <= place:
            at, events = self._groups.popleft()
            self.rows -= len(events)
            for event in events:
                own, of_person = (event.table.kind, event.id), self._of.get(event.person, {})
                # A later group may have the row anew.
                if own in of_person and of_person[own][0] == at:
                    del of_person[own]
                    if not of_person:
                        del self._of[event.person]

    def find(self, person: str, own: Own) -> Event | None:
        """The row of an identity."""
        found = self._of.get(person)
        one = found.get(own) if found else None
        return None if one is None else one[1]

    def of(self, person: str) -> Iterator[Event]:
        """All rows of a person, withdrawn ones among them."""
        for _, event in self._of.get(person, {}).values():
            yield event

    def persons(self) -> Iterator[str]:
        """Everybody of whom there is a row."""
        return (person for person in self._of if person)
