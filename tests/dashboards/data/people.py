"""A small made-up pool of persons: some plain, some in doubt, some far away, with agreements and a log."""

from dataclasses import dataclass
from pathlib import Path

from core.principal import Principal, Role
from datapool.pool import Pool
from datapool.sharing.agreement_file import add_examples
from tests.datapool.persons.registers import insured, linked, member, number, pool_of, resident

BORN = "1960-05-06"
HERS, HIS, FAR = number(BORN, 12), number("1971-03-04", 31), number("1980-02-03", 45, county="470601")
DESCRIPTION = "title: {zh: 澜江省（虚构）, en: Lanjiang (made up)}\nhistory: {first: 2019-01, last: 2019-12}\n"
HRSS, HEALTH, POLICE = "hrss_insured", "health_members", "police_population"
HIS_OWN = number("1985-06-07", 51)
WANG, ZHAO, LIU, CHEN = "1000000001", "1000000002", "1000000004", "1000000005"


@dataclass(frozen=True)
class People:
    """The folder of the pool, and who may look at it."""

    root: Path

    @property
    def pool(self) -> Pool:
        return Pool.open(self.root)


def build_people(root: Path) -> People:
    """陈敏 is plain; 赵强 stands under 王芳's number; 李伟 is called otherwise at the clinic; 刘洋 lives far away."""
    rows = {
        HRSS: [
            insured(WANG, "王芳", HERS, BORN, "2", address="澜江路1号", phone="13800000001"),
            insured(ZHAO, "赵强", HERS, "1962-07-08", "1"),
            insured("1000000003", "李伟", HIS, "1971-03-04", "1", account_no="9222000011112222333"),
            insured(CHEN, "陈敏", HIS_OWN, "1985-06-07", "1", address="人民路3号"),
            insured(LIU, "刘洋", FAR, "1980-02-03", "1", region_code="470601"),
        ],
        HEALTH: [
            member("7", "王芳", HERS, BORN, "2", phone="13800000009"),
            member("9", "陈敏", HIS_OWN, "1985-06-07", "1"),
            member("8", "欧阳修明", HIS, "1971-03-04", "1"),
        ],
        POLICE: [resident("王芳", HERS, BORN, "2", address="新华街2号")],
    }
    pool = pool_of(root, rows)
    described = root / "pool.yaml"
    text = described.read_text(encoding="utf-8")
    if "made_up" not in text:
        text += "made_up: true\n"
    described.write_text(text if "title:" in text else text + DESCRIPTION, encoding="utf-8")
    linked(pool)
    add_examples(root)
    return People(root)


def clerk(region: str = "4701") -> Principal:
    return Principal("clerk.li", "hrss", frozenset({Role.CLERK}), region, "handling_case")


def auditor(region: str = "CN") -> Principal:
    return Principal("auditor.wu", "audit", frozenset({Role.AUDITOR}), region, "audit")


def steward() -> Principal:
    return Principal("steward.he", "hrss", frozenset({Role.DATA_STEWARD}), "4701", "data_quality")


def citizen(person_no: str = CHEN) -> Principal:
    return Principal(f"person_no:{person_no}", "hrss", frozenset({Role.CITIZEN}), None, "own_record")
