"""A quality rule, the places it looks at, and what it weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Dimension(StrEnum):
    """What of the data a rule judges; the letter stands in the rule's code."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    REFERENTIAL_INTEGRITY = "referential_integrity"


LETTERS = {
    "C": Dimension.COMPLETENESS,
    "V": Dimension.VALIDITY,
    "U": Dimension.UNIQUENESS,
    "X": Dimension.CONSISTENCY,
    "T": Dimension.TIMELINESS,
    "R": Dimension.REFERENTIAL_INTEGRITY,
}


class Severity(StrEnum):
    """How much a failing check matters; a notice is shown and never counts in a score."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NOTICE = "notice"


WEIGHTS = {Severity.CRITICAL: 5.0, Severity.MAJOR: 3.0, Severity.MINOR: 1.0, Severity.NOTICE: 0.0}


class Mending(StrEnum):
    """What makes an error count as corrected: a later version of the record, or a later delivery free of the error."""

    RECORD = "record"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a rule looks: the table whose rows may break it, the columns to correct, and words for its SQL."""

    table: str
    columns: tuple[str, ...]
    words: Mapping[str, Any]

    @property
    def department(self) -> str:
        """The department that owns the table, and so the correction."""
        return self.table.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file states it.

    template     how its condition is written: a name of `datapool.quality.templates`, with its `arguments`
    lookups      [name of a lookup] the SQL of the key by which a row `r` finds its line there
    informed_by  lookups behind those: the rule is not judged in a pool where one of them says nothing
    needs        tables that must be shared for the row's region, or the row is not judged
    against      the other department whose record differs, where a ticket may name it
    ignores_corrections  a row that restates one of an earlier delivery is not judged
    tickets      whether a finding becomes a correction ticket (a clue for investigators does not)
    """

    code: str
    title: Mapping[str, str]
    correct: Mapping[str, str]
    severity: Severity
    targets: tuple[Target, ...]
    template: str
    arguments: Mapping[str, Any]
    lookups: Mapping[str, tuple[str, ...]]
    informed_by: tuple[str, ...]
    needs: tuple[str, ...]
    against: str | None
    tickets: bool
    ignores_corrections: bool
    mending: Mending
    weight: float
    basis: Mapping[str, str] | None

    @property
    def dimension(self) -> Dimension:
        """Told by the letter of the code."""
        return LETTERS[self.code.split("-")[1]]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule at one place; checks are numbered in the order of rules and targets.

    number   stands for the check in the tables of an assessment
    """

    number: int
    rule: Rule
    target: Target

    @property
    def name(self) -> str:
        """Such as Q-X-001/hrss_insured/sex."""
        return "/".join((self.rule.code, self.target.table, "+".join(self.target.columns)))
