"""From YAML to parameters: every key, unit, date and number is checked, and a wrong one is named with its line."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core.documents import Document
from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType, WrongUnit
from core.money import RoundingMode
from core.months import Month, parse_date
from rules.bilingual import read_bilingual
from rules.parameters import DatedValue, Parameter, Rounding, Source, Status, Table, Timeline, Value
from rules.regions import Regions
from rules.units import Unit

_PARAMETER_KEYS = {"title", "unit", "status", "source", "rounding", "note", "values", "regions", "until"}
_REGION_KEYS = {"values", "status", "source", "rounding", "until"}
_VALUE_KEYS = {"value", "status", "source", "until"}
_SOURCE_KEYS = {"title", "article", "url"}


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file and the path of keys that leads to it."""

    document: Document
    raw: Any
    keys: tuple[Any, ...] = ()

    def child(self, key: Any) -> "Node":
        return Node(self.document, self.raw[key], (*self.keys, key))

    def refusal(self, kind: type[InputError], what: str, remedy: str) -> InputError:
        """The error to raise about this value, with its file and line."""
        return kind(what, remedy=remedy, path=self.document.path, line=self.document.line(*self.keys))

    def mapping(self, allowed: set[str]) -> dict[Any, Any]:
        """The value as a mapping that has no other keys than `allowed`."""
        if not isinstance(self.raw, dict):
            raise self.refusal(WrongType, f"{self.keys[-1]} is not a mapping.", f"Give {', '.join(sorted(allowed))}.")
        for key in self.raw:
            if key not in allowed:
                raise Node(self.document, None, (*self.keys, key)).refusal(
                    UnknownKey, f"the key {key} is not known here.", f"Use {', '.join(sorted(allowed))}."
                )
        return self.raw


@dataclass(frozen=True, slots=True)
class Customs:
    """What the values of one parameter have in common: the pack's regions, the unit, and what holds unless said."""

    regions: Regions
    unit: Unit
    status: Status
    source: Source


def read_parameter(node: Node, regions: Regions, units: Mapping[str, Unit]) -> Parameter:
    """One row of a parameter file."""
    raw = node.mapping(_PARAMETER_KEYS)
    for required in ("title", "unit", "status", "source"):
        if required not in raw:
            raise node.refusal(InputError, f"{node.keys[-1]} has no {required}.", f"Add a `{required}:` line.")
    unit = read_unit(node.child("unit"), units)
    customs = Customs(regions, unit, read_status(node.child("status")), read_source(node.child("source")))
    layers = read_layers(node, customs)
    if not layers:
        raise node.refusal(InputError, f"{node.keys[-1]} has no values.", "Add `values: {2026-01-01: …}`.")
    check_shapes(node, layers)
    return Parameter(
        key=str(node.keys[-1]),
        title=read_bilingual(node.document, raw["title"], *node.keys, "title"),
        unit=unit.name,
        source=customs.source,
        layers=layers,
        note=str(raw.get("note", "")),
        rounding=read_rounding(node.child("rounding")) if "rounding" in raw else None,
    )


def read_layers(node: Node, customs: Customs) -> dict[str, tuple[Timeline, ...]]:
    """[region code] the timeline that a row gives: its own values for the nation, and those under `regions:`."""
    layers: dict[str, tuple[Timeline, ...]] = {}
    nation = next(region.code for region in customs.regions if region.parent is None)
    if "values" in node.raw:
        layers[nation] = (_read_timeline(node, customs),)
    if "regions" in node.raw:
        regions = node.child("regions")
        if not isinstance(regions.raw, dict):
            raise regions.refusal(WrongType, "`regions` is not a mapping.", "Write `regions: {CN-31: {values: …}}`.")
        for code in regions.raw:
            at = regions.child(code)
            at.mapping(_REGION_KEYS)
            known = customs.regions.code(str(code), node.document.path, node.document.line(*at.keys))
            layers[known] = (_read_timeline(at, _local(at, customs)),)
    return layers


def _local(node: Node, customs: Customs) -> Customs:
    """What a region's own lines say of status and source."""
    status = read_status(node.child("status")) if "status" in node.raw else customs.status
    source = read_source(node.child("source")) if "source" in node.raw else customs.source
    return Customs(customs.regions, customs.unit, status, source)


def _read_timeline(node: Node, customs: Customs) -> Timeline:
    values = node.child("values") if "values" in node.raw else node
    if values is node or not isinstance(values.raw, dict) or not values.raw:
        raise values.refusal(InputError, f"{node.keys[-1]} has no dated values.", "Write `values: {2026-01-01: …}`.")
    dated = [_read_dated(values.child(key), read_day(values.child(key), key), customs) for key in values.raw]
    dated.sort(key=lambda value: value.since)
    for earlier, later in pairwise(dated):
        if earlier.since == later.since:
            raise values.refusal(InputError, f"{later.since} stands here twice.", "Keep one of the two.")
    return Timeline(
        values=tuple(dated),
        ends=read_day(node.child("until"), node.raw["until"]) if "until" in node.raw else None,
        rounding=read_rounding(node.child("rounding")) if "rounding" in node.raw else None,
    )


