"""Which figures a fund workbook asks for: one row each, with unit, definition and where the office finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey
from rules.bilingual import Bilingual, read_bilingual

MONEY, PERSONS, YUAN_PER_MONTH, YUAN_PER_YEAR = "money", "persons", "yuan_per_month", "yuan_per_year"
KINDS = (MONEY, PERSONS, YUAN_PER_MONTH, YUAN_PER_YEAR)
_FIELDS = {"title", "kind", "definition", "where", "may_be_negative"}


@dataclass(frozen=True, slots=True)
class FundCell:
    """One row of the workbook.

    key         fund and measure, as in `enterprise_pension.income`
    kind        money and persons follow the unit cells of the workbook; the two wages are always in yuan
    definition  what the figure counts (口径)
    where       the table in which an office finds it
    """

    key: str
    title: Bilingual
    kind: str
    definition: Bilingual
    where: Bilingual
    may_be_negative: bool

    @property
    def fund(self) -> str:
        """The fund, or `region`, that the figure belongs to."""
        return self.key.split(".")[0]


@lru_cache(maxsize=8)
def load_cells(path: Path) -> Mapping[str, FundCell]:
    """The rows by key, in the order of the file; InputError names the line of a row that is not well formed."""
    document = load_document(path)
    if not isinstance(document.data, dict):
        raise InputError("this is not a list of rows.", path=path, remedy="Write `fund.measure: {title: …}`.")
    return {key: _cell(document, key) for key in document.data}


def _cell(document: Document, key: str) -> FundCell:
    fields = document.data[key]
    if not isinstance(fields, dict) or not _FIELDS - {"may_be_negative"} <= set(fields) <= _FIELDS:
        raise UnknownKey(
            f"the row {key} does not have exactly the fields it needs.",
            path=document.path,
            line=document.line(key),
            remedy=f"Fields are: {', '.join(sorted(_FIELDS))}.",
        )
    if fields["kind"] not in KINDS:
        raise UnknownKey(
            f"the row {key} has the unknown kind {fields['kind']!r}.",
            path=document.path,
            line=document.line(key, "kind"),
            remedy=f"One of: {', '.join(KINDS)}.",
        )
    title, definition, where = (read_bilingual(document, fields[name], key, name) for name in _NAMES)
    return FundCell(key, title, fields["kind"], definition, where, bool(fields.get("may_be_negative", False)))


_NAMES = ("title", "definition", "where")
