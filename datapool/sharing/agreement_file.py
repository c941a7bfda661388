"""Agreements as they are kept, in `agreements/<id>.yaml` of a pool: every field checked, a wrong one named by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType
from datapool.pool import ADDED, Pool
from datapool.sharing.agreement import Agreement, Assessment, Share, State
from datapool.sharing.legal_basis import read_articles
from datapool.sharing.measure import lacking, load_measures, read_measures
from datapool.sharing.purpose import SharingPurpose, load_purposes, needed
from datapool.sharing.row_test import read_row_test
from datapool.standards.catalogue import OWNERS, Item
from datapool.standards.regions import POOL_FILE
from datapool.standards.sources import Table
from datapool.vault.blind_index import is_indexable
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FOLDER = "agreements"
EXAMPLES = Path(__file__).parent / "examples"
YEARS_AN_ASSESSMENT_IS_KEPT = 3
FIELDS = (
    "id", "title", "provider", "receiver", "purpose", "legal_basis", "valid", "state", "tables", "rate", "security",
    "liability", "contact",
)  # fmt: skip
OPTIONAL = ("assessment", "made_up")
ALL_REGIONS = "all"
OF_PERSONS = ("personal", "sensitive")
_ID = re.compile(r"[a-z][a-z0-9-]{1,63}")
_TENANT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REGION = re.compile(r"\d{4}")
_MOST_ROWS = 10**9


class AgreementWrong(InputError):
    """An agreement that cannot be one: it gives more than its purpose allows, or lacks what the law asks for."""

    code = "sharing.agreement_wrong"


def load_agreements(pool: Pool) -> dict[str, Agreement]:
    """[id] every agreement of a pool; InputError at the first that is none."""
    folder = pool.root / FOLDER
    return {path.stem: load_agreement(pool, path.stem) for path in sorted(folder.glob("*.yaml"))}


def load_agreement(pool: Pool, name: str) -> Agreement:
    """The agreement of that id; UnknownKey where the pool has none, InputError with file and line where it is none."""
    path = find_agreement(pool, name)
    if path is None:
        raise UnknownKey("this pool has no such agreement.", remedy="`anlan data agreements` lists them.")
    return read_agreement(path, pool.tables(), is_made_up=_is_made_up(pool.root))


def find_agreement(pool: Pool, name: str) -> Path | None:
    """The file of an agreement, None where there is none."""
    # The name comes from whoever asks: nothing but an id may become part of a path.
    path = pool.root / FOLDER / f"{name}.yaml" if _ID.fullmatch(name) else None
    return path if path is not None and path.is_file() else None


def add_examples(root: Path) -> list[str]:
    """Put the made-up agreements into a made-up province; what is there already stays. Returns the ids put there."""
    if not _is_made_up(root):
        raise AgreementWrong(
            "the examples are for a made-up province.", path=root, remedy="`anlan data generate` makes one."
        )
    folder, added = root / FOLDER, []
    folder.mkdir(exist_ok=True)
    for path in sorted(EXAMPLES.glob("*.yaml")):
        if not (folder / path.name).exists():
            (folder / path.name).write_bytes(path.read_bytes())
            added.append(path.stem)
    return added


def _is_made_up(root: Path) -> bool:
    try:
        described = load_document(root / POOL_FILE).data
    except FileMissing:
        return False
    return isinstance(described, dict) and described.get("made_up") is True


def read_agreement(path: Path, tables: Mapping[str, Table], *, is_made_up: bool) -> Agreement:
    """Read one file.

    tables      what the pool describes
    is_made_up  whether the pool is: an example holds nowhere else
    """
    document = load_document(path)
    root = Node(document, document.data)
    raw = needed(root, FIELDS, OPTIONAL)
    if raw["id"] != path.stem or not _ID.fullmatch(path.stem):
        raise root.child("id").refusal(WrongType, "the id is not the name of the file.", f"Write `id: {path.stem}`.")
    if raw.get("made_up", False) and not is_made_up:
        remedy = "Remove it, or agree on it and take out `made_up`."
        raise root.child("made_up").refusal(AgreementWrong, "this is an example (示意).", remedy)
    provider, purpose = _department(root.child("provider")), _purpose(root.child("purpose"))
    since, until = _span(root.child("valid"))
    shares = root.child("tables")
    if not isinstance(shares.raw, dict) or not shares.raw:
        raise shares.refusal(
            InputError, "nothing is shared.", "Write `tables: {name: {columns: […], regions: all, where: []}}`."
        )
    rate = root.child("rate")
    needed(rate, ("rows_per_day", "requests_per_day"))
    agreement = Agreement(
        id=path.stem,
        title=_words(root, "title"),
        provider=provider,
        receiver=_receiver(root.child("receiver"), provider),
        purpose=purpose,
        legal_basis=read_articles(root.child("legal_basis")),
        since=since,
        until=until,
        state=_state(root.child("state")),
        shares={name: _share(shares.child(name), tables, provider=provider, purpose=purpose) for name in shares.raw},
        rows_per_day=_count(rate.child("rows_per_day")),
        requests_per_day=_count(rate.child("requests_per_day")),
        security=read_measures(root.child("security")),
        liability=_words(root, "liability"),
        contact=_words(root, "contact"),
        assessment=_assessment(root, since),
        is_made_up=raw.get("made_up", False) is True,
        plain=document.data,
    )
    _require_assessment(root, agreement, tables)
    _require_measures(root, agreement, tables)
    return agreement


def _words(root: Node, key: str) -> Bilingual:
    said = read_bilingual(root.document, root.raw[key], key)
    if not said.zh.strip() or not said.en.strip():
        raise root.child(key).refusal(InputError, f"{key} says nothing.", "Write it in both languages.")
    return said


def _department(node: Node) -> str:
    if node.raw not in OWNERS:
        raise node.refusal(UnknownKey, f"{node.raw} is no department.", f"Use {', '.join(OWNERS)}.")
    return str(node.raw)


def _receiver(node: Node, provider: str) -> str:
    if not isinstance(node.raw, str) or not _TENANT.fullmatch(node.raw) or node.raw == provider:
        remedy = "Name another department, or a tenant in small letters, digits and underscores."
        raise node.refusal(WrongType, "this is nobody who could receive.", remedy)
    return node.raw


def _purpose(node: Node) -> SharingPurpose:
    purposes = load_purposes()
    if node.raw not in purposes:
        remedy = f"Purposes: {', '.join(purposes)}; a new one needs a legal basis in the catalogue of purposes."
        raise node.refusal(UnknownKey, "this purpose is not in the catalogue.", remedy)
    return purposes[node.raw]


def _state(node: Node) -> State:
    if node.raw not in set(State):
        raise node.refusal(WrongType, f"{node.raw!r} is no state.", f"Use {', '.join(State)}.")
    return State(node.raw)


def _span(node: Node) -> tuple[date, date]:
    needed(node, ("from", "until"))
    since, until = _day(node.child("from")), _day(node.child("until"))
    if until < since:
        raise node.child("until").refusal(ValueOutOfRange, f"{until} lies before {since}.", "Mend one of the two days.")
    return since, until


def _day(node: Node) -> date:
    if type(node.raw) is not date:
        raise node.refusal(WrongType, f"{node.raw!r} is not a day.", "Write it as in 2025-01-31.")
    return node.raw


def _count(node: Node) -> int:
    if type(node.raw) is not int or not 1 <= node.raw <= _MOST_ROWS:
        raise node.refusal(
            ValueOutOfRange, f"{node.raw!r} is no number a day.", f"Write a number from 1 to {_MOST_ROWS}."
        )
    return node.raw


def _share(node: Node, tables: Mapping[str, Table], *, provider: str, purpose: SharingPurpose) -> Share:
    name = str(node.keys[-1])
    if name not in tables or tables[name].department != provider:
        own = [each for each, table in tables.items() if table.department == provider]
        raise node.refusal(UnknownKey, f"{provider} delivers no table {name}.", f"Its tables: {', '.join(own)}.")
    raw = needed(node, ("columns", "regions", "where"), ("equality",))
    items, kinds = dict(items_of(tables[name])), dict([*tables[name].standard_columns, *ADDED])
    columns = node.child("columns")
    if not isinstance(columns.raw, list) or not columns.raw or len(set(map(str, columns.raw))) < len(columns.raw):
        raise columns.refusal(WrongType, "these are no columns.", "Give a list of columns, each once.")
    for at, column in enumerate(columns.raw):
        if column not in items:
            raise columns.child(at).refusal(
                UnknownKey, f"{name} has no column {column}.", f"Columns: {', '.join(items)}."
            )
        if items[column].sensitivity not in purpose.classes:
            what = f"{column} is {items[column].sensitivity}; {purpose.name} covers {', '.join(purpose.classes)}."
            raise columns.child(at).refusal(AgreementWrong, what, "Leave it out, or share for another purpose.")
    where = node.child("where")
    if not isinstance(where.raw, list):
        raise where.refusal(WrongType, "`where` is not a list.", "Write `where: []`, or tests of rows.")
    tests = tuple(read_row_test(where.child(at), kinds) for at in range(len(where.raw)))
    equality = _equality(node, columns.raw, items)
    return Share(name, tuple(columns.raw), _regions(node.child("regions"), raw["regions"]), tests, equality)


def _equality(node: Node, columns: Sequence[str], items: Mapping[str, Item]) -> tuple[str, ...]:
    """Columns that are given and are numbers of so many that a blind index does not tell which one it is."""
    listed = node.raw.get("equality", [])
    if not isinstance(listed, list) or len(set(map(str, listed))) < len(listed):
        raise node.child("equality").refusal(WrongType, "these are no columns.", "Give a list of columns, each once.")
    for at, column in enumerate(listed):
        if column not in columns or not is_indexable(items[column]):
            able = [name for name in columns if is_indexable(items[name])]
            what, remedy = f"{column} can have no blind index here.", f"Columns: {', '.join(able) or 'none'}."
            raise node.child("equality").child(at).refusal(AgreementWrong, what, remedy)
    return tuple(listed)


def _regions(node: Node, raw: Any) -> tuple[str, ...] | None:
    if raw == ALL_REGIONS:
        return None
    if not isinstance(raw, list) or not raw or not all(isinstance(r, str) and _REGION.fullmatch(r) for r in raw):
        raise node.refusal(WrongType, "these are no regions.", 'Write `all`, or four digits each: ["4701", "4702"].')
    return tuple(raw)


def items_of(table: Table) -> Iterator[tuple[str, Item]]:
    """(column of the pool, item) of a table."""
    for column in table.columns:
        for name, _ in column.standard_columns:
            yield name, column.item


def _assessment(root: Node, since: date) -> Assessment | None:
    if "assessment" not in root.raw:
        return None
    node = root.child("assessment")
    raw = needed(node, ("reference", "done_on", "keep_until"))
    done, kept = _day(node.child("done_on")), _day(node.child("keep_until"))
    if not isinstance(raw["reference"], str) or not raw["reference"].strip():
        raise node.child("reference").refusal(InputError, "the assessment has no reference.", "Say where it lies.")
    if done > since:
        what = "the impact assessment was made after the agreement began."
        raise node.child("done_on").refusal(AgreementWrong, what, "It is made beforehand: 个人信息保护法 第五十五条.")
    if kept < _years_later(done, YEARS_AN_ASSESSMENT_IS_KEPT):
        what = f"the impact assessment is kept less than {YEARS_AN_ASSESSMENT_IS_KEPT} years."
        raise node.child("keep_until").refusal(AgreementWrong, what, "Keep it longer: 个人信息保护法 第五十六条.")
    return Assessment(raw["reference"], done, kept)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _require_measures(root: Node, agreement: Agreement, tables: Mapping[str, Table]) -> None:
    """What the classes of the columns call for is demanded of the receiver."""
    classes = {
        dict(items_of(tables[name]))[column].sensitivity
        for name, share in agreement.shares.items()
        for column in share.columns
    }
    without = lacking(agreement.security, classes)
    if without:
        what = f"{', '.join(without)} {'is' if len(without) == 1 else 'are'} not demanded of the receiver."
        cited = "；".join(dict.fromkeys(basis for name in without for basis in load_measures()[name].legal_basis))
        raise root.child("security").refusal(AgreementWrong, what, f"Add {', '.join(without)}: {cited}.")


def _require_assessment(root: Node, agreement: Agreement, tables: Mapping[str, Table]) -> None:
    """To give personal data to another, sensitive or not, is assessed before."""
    if agreement.assessment is not None:
        return
    for name, share in agreement.shares.items():
        items = dict(items_of(tables[name]))
        found = [column for column in share.columns if items[column].sensitivity in OF_PERSONS]
        if found:
            what = f"{found[0]} of {name} is of persons, and there is no impact assessment."
            remedy = "Add `assessment: {reference: …, done_on: …, keep_until: …}`: 个人信息保护法 第五十五条."
            raise root.child("tables").child(name).refusal(AgreementWrong, what, remedy)