def _read_dated(node: Node, since: date, customs: Customs) -> DatedValue:
    if node.raw is None:
        raise node.refusal(InputError, f"the date {since} has no value.", "Write the value behind the colon.")
    if not (isinstance(node.raw, dict) and "value" in node.raw):
        return DatedValue(since, read_value(node, customs.unit), customs.status, customs.source)
    raw = node.mapping(_VALUE_KEYS)
    if raw["value"] is None:
        raise node.refusal(InputError, f"the date {since} has no value.", "Write the value behind `value:`.")
    until = read_day(node.child("until"), raw["until"]) if "until" in raw else None
    if until is not None and until < since:
        raise node.child("until").refusal(ValueOutOfRange, f"{until} lies before {since}.", "Mend one of the two days.")
    return DatedValue(
        since=since,
        value=read_value(node.child("value"), customs.unit),
        status=read_status(node.child("status")) if "status" in raw else customs.status,
        source=read_source(node.child("source")) if "source" in raw else customs.source,
        until=until,
    )


def read_value(node: Node, unit: Unit) -> Value:
    """A number, a list of numbers, a mapping to numbers, or what the unit asks for: a word, a month."""
    if unit.choices:
        if node.raw not in unit.choices:
            raise node.refusal(WrongType, f"{node.raw!r} is not a {unit.name}.", f"Use {', '.join(unit.choices)}.")
        return str(node.raw)
    if unit.is_month:
        return float(_read_month(node).ordinal)
    if isinstance(node.raw, list) and node.raw:
        return tuple(_read_number(node.child(n), unit) for n in range(len(node.raw)))
    if isinstance(node.raw, dict) and node.raw:
        return Table({key: _read_number(node.child(key), unit) for key in node.raw})
    return _read_number(node, unit)


def _read_month(node: Node) -> Month:
    try:
        return Month.parse(node.raw)
    except InputError as err:
        raise node.refusal(type(err), err.what, err.remedy) from err


def _read_number(node: Node, unit: Unit) -> float:
    if isinstance(node.raw, bool) or not isinstance(node.raw, int | float):
        raise node.refusal(
            WrongType, f"{node.raw!r} is not a number.", f"Give a plain number in {unit.name}, such as 0.08 for 8 %."
        )
    number = float(node.raw)
    if number < 0 or not math.isfinite(number):
        raise node.refusal(ValueOutOfRange, f"{node.raw} is negative or not finite.", "Give a number of at least 0.")
    if unit.maximum is not None and number > unit.maximum:
        raise node.refusal(
            ValueOutOfRange,
            f"{node.raw} is more than {unit.maximum:g}, the most a {unit.name} can be.",
            "Write a rate as a share: 16 % is 0.16.",
        )
    return number


def check_shapes(node: Node, layers: Mapping[str, tuple[Timeline, ...]], like: Value | None = None) -> None:
    """A parameter is a number, a list or a mapping throughout; `like` is a value of the parameter that is changed."""
    for timelines in layers.values():
        for value in (dated.value for timeline in timelines for dated in timeline.values):
            like = value if like is None else like
            if type(value) is not type(like):
                raise node.refusal(
                    WrongType, f"{node.keys[-1]} mixes numbers, lists and mappings.", "Give every date the same shape."
                )


def read_unit(node: Node, units: Mapping[str, Unit]) -> Unit:
    """A unit that the pack's units.yaml knows."""
    if node.raw not in units:
        raise node.refusal(WrongUnit, f"the unit {node.raw} is not known.", f"Use one of: {', '.join(units)}.")
    return units[node.raw]


def read_status(node: Node) -> Status:
    """`verified` or `unverified`."""
    if node.raw not in set(Status):
        raise node.refusal(WrongType, f"{node.raw!r} is not a status.", f"Use {' or '.join(Status)}.")
    return Status(node.raw)


def read_source(node: Node) -> Source:
    """{title: …, article: …, url: …}, the title being required."""
    raw = node.mapping(_SOURCE_KEYS)
    if not raw.get("title"):
        raise node.refusal(InputError, "the source has no title.", "Name the document: `source: {title: …}`.")
    return Source(str(raw["title"]), str(raw.get("article", "")), str(raw.get("url", "")))


def read_rounding(node: Node) -> Rounding:
    """{mode: half_up, unit: 1}, the unit in fen."""
    raw = node.mapping({"mode", "unit"})
    if raw.get("mode") not in set(RoundingMode) or not isinstance(raw.get("unit"), int) or raw["unit"] < 1:
        raise node.refusal(
            WrongType, "this is not a rounding.", f"Write {{mode: {'|'.join(RoundingMode)}, unit: whole fen}}."
        )
    return Rounding(RoundingMode(raw["mode"]), raw["unit"])


def read_day(node: Node, raw: Any) -> date:
    """A day written YYYY-MM-DD, or a month for its first day."""
    try:
        return parse_date(raw)
    except InputError as err:
        raise node.refusal(type(err), err.what, err.remedy) from err
