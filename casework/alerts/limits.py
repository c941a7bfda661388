"""By when a stage of a case has to be done: dated numbers of working days, counted on the calendar of the state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import DateOutOfRange, InputError, ValueOutOfRange, WrongType
from rules.bilingual import Bilingual, read_bilingual
from rules.parameters import Source, Status
from rules.reading import Node, read_day, read_source, read_status

FILE_NAME = "limits.yaml"
FILE = Path(__file__).parent / FILE_NAME
_FIRST_DAY_OFF_OF_A_WEEK = 5
_LONGEST = 1000
_ROOT_KEYS, _STAGE_KEYS = {"stages", "calendar"}, {"title", "status", "source", "values"}
_YEAR_KEYS = {"status", "source", "free", "worked"}


class Stage(StrEnum):
    """What has to be done next."""

    SEND_ON = "send_on"
    CHECK = "check"
    REVIEW = "review"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Limit:
    """Working days for a stage; `values` are (since, days), the oldest first."""

    title: Bilingual
    status: Status
    source: Source
    values: tuple[tuple[date, int], ...]

    def days(self, on: date) -> int:
        """What holds on a day; DateOutOfRange before the first."""
        holding = [days for since, days in self.values if since <= on]
        if not holding:
            raise DateOutOfRange(f"there is no limit for {on}.", remedy=f"Use days from {self.values[0][0]} on.")
        return holding[-1]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limit of every stage, and the days that differ from the week: `free` and `worked`."""

    stages: Mapping[Stage, Limit]
    free: frozenset[date]
    worked: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < _FIRST_DAY_OFF_OF_A_WEEK and day not in self.free)

    def due_on(self, stage: Stage, begun: date) -> date:
        """The last day of a stage; the day on which it begins does not count."""
        left, day = self.stages[stage].days(begun), begun
        while left:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return day


def limits_of(folder: Path) -> Limits:
    """Those of a folder of cases: its own where it has a file, else the project's."""
    own = folder / FILE_NAME
    return read_limits(own) if own.is_file() else _project_limits()


@cache
def _project_limits() -> Limits:
    return read_limits(FILE)


def read_limits(path: Path) -> Limits:
    """From a file. Raises InputError with the line of what cannot be."""
    document = load_document(path)
    root = Node(document, document.data)
    if not isinstance(root.raw, dict) or set(root.raw) != _ROOT_KEYS:
        raise root.refusal(WrongType, "this is no table of limits.", f"Give {' and '.join(sorted(_ROOT_KEYS))}.")
    stages = root.child("stages")
    if not isinstance(stages.raw, dict) or set(stages.raw) != set(Stage):
        raise stages.refusal(InputError, "these are not the stages.", f"Give {', '.join(Stage)}.")
    years = root.child("calendar")
    if not isinstance(years.raw, dict):
        raise years.refusal(WrongType, "the calendar is no mapping.", "Write `2026: {free: […], worked: […]}`.")
    free, worked = set[date](), set[date]()
    for year in years.raw:
        node = years.child(year)
        _whole(node, _YEAR_KEYS)
        read_status(node.child("status"))
        read_source(node.child("source"))
        free |= _days(node.child("free"), year)
        worked |= _days(node.child("worked"), year)
    return Limits({stage: _limit(stages.child(stage.value)) for stage in Stage}, frozenset(free), frozenset(worked))


def _limit(node: Node) -> Limit:
    raw = _whole(node, _STAGE_KEYS)
    values = node.child("values")
    if not isinstance(values.raw, dict) or not values.raw:
        raise values.refusal(InputError, "there are no dated values.", "Write `values: {2026-01-01: 30}`.")
    dated = []
    for key in values.raw:
        days = values.raw[key]
        if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= _LONGEST:
            raise values.child(key).refusal(
                ValueOutOfRange, f"{days!r} is no number of working days.", f"Give 1 to {_LONGEST}."
            )
        dated.append((read_day(values.child(key), key), days))
    title = read_bilingual(node.document, raw["title"], *node.keys, "title")
    return Limit(title, read_status(node.child("status")), read_source(node.child("source")), tuple(sorted(dated)))


def _whole(node: Node, keys: set[str]) -> Mapping[str, object]:
    raw = node.mapping(keys)
    for key in sorted(keys - set(raw)):
        raise node.refusal(InputError, f"{node.keys[-1]} has no {key}.", f"Give {', '.join(sorted(keys))}.")
    return raw


def _days(node: Node, year: object) -> set[date]:
    if not isinstance(node.raw, list):
        raise node.refusal(WrongType, "this is no list of days.", "Write `[2026-01-01]`.")
    days = {read_day(node.child(at), node.raw[at]) for at in range(len(node.raw))}
    for day in days:
        if day.year != year:
            raise node.refusal(ValueOutOfRange, f"{day} is not in {year}.", "Put it under its own year.")
    return days
