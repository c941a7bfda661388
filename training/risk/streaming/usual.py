"""What is usual among all patients of a diagnosis or an item: their sex and their ages, kept up to date bill by bill.

These are the only figures that hang on other people. A bill moves them for everybody, so that a case of somebody else
may begin or end; it is told when that person is touched next, or looked at.
"""

from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from training.risk.streaming import tables
from training.risk.streaming.history import History, Rows

DIAGNOSIS, ITEM = 0, 1
PHARMACY, WOMAN, MAN = "41", "2", "1"
NOT_COUNTED = (PHARMACY, None)
_FEWEST, _SPANS, _OF_ONE_SEX = 30, 2.5, 0.9
_DAYS_A_YEAR = 365.25
# A diagnosis or an item.
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Patient:
    """What the newest entry of the health register says; None where it does not say."""

    sex: str | None
    born: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one person adds: whether she is a woman, of which diagnoses and items, and [place, days of age] bills."""

    woman: bool = False
    places: frozenset[Place] = frozenset()
    ages: Mapping[tuple[Place, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """From one share to another: [place] persons more, [place] women more, [place, days of age] bills more."""

    persons: Mapping[Place, int]
    women: Mapping[Place, int]
    ages: Mapping[tuple[Place, int], int]


NOTHING = Share()
NO_CHANGE = Change({}, {}, {})


@dataclass(frozen=True, slots=True)
class Span:
    """What is usual in one place: the share of women, the youngest and the oldest in years (None: no age is known)."""

    women: float
    youngest: float | None
    oldest: float | None

    def is_of_other_sex(self, sex: str | None) -> bool:
        """Whether nearly all others are of the other sex."""
        return (self.women >= _OF_ONE_SEX and sex == MAN) or (self.women <= _FEWEST_WOMEN and sex == WOMAN)


_FEWEST_WOMEN = float(f"{1 - _OF_ONE_SEX:.2f}")


class Usual:
    """Counters of all places."""

    def __init__(self) -> None:
        self.changes = 0
        self._persons: Counter[Place] = Counter()
        self._women: Counter[Place] = Counter()
        self._ages: dict[Place, array[int]] = {}
        self._spans: dict[Place, Span | None] = {}

    def span(self, place: Place) -> Span | None:
        """What is usual there; None where too few persons are known to say so."""
        if place not in self._spans:
            self._spans[place] = self._span(place)
        return self._spans[place]

    def change(self, change: Change) -> None:
        """Take in what a person adds more, or less."""
        if not (change.persons or change.women or change.ages):
            return
        self.changes += 1
        self._persons.update(change.persons)
        self._women.update(change.women)
        for (place, age), more in change.ages.items():
            ages = self._ages.setdefault(place, array("i"))
            for _ in range(more):
                insort(ages, age)
            for _ in range(-more):
                ages.pop(bisect_left(ages, age))
        for place in {*change.persons, *change.women, *(place for place, _ in change.ages)}:
            self._spans.pop(place, None)

    def fill(self, persons: Iterable[tuple[int, str, int, int]], ages: Iterable[tuple[int, str, int, int]]) -> None:
        """Begin with what is stored: (kind, value, persons, women), and (kind, value, days of age, bills) by age."""
        for kind, value, count, women in persons:
            self._persons[kind, value], self._women[kind, value] = count, women
        for kind, value, age, bills in ages:
            self._ages.setdefault((kind, value), array("i")).extend([age] * bills)

    def _span(self, place: Place) -> Span | None:
        persons = self._persons[place]
        if persons < _FEWEST:
            return None
        women = self._women[place] / persons
        ages = self._ages.get(place)
        if not ages:
            return Span(women, None, None)
        low, high = _quantile(ages, 0.25), _quantile(ages, 0.75)
        return Span(women, low - _SPANS * (high - low), high + _SPANS * (high - low))


def patient(history: History, day: int) -> Patient | None:
    """The person as a member; None where the register does not have them."""
    members = history.of(tables.MEMBERS, day)
    if not members:
        return None
    dated = sorted((row for row in members if row.registered_on is not None), key=lambda row: row.registered_on)
    sex = next((row.sex for row in reversed(dated) if row.sex is not None), None)
    born = next((row.birth_date for row in reversed(dated) if row.birth_date is not None), None)
    return Patient(sex, born)


def share(history: History, day: int) -> Share:
    """What the person adds to what is usual."""
    who = patient(history, day)
    if who is None:
        return NOTHING
    ages: Counter[tuple[Place, int]] = Counter()
    places: set[Place] = set()
    for bill in _counted(history.tables[tables.BILLS].values(), day):
        for place in places_of(bill):
            places.add(place)
            if who.born is not None and bill.admitted_on is not None:
                ages[place, bill.admitted_on - who.born] += 1
    return Share(who.sex == WOMAN, frozenset(places), ages)


def places_of(bill: Any) -> list[Place]:
    """The diagnosis and the item of a bill, where it has them."""
    places = ((DIAGNOSIS, bill.diagnosis), (ITEM, bill.service_item))
    return [(kind, value) for kind, value in places if value is not None]


def _counted(bills: Iterable[Any], day: int) -> list[Any]:
    """Those that tell what is usual: known by the day, and of no pharmacy."""
    return [bill for bill in bills if bill.known <= day and bill.settlement_kind not in NOT_COUNTED]


def _is_in(place: Place, bills: Rows, day: int) -> bool:
    """Whether any bill that counts is of that diagnosis or item."""
    kind, value = place
    column = tables.Bill._fields.index("diagnosis" if kind == DIAGNOSIS else "service_item")
    return any(bool(_counted((bill,), day)) for bill in bills.values() if bill[column] == value)


def years(days: int) -> float:
    """An age in years."""
    return days / _DAYS_A_YEAR


def moved(before: History, after: History, day: int) -> Change:
    """What somebody's rows change of what is usual, as one history becomes the other."""
    if patient(before, day) != patient(after, day):
        return difference(share(before, day), share(after, day))
    were, are = before.tables[tables.BILLS], after.tables[tables.BILLS]
    gone = _counted((were[own] for own in were if were[own] is not are.get(own)), day)
    new = _counted((are[own] for own in are if are[own] is not were.get(own)), day)
    who = patient(after, day)
    if who is None:
        return NO_CHANGE
    ages: Counter[tuple[Place, int]] = Counter()
    for bills, more in ((gone, -1), (new, 1)):
        for bill in bills:
            if who.born is not None and bill.admitted_on is not None:
                ages.update({(place, bill.admitted_on - who.born): more for place in places_of(bill)})
    persons = {}
    for place in {place for bill in (*gone, *new) for place in places_of(bill)}:
        persons[place] = _is_in(place, are, day) - _is_in(place, were, day)
    women = persons if who.sex == WOMAN else {}
    return Change(_moved(persons), _moved(women), {key: more for key, more in ages.items() if more})


