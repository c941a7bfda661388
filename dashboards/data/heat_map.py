"""A table of scores whose weak cells are tinted, the weaker the stronger."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from dashboards.data.scored import DIMENSIONS, STEPS, score_text, tint
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from datapool.quality.scores import Score


def heat_map(
    caption: str,
    first: str,
    rows: Sequence[tuple[str, Score | None, Mapping[str, Score]]],
    language: str,
    *,
    is_keyed: bool = True,
) -> str:
    """One row per group, with its score in all and then in each dimension.

    rows      title, score in all, [dimension] score
    is_keyed  whether what the tints mean stands below
    """
    heads = [say("data_score", language), *(say(f"dimension_{name}", language) for name in DIMENSIONS)]
    body = [
        Row(title, [score_cell(whole), *(score_cell(parts.get(name)) for name in DIMENSIONS)])
        for title, whole, parts in rows
    ]
    return table(caption, first, heads, body, css="cards heat") + (legend(language) if is_keyed else "")


def score_cell(score: Score | None) -> Cell:
    """A tinted score."""
    value = None if score is None else score.score
    return Cell(score_text(value), css=tint(value))


def legend(language: str) -> str:
    """What the tints mean."""
    words = [say("score_from", language, least=f"{STEPS[0]:g}")]
    words += [f"{low:g}–{high:g}" for high, low in pairwise(STEPS)]
    words.append(say("score_below", language, most=f"{STEPS[-1]:g}"))
    parts = (f'<span class="al-swatch q{step}"></span><span>{escape(word)}</span>' for step, word in enumerate(words))
    return f'<div class="al-legend">{"".join(parts)}<span>{escape(say("score_none", language))}</span></div>'
