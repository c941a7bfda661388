"""Published figures of a country, as tables by year with source and status; the past that a projection starts from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from core.errors import DateOutOfRange, InputError, UnknownKey, WrongType
from core.manifest import content_hash


@dataclass(frozen=True, slots=True)
class Series:
    """One published series: `values[year]` in `unit`; `unverified` names the years whose figures are not confirmed."""

    name: str
    unit: str
    source: str
    values: Mapping[int, float]
    unverified: frozenset[int]

    def at(self, year: int) -> float:
        """The figure of `year`; DateOutOfRange when none is published."""
        try:
            return self.values[year]
        except KeyError:
            known = f"{min(self.values)} to {max(self.values)}" if self.values else "no year"
            raise DateOutOfRange(
                f"{self.name} has no figure for {year} (it covers {known}).", remedy="Choose a year it covers."
            ) from None

    def array(self, years: Iterable[int]) -> NDArray[np.float64]:
        """[year] figures, NaN where none is published."""
        return np.array([self.values.get(int(year), np.nan) for year in years])


class PublishedFigures:
    """All series of the files given, by name; the same series may go on from one file to the next."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._series = dict(series)

    @classmethod
    def load(cls, paths: Sequence[Path]) -> "PublishedFigures":
        """Merge the series of several files; a year given twice is an InputError."""
        merged: dict[str, Series] = {}
        for path in paths:
            document = load_document(path)
            if not isinstance(document.data, dict):
                raise InputError("a published file maps names to series.", path=path, remedy="Write name: {values: …}.")
            for name in document.data:
                _merge(merged, _series(document, name), document)
        return cls(merged)

    def until(self, year: int) -> "PublishedFigures":
        """Only what was published of `year` and earlier years."""
        kept = {
            name: replace(series, values={at: value for at, value in series.values.items() if at <= year})
            for name, series in self._series.items()
        }
        return PublishedFigures({name: series for name, series in kept.items() if series.values})

    def with_series(self, other: "PublishedFigures") -> "PublishedFigures":
        """These series and those of `other`, which fill years that are not here yet."""
        merged = dict(self._series)
        for name, series in other._series.items():
            known = merged[name].values if name in merged else {}
            merged[name] = replace(series, values={**series.values, **known})
        return PublishedFigures(merged)

    def __contains__(self, name: str) -> bool:
        return name in self._series

    def names(self) -> tuple[str, ...]:
        """Every series, in alphabetical order."""
        return tuple(sorted(self._series))

    def series(self, name: str) -> Series:
        """One series; UnknownKey when there is none of that name."""
        try:
            return self._series[name]
        except KeyError:
            raise UnknownKey(f"no published series is called {name!r}.", remedy="See the published files.") from None

    def at(self, name: str, year: int) -> float:
        """The figure of one series in one year."""
        return self.series(name).at(year)

    @cached_property
    def content_hash(self) -> str:
        """sha256 of every name and value."""
        return content_hash(self.as_plain())

    def as_plain(self) -> dict[str, dict[int, float]]:
        """Names and values only, for hashing."""
        return {name: dict(sorted(series.values.items())) for name, series in sorted(self._series.items())}


def _series(document: Document, name: str) -> Series:
    fields = document.data[name]
    try:
        values = fields["values"]
        status = fields["status"]
        unit, source = fields["unit"], fields["source"]
    except (TypeError, KeyError) as err:
        raise InputError(
            f"the series {name} lacks {err}.", path=document.path, line=document.line(name), remedy="Add the field."
        ) from err
    if not isinstance(values, dict):
        raise WrongType(
            f"the values of {name} are not given by year.",
            path=document.path,
            line=document.line(name, "values"),
            remedy="Write values: {2023: 1.5}.",
        )
    unverified = set(fields.get("unverified_years", ()))
    verified = set(fields.get("verified_years", ()))
    numbers: dict[int, float] = {}
    for year, value in values.items():
        if not isinstance(year, int):
            raise DateOutOfRange(
                f"{name}: {year!r} is not a year.",
                path=document.path,
                line=document.line(name, "values", year),
                remedy="Write 2023: 1.5.",
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongType(
                f"{name} in {year} is {value!r}, not a number.",
                path=document.path,
                line=document.line(name, "values", year),
                remedy="Give a plain number.",
            )
        numbers[year] = float(value)
        if status == "unverified" and year not in verified:
            unverified.add(year)
    return Series(name, unit, source, numbers, frozenset(unverified))


def _merge(merged: dict[str, Series], new: Series, document: Document) -> None:
    old = merged.get(new.name)
    if old is None:
        merged[new.name] = new
        return
    twice = set(old.values) & set(new.values)
    if twice or old.unit != new.unit:
        what = f"gives {sorted(twice)} again" if twice else f"is in {new.unit}, elsewhere in {old.unit}"
        raise InputError(
            f"the series {new.name} {what}.", path=document.path, line=document.line(new.name), remedy="Keep one."
        )
    merged[new.name] = Series(
        new.name, new.unit, old.source, {**old.values, **new.values}, old.unverified | new.unverified
    )
