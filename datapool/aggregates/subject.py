"""What a pool is about: its title, whether it is made up, and the years that are whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.documents import Document, load_document
from core.errors import InputError
from core.months import Month
from datapool.pool import Pool
from datapool.standards.regions import POOL_FILE
from rules.bilingual import read_bilingual

_NAMELESS = {"zh": "数据池", "en": "The pool"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Title {zh, en}, whether the persons are made up, and the first and last calendar year that is known whole."""

    title: Mapping[str, str]
    is_made_up: bool
    first_year: int
    last_year: int


def subject_of(pool: Pool) -> Subject:
    """As pool.yaml says; without one, the years are those of which contributions for January and December are there."""
    path = pool.root / POOL_FILE
    if not path.is_file():
        return Subject(_NAMELESS, False, *_whole_years(pool))
    document = load_document(path)
    fields = document.data if isinstance(document.data, Mapping) else {}
    title = read_bilingual(document, fields["title"], "title").to_json() if "title" in fields else _NAMELESS
    history = fields.get("history")
    years = _stated_years(document, history) if isinstance(history, Mapping) else _whole_years(pool)
    return Subject(title, fields.get("made_up") is True, *years)


def _stated_years(document: Document, history: Mapping[str, object]) -> tuple[int, int]:
    first, last = Month.parse(history.get("first")), Month.parse(history.get("last"))
    years = first.year + (first.month > 1), last.year - (last.month < 12)
    if years[0] > years[1]:
        raise InputError(
            "history holds no whole calendar year.",
            path=document.path,
            line=document.line("history"),
            remedy="Give first and last month, such as 2015-01 and 2024-12.",
        )
    return years


def _whole_years(pool: Pool) -> tuple[int, int]:
    with pool.connect(["hrss_contributions"]) as connection:
        found = connection.execute(
            "SELECT min(year), max(year) FROM (SELECT year(period) AS year FROM hrss_contributions GROUP BY 1 "
            "HAVING bool_or(month(period) = 1) AND bool_or(month(period) = 12))"
        ).fetchone()
    if found is None or found[0] is None:
        raise InputError(
            "the pool holds no whole year of contributions.",
            path=Path(pool.root),
            remedy="Take in at least one year, or say in pool.yaml which months are whole (history).",
        )
    return int(found[0]), int(found[1])
