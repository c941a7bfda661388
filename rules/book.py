"""The rule book of one country: what the law says on a day, in a place."""

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import DateOutOfRange, FileMissing, InputError, UnknownKey, WrongType
from core.months import MONTHS_PER_YEAR, Month, parse_date
from rules.overlays import Overlay, lay_over
from rules.parameters import Parameter, ParameterRow, Rounding, Table, Timeline, Value, value_to_json
from rules.reading import Node, read_parameter
from rules.regions import Regions, load_regions
from rules.units import Unit, load_units

PACKS = Path(__file__).parent / "packs"
NATION = "CN"


class RuleBook:
    """Every parameter of a country, with the reforms laid over it. Never changes once loaded."""

    def __init__(
        self,
        country: str,
        customs: tuple[Regions, Mapping[str, Unit]],
        parameters: Mapping[str, Parameter],
        overlays: Sequence[Overlay],
    ) -> None:
        self.country, self.overlays = country, tuple(overlays)
        self.regions, self.units = customs
        self._parameters = dict(parameters)

    @classmethod
    def load(cls, country: str = "china", overlays: Sequence[Path] = (), *, packs: Path = PACKS) -> "RuleBook":
        """Read the country's pack and lay the overlays over it, the last on top.

        Raises an InputError that names file, line and remedy for anything that is not right.
        """
        pack = packs / country
        if not (pack / "parameters").is_dir():
            raise FileMissing(f"there is no country pack {country}.", path=pack, remedy="Use china, or add the pack.")
        customs = load_regions(pack / "regions.yaml"), load_units(pack / "units.yaml")
        return cls.read(country, sorted((pack / "parameters").glob("*.yaml")), customs, overlays)

    @classmethod
    def read(
        cls,
        country: str,
        files: Sequence[Path],
        customs: tuple[Regions, Mapping[str, Unit]],
        overlays: Sequence[Path] = (),
    ) -> "RuleBook":
        """A book from parameter files anywhere, in the given regions and units, with the overlays on top."""
        regions, units = customs
        parameters: dict[str, Parameter] = {}
        for path in files:
            _add_file(parameters, path, lambda node: read_parameter(node, regions, units))
        book = cls(country, customs, parameters, ())
        for path in overlays:
            book = book.reformed(load_document(Path(path)))
        return book

    def reformed(self, reform: Document) -> "RuleBook":
        """A book with one more reform on top, given as a document in the form of an overlay file."""
        parameters, overlay = lay_over(self._parameters, reform, self.regions, self.units)
        return RuleBook(self.country, (self.regions, self.units), parameters, (*self.overlays, overlay))

    @property
    def nation(self) -> str:
        """The code of the region in which all others lie."""
        return next(region.code for region in self.regions if region.parent is None)

    def at(self, day: date | Month | str, region: str | None = None) -> "RulesInForce":
        """The law in force on a day (a month means its first day) in a region; in the nation when None."""
        place = region or self.nation
        return RulesInForce(self, parse_date(day), self.regions.code(place), self.regions.chain(place))

    def keys(self) -> tuple[str, ...]:
        """The names of all parameters."""
        return tuple(self._parameters)

    def parameter(self, key: str) -> Parameter:
        """The parameter of that name, with all its dates and regions."""
        try:
            return self._parameters[key]
        except KeyError:
            near = difflib.get_close_matches(key, self._parameters, n=3, cutoff=0.6)
            hint = f"Near it: {', '.join(near)}." if near else "`anlan rules list` prints every key."
            raise UnknownKey(f"the rule book has no parameter {key}.", remedy=hint) from None

    def yearly_average(self, key: str, year: int, region: str | None = None, default: float | None = None) -> float:
        """The mean over the twelve months of `year` of what is in force on the first of each.

        Months in which nothing is in force count `default`, and raise DateOutOfRange where none is given.
        """
        months = [Month.of(year, month) for month in range(1, MONTHS_PER_YEAR + 1)]
        if self._is_one_value(key, months, region):
            return sum([self.at(months[0], region).number(key)] * MONTHS_PER_YEAR) / MONTHS_PER_YEAR
        return sum(self._number_or(key, month, region, default) for month in months) / MONTHS_PER_YEAR

    def _is_one_value(self, key: str, months: Sequence[Month], region: str | None) -> bool:
        """Whether what is in force in the first month still is in the last: most years change nothing."""
        try:
            row = self.at(months[0], region).row(key)
        except DateOutOfRange:
            return False
        return row.until is None or row.until >= months[-1].first_day

    def _number_or(self, key: str, month: Month, region: str | None, default: float | None) -> float:
        rules = self.at(month, region)
        try:
            return rules.number(key)
        except DateOutOfRange:
            if default is None:
                raise
            return default

    @cached_property
    def content_hash(self) -> str:
        """sha256 over every parameter, unit, date, value, status and source, and over the regions; not over titles."""
        content = {
            "country": self.country,
            "regions": {region.code: region.parent for region in self.regions},
            "parameters": {key: _content(parameter) for key, parameter in self._parameters.items()},
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The rule book as it stands on one day in one region; the nearer region wins."""

    book: RuleBook
    day: date
    region: str
    chain: tuple[str, ...]

    def row(self, key: str) -> ParameterRow:
        """The figure with its dates, status, source and the region whose rule it is."""
        return self.book.parameter(key).row(self.day, self.chain)

    def value(self, key: str) -> Value:
        """The bare value: a number, a word, a list or a mapping."""
        return self.row(key).value

    def has(self, key: str) -> bool:
        """Whether anything is in force."""
        return self.book.parameter(key).find(self.day, self.chain) is not None

    def number(self, key: str) -> float:
        """The value of a parameter that is one number."""
        value = self.value(key)
        if not isinstance(value, float):
            raise _shape_error(key, "one number", value)
        return value

    def table(self, key: str) -> tuple[float, ...]:
        """The numbers of a list, or of a mapping in its order."""
        value = self.value(key)
        if isinstance(value, Table):
            return tuple(value.values())
        if not isinstance(value, tuple):
            raise _shape_error(key, "a list", value)
        return value

    def mapping(self, key: str) -> Table:
        """The mapping from class, grade or threshold to number."""
        value = self.value(key)
        if not isinstance(value, Table):
            raise _shape_error(key, "a mapping", value)
        return value

    def steps(self, key: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """A mapping from thresholds to numbers as two rows in rising order: thresholds, numbers."""
        rows = sorted((float(start), number) for start, number in self.mapping(key).items())
        return tuple(start for start, _ in rows), tuple(number for _, number in rows)

    def word(self, key: str) -> str:
        """The value of a parameter that is a word."""
        value = self.value(key)
        if not isinstance(value, str):
            raise _shape_error(key, "a word", value)
        return value

    def rounding(self, key: str) -> Rounding | None:
        """How the rule book rounds a benefit that this parameter governs, None where it does not say."""
        return self.book.parameter(key).rounding_in(self.chain)


def _add_file(parameters: dict[str, Parameter], path: Path, read: Any) -> None:
    document = load_document(path)
    if not isinstance(document.data, dict):
        raise InputError("this is not a parameter file.", path=path, remedy="Write `a.key: {title: …, …}` lines.")
    for key in document.data:
        if key in parameters:
            raise InputError(
                f"the parameter {key} stands in another file as well.",
                path=path,
                line=document.line(key),
                remedy="Keep one of them.",
            )
        parameters[key] = read(Node(document, document.data).child(key))


def _shape_error(key: str, wanted: str, value: Value) -> WrongType:
    return WrongType(f"{key} is not {wanted} but {value_to_json(value)!r}.", remedy="Read it in its own shape.")


def _content(parameter: Parameter) -> list[Any]:
    layers = {region: [_timeline(line) for line in lines] for region, lines in parameter.layers.items()}
    return [parameter.unit, str(parameter.rounding), layers]


def _timeline(timeline: Timeline) -> list[Any]:
    values: Iterable[list[Any]] = (
        [str(v.since), str(v.until), value_to_json(v.value), v.status.value, str(v.source)] for v in timeline.values
    )
    return [list(values), str(timeline.ends), str(timeline.rounding)]