def difference(before: Share, after: Share) -> Change:
    """From what a person added to what they add now."""
    persons, women = Counter(after.places), Counter(after.places if after.woman else ())
    persons.subtract(before.places)
    women.subtract(before.places if before.woman else ())
    ages = Counter(after.ages)
    ages.subtract(before.ages)
    return Change(_moved(persons), _moved(women), {key: more for key, more in ages.items() if more})


def together(changes: Iterable[Change]) -> Change:
    """Several changes as one."""
    changes = [one for one in changes if one.persons or one.women or one.ages]
    if len(changes) < 2:
        return changes[0] if changes else NO_CHANGE
    persons: Counter[Place] = Counter()
    women: Counter[Place] = Counter()
    ages: Counter[tuple[Place, int]] = Counter()
    for one in changes:
        persons.update(one.persons)
        women.update(one.women)
        ages.update(one.ages)
    return Change(_moved(persons), _moved(women), {key: more for key, more in ages.items() if more})


def _moved(counts: Mapping[Place, int]) -> dict[Place, int]:
    return {place: more for place, more in counts.items() if more}


def _quantile(ages: "array[int]", share_below: float) -> float:
    """Between the two that are nearest, in years (quantile_cont)."""
    at = (len(ages) - 1) * share_below
    low = years(ages[int(at)])
    return low if at == int(at) else low + (years(ages[int(at) + 1]) - low) * (at - int(at))
