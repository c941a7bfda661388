"""Reforms: files in the form of the rule book that are laid over it and leave it untouched."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.documents import Document
from core.errors import InputError, UnknownKey, WrongUnit
from rules.bilingual import Bilingual, read_bilingual
from rules.parameters import Parameter, Source, Status, Timeline, Value
from rules.reading import Customs, Node, check_shapes, read_layers, read_source, read_status, read_unit
from rules.regions import Regions
from rules.units import Unit

HEADER = "overlay"
_CHANGE_KEYS = {"title", "unit", "status", "source", "note", "values", "regions", "until"}


@dataclass(frozen=True, slots=True)
class Overlay:
    """A reform that was laid over the book: its name and why it is made."""

    title: Bilingual
    reason: str
    keys: tuple[str, ...]


def lay_over(
    parameters: Mapping[str, Parameter], document: Document, regions: Regions, units: Mapping[str, Unit]
) -> tuple[dict[str, Parameter], Overlay]:
    """New parameters with the document's values on top, from their dates on; `parameters` stay as they are.

    Where an overlay's value is in force in a region it stands before every value of the file below for that region;
    before its first date, and after the `until` of a temporary one, what lies below holds.
    """
    title, reason = _read_header(document)
    source = Source(title.zh if title.zh == title.en else f"{title.zh} / {title.en}")
    changed = dict(parameters)
    for key in document.data:
        if key != HEADER:
            node = Node(document, document.data, ()).child(key)
            changed[key] = _change(_known(node, parameters), node, regions, (units, source))
    return changed, Overlay(title, reason, tuple(str(key) for key in document.data if key != HEADER))


def _change(
    parameter: Parameter, node: Node, regions: Regions, customs: tuple[Mapping[str, Unit], Source]
) -> Parameter:
    units, source = customs
    raw = node.mapping(_CHANGE_KEYS)
    if "unit" in raw and read_unit(node.child("unit"), units).name != parameter.unit:
        raise node.child("unit").refusal(
            WrongUnit,
            f"{parameter.key} is counted in {parameter.unit}, not in {raw['unit']}.",
            "Convert the values, or leave `unit` out.",
        )
    status = read_status(node.child("status")) if "status" in raw else Status.UNVERIFIED
    source = read_source(node.child("source")) if "source" in raw else source
    layers = read_layers(node, Customs(regions, units[parameter.unit], status, source))
    if not layers:
        raise node.refusal(InputError, f"{parameter.key} has no values.", "Add `values: {2030-01-01: …}`.")
    check_shapes(node, layers, like=_any_value(parameter))
    return replace(parameter, layers=_stacked(parameter.layers, layers))


def _stacked(
    below: Mapping[str, tuple[Timeline, ...]], above: Mapping[str, tuple[Timeline, ...]]
) -> dict[str, tuple[Timeline, ...]]:
    return {region: above.get(region, ()) + below.get(region, ()) for region in (*below, *above)}


def _any_value(parameter: Parameter) -> Value:
    return next(iter(parameter.layers.values()))[0].values[0].value


def _known(node: Node, parameters: Mapping[str, Parameter]) -> Parameter:
    key = node.keys[-1]
    if key not in parameters:
        near = difflib.get_close_matches(str(key), parameters, n=3, cutoff=0.6)
        hint = f"Near it: {', '.join(near)}." if near else "`anlan rules list` prints every key."
        raise node.refusal(UnknownKey, f"the rule book has no parameter {key}.", hint)
    return parameters[key]


def _read_header(document: Document) -> tuple[Bilingual, str]:
    if not isinstance(document.data, dict) or HEADER not in document.data:
        raise InputError(
            "this is not an overlay: it has no `overlay:` block.",
            path=document.path,
            remedy="Begin the file with `overlay: {title: …, reason: …}`.",
        )
    node = Node(document, document.data, ()).child(HEADER)
    raw: Mapping[str, Any] = node.mapping({"title", "reason"})
    title = raw.get("title")
    if not title:
        raise node.refusal(InputError, "the overlay has no title.", "Add `title: {zh: …, en: …}`.")
    name = Bilingual(title, title) if isinstance(title, str) else read_bilingual(document, title, HEADER, "title")
    return name, str(raw.get("reason", ""))
