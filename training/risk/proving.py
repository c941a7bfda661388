"""What models of cases are worth on a pool that they were not learned from, by what its investigations confirmed.

Nobody knows all frauds of a real pool; who was confirmed is known. A model says how likely a case is a fraud and, from
the share of frauds that get looked at, how likely it is confirmed: that is held against what was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from core.errors import InputError
from core.manifest import content_hash
from core.principal import Principal
from datapool import marts
from rules.book import RuleBook
from training.dataset import PERSON
from training.evaluation import Evaluation, judge_chances
from training.model import FloatArray
from training.risk import outcomes
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import ask_question, set_law
from training.risk.behaviour.learning import suspects, told
from training.risk.behaviour.suspicion import Suspicion
from training.risk.casebook import Casebook, open_casebook
from training.risk.finding import Model
from training.risk.gathering import everything, labels_of_cases
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask
from training.risk.records.rule import SUBJECT
from training.risk.scorer import Flags

LABEL, _ALERTED = "confirmed", 0.5
GROUPS: Mapping[str, str] = {
    "sex": "arg_max(sex, registered_on)",
    "hukou_kind": "arg_max(hukou_kind, registered_on)",
    "region_code": "left(arg_max(region_code, registered_on), 4)",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What was measured, as of which day."""

    evaluation: Evaluation
    as_of: date


@dataclass(frozen=True, slots=True)
class _Judged:
    """Cases of a rule: [case] the chance of being a fraud and of being confirmed, and whether it was."""

    cases: Cases
    fraud: FloatArray
    chance: FloatArray
    confirmed: Flags


def prove(
    root: Path, as_of: date, models: Mapping[str, Model], *, who: str | Principal, now: datetime, book: RuleBook
) -> Proof:
    """Judge models on the cases and subjects of a pool.

    Raises InputError where none of them was confirmed, or all were.
    """
    wanted = everything()
    known = wanted["hrss_insured"]
    known += [name for name in (*GROUPS, "registered_on") if name not in known]
    with open_casebook(marts.Snapshot(root, as_of), wanted, who=who, now=now) as casebook:
        set_law(casebook, book, as_of)
        parts = list(_parts(casebook, models))
        groups = _groups(casebook)
        data_hash = casebook.data_hash
    if not parts:
        raise InputError("there is no model to judge.", remedy="Learn from more findings.")
    evaluation = judge_chances(
        np.concatenate([part.chance for part in parts]), _table(parts, groups), label=LABEL, groups=tuple(GROUPS),
        rows_hash=content_hash([data_hash, as_of.isoformat()]),
        flagged_share=float(np.mean(np.concatenate([part.fraud for part in parts]) >= _ALERTED)),
    )  # fmt: skip
    return Proof(evaluation, as_of)


def _parts(casebook: Casebook, models: Mapping[str, Model]) -> Iterator[_Judged]:
    """The cases of each model."""
    labels = outcomes.investigated(casebook.connection)
    for rule in RULES:
        if (model := models.get(rule.name)) is not None:
            cases = ask(casebook, rule)
            yield _judged(cases, model, labels_of_cases(cases, labels)[0])
    for question in QUESTIONS:
        if isinstance(model := models.get(question.name), Suspicion):
            subjects = told(ask_question(casebook, question).without_rows(), labels)
            yield _judged(suspects(subjects.subjects, model), model, subjects.confirmed)


def _judged(cases: Cases, model: Model, confirmed: Flags) -> _Judged:
    chance = model.chance(cases.matrix())
    return _Judged(cases, chance, model.calibration.confirmed(chance), confirmed)


def _groups(casebook: Casebook) -> Mapping[str, Sequence[Any]]:
    """[person] the group of each attribute, in the order of GROUPS."""
    columns = ", ".join(GROUPS.values())
    rows = casebook.connection.sql(
        f"SELECT _linked, {columns} FROM hrss_insured WHERE _linked IS NOT NULL GROUP BY 1"
    ).fetchall()
    return {str(person): values for person, *values in rows}


def _table(parts: Sequence[_Judged], groups: Mapping[str, Sequence[Any]]) -> pa.Table:
    """A row per case: its subject, whether it was confirmed, and its groups; those of employers are unknown."""
    subjects = [subject for part in parts for subject in part.cases.table[SUBJECT].to_pylist()]
    nobody = (None,) * len(GROUPS)
    rows = [groups.get(subject, nobody) for subject in subjects]
    return pa.table(
        {
            LABEL: pa.array(np.concatenate([part.confirmed for part in parts]).astype(np.int8)),
            PERSON: pa.array(subjects, pa.string()),
            **{name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(GROUPS)},
        }
    )
