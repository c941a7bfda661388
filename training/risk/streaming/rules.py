"""The record rules as they are asked of one person: when there is something to ask, what is read, and the cases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from training.risk.records.death import DEATH
from training.risk.records.double import DRAWN_TWICE, ENROLLED_TWICE
from training.risk.records.impossible import IMPOSSIBLE
from training.risk.records.rule import RecordRule
from training.risk.records.sentence import SENTENCE
from training.risk.records.working import WORKING
from training.risk.streaming import at_work, impossible, paid_on, twice
from training.risk.streaming.case import Case
from training.risk.streaming.history import History
from training.risk.streaming.tables import BY_NAME
from training.risk.streaming.usual import Usual


class Employers:
    """The register of employers: which number an employer has among the insured."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str | None, str, int]] = {}
        self._of: dict[str, set[str]] = {}

    def put(self, own: str, uscc: str | None, employer_no: str, known: int) -> None:
        """Take in a row, in place of the one of its identity."""
        self.drop(own)
        self._known[own] = (uscc, employer_no, known)
        if uscc is not None:
            self._of.setdefault(uscc, set()).add(own)

    def drop(self, own: str) -> None:
        """Forget a row, if it is there."""
        uscc, *_ = self._known.pop(own, (None,))
        if uscc is not None:
            self._of[uscc].discard(own)

    def number_of(self, uscc: str | None, day: int) -> str | None:
        """The number known at the end of a day; of several, that of the first row."""
        rows = self._of.get(uscc, ()) if uscc is not None else ()
        known = [own for own in rows if self._known[own][2] <= day]
        return self._known[min(known)][1] if known else None


@dataclass(frozen=True, slots=True)
class Others:
    """What figures of one person take from others."""

    employers: Employers = field(default_factory=Employers)
    usual: Usual = field(default_factory=Usual)


@dataclass(frozen=True, slots=True)
class StreamedRule:
    """One record rule.

    rule     the same in SQL, which is its definition
    figures  their names, in order
    concerns whether a person whose trigger tables were read can have a case at all
    cases    those of a person on a day
    """

    rule: RecordRule
    figures: tuple[str, ...]
    concerns: Callable[[History], bool]
    cases: Callable[[History, int, Others], Iterator[Case]]

    @property
    def kinds(self) -> frozenset[int]:
        """The tables that it reads of a person."""
        return frozenset(BY_NAME[name].kind for name in self.rule.tables if BY_NAME[name].of_person)


def _has(*tables: str) -> Callable[[History], bool]:
    kinds = [BY_NAME[name].kind for name in tables]
    return lambda history: any(history.has(kind) for kind in kinds)


def _has_two_numbers(history: History) -> bool:
    rows = history.tables[BY_NAME["hrss_insured"].kind]
    return len(rows) > 1 and len({row.person_no for row in rows.values()}) > 1


def _work(history: History, day: int, others: Others) -> Iterator[Case]:
    return at_work.at_work(history, day, lambda uscc: others.employers.number_of(uscc, day))


STREAMED: tuple[StreamedRule, ...] = (
    StreamedRule(
        DEATH, paid_on.FIGURES, _has("police_changes", "civil_cremations", "health_deaths"),
        lambda history, day, others: paid_on.after_death(history, day),
    ),
    StreamedRule(
        SENTENCE, paid_on.SENTENCE_FIGURES, _has("police_sentences"),
        lambda history, day, others: paid_on.while_serving(history, day),
    ),
    StreamedRule(
        DRAWN_TWICE, twice.FIGURES, _has_two_numbers, lambda history, day, others: twice.drawn_twice(history, day)
    ),
    StreamedRule(
        ENROLLED_TWICE, twice.FIGURES, _has_two_numbers,
        lambda history, day, others: twice.enrolled_twice(history, day),
    ),
    StreamedRule(WORKING, at_work.FIGURES, _has("hrss_unemployment"), _work),
    StreamedRule(
        IMPOSSIBLE, impossible.FIGURES, lambda history: True,
        lambda history, day, others: impossible.impossible_bills(history, day, others.usual),
    ),
)  # fmt: skip
