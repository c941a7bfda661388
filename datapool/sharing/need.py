"""What departments need of one another: which column, for which business, on which legal ground."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange
from datapool.sharing.agreement_file import items_of
from datapool.sharing.legal_basis import read_articles
from datapool.sharing.purpose import SharingPurpose, load_purposes, needed
from datapool.standards.catalogue import OWNERS, Item
from datapool.standards.sources import Table, load_sources
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "needs.yaml"
_KEYS = ("by", "purpose", "business", "legal_basis", "columns")


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
class Needs:
    """Every need, and the share of them that ought to flow by now."""

    milestone: float
    needs: tuple[Need, ...]


@cache
def load_needs(path: Path = FILE) -> Needs:
    """Read them against the tables that the project describes. Raises InputError with file and line."""
    document = load_document(path)
    root = Node(document, document.data)
    milestone = needed(root, ("milestone", "needs"))["milestone"]
    if not isinstance(milestone, float) or not 0 < milestone <= 1:
        raise root.child("milestone").refusal(ValueOutOfRange, "this is no share.", "Write 0.6 for 60 %.")
    groups, sources = root.child("needs"), load_sources()
    needs = tuple(need for name in groups.raw for need in _read(groups.child(name), sources))
    names = [(need.by, need.name) for need in needs]
    for at, twice in enumerate(names):
        if twice in names[:at]:
            raise groups.refusal(InputError, f"{twice[0]} needs {twice[1]} twice.", "Name it once.")
    return Needs(milestone, needs)


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
