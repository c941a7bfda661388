"""Under which numbers the registers know a person, as far as that is beyond doubt."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from datapool.marts.persons import CITIZEN_ID, REGISTERS
from datapool.pool import Pool
from datapool.sharing.person_key import PERSON_ITEMS, PersonKey
from datapool.standards.sql import identifier


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one person.

    keys      the one that was given, under every item, and those that the registers give beside it
    doubtful  registers in which the citizen number stands beside several numbers, which are left out: they may be
              other people's, whose looks are nobody else's to know
    """

    keys: tuple[PersonKey, ...]
    doubtful: tuple[str, ...]


def numbers_of(pool: Pool, number: str) -> Numbers:
    """Every number of the person whom a department knows under `number`; no more than itself where none knows it."""
    keys = [PersonKey(item, number) for item in PERSON_ITEMS]
    doubtful: list[str] = []
    with pool.connect(list(REGISTERS.values())) as connection:
        citizen_ids = set(_citizen_ids(connection, number))
        if len(citizen_ids) == 1:
            (citizen_id,) = citizen_ids
            keys.append(PersonKey(CITIZEN_ID, citizen_id))
            for item, register in REGISTERS.items():
                found = _numbers(connection, item, register, citizen_id)
                if len(found) == 1:
                    keys.append(PersonKey(item, found[0]))
                elif found:
                    doubtful.append(register)
        elif citizen_ids:
            doubtful += REGISTERS.values()
    return Numbers(tuple(dict.fromkeys(keys)), tuple(doubtful))


def _citizen_ids(connection: duckdb.DuckDBPyConnection, number: str) -> Iterator[str]:
    """Valid citizen numbers beside which the number stands in a register, or which it is itself."""
    for item, register in REGISTERS.items():
        asked = (
            f"SELECT DISTINCT citizen_id FROM {identifier(register)} "
            f"WHERE citizen_id IS NOT NULL AND ($1 IN ({identifier(item)}, citizen_id))"
        )
        yield from (found for (found,) in connection.execute(asked, [number]).fetchall())


def _numbers(connection: duckdb.DuckDBPyConnection, item: str, register: str, citizen_id: str) -> list[str]:
    asked = f"SELECT DISTINCT {identifier(item)} FROM {identifier(register)} WHERE citizen_id = $1 ORDER BY 1"
    return [found for (found,) in connection.execute(asked, [citizen_id]).fetchall() if found is not None]
