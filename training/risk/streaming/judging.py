"""How likely a case is, the yuan it is expected to cost, and why: the same as the alerts of a whole pool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from core.alerts import ALERTS, alert_name
from core.errors import InputError
from rules.book import RuleBook
from training.risk.alerting import LEAST_CHANCE, Model, Source, alerts_of
from training.risk.reasons import MONTHS_AHEAD
from training.risk.records.asking import Cases
from training.risk.records.rule import FIRST, FIXED, LAST, MONTHLY, MONTHS, PAID, REGION, ROWS, SUBJECT
from training.risk.streaming.case import Case
from training.risk.streaming.rules import STREAMED, StreamedRule

_FEN = 100
_TYPES: Mapping[str, pa.DataType] = {
    SUBJECT: pa.string(), REGION: pa.string(), FIRST: pa.date32(), LAST: pa.date32(), MONTHS: pa.int32(),
    PAID: pa.int64(), MONTHLY: pa.int64(), ROWS: pa.list_(pa.string()),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its chance.

    alert         the name that its alert has
    expected_fen  chance × (paid + a year of what goes on)
    reasons       codes of sentences (words.yaml): what the case is, then what speaks most for or against it
    """

    rule: StreamedRule
    alert: str
    case: Case
    chance: float
    expected_fen: int
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        one = self.case
        return {
            "alert": self.alert,
            "rule": self.rule.rule.name,
            "typology": self.rule.rule.typology,
            "chance": self.chance,
            "expected_yuan": self.expected_fen / _FEN,
            "region": one.region,
            "first_month": date.fromordinal(one.first).isoformat(),
            "last_month": date.fromordinal(one.last).isoformat(),
            "months": one.months,
            "paid_yuan": one.paid_fen / _FEN,
            "monthly_yuan": one.monthly_fen / _FEN,
            "figures": {
                name: value if value is None or np.isfinite(value) else str(value)
                for name, value in zip(self.rule.figures, one.figures, strict=True)
            },
            "reasons": list(self.reasons),
        }


def usable(models: Mapping[str, Model]) -> dict[str, Model]:
    """[rule] its model, of the record rules. Raises InputError where one was learned from other figures."""
    found = {}
    for streamed in STREAMED:
        name = streamed.rule.name
        if name not in models:
            continue
        if tuple(models[name].figures) != streamed.figures:
            raise InputError(
                f"the model of {name} was learned from other figures than the rule has now.",
                remedy="Learn it again with `anlan risk learn`.",
            )
        found[name] = models[name]
    if not found:
        raise InputError("none of the models is of a record rule.", remedy="Give a release of `anlan risk learn`.")
    return found


def judge(streamed: StreamedRule, cases: Sequence[tuple[str, Case]], model: Model) -> list[Judged | None]:
    """[case] its judgement, None where its chance is not worth an alert; of subjects and their cases under one rule."""
    if not cases:
        return []
    figures = np.array([one.figures for _, one in cases], np.float64)
    chances, weights = model.chance(figures), model.contributions(figures)
    return [
        _judged(subject, streamed, one, chance=float(chances[at]), weights=weights[at])
        if chances[at] >= LEAST_CHANCE
        else None
        for at, (subject, one) in enumerate(cases)
    ]


def _judged(
    subject: str, streamed: StreamedRule, one: Case, *, chance: float, weights: np.ndarray[Any, np.dtype[np.float64]]
) -> Judged:
    rule = streamed.rule
    first = date.fromordinal(one.first)
    told = [
        (-abs(float(weights[place])), code)
        for figure, code in rule.tells.items()
        if one.figures[place := streamed.figures.index(figure)]
    ]
    stake = one.paid_fen + MONTHS_AHEAD * one.monthly_fen
    reasons = (rule.says, *(code for _, code in sorted(told)))
    alert = alert_name(subject, rule.typology, f"{first:%Y-%m}")
    return Judged(streamed, alert, one, chance, round(chance * stake), reasons)


def alerts(
    cases: Mapping[str, Sequence[tuple[str, Case]]], models: Mapping[str, Model], *, book: RuleBook, as_of: date,
    source: Source,
) -> pa.Table:  # fmt: skip
    """Alerts with the schema ALERTS, most expected yuan first, as a whole pool would give them.

    cases  [rule] subject and case
    Of two rules that tell of one subject, typology and month, the likelier case is kept.
    """
    parts = [
        alerts_of(as_cases(streamed, cases[name]), models[name], book=book, as_of=as_of, source=source)
        for streamed in STREAMED
        if cases.get(name := streamed.rule.name) and name in models
    ]
    rows = pa.concat_tables(parts).to_pylist() if parts else []
    likeliest: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (-row["probability"], row["rule"])):
        likeliest.setdefault(row["alert"], row)
    order = sorted(likeliest.values(), key=lambda row: (-row["expected_loss_fen"], -row["probability"], row["alert"]))
    return pa.Table.from_pylist(order, ALERTS)


def as_cases(streamed: StreamedRule, found: Sequence[tuple[str, Case]]) -> Cases:
    """Cases as the rule in SQL gives them."""
    rows = [
        {
            SUBJECT: subject, REGION: one.region, FIRST: date.fromordinal(one.first), LAST: date.fromordinal(one.last),
            MONTHS: one.months, PAID: one.paid_fen, MONTHLY: one.monthly_fen, ROWS: list(one.rows),
            **dict(zip(streamed.figures, one.figures, strict=True)),
        }
        for subject, one in sorted(found, key=lambda each: (each[0], each[1].first, each[1].rows))
    ]  # fmt: skip
    schema = pa.schema([*_TYPES.items(), *((name, pa.float64()) for name in streamed.figures)])
    assert tuple(_TYPES) == FIXED
    return Cases(streamed.rule, pa.Table.from_pylist(rows, schema), streamed.figures)
