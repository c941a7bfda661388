"""Put a question to the rule book and get the answer with its reasons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.months import Month, parse_date
from rules.book import NATION, RuleBook
from rules.explanation import Explanation, plain
from rules.questions.inputs import read_inputs
from rules.questions.registry import question as find
from rules.questions.working import Working


def explain(
    book: RuleBook,
    question: str,
    inputs: Mapping[str, Any],
    region: str = NATION,
    at: date | Month | str | None = None,
    *,
    illustrate: bool = False,
) -> Explanation:
    """The answer to a question, with every formula run and every row of the rule book read.

    region  whose rules apply; the nearer of city, province and nation wins
    at      the day whose law answers where the inputs name no date of their own; the latest law unless given
    illustrate  fill what is missing with a made-up person where the question knows one; listed under `assumed`

    Raises an InputError for an unknown question, an input that is missing, unknown or wrong, and a date without law.
    """
    asked = find(question)
    working = Working(book, region, None if at is None else parse_date(at))
    assumed = asked.illustration(book, working.region, inputs) if illustrate and asked.illustration else {}
    outputs = asked.answer(working, read_inputs(asked.inputs, {**assumed, **inputs}, question))
    return Explanation(
        question=asked.name,
        title=asked.title,
        region=working.region,
        inputs=dict(inputs),
        assumed=dict(assumed),
        outputs=plain(outputs),
        trace=tuple(working.trace),
        book_hash=book.content_hash,
    )
