"""Puts injections into a province and says, for every row, which rules it must break and which it may."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from datapool.pool import Pool
from datapool.quality.assess import assess
from datapool.quality.assessment import Assessment
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import Province, Row, build_province
from tests.datapool.quality.world import Injection, World

Place = tuple[str, int]
_KEYS = ("person_no", "member_no", "taxpayer_no", "citizen_id", "husband_id", "mother_id", "subject_no")


@dataclass
class Spoilt:
    """What was injected where, and what the assessment found.

    expected  [injection] rows it broke        allowed   (rule, person) that an injection may set off
    """

    assessment: Assessment
    expected: dict[str, list[Row]]
    allowed: set[tuple[str, int | None]]
    rows: dict[Place, Row]

    def found(self, rule: str) -> set[Place]:
        table = self.assessment.findings(rule)
        return set(zip(table.column("batch").to_pylist(), table.column("line").to_pylist(), strict=True))


def spoil(folder: Path, injections: Sequence[Injection], seed: int, persons: int = 3600) -> Spoilt:
    """A province of its own with all the injections, each in rows and persons that no other touches."""
    province = build_province(persons, seed)
    world = World(province, Random(seed), {person.number: person for person in province.people})
    _name_subjects(province)
    scarce_first = sorted(injections, key=lambda each: len(province.rows[each.table]))
    expected = {str(each): _inject(world, each) for each in scarce_first}
    lay_out(folder, province.rows)
    rows = {(row["_batch"], row["_line"]): row for table in province.rows.values() for row in table}
    return Spoilt(assess(Pool.open(folder)), expected, world.allowed, rows)


def _inject(world: World, injection: Injection) -> list[Row]:
    order = list(world.rows(injection.table))
    world.random.shuffle(order)
    broken: list[Row] = []
    for row in order:
        if len(broken) == injection.count:
            break
        subject = row["_subject"]
        if id(row) in world.touched or subject in world.subjects or not injection.where(world, row):
            continue
        world.touched.add(id(row))
        if subject is not None:
            world.subjects.add(subject)
        result = injection.spoil(world, row) or row
        world.touched.add(id(result))
        result["_breaks"].add(injection.rule)
        world.allowed |= {(rule, result["_subject"]) for rule in injection.also}
        world.allowed |= {(rule, row["_subject"]) for rule in injection.also}
        broken.append(result)
    return broken


def _name_subjects(province: Province) -> None:
    by_key: dict[str, int] = {}
    for person in province.people:
        for key in (person.person_no, person.member_no, person.taxpayer_no, person.id_number):
            by_key[key] = person.number
    for table, rows in province.rows.items():
        for row in rows:
            row["_breaks"], row["_table"] = set(), table
            row["_subject"] = next((by_key[row[key]] for key in _KEYS if row.get(key) in by_key), None)
