"""A line of a case as plain values and back: the same form in the log and in the database."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from casework.alerts.acts import plain
from casework.alerts.case import Channel, Finding, Line
from core.evidence import Article, Reason

_DATES = ("first_month", "last_month", "as_of")


def line_json(line: Line) -> dict[str, Any]:
    """Plain values."""
    told = {each.name: plain(getattr(line, each.name)) for each in fields(line)}
    told["reasons"] = [[reason.code, dict(reason.figures), reason.weight] for reason in line.reasons]
    told["articles"] = [[article.law, article.article, article.status] for article in line.articles]
    return told


def line_from(told: Mapping[str, Any]) -> Line:
    """What `line_json` gave."""
    return Line(
        **{
            **told,
            **{name: date.fromisoformat(told[name]) for name in _DATES},
            "reasons": tuple(Reason(code, figures, weight) for code, figures, weight in told["reasons"]),
            "articles": tuple(Article(*article) for article in told["articles"]),
            "rows": tuple(told["rows"]),
            "clears": tuple(told["clears"]),
            "channel": Channel(told["channel"]),
            "finding": None if told["finding"] is None else Finding(told["finding"]),
        }
    )


def line_of_row(row: Mapping[str, Any]) -> Line:
    """A row of a file of alerts; ValueError where the figures of a reason are no JSON object."""
    reasons = []
    for reason in row["reasons"]:
        figures = json.loads(reason["figures"] or "{}")
        if not isinstance(figures, dict):
            raise ValueError("figures are no JSON object")
        reasons.append(Reason(reason["code"] or "", figures, reason["weight"] or 0.0))
    articles = [Article(*(article[name] or "" for name in ("law", "article", "status"))) for article in row["articles"]]
    return Line(
        **{
            **row,
            "ring": row["ring"] or None,
            "scheme": row["scheme"] or None,
            "reasons": tuple(reasons),
            "articles": tuple(articles),
            "rows": tuple(row["rows"]),
            "clears": tuple(row["clears"]),
            "channel": Channel(row["channel"]),
        }
    )
