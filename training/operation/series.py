"""A series of amounts or cases by period, its history, and what has been left out of it, with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import UnknownKey, ValueOutOfRange
from training.operation.periods import Step

Unit = Literal["yuan", "cases", "count"]
LEAST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Note:
    """What is said beside a result: a code that a words table gives its sentence, a period or "", and a figure."""

    code: str
    period: str = ""
    figure: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"code": self.code, "period": self.period, "figure": self.figure}


@dataclass(frozen=True, slots=True)
class Series:
    """One figure by period.

    keys    what it is of, such as scheme and region: name of the key to its value
    first   first day of the first period
    values  [period] in `unit`; NaN where it is not known
    """

    keys: Mapping[str, str]
    unit: Unit
    step: Step
    first: date
    values: NDArray[np.float64]
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        """Its keys' values, one after another."""
        return " · ".join(self.keys.values())

    @property
    def known(self) -> int:
        """Periods whose value is known."""
        return int(np.isfinite(self.values).sum())

    def period(self, number: int) -> str:
        """How the period of that place is written; places after the last are the future's."""
        return self.step.text(self.step.shift(self.first, number))

    def place(self, day: date) -> int:
        """The place of the period that holds `day`. May lie outside the values."""
        return self.step.between(self.first, self.step.start(day))

    def noted(self, *notes: Note) -> "Series":
        """The same with more notes."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A series that is not used, and why: few_persons, short, or constant."""

    name: str
    why: str
    figure: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"name": self.name, "why": self.why, "figure": self.figure}


@dataclass(frozen=True, slots=True)
class History:
    """Series of one source, of one step and with the same keys.

    source   what they were taken from, as it is told to readers
    cut_off  the last day of which the source tells
    titles   [key][value] how a value is called, in both languages; empty where it speaks for itself
    """

    series: tuple[Series, ...]
    source: str
    cut_off: date
    left_out: tuple[LeftOut, ...] = ()
    titles: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def where(self, **wanted: Sequence[str]) -> "History":
        """Only the series whose keys have one of the wanted values. Raises UnknownKey for a value that none has."""
        for key, values in wanted.items():
            held = sorted({one.keys[key] for one in self.series if key in one.keys})
            for value in values:
                if value not in held:
                    raise UnknownKey(f"there is no {key} {value!r}.", remedy=f"Known: {', '.join(held) or 'none'}.")
        kept = tuple(one for one in self.series if all(one.keys.get(k) in v for k, v in wanted.items() if v))
        return replace(self, series=kept)

    def usable(self) -> "History":
        """Without series that are too short to expect anything from. Raises ValueOutOfRange where none is left."""
        kept = tuple(one for one in self.series if one.known >= LEAST_PERIODS)
        short = tuple(LeftOut(one.name, "short", one.known) for one in self.series if one.known < LEAST_PERIODS)
        if not kept:
            longest = max((one.known for one in self.series), default=0)
            raise ValueOutOfRange(
                f"no series has {LEAST_PERIODS} known periods; the longest has {longest}.",
                remedy="Give a longer history, or a shorter --step.",
                path=self.source,
            )
        return replace(self, series=kept, left_out=(*self.left_out, *short))

    def title(self, key: str, value: str, language: str) -> str:
        """What a value of a key is called."""
        return self.titles.get(key, {}).get(value, {}).get(language, value)


def trimmed(series: Series) -> Series:
    """Without unknown values at both ends, and only as long as is of use."""
    known = np.flatnonzero(np.isfinite(series.values))
    if not known.size:
        return replace(series, values=series.values[:0])
    first, last = int(known[0]), int(known[-1]) + 1
    first = max(first, last - series.step.recent)
    return replace(series, first=series.step.shift(series.first, first), values=series.values[first:last])


def gaps(series: Series) -> tuple[Note, ...]:
    """A note of the unknown periods between the first and the last known one, and one of zeros."""
    unknown = np.flatnonzero(~np.isfinite(series.values))
    zeros = int((series.values == 0).sum())
    found = [Note("gaps", series.period(int(unknown[0])), unknown.size)] if unknown.size else []
    return (*found, *([Note("zeros", "", zeros)] if zeros and series.unit == "yuan" else []))
