"""The catalogue of data items: what the pool holds, of which type, owned by whom, on which legal ground."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey, WrongType
from datapool.standards.code_lists import CodeList, find_code_list, load_code_lists
from datapool.standards.item_types import LONGEST, ItemType
from rules.bilingual import Bilingual, read_bilingual
from rules.parameters import Status
from rules.reading import Node, read_status

HERE = Path(__file__).parent
FOLDER = HERE / "catalogue"
SENSITIVITIES = ("public", "internal", "personal", "sensitive")
OWNERS = ("hrss", "tax", "police", "civil", "health")
_REQUIRED = ("number", "title", "type", "sensitivity", "owner", "legal_basis", "definition")
_OPTIONAL = ("code_list", "unit", "range", "longest", "ahead", "ld_t")


@dataclass(frozen=True, slots=True)
class Law:
    """A law that items name as their ground; `status` says whether its text was read."""

    title: str
    english: str
    amended: date
    status: Status


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One article of a law."""

    law: Law
    article: str

    def __str__(self) -> str:
        return f"{self.law.title} {self.article}"


@dataclass(frozen=True, slots=True)
class Item:
    """One data item.

    code         ours: AN, the letter of its domain, its number there
    least, most  hard limits of a number, both possible; None: open
    longest      of a text, in characters; None where the type has no length
    ahead        whether a day or month may lie after the pool's history
    ld_t         code in an LD/T standard, empty unless a source gives it
    """

    key: str
    code: str
    title: Bilingual
    type: ItemType
    code_list: CodeList | None
    unit: str
    least: float | None
    most: float | None
    longest: int | None
    ahead: bool
    sensitivity: str
    owner: str
    legal_basis: tuple[LegalBasis, ...]
    ld_t: str
    definition: Bilingual

    def to_json(self) -> dict[str, Any]:
        return {
            "item": self.key,
            "code": self.code,
            "title": self.title.to_json(),
            "type": self.type.value,
            "code_list": self.code_list.key if self.code_list else None,
            "unit": self.unit,
            "range": {"least": self.least, "most": self.most},
            "longest": self.longest,
            "may_lie_ahead": self.ahead,
            "sensitivity": self.sensitivity,
            "owner": self.owner,
            "legal_basis": [str(basis) for basis in self.legal_basis],
            "ld_t": self.ld_t,
            "definition": self.definition.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the catalogue: its letter in the codes, its title, its items in the order of their numbers."""

    letter: str
    title: Bilingual
    items: tuple[Item, ...]


class Catalogue(Mapping[str, Item]):
    """Every item by its key."""

    def __init__(self, domains: tuple[Domain, ...]) -> None:
        self.domains = domains
        self._items = {item.key: item for domain in domains for item in domain.items}

    def __getitem__(self, key: str) -> Item:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def item(self, key: str) -> Item:
        """The item called `key`, or with that code; UnknownKey when there is none."""
        for item in self._items.values():
            if key in (item.key, item.code):
                return item
        raise UnknownKey(f"the catalogue has no item {key}.", remedy="`anlan data catalogue` lists them.")


@cache
def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Read every domain of `folder`; a wrong key, number, list or law is named with its line."""
    lists, laws = load_code_lists(), load_laws()
    domains: list[Domain] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        document = load_document(path)
        root = Node(document, document.data)
        root.mapping({"domain", "items"})
        items = tuple(_read_items(root, lists, laws))
        for item in items:
            if item.key in seen or item.code in seen:
                node = root.child("items").child(item.key)
                raise node.refusal(InputError, f"{item.key} or its code {item.code} stands twice.", "Rename one.")
            seen |= {item.key, item.code}
        title = read_bilingual(document, root.raw["domain"]["title"], "domain", "title")
        domains.append(Domain(root.raw["domain"]["letter"], title, items))
    return Catalogue(tuple(domains))


@cache
def load_laws(path: Path = HERE / "laws.yaml") -> Mapping[str, Law]:
    """[title] the laws that items may name."""
    document = load_document(path)
    root = Node(document, document.data)
    return {title: _read_law(root.child(title)) for title in root.raw}


def _read_law(node: Node) -> Law:
    raw = node.mapping({"en", "amended", "status"})
    return Law(str(node.keys[-1]), raw["en"], raw["amended"], read_status(node.child("status")))


def _read_items(root: Node, lists: Mapping[str, CodeList], laws: Mapping[str, Law]) -> Iterator[Item]:
    letter = root.child("domain").mapping({"letter", "title"})["letter"]
    items = root.child("items")
    for key in items.raw:
        yield _read_item(items.child(key), letter, lists=lists, laws=laws)


def _read_item(node: Node, letter: str, *, lists: Mapping[str, CodeList], laws: Mapping[str, Law]) -> Item:
    raw, key = node.mapping({*_REQUIRED, *_OPTIONAL}), str(node.keys[-1])
    for required in _REQUIRED:
        if required not in raw:
            raise node.refusal(InputError, f"{key} has no {required}.", f"Add a `{required}:` line.")
    kind = ItemType(_one_of(node.child("type"), tuple(ItemType)))
    if (kind is ItemType.CODE) != ("code_list" in raw):
        raise node.refusal(InputError, f"{key} has a code list or the type code, not both.", "Give both or neither.")
    limits = node.child("range").mapping({"least", "most"}) if "range" in raw else {}
    return Item(
        key=key,
        code=f"AN-{letter}-{raw['number']:03d}",
        title=read_bilingual(node.document, raw["title"], *node.keys, "title"),
        type=kind,
        code_list=find_code_list(lists, raw["code_list"], node.child("code_list")) if "code_list" in raw else None,
        unit=raw.get("unit", "yuan" if kind is ItemType.MONEY else ""),
        least=limits.get("least"),
        most=limits.get("most"),
        longest=raw.get("longest", LONGEST.get(kind)),
        ahead=raw.get("ahead", False),
        sensitivity=_one_of(node.child("sensitivity"), SENSITIVITIES),
        owner=_one_of(node.child("owner"), OWNERS),
        legal_basis=tuple(_read_basis(node.child("legal_basis"), text, laws) for text in raw["legal_basis"]),
        ld_t=str(raw.get("ld_t", "")),
        definition=read_bilingual(node.document, raw["definition"], *node.keys, "definition"),
    )


def _one_of(node: Node, allowed: tuple[str, ...]) -> str:
    if node.raw not in allowed:
        what = f"{node.keys[-1]} cannot be {node.raw!r}."
        raise node.refusal(WrongType, what, f"Use one of {', '.join(allowed)}.")
    return str(node.raw)


def _read_basis(node: Node, text: object, laws: Mapping[str, Law]) -> LegalBasis:
    title, _, article = str(text).partition(" ")
    if title not in laws or not article:
        what = f"{text} is not an article of a law that is known here."
        raise node.refusal(UnknownKey, what, f"Write the law and the article; laws: {', '.join(laws)}.")
    return LegalBasis(laws[title], article)
