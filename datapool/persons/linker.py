"""What joins records to persons, as the pool asks for it, and the words in which it answers."""

from enum import StrEnum
from typing import Protocol

import duckdb


class Rule(StrEnum):
    """Why a record belongs to its person."""

    CITIZEN_ID = "citizen_id"
    CHANGED_NUMBER = "changed_number"
    SLIP_AND_NAME = "slip_and_name"
    SLIP_AND_BIRTH = "slip_and_birth"
    NAME_BIRTH_SEX = "name_birth_sex"
    NAME_PHONE = "name_phone"
    NAME_DEATH = "name_death"
    SPOUSE = "spouse"
    CHILD = "child"
    ONLY_BEARER = "only_bearer"
    SAME_WRITTEN = "same_written"
    ALONE = "alone"
    DECISION = "decision"


class Doubt(StrEnum):
    """Why a clerk should look at two records."""

    ONE_NUMBER_TWO_PEOPLE = "one_number_two_people"
    ONE_RECORD_TWO_NUMBERS = "one_record_two_numbers"
    NAME_DIFFERS = "name_differs"
    SEVERAL_CANDIDATES = "several_candidates"
    NAME_TOO_COMMON = "name_too_common"
    NAME_ALONE = "name_alone"
    BIRTH_SEX_PHONE = "birth_sex_phone"


class Linker(Protocol):
    """Whatever decides which records are of one person: by rules, or by weights."""

    @property
    def version(self) -> str:
        """What its answers depend on beside the records."""

    def link(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the tables that `gather` made; make `joined` and `doubts` in the same schema.

        joined  record (each once), cluster (a number that records of one person share), rule, weight (NULL of a rule)
        doubts  record, other (which of two stand for one person is not sure, or why not), reason
        """
