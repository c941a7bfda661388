"""From cases and their chances to alerts: yuan at stake, reasons, articles, and what would clear the subject."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.alerts import ALERTS, alert_name
from core.documents import load_document
from core.errors import InputError
from core.evidence import Article, Reason
from rules.bilingual import Bilingual, Language, read_bilingual
from rules.book import RuleBook
from training.risk.records.asking import Cases
from training.risk.typologies import Typology, find_typology

WORDS = Path(__file__).parent / "words.yaml"
# What goes on being paid is counted for a year: that is how long a case that nobody looks at runs on at least.
MONTHS_AHEAD = 12
LEAST_CHANCE = 0.01
_FEN = 100
_RECOVERY = "supervision.recovery.least_fine"

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
    articles = [_plain(article) for article in articles_of(book, as_of, (cases.rule.limit, _RECOVERY))]
    name = f"{source.model}/{cases.rule.name}"
    shared = {"articles": articles, "as_of": as_of, "model": name, "release": source.release}
    rows = [
        _alert(row, cases, typology, chance=float(chance[at]), weights=weights[at]) | shared
        for at, row in enumerate(cases.table.to_pylist())
    ]
    rows.sort(key=lambda row: (-row["expected_loss_fen"], row["alert"]))
    return pa.Table.from_pylist(rows, ALERTS)


def articles_of(book: RuleBook, day: date, keys: Sequence[str]) -> Iterator[Article]:
    """The articles that the rule book gives for parameters in force on a day; those not in force then are left out."""
    law = book.at(day)
    for key in keys:
        if law.has(key):
            row = law.row(key)
            yield Article(row.source.title, row.source.article, str(row.status))


@cache
def words(path: Path = WORDS) -> Mapping[str, Mapping[str, Bilingual]]:
    """[reasons or clears][code] the sentence."""
    document = load_document(path)
    return {
        part: {code: read_bilingual(document, raw, part, code) for code, raw in codes.items()}
        for part, codes in document.data.items()
    }


def sentence(reason: Reason, language: Language) -> str:
    """A reason in words."""
    known = words()["reasons"].get(reason.code)
    text = reason.code if known is None else known.text(language)
    return text.format_map(_Figures((name, _figure(value)) for name, value in reason.figures.items()))


class _Figures(dict[str, str]):
    """A figure that an older model did not tell is a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def _alert(
    row: Mapping[str, Any], cases: Cases, typology: Typology, *, chance: float, weights: Floats
) -> dict[str, Any]:
    at_stake = row["paid_fen"] + MONTHS_AHEAD * row["monthly_fen"]
    reasons = list(_reasons(row, cases, weights))
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
        "expected_loss_fen": round(chance * at_stake),
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


def _reasons(row: Mapping[str, Any], cases: Cases, weights: Floats) -> Iterator[Reason]:
    """What the case is, then what speaks most for or against it."""
    yield Reason(cases.rule.says, {"months": row["months"], "yuan": row["paid_fen"] / _FEN})
    told = [
        Reason(code, {figure: row[figure]}, float(weights[cases.figures.index(figure)]))
        for figure, code in cases.rule.tells.items()
        if row[figure]
    ]
    yield from sorted(told, key=lambda reason: (-abs(reason.weight), reason.code))


def _plain(article: Article) -> dict[str, str]:
    return {"law": article.law, "article": article.article, "status": article.status}


def _figure(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
