"""Persons touched lately, held in memory up to so many rows; what is not held is read from the store."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from training.risk.streaming.history import History
from training.risk.streaming.judging import Judged
from training.risk.streaming.rules import StreamedRule
from training.risk.streaming.store import Store

ROWS = 200_000
_A_PERSON = 8


@dataclass(slots=True)
class Person:
    """What is held of one person.

    told    [rule] cases as they were told last
    weight  rows, as they are counted against the most that are held
    """

    history: History
    told: dict[str, tuple[Judged, ...]] = field(default_factory=dict)
    weight: int = 0


class Shelf:
    """Persons by name; whoever was touched longest ago goes first."""

    def __init__(self, store: Store, rows: int = ROWS) -> None:
        self._store, self._rows, self._held = store, rows, 0
        self._persons: OrderedDict[str, Person] = OrderedDict()

    def person(self, name: str) -> Person:
        """The person, held or read."""
        person = self._persons.get(name)
        if person is None:
            return Person(History(self._store.triggers(name)))
        self._persons.move_to_end(name)
        return person

    def history(self, name: str, kinds: Iterable[int]) -> History:
        """What is known of a person, those tables among it."""
        return self._with(name, self.person(name).history, kinds)

    def concerning(self, name: str, rules: Iterable[StreamedRule]) -> History:
        """What is known of a person as far as the rules read it."""
        return self.whole(name, self.person(name).history, rules)

    def whole(self, name: str, history: History, rules: Iterable[StreamedRule]) -> History:
        """The history with every table that is read by those of the rules that concern the person."""
        return self._with(name, history, {kind for one in rules if one.concerns(history) for kind in one.kinds})

    def hold(self, name: str, person: Person) -> None:
        """Hold the person as they are now, and let others go for it."""
        before = self._persons.pop(name, None)
        self._held -= 0 if before is None else before.weight
        person.weight = _A_PERSON + sum(map(len, person.history.tables.values()))
        self._held += person.weight
        self._persons[name] = person
        while self._held > self._rows and len(self._persons) > 1:
            _, gone = self._persons.popitem(last=False)
            self._held -= gone.weight

    def _with(self, name: str, history: History, kinds: Iterable[int]) -> History:
        missing = [kind for kind in kinds if kind not in history.tables]
        return history.joined({kind: self._store.rows(kind, name) for kind in missing}) if missing else history
