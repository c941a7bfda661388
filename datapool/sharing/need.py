"""What departments need of one another: which column, for which business, on which legal ground."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from datapool.sharing.agreement_file import items_of
from datapool.sharing.legal_basis import read_articles
from datapool.sharing.purpose import SharingPurpose, load_purposes, needed
from datapool.standards.catalogue import OWNERS, Item, load_catalogue
from datapool.standards.sources import Table, load_sources
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "needs.yaml"
_KEYS = ("by", "purpose", "business", "legal_basis", "columns")
_LEFT_OUT_KEYS = ("by", "items", "reason")


@dataclass(frozen=True, slots=True)
class Need:
    """One column that a department needs of another.

    by        who needs it
    provider  who delivers it
    """

    by: str
    provider: str
    table: str
    column: str
    item: Item
    purpose: SharingPurpose
    business: Bilingual
    legal_basis: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Items of other departments that some departments do not need, or have no ground to ask for."""

    by: tuple[str, ...]
    items: tuple[Item, ...]
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Needs:
    """Every need, the share of them that ought to flow by now, and what is not asked for."""

    milestone: float
    needs: tuple[Need, ...]
    left_out: tuple[LeftOut, ...] = ()


@cache
def load_needs(path: Path = FILE) -> Needs:
    """Read them against the tables that the project describes.

    Raises InputError with file and line, also where an item that the catalogue calls for is named nowhere.
    """
    document = load_document(path)
    root = Node(document, document.data)
    milestone = needed(root, ("milestone", "needs", "left_out"))["milestone"]
    if not isinstance(milestone, float) or not 0 < milestone <= 1:
        raise root.child("milestone").refusal(ValueOutOfRange, "this is no share.", "Write 0.6 for 60 %.")
    groups, without, sources = root.child("needs"), root.child("left_out"), load_sources()
    needs = tuple(need for name in groups.raw for need in _read(groups.child(name), sources))
    names = [(need.by, need.name, need.purpose.name) for need in needs]
    for at, twice in enumerate(names):
        if twice in names[:at]:
            raise groups.refusal(InputError, f"{twice[0]} needs {twice[1]} twice.", "Name it once for each purpose.")
    left_out = tuple(_read_left_out(without.child(name)) for name in without.raw)
    told = {(need.by, need.item.key) for need in needs}
    told |= {(by, item.key) for each in left_out for by in each.by for item in each.items}
    for by, key in called_for(sources):
        if (by, key) not in told:
            what = f"{by} delivers {key}, which another department owns, and nothing is said of it."
            raise groups.refusal(InputError, what, "Name it as a need, or under `left_out` with the reason.")
    return Needs(milestone, needs, left_out)


def called_for(tables: Mapping[str, Table]) -> tuple[tuple[str, str], ...]:
    """(department, item) wherever a department delivers an item of which another one is the owner and delivers it too.

    What the catalogue calls for: whoever holds a copy of another's item has something to set it beside.
    """
    held = {(table.department, item.key, item.owner) for table in tables.values() for _, item in items_of(table)}
    delivered = {(department, key) for department, key, _ in held}
    return tuple(sorted((by, key) for by, key, owner in held if by != owner and (owner, key) in delivered))


def _read_left_out(node: Node) -> LeftOut:
    raw, catalogue = needed(node, _LEFT_OUT_KEYS), load_catalogue()
    for key, known in (("by", OWNERS), ("items", tuple(catalogue))):
        if not isinstance(raw[key], list) or not raw[key]:
            raise node.child(key).refusal(WrongType, f"{key} is no list.", "Write it as in `[hrss, tax]`.")
        for at, name in enumerate(raw[key]):
            if name not in known:
                raise node.child(key).child(at).refusal(UnknownKey, f"{name} is not known.", "See the catalogue.")
    reason = read_bilingual(node.document, raw["reason"], *node.keys, "reason")
    return LeftOut(tuple(raw["by"]), tuple(catalogue[key] for key in raw["items"]), reason)


def _read(node: Node, sources: Mapping[str, Table]) -> Iterator[Need]:
    raw, purposes = needed(node, _KEYS), load_purposes()
    if raw["by"] not in OWNERS:
        raise node.child("by").refusal(UnknownKey, f"{raw['by']} is no department.", f"Use {', '.join(OWNERS)}.")
    if raw["purpose"] not in purposes:
        raise node.child("purpose").refusal(UnknownKey, "this is no purpose.", f"Use {', '.join(purposes)}.")
    business = read_bilingual(node.document, raw["business"], *node.keys, "business")
    articles = read_articles(node.child("legal_basis"))
    columns = node.child("columns")
    for at, name in enumerate(columns.raw):
        table, _, column = str(name).partition(".")
        items = dict(items_of(sources[table])) if table in sources else {}
        if column not in items:
            raise columns.child(at).refusal(UnknownKey, f"there is no column {name}.", "Write department_table.column.")
        provider = sources[table].department
        if provider == raw["by"]:
            raise columns.child(at).refusal(InputError, f"{provider} has {name} itself.", "Leave it out.")
        purpose = purposes[raw["purpose"]]
        yield Need(raw["by"], provider, table, column, items[column], purpose, business, articles)
