"""What a rule book holds: dated, sourced values by region, and the row that answers for one day and place."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.errors import DateOutOfRange
from core.money import RoundingMode
from core.months import Month, day_before
from rules.bilingual import Bilingual, Language

UNVERIFIED_MARK = " 〔未核实 unverified〕"
MONTH_UNIT = "month"


class Status(StrEnum):
    """Whether the figure was checked against the text of the law or the official publication."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"

    @property
    def mark(self) -> str:
        """What is printed behind the figure: nothing when it was checked."""
        return "" if self is Status.VERIFIED else UNVERIFIED_MARK


@dataclass(frozen=True, slots=True)
class Source:
    """The document a figure was taken from."""

    title: str
    article: str = ""
    url: str = ""

    def __str__(self) -> str:
        return f"{self.title} {self.article}".strip()

    def to_json(self) -> dict[str, str]:
        return {key: text for key, text in self._parts() if text}

    def _parts(self) -> tuple[tuple[str, str], ...]:
        return ("title", self.title), ("article", self.article), ("url", self.url)


@dataclass(frozen=True, slots=True)
class Rounding:
    """To whole units of `unit` fen, by `mode`."""

    mode: RoundingMode
    unit: int


class Table(Mapping[Any, float]):
    """A frozen mapping from a class, grade or threshold to a number."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[Any, float]) -> None:
        self._rows: dict[Any, float] = dict(rows)

    def __getitem__(self, key: Any) -> float:
        return self._rows[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __hash__(self) -> int:
        return hash(tuple(self._rows.items()))

    def __repr__(self) -> str:
        return f"Table({self._rows})"


Value = float | str | tuple[float, ...] | Table


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value, the day from which it holds, and the last day of a temporary one."""

    since: date
    value: Value
    status: Status
    source: Source
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The values of one region as one file gives them, in the order of their dates.

    ends  the last day of the whole series (a published statistic has no value beyond it)
    """

    values: tuple[DatedValue, ...]
    ends: date | None = None
    rounding: Rounding | None = None

    def on(self, day: date) -> DatedValue | None:
        """The latest begun value that is not over. When a temporary one ends, what stood before it holds again."""
        if self.ends is not None and day > self.ends:
            return None
        begun = bisect_right(self.values, day, key=lambda value: value.since)
        return next((value for value in reversed(self.values[:begun]) if value.holds_on(day)), None)

    def turns(self) -> Iterator[date]:
        """Days on which something begins, or first no longer holds."""
        for value in self.values:
            yield value.since
            if value.until is not None and value.until < date.max:
                yield _day_after(value.until)
        if self.ends is not None:
            yield _day_after(self.ends)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of the law, by region and date.

    layers  [region code] the overlays' timelines, the latest first, and the base book's last
    """

    key: str
    title: Bilingual
    unit: str
    source: Source
    layers: Mapping[str, tuple[Timeline, ...]]
    note: str = ""
    rounding: Rounding | None = None

    @property
    def first_day(self) -> date:
        """The first day on which it has a value anywhere."""
        return min(timeline.values[0].since for timelines in self.layers.values() for timeline in timelines)

    def find(self, day: date, chain: tuple[str, ...]) -> tuple[str, DatedValue] | None:
        """The nearest region of `chain` (nearest first) with a value on `day`, and that value."""
        for region in chain:
            for timeline in self.layers.get(region, ()):
                if (value := timeline.on(day)) is not None:
                    return region, value
        return None

    def row(self, day: date, chain: tuple[str, ...]) -> "ParameterRow":
        """The figure in force on `day`. Raises DateOutOfRange where none is."""
        found = self.find(day, chain)
        if found is None:
            raise DateOutOfRange(
                f"{self.key} has no value in force on {day} in {chain[0]}.",
                remedy=self._remedy(chain),
            )
        region, value = found
        return ParameterRow(
            key=self.key,
            title=self.title,
            unit=self.unit,
            value=value.value,
            since=value.since,
            until=self._until(day, chain, value),
            status=value.status,
            source=value.source,
            region=region,
        )

    def rounding_in(self, chain: tuple[str, ...]) -> Rounding | None:
        """The rounding that the nearest region names, else the parameter's own."""
        for region in chain:
            for timeline in self.layers.get(region, ()):
                if timeline.rounding is not None:
                    return timeline.rounding
        return self.rounding

    def _timelines(self, chain: tuple[str, ...]) -> list[Timeline]:
        return [timeline for region in chain for timeline in self.layers.get(region, ())]

    def _until(self, day: date, chain: tuple[str, ...], value: DatedValue) -> date | None:
        turns = sorted({turn for timeline in self._timelines(chain) for turn in timeline.turns() if turn > day})
        for turn in turns:
            found = self.find(turn, chain)
            if found is None or found[1] is not value:
                return day_before(turn)
        return None

    def _remedy(self, chain: tuple[str, ...]) -> str:
        timelines = self._timelines(chain)
        if not timelines:
            return f"It is set only for {', '.join(sorted(self.layers))}: ask for one of these regions."
        first = min(timeline.values[0].since for timeline in timelines)
        ends = [timeline.ends for timeline in timelines]
        last = f" and at most {max(end for end in ends if end)}" if all(ends) else ""
        return f"Ask for a date of at least {first}{last}, or add a dated value in an overlay."


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """The figure in force on one day in one place.

    until   the last day on which this figure holds, None while nothing follows
    region  the region whose rule it is: the nearest that has one
    """

    key: str
    title: Bilingual
    unit: str
    value: Value
    since: date
    until: date | None
    status: Status
    source: Source
    region: str

    @property
    def mark(self) -> str:
        """〔未核实 unverified〕 behind an unverified figure, else nothing."""
        return self.status.mark

    def text(self, language: Language = "zh") -> str:
        """One line for people; an unverified figure carries its mark."""
        until = f"–{self.until}" if self.until else "–"
        return (
            f"{self.title.text(language)} = {value_text(self.value, self.unit)}{self.mark} "
            f"({self.unit}; {self.region}; {self.since}{until}; {self.source})"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title.to_json(),
            "unit": self.unit,
            "value": value_to_json(self.value),
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "status": self.status.value,
            "source": self.source.to_json(),
            "region": self.region,
        }


def value_to_json(value: Value) -> Any:
    """Numbers, lists and mappings with text keys."""
    if isinstance(value, Table):
        return {str(key): number for key, number in value.items()}
    return list(value) if isinstance(value, tuple) else value


def value_text(value: Value, unit: str = "") -> str:
    """The value in one short line: 0.08, or 1: 27, 2: 25 …, or 1965-01 where the unit is a month."""
    if unit == MONTH_UNIT and isinstance(value, float):
        return str(Month(int(value)))
    if isinstance(value, Table):
        return ", ".join(f"{key}: {number:.12g}" for key, number in value.items())
    if isinstance(value, tuple):
        return ", ".join(f"{number:.12g}" for number in value)
    return value if isinstance(value, str) else f"{value:.12g}"


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
