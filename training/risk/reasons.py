"""Why a case is told and what it may cost: reasons and what would clear them in words, articles, expected yuan."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.evidence import Article, Reason
from rules.bilingual import Bilingual, Language, read_bilingual
from rules.book import RuleBook
from training.risk.records.rule import RecordRule

WORDS = Path(__file__).parent / "words.yaml"
# What goes on being paid is counted for a year: that is how long a case that nobody looks at runs on at least.
MONTHS_AHEAD = 12
RECOVERY = "supervision.recovery.least_fine"
_FEN = 100


def expected_fen(chance: float, paid_fen: int, monthly_fen: int) -> int:
    """What a case is expected to cost: its chance times what was paid and what goes on being paid for a year."""
    return round(chance * (paid_fen + MONTHS_AHEAD * monthly_fen))


def reasons_of(
    rule: RecordRule, figures: Sequence[float | None], weights: Sequence[Any] | Any, *, names: Sequence[str],
    months: int, paid_fen: int,
) -> list[Reason]:  # fmt: skip
    """What a case is, then what speaks most for or against it.

    figures, weights, names   [figure] of the case, what each adds to the log odds, and what it is called
    """
    told = [
        Reason(code, {figure: figures[place]}, float(weights[place]))  # type: ignore[dict-item]
        for figure, code in rule.tells.items()
        if figures[place := names.index(figure)]
    ]
    first = Reason(rule.says, {"months": months, "yuan": paid_fen / _FEN})
    return [first, *sorted(told, key=lambda reason: (-abs(reason.weight), reason.code))]


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


def _figure(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
