"""What a person may say about a linkage beforehand: the kinds of columns, what to leave out, the threshold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import UnknownKey, ValueOutOfRange, WrongType
from datapool.linkage.kind import Kind
from rules.reading import Node

_KEYS = {"kinds", "ignore", "columns", "threshold", "max_pairs", "seed"}
_FEWEST_PAIRS = 1000


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything is judged from the data unless it is said here.

    kinds      [column of the left file] what it holds
    ignore     columns of either file that are no evidence
    columns    [column of the left file] the column of the right file that holds the same
    threshold  chance that a merge must have, 0 to 1
    most_pairs pairs compared at most
    seed       of the samples
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    threshold: float | None = None
    most_pairs: int | None = None
    seed: int = 1


def read_configuration(path: Path) -> Configuration:
    """From a YAML file. Raises UnknownKey, WrongType or ValueOutOfRange with the line of what is wrong."""
    document = load_document(path)
    node = Node(document, document.data)
    if not isinstance(node.raw, dict):
        raise node.refusal(WrongType, "this is no configuration.", f"Give {', '.join(sorted(_KEYS))}.")
    for key in node.raw:
        if key not in _KEYS:
            wrong = Node(document, None, (key,))
            raise wrong.refusal(UnknownKey, f"the key {key} is not known here.", f"Use {', '.join(sorted(_KEYS))}.")
    return Configuration(
        kinds={name: _kind(node, name) for name in _mapping(node, "kinds")},
        ignore=frozenset(_names(node)),
        columns=_mapping(node, "columns"),
        threshold=_number(node, "threshold", 0.0, 1.0),
        most_pairs=None if (most := _number(node, "max_pairs", _FEWEST_PAIRS, 1e12)) is None else int(most),
        seed=int(_number(node, "seed", 0, 2**32 - 1) or 1),
    )


def _mapping(node: Node, key: str) -> dict[str, str]:
    raw: Any = node.raw.get(key) or {}
    if not isinstance(raw, dict) or not all(
        isinstance(name, str) and isinstance(value, str) for name, value in raw.items()
    ):
        raise node.child(key).refusal(
            WrongType, f"`{key}` is no mapping of texts.", f"Write `{key}: {{column: text}}`."
        )
    return raw


def _kind(node: Node, name: str) -> Kind:
    said = node.raw["kinds"][name]
    if said not in list(Kind):
        raise (
            node.child("kinds")
            .child(name)
            .refusal(UnknownKey, f"{said} is no kind of column.", f"Use {', '.join(Kind)}.")
        )
    return Kind(said)


def _names(node: Node) -> list[str]:
    raw: Any = node.raw.get("ignore") or []
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise node.child("ignore").refusal(WrongType, "`ignore` is no list of columns.", "Write `ignore: [column]`.")
    return raw


def _number(node: Node, key: str, least: float, most: float) -> float | None:
    raw: Any = node.raw.get(key)
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise node.child(key).refusal(WrongType, f"`{key}` is no number.", f"Write a number from {least} to {most:g}.")
    if not least <= raw <= most:
        raise node.child(key).refusal(
            ValueOutOfRange, f"`{key}` is out of range.", f"Write a number from {least} to {most:g}."
        )
    return float(raw)
