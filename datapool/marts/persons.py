"""Who a row is about: one person under the numbers of several departments, always in the same part of the split."""

from datetime import date

from datapool.marts import arrival
from datapool.marts.naming import MACRO
from datapool.marts.purpose import TableScope
from datapool.standards.sql import identifier, quote

# [item] the register in which a number first appears beside a citizen ID.
REGISTERS = {"person_no": "hrss_insured", "member_no": "health_members", "taxpayer_no": "tax_taxpayers"}
CITIZEN_ID = "citizen_id"
PERSON, SPLIT = "_person", "_split"
PARTS = (("train", 70), ("validation", 15), ("test", 15))
_SALT = "anlan split 1:"


def is_of_a_person(item: str) -> bool:
    """Whether a number of that item stands for a person whom several departments know."""
    return item == CITIZEN_ID or item in REGISTERS


def are_told(scope: TableScope) -> bool:
    """Whether a row says whom it is about."""
    return scope.tells_persons and any(map(is_of_a_person, scope.split_items))


def macros() -> str:
    """SQL that makes the macro part_of(subject): train, validation or test, the same in every purpose and snapshot."""
    place = f"('0x' || sha256({quote(_SALT)} || subject)[1:8])::BIGINT % 100"
    bounds, seen = [], 0
    for part, share in PARTS[:-1]:
        seen += share
        bounds.append(f"WHEN {place} < {seen} THEN {quote(part)}")
    return f"CREATE TEMP MACRO part_of(subject) AS CASE {' '.join(bounds)} ELSE {quote(PARTS[-1][0])} END"


def subjects(item: str, as_of: date) -> str:
    """SQL that makes the table subjects_<item> (number, person, part): the name of the person behind a number.

    The person is the citizen ID of the first row in which the number was known, so that what comes later moves nobody;
    where that row has no valid ID, it is the number itself. The part of the split is settled by that row even where it
    comes after `as_of`, for it tells nothing but itself; the person is not.
    """
    register, known = REGISTERS[item], arrival.known_on(["registered_on"])
    first = f"arg_min(struct_pack(id := {CITIZEN_ID}), ({known}, _batch, _line)).id"
    person = f"CASE WHEN since <= DATE {quote(as_of.isoformat())} THEN {_person('subject')} END"
    return (
        f"CREATE TEMP TABLE subjects_{item} AS SELECT number, {person} AS person, part_of(subject) AS part "
        f"FROM (SELECT {item} AS number, min({known}) AS since, "
        f"coalesce({first}, {quote(item + ':')} || {item}) AS subject "
        f"FROM {register} JOIN {arrival.ARRIVALS} USING (_batch) GROUP BY {item})"
    )


def person_of(item: str, column: str) -> str:
    """SQL for the name of the person of a row `t`; where a register says whose number it is, it is joined as `s`."""
    own = _person(_subject(item, column))
    return f"coalesce(s.person, {own})" if item in REGISTERS else own


def part_of(item: str, column: str) -> str:
    """SQL for the part of the split that a row `t` belongs to, joined likewise."""
    own = f"part_of({_subject(item, column)})"
    return f"coalesce(s.part, {own})" if item in REGISTERS else own


def _person(subject: str) -> str:
    return f"{MACRO}('person', {subject})"


def _subject(item: str, column: str) -> str:
    """Whoever stands behind a number that no register knows, or behind a citizen ID."""
    number = f"t.{identifier(column)}"
    if item == CITIZEN_ID:
        return f"coalesce({number}, {quote(CITIZEN_ID + ':')} || t.{identifier(column + '_written')})"
    return f"{quote(item + ':')} || {number}"
