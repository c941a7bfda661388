"""Hand-made registers: persons written down as each department would, for tests that need a certain mistake."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.persons.decisions import in_force, read_decisions
from datapool.persons.linking import link_pool
from datapool.persons.rules import RuleLinker
from datapool.persons.storing import Index, persons_folder
from datapool.pool import Pool, described_tables
from tests.datapool.intake.feeds import WEIGHTS, Row, deliver, good_rows, make_pool_file, render

_COUNTY = "470101"


def number(born: str, order: int, county: str = _COUNTY) -> str:
    """A citizen number with a right check digit; an odd `order` is a man's. born: 1980-01-02."""
    body = f"{county}{born.replace('-', '')}{order:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def insured(person_no: str, name: str, citizen_id: str, born: str, sex: str, **more: str) -> Row:
    """A row of the agency's register."""
    row = {"person_no": person_no, "person_name": name, "citizen_id": citizen_id, "birth_date": born, "sex": sex}
    return _EMPTY_INSURED | row | more


def member(member_no: str, name: str, citizen_id: str, born: str, sex: str, **more: str) -> Row:
    """A row of the register of medical insurance."""
    row = {"member_no": member_no, "person_name": name, "citizen_id": citizen_id, "birth_date": born, "sex": sex}
    return {"phone": "", "registered_on": "2016-03-01", "region_code": _COUNTY} | row | more


def resident(name: str, citizen_id: str, born: str, sex: str, **more: str) -> Row:
    """A row of the population register."""
    row = {"person_name": name, "citizen_id": citizen_id, "birth_date": born.replace("-", ""), "sex": sex}
    return {"former_name": "", "household_no": "", "registered_on": "20140501", "region_code": _COUNTY} | row | more


_EMPTY_INSURED = {"phone": "", "address": "", "account_no": "", "employer_no": "", "registered_on": "2015-02-01"}
_EMPTY_INSURED["region_code"] = _COUNTY


def pool_of(root: Path, delivered: Mapping[str, Sequence[Row]], *, delivery: str = "2019") -> Pool:
    """A pool in which these rows have landed, [table] rows; what a row leaves out is made up."""
    if not (root / "pool.yaml").exists():
        make_pool_file(root)
    tables = described_tables(root)
    for table, given in delivered.items():
        rows = [made | row for made, row in zip(good_rows(tables[table], len(given)), given, strict=True)]
        deliver(root, tables[table], render(tables[table], rows), delivery=delivery)
    land(root, [FolderSource(root, tables)])
    pool = Pool.open(root)
    kept_back = list(pool.quarantined())
    assert not kept_back, [(row.table, row.reasons, row.columns) for row in kept_back]
    return pool


def linked(pool: Pool, *, workers: int = 1) -> Index:
    """Its index of persons, with what clerks decided."""
    decisions = in_force(read_decisions(persons_folder(pool.root)))
    return link_pool(pool, linker=RuleLinker(), decisions=decisions, workers=workers, memory="1GB")


def clusters(pool: Pool, index: Index) -> set[frozenset[str]]:
    """The persons, each as the set of `table line/role` of its rows."""
    rows = duckdb.execute(
        f"SELECT person, \"table\" || ' ' || line || coalesce('/' || nullif(role, ''), '') FROM '{index.links}'"
    ).fetchall()
    found: dict[str, set[str]] = {}
    for person, place in rows:
        found.setdefault(person, set()).add(place)
    return {frozenset(places) for places in found.values()}


def doubts(index: Index) -> list[str]:
    """Reasons of the clerical queue."""
    return [why for (why,) in duckdb.execute(f"SELECT reason FROM '{index.doubtful}' ORDER BY reason").fetchall()]


def rules(index: Index) -> dict[str, str]:
    """[table line] the rule by which the row's record was joined."""
    rows = duckdb.execute(f"SELECT \"table\" || ' ' || line, rule FROM '{index.links}'").fetchall()
    return dict(rows)
