"""Security measures that a receiver takes: which there are, and which the classes of the data shared call for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import InputError, UnknownKey, WrongType
from datapool.sharing.legal_basis import read_articles
from datapool.sharing.purpose import needed
from datapool.standards.catalogue import SENSITIVITIES
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "measures.yaml"
_KEYS, _OPTIONAL = ("title", "needed_for", "legal_basis"), ("by_sealing",)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    needed_for  the classes of sensitivity that are shared with it only
    by_sealing  columns of these classes fulfil it where they leave sealed
    """

    name: str
    title: Bilingual
    needed_for: tuple[str, ...]
    legal_basis: tuple[str, ...]
    by_sealing: bool = False


@cache
def load_measures(path: Path = FILE) -> Mapping[str, Measure]:
    """[name] every measure. Raises InputError with file and line for what cannot be."""
    document = load_document(path)
    root = Node(document, document.data)
    return {name: _read(root.child(name)) for name in root.raw}


def read_measures(node: Node) -> tuple[str, ...]:
    """The names of the measures that an agreement demands; InputError where they are none."""
    known = load_measures()
    if not isinstance(node.raw, list) or not node.raw or len(set(map(str, node.raw))) < len(node.raw):
        raise node.refusal(WrongType, "these are no measures.", f"List, each once, some of {', '.join(known)}.")
    for at, name in enumerate(node.raw):
        if name not in known:
            raise node.child(at).refusal(UnknownKey, f"{name} is no measure.", f"Measures: {', '.join(known)}.")
    return tuple(node.raw)


def lacking(demanded: Collection[str], classes: Collection[str]) -> tuple[str, ...]:
    """The measures that data of these classes are not shared without, and that are not demanded."""
    return tuple(
        measure.name
        for measure in load_measures().values()
        if measure.name not in demanded and not set(measure.needed_for).isdisjoint(classes)
    )


def _read(node: Node) -> Measure:
    raw = needed(node, _KEYS, _OPTIONAL)
    classes = node.child("needed_for")
    if not isinstance(classes.raw, list) or not set(classes.raw) <= set(SENSITIVITIES):
        raise classes.refusal(WrongType, "these are no classes.", f"Use a list of {', '.join(SENSITIVITIES)}.")
    title = read_bilingual(node.document, raw["title"], *node.keys, "title")
    if not title.zh.strip() or not title.en.strip():
        raise node.child("title").refusal(InputError, "the measure has no title.", "Write it in both languages.")
    by_sealing = raw.get("by_sealing", False)
    if not isinstance(by_sealing, bool):
        raise node.child("by_sealing").refusal(WrongType, "this is neither yes nor no.", "Write true, or leave it out.")
    basis = read_articles(node.child("legal_basis"))
    return Measure(str(node.keys[-1]), title, tuple(classes.raw), basis, by_sealing)
