"""From cases and their chances to alerts: yuan at stake, reasons, articles, and what would clear the subject."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.alerts import ALERTS, alert_name
from core.errors import InputError
from core.evidence import Article
from rules.book import RuleBook
from training.risk.reasons import RECOVERY, articles_of, expected_fen, reasons_of
from training.risk.records.asking import Cases
from training.risk.typologies import Typology, find_typology

LEAST_CHANCE = 0.01

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: name of the model and hash of the release it came with."""

    model: str
    release: str


class Model(Protocol):
    """What says how likely cases are, from figures [case, figure]."""

    @property
    def figures(self) -> tuple[str, ...]:
        """Their names, in order."""

    def chance(self, figures: Floats) -> Floats:
        """[case]"""

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure] what each adds to the log odds."""


def alerts_of(
    cases: Cases, model: Model, *, book: RuleBook, as_of: date, source: Source, least: float = LEAST_CHANCE
) -> pa.Table:
    """The cases whose chance is `least` or more, with the schema ALERTS, most yuan first."""
    if tuple(model.figures) != cases.figures:
        raise InputError(
            f"the model of {cases.rule.name} was learned from other figures than the rule has now.",
            remedy="Learn it again with `anlan risk learn`.",
        )
    chance = model.chance(cases.matrix())
    likely = chance >= least
    cases, chance = cases.only(likely), chance[likely]
    weights = model.contributions(cases.matrix())
    typology = find_typology(cases.rule.typology)
    articles = [_plain(article) for article in articles_of(book, as_of, (cases.rule.limit, RECOVERY))]
    name = f"{source.model}/{cases.rule.name}"
    shared = {"articles": articles, "as_of": as_of, "model": name, "release": source.release}
    rows = [
        _alert(row, cases, typology, chance=float(chance[at]), weights=weights[at]) | shared
        for at, row in enumerate(cases.table.to_pylist())
    ]
    rows.sort(key=lambda row: (-row["expected_loss_fen"], row["alert"]))
    return pa.Table.from_pylist(rows, ALERTS)


def _alert(
    row: Mapping[str, Any], cases: Cases, typology: Typology, *, chance: float, weights: Floats
) -> dict[str, Any]:
    reasons = reasons_of(
        cases.rule, [row[name] for name in cases.figures], weights, names=cases.figures, months=row["months"],
        paid_fen=row["paid_fen"],
    )  # fmt: skip
    return {
        "alert": alert_name(row["subject"], cases.rule.typology, f"{row['first_month']:%Y-%m}"),
        "ring": None,
        "typology": cases.rule.typology,
        "subject_kind": typology.subject,
        "subject": row["subject"],
        "scheme": typology.scheme,
        "region": row["region"],
        "first_month": row["first_month"],
        "last_month": row["last_month"],
        "months": row["months"],
        "paid_fen": row["paid_fen"],
        "monthly_fen": row["monthly_fen"],
        "probability": chance,
        "expected_loss_fen": expected_fen(chance, row["paid_fen"], row["monthly_fen"]),
        "reasons": [
            {"code": one.code, "figures": json.dumps(one.figures, sort_keys=True), "weight": one.weight}
            for one in reasons
        ],
        "rows": row["rows"],
        "clears": list(typology.clears),
        "rule": cases.rule.limit,
        "channel": "queue",
        "drawn_with": 0.0,
    }


def _plain(article: Article) -> dict[str, str]:
    return {"law": article.law, "article": article.article, "status": article.status}
