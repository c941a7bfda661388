"""Named cases as tables: each alone, then added one after another."""

from collections.abc import Sequence

from dashboards.figures import months, plain, yi
from dashboards.stress.cases import case_title
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from simulation.key_figures import Difference
from simulation.stress.testing import Outcome, Question, Standing, StressTest

FIRST_YEARS = ("first_deficit_year", "depletion_year")


def alone_table(found: StressTest, chosen: str | None, language: str) -> str:
    """Every case by itself, against the scenario; the chosen one is shaded."""
    return _table("cases_alone", found, found.alone, chosen, language)


def together_table(found: StressTest, language: str) -> str:
    """The cases added one after another; the last row is all of them."""
    return _table("cases_together", found, found.together, None, language)


def _table(word: str, found: StressTest, outcomes: Sequence[Outcome], chosen: str | None, language: str) -> str:
    rows = [_row(say("scenario_itself", language), found.base, None, found, language)]
    plus = "＋" if word == "cases_together" and language == "zh" else "+ " if word == "cases_together" else ""
    for outcome in outcomes:
        css = "is-chosen" * (outcome.case.name == chosen)
        heading = f"{plus}{case_title(outcome.case, language)}"
        rows.append(_row(heading, outcome.after, outcome, found, language, css=css))
    if word == "cases_together":
        rows[-1] = Row(rows[-1].heading, rows[-1].cells, "is-total", say("all_together", language))
    return table(
        say(word, language), say("stress_case", language), _columns(found.question, language), rows, css="cards"
    )


def _columns(asked: Question, language: str) -> list[Column]:
    return [
        *(Column(say(name, language)) for name in FIRST_YEARS),
        Column(say("months_at", language, year=asked.year)),
        Column(say("needed_for", language, months=plain(asked.holding.months))),
        Column(say("first_needed", language)),
    ]


def _row(
    heading: str, standing: Standing, outcome: Outcome | None, found: StressTest, language: str, *, css: str = ""
) -> Row:
    changes = {} if outcome is None else outcome.changes
    needed = standing.reserve.first_year
    years = (standing.first_deficit_year, standing.depletion_year)
    cells = [
        *(_year(year, changes.get(name), found, language) for name, year in zip(FIRST_YEARS, years, strict=True)),
        Cell(months(standing.months_payable), below=_moved(changes.get("months_payable"), 1.0, digits=1)),
        Cell(yi(standing.reserve.present_value), below=_moved(changes.get("reserve_need"), 1e8)),
        Cell(say("not_needed", language) if needed is None else str(needed)),
    ]
    return Row(heading, cells, css)


def _year(year: int | None, change: Difference | None, found: StressTest, language: str) -> Cell:
    beyond = say("beyond", language, last=found.last_year)
    text = beyond if year is None else str(year)
    if change is None or change.a == change.b:
        return Cell(text)
    if change.difference is None:
        return Cell(text, below=say("was", language, before=beyond if change.a is None else change.a))
    word = "years_later" if change.difference > 0 else "years_earlier"
    count = abs(int(change.difference))
    return Cell(text, below=say(f"{word}_one" if count == 1 else word, language, years=count))


def _moved(change: Difference | None, unit: float, *, digits: int = 0) -> str:
    """How far a figure moved; nothing where it did not."""
    if change is None or change.difference is None:
        return ""
    text = plain(change.difference / unit, digits=digits, signed=True)
    return "" if float(text.strip("+").replace(",", "").replace("\u2212", "-")) == 0.0 else text
