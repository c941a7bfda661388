"""Every role, action, class, region and purpose: nothing leaks, and every denial is explained in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import duckdb
import pyarrow as pa
import pytest

from core.principal import Principal, Role
from datapool.access.compiling import compile_access
from datapool.access.deciding import Answer, decide
from datapool.access.rule_files import load_rules
from datapool.access.shape import ProtectedColumn, RowAttribute, Shape
from datapool.access.values import Kind, Known, entity, text, truth
from datapool.access.words import access_words
from datapool.sharing.purpose import load_purposes
from rules.bilingual import Bilingual

RULES = load_rules()
PURPOSES, ACTIONS = RULES.vocabulary["Purpose"], RULES.actions
CLASSES = ("public", "internal", "personal", "sensitive")
REGIONS = {"own": "470102", "other": "470201", "nation": "CN", "missing": None}
SUBJECTS = {"oneself": "person_no:1", "another": "person_no:2", "missing": None}
FOR_SENSITIVE = ("handling_case", "fraud_investigation", "own_record")
# What agreements may give for a purpose of theirs, said once more.
SHARED = {
    "entitlement_check", "register_upkeep", "contribution_check", "means_test", "fund_supervision", "handling_case",
    "contribution_collection", "medical_assistance", "online_service", "statistics",
}  # fmt: skip
SHARED_WITHOUT_SENSITIVE = {"online_service", "statistics"}
OF_ROWS = ("read_rows", "share_rows", "decide_doubts", "see_looks")
WITHOUT_REGION = (Role.CITIZEN, Role.ML_ENGINEER)
BOTH = ("read_rows", "read_aggregates")


@dataclass(frozen=True)
class Cell:
    """One field: its class, where its row is, whom it is about, and whether the table is about persons."""

    sensitivity: str
    region: str
    subject: str
    about_person: bool

    @property
    def attributes(self) -> dict[str, Known]:
        found = {
            "department": entity("Department", "hrss"),
            "table": text("hrss_insured"),
            "column": text("c"),
            "item": text("sex"),
            "class": entity("Class", self.sensitivity),
            "about_person": truth(self.about_person),
        }
        if (region := REGIONS[self.region]) is not None:
            found["region"] = entity("Region", region)
        if (subject := SUBJECTS[self.subject]) is not None:
            found["subject"] = text(subject)
        return found


CELLS = [Cell(*each) for each in product(CLASSES, REGIONS, SUBJECTS, (True, False))]


def asking(role: Role, purpose: str, tenant: str) -> Principal:
    region = None if role in WITHOUT_REGION else "4701"
    return Principal("person_no:1", tenant, frozenset({role}), region, purpose)


def may(who: Principal, action: str, cell: Cell) -> bool:
    """What the law and the duties of each role allow, said once more and otherwise than in the rules."""
    (role,) = who.roles
    own_region = cell.region == "own" and who.region is not None
    ordinary, own_department = cell.sensitivity != "sensitive", who.tenant == "hrss"
    if role is Role.CITIZEN and action in ("share_rows", "decide_doubts"):
        return False
    if cell.about_person and role is Role.CITIZEN and cell.subject != "oneself":
        return False
    if cell.about_person and role is not Role.CITIZEN and action in OF_ROWS and not own_region:
        return False
    if cell.about_person and role in (Role.FUND_MANAGER, Role.ML_ENGINEER) and action in OF_ROWS:
        return False
    if action == "share_rows":
        return may_be_shared(who, cell, own_region)
    if action == "see_looks":
        return may_see_looks(who, cell, own_region)
    if not ordinary and who.purpose not in FOR_SENSITIVE:
        return False
    if cell.sensitivity == "public" and not cell.about_person:
        return True
    duties = {
        Role.FUND_MANAGER: (who.purpose, action) == ("fund_management", "read_aggregates") and ordinary and own_region,
        Role.DATA_STEWARD: (who.purpose, action) == ("data_quality", "read_rows")
        and (ordinary and own_region and own_department),
        Role.CLERK: who.purpose == "handling_case"
        and own_region
        and ((action in ("read_rows", "decide_doubts") and ordinary) or (action == "read_rows" and own_department)),
        Role.RISK_INVESTIGATOR: who.purpose == "fraud_investigation" and action in BOTH and own_region,
        Role.AUDITOR: who.purpose == "audit" and action in BOTH and ordinary and own_region,
        Role.ML_ENGINEER: (who.purpose, action) == ("model_training", "open_mart") and ordinary,
        Role.CITIZEN: (who.purpose, action) == ("own_record", "read_rows")
        and (cell.about_person and cell.subject == "oneself"),
        Role.REGIONAL_CENTRE: (ordinary and own_region)
        and (
            (who.purpose == "regional_service" and action != "decide_doubts")
            or (who.purpose == "model_training" and action in ("read_aggregates", "open_mart"))
        ),
    }
    return duties[role]


def may_be_shared(who: Principal, cell: Cell, own_region: bool) -> bool:
    """What an agreement may give: for a purpose of agreements, of the own area; to check means, to civil affairs."""
    if cell.sensitivity == "public" and not cell.about_person:
        return True
    if who.purpose not in SHARED or not own_region:
        return False
    if who.purpose == "means_test" and cell.about_person and who.tenant != "civil":
        return False
    if who.purpose == "statistics" and cell.sensitivity == "personal":
        return False
    return cell.sensitivity != "sensitive" or who.purpose not in SHARED_WITHOUT_SENSITIVE


def may_see_looks(who: Principal, cell: Cell, own_region: bool) -> bool:
    """Who looked is told to oneself, and by way of ordinary items to those who watch over the own area."""
    if not cell.about_person:
        return cell.sensitivity == "public"
    (role,) = who.roles
    if role is Role.CITIZEN:
        return who.purpose == "own_record" and cell.subject == "oneself"
    watching = {
        Role.AUDITOR: who.purpose == "audit",
        Role.RISK_INVESTIGATOR: who.purpose == "fraud_investigation",
        Role.DATA_STEWARD: who.purpose == "data_quality" and who.tenant == "hrss",
    }
    return watching.get(role, False) and own_region and cell.sensitivity != "sensitive"


def decisions(role: Role) -> Iterator[tuple[Principal, str, Cell, Answer]]:
    for purpose, action, tenant in product(PURPOSES, ACTIONS, ("hrss", "civil")):
        # Compiled tables, below, are looked at for every pair; one decision after another takes too long for that.
        if purpose in SHARED - {"means_test"} and action != "share_rows":
            continue
        if tenant == "civil" and action not in ("read_rows", "share_rows", "see_looks"):
            continue
        who = asking(role, purpose, tenant)
        answers = decide(RULES, who, action, [cell.attributes for cell in CELLS])
        yield from ((who, action, cell, answer) for cell, answer in zip(CELLS, answers, strict=True))


@pytest.mark.parametrize("role", list(Role))
def test_nothing_leaks_and_every_denial_is_explained(role: Role) -> None:
    allowed = 0
    for who, action, cell, answer in decisions(role):
        assert answer.allowed == may(who, action, cell), (who, action, cell, answer.why)
        assert answer.why.zh.startswith("允许：" if answer.allowed else ("禁止：", "所需信息缺失", "没有规则允许："))
        assert answer.why.en.startswith(
            "Allowed: " if answer.allowed else ("Forbidden: ", "Denied, ", "No rule permits")
        )
        named = (*answer.permitted, *answer.forbidden, *answer.failed)
        assert all(rule.id in answer.why.zh and rule.title.en in answer.why.en for rule in named)
        assert bool(answer.permitted) == answer.allowed
        allowed += answer.allowed
    assert allowed > 0


def table_of(about_person: bool) -> Shape:
    return Shape(
        table="hrss_insured",
        title=Bilingual("参保人员", "insured"),
        fixed={
            "department": entity("Department", "hrss"),
            "table": text("hrss_insured"),
            "about_person": truth(about_person),
        },
        of_rows={
            "region": RowAttribute(Kind.ENTITY, "t.region", "Region"),
            "subject": RowAttribute(Kind.STRING, "t.subject"),
        },
        columns={
            name: ProtectedColumn(
                Bilingual(name, name),
                "INTEGER",
                name,
                {"column": text("c"), "item": text("sex"), "class": entity("Class", name)},
            )
            for name in CLASSES
        },
    )


PLACES = list(product(REGIONS, SUBJECTS))
ROWS = pa.table(
    {
        "region": pa.array([REGIONS[region] for region, _ in PLACES], pa.string()),
        "subject": pa.array([SUBJECTS[subject] for _, subject in PLACES], pa.string()),
    }
    | {name: pa.array(range(len(PLACES)), pa.int32()) for name in CLASSES}
)


@pytest.mark.parametrize("role", list(Role))
def test_compiled_tables_give_the_same_fields(role: Role) -> None:
    with duckdb.connect() as connection:
        connection.register("hrss_insured", ROWS)
        for purpose, action, about_person in product(PURPOSES, ACTIONS, (True, False)):
            who = asking(role, purpose, "civil" if purpose == "means_test" else "hrss")
            compiled = compile_access(RULES, who, action, table_of(about_person))
            rows = connection.execute(compiled.select()).fetchall()
            for at, sensitivity in enumerate(CLASSES):
                found = {row[at] for row in rows} - {None}
                expected = {
                    number
                    for number, (region, subject) in enumerate(PLACES)
                    if may(who, action, Cell(sensitivity, region, subject, about_person))
                }
                assert found == expected, (who, action, sensitivity)


def test_the_rules_know_every_purpose_of_agreements_and_nothing_that_has_no_words() -> None:
    assert set(load_purposes()) <= set(PURPOSES) == set(access_words("purposes"))
    assert set(ACTIONS) == set(access_words("actions"))


def test_two_roles_give_what_either_gives_and_lose_what_either_forbids() -> None:
    both = Principal("person_no:1", "hrss", frozenset({Role.CLERK, Role.CITIZEN}), "4701", "handling_case")
    field = Cell("personal", "own", "another", True).attributes
    (answer,) = decide(RULES, both, "read_rows", [field])
    assert not answer.allowed and [rule.id for rule in answer.forbidden] == ["citizens-only-themselves"]
