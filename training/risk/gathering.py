"""What models learn from: cases and subjects of pools, and what investigations found of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.errors import InputError
from core.principal import Principal
from datapool import marts
from datapool.marts import arrival
from datapool.pool import Pool
from rules.book import RuleBook
from training.risk import outcomes
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import ask_question, set_law
from training.risk.behaviour.learning import Told, told
from training.risk.casebook import Moved, open_casebook
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask, columns_of
from training.risk.records.rule import LAST
from training.risk.scorer import Flags

EVERYTHING = (*RULES, *(question.rule for question in QUESTIONS))
Labelled = tuple[Cases, Flags, Flags]
# Months before a pool's day at which its cases are looked at, too: seven apart, so that no season comes twice.
_EARLIER = (5, 12, 19)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Cases and subjects of pools with what investigations found of them.

    cases     [rule] of each pool and day: cases, [case] confirmed, [case] unfounded
    subjects  [question] of each pool
    hashes    of the data of each pool
    """

    cases: Mapping[str, Sequence[Labelled]]
    subjects: Mapping[str, Sequence[Told]]
    hashes: Sequence[str]


def last_day(root: Path) -> date:
    """The last day of the newest delivery of a pool. Raises InputError where no delivery is named after a period."""
    days: list[date] = arrival.arrivals(Pool.open(root).batches()).column("ends").drop_null().to_pylist()
    if not days:
        raise InputError("no delivery of the pool is named after a period.", path=root, remedy="Give --as-of.")
    return max(days)


def everything() -> dict[str, list[str]]:
    """[table] columns that rules, questions and findings read."""
    return {**columns_of(EVERYTHING), **{table: list(columns) for table, columns in outcomes.TABLES.items()}}


def gather(
    pools: Sequence[tuple[Path, date]],
    *,
    who: str | Principal,
    now: datetime,
    more: pa.Table = outcomes.NO_LABELS,
    moved: Moved = lambda done, total: None,
) -> Gathered:
    """Ask every rule and question of pools, and the rules of what the pools knew some months before.

    pools  folder and the day as of which it is looked at: cases and findings known later do not exist
    more   findings beside those of the pools, such as the ledger's; those later than the day of a pool do not exist
    """
    cases: dict[str, list[Labelled]] = {rule.name: [] for rule in RULES}
    subjects: dict[str, list[Told]] = {question.name: [] for question in QUESTIONS}
    hashes, book, looks = [], RuleBook.load(), 1 + len(_EARLIER)
    for number, (root, as_of) in enumerate(pools):
        with open_casebook(marts.Snapshot(root, as_of), everything(), who=who, now=now) as casebook:
            known = more.filter(pc.less_equal(more["at"], pa.scalar(as_of)))
            labels = outcomes.together(outcomes.investigated(casebook.connection), known)
            hashes.append(casebook.data_hash)
            set_law(casebook, book, as_of)
            for rule in RULES:
                found = ask(casebook, rule)
                cases[rule.name].append((found, *labels_of_cases(found, labels)))
            for question in QUESTIONS:
                subjects[question.name].append(told(ask_question(casebook, question).without_rows(), labels))
        moved(looks * number + 1, looks * len(pools))
        for place, months in enumerate(_EARLIER):
            for name, found in _going_on(root, end_of_month(as_of, months), who=who, now=now).items():
                cases[name].append((found, *labels_of_cases(found, labels)))
            moved(looks * number + 2 + place, looks * len(pools))
    return Gathered(cases, subjects, hashes)


def labels_of_cases(cases: Cases, labels: pa.Table) -> tuple[Flags, Flags]:
    """[case] whether it was confirmed, whether it was found unfounded."""
    of_kind = labels.filter(pc.equal(labels["typology"], cases.rule.typology))
    known = dict(zip(of_kind["subject"].to_pylist(), of_kind["confirmed"].to_pylist(), strict=True))
    told = [known.get(subject) for subject in cases.table["subject"].to_pylist()]
    return np.asarray([one is True for one in told], bool), np.asarray([one is False for one in told], bool)


def end_of_month(day: date, before: int) -> date:
    """The last day of the month so many months before that of `day`."""
    months = day.year * 12 + day.month - before
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _going_on(root: Path, day: date, *, who: str | Principal, now: datetime) -> dict[str, Cases]:
    """[rule] the cases that went on at the end of a day, as they looked then.

    At the end of a history, a case of a month is nearly always one that stopped by itself. Of one that goes on, nobody
    knows that yet: how likely it is can only be learned from such cases, and what was found of them later.
    """
    with open_casebook(marts.Snapshot(root, day), columns_of(RULES), who=who, now=now) as casebook:
        set_law(casebook, RuleBook.load(), day)
        return {rule.name: _of_last_months(ask(casebook, rule), day) for rule in RULES}


def _of_last_months(cases: Cases, day: date) -> Cases:
    since = end_of_month(day, 2)
    return cases.only(np.asarray([last > since for last in cases.table[LAST].to_pylist()], bool))
