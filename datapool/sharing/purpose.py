"""The catalogue of purposes: what data may be shared for, on which legal ground, in which classes, for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, ValueOutOfRange, WrongType
from datapool.sharing.legal_basis import read_articles
from datapool.standards.catalogue import SENSITIVITIES
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "purposes.yaml"
_KEYS = ("title", "legal_basis", "classes", "keep_days")


@dataclass(frozen=True, slots=True)
class SharingPurpose:
    """One purpose.

    classes    of sensitivity that may be shared for it
    keep_days  after which a receiver deletes what it was given
    """

    name: str
    title: Bilingual
    legal_basis: tuple[str, ...]
    classes: tuple[str, ...]
    keep_days: int


@cache
def load_purposes(path: Path = FILE) -> Mapping[str, SharingPurpose]:
    """[name] every purpose. Raises InputError with file and line for what cannot be."""
    document = load_document(path)
    root = Node(document, document.data)
    return {name: _read(root.child(name)) for name in root.raw}


def needed(node: Node, needs: tuple[str, ...], may: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The mapping of a node, which has every key of `needs` and none beyond `may`."""
    if not isinstance(node.raw, dict):
        raise node.refusal(WrongType, "this is not a mapping.", f"Give {', '.join(needs)}.")
    raw = node.mapping({*needs, *may})
    for name in needs:
        if name not in raw:
            raise node.refusal(InputError, f"{name} is missing.", f"Add a `{name}:` line.")
    return raw


def _read(node: Node) -> SharingPurpose:
    raw = needed(node, _KEYS)
    classes = node.child("classes")
    if not isinstance(classes.raw, list) or not set(classes.raw) <= set(SENSITIVITIES):
        raise classes.refusal(WrongType, "these are no classes.", f"Use a list of {', '.join(SENSITIVITIES)}.")
    if type(raw["keep_days"]) is not int or raw["keep_days"] < 1:
        raise node.child("keep_days").refusal(ValueOutOfRange, "keep_days is no number of days.", "Write 365.")
    return SharingPurpose(
        name=str(node.keys[-1]),
        title=read_bilingual(node.document, raw["title"], *node.keys, "title"),
        legal_basis=read_articles(node.child("legal_basis")),
        classes=tuple(classes.raw),
        keep_days=raw["keep_days"],
    )
