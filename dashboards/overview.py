"""The first screen: one row per fund in the chosen year."""

import numpy as np

from dashboards.figures import MISSING, months, percent, wan, yi
from dashboards.findings import BARE, dated
from dashboards.marks import mark_of
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from simulation.outlook import growth, yearly
from simulation.result import FundResult, Projection

FLOWS = ("income", "outgo")
PEOPLE = ("insured", "beneficiaries")
DATES = ("first_deficit_year", "depletion_year")


def overview(projection: Projection, year: int, chosen: str, language: str) -> str:
    """The table of the funds; the one in view below is shaded."""
    rows = [
        _row(projection, fund, year, language, "is-chosen" * (name == chosen))
        for name, fund in projection.funds.items()
    ]
    rows += [_row(projection, fund, year, language, "is-total") for fund in projection.totals.values()]
    return table(say("overview_units", language), say("fund", language), _columns(language), rows, css="cards")


def _columns(language: str) -> list[Column]:
    change, bare = say("change", language), say("without_subsidy", language)
    return [
        *(Column(say(name, language), change) for name in FLOWS),
        Column(say("annual_balance", language), bare),
        *(Column(say(name, language)) for name in ("accumulated_balance", "months_payable", *PEOPLE)),
        *(Column(say(name, language), bare) for name in DATES),
    ]


def _row(projection: Projection, fund: FundResult, year: int, language: str, css: str) -> Row:
    at = year - int(projection.years[0])
    mark = mark_of(fund, projection, at)
    cells = [
        *(_growing(fund, measure, at, mark) for measure in FLOWS),
        Cell(yi(_value(fund, "annual_balance", at)), mark, yi(_value(fund, f"annual_balance{BARE}", at))),
        Cell(yi(_value(fund, "accumulated_balance", at)), mark),
        Cell(months(_value(fund, "months_payable", at)), mark),
        *(Cell(wan(_value(fund, measure, at)), mark) for measure in PEOPLE),
        *(_date(fund, measure, int(projection.years[-1]), language) for measure in DATES),
    ]
    return Row(fund.title[language], cells, css, say("together", language) if css == "is-total" else "")


def _growing(fund: FundResult, measure: str, at: int, mark: str) -> Cell:
    values = yearly(fund, measure)
    change = MISSING if values is None else percent(float(growth(values)[at]), signed=True)
    return Cell(yi(_value(fund, measure, at)), mark, change if change != MISSING else "")


def _date(fund: FundResult, measure: str, last: int, language: str) -> Cell:
    with_subsidy, bare = (_year(fund, measure + ending, last, language) for ending in ("", BARE))
    return Cell(with_subsidy, below=bare)


def _year(fund: FundResult, measure: str, last: int, language: str) -> str:
    if measure not in fund.measures:
        return MISSING
    year = dated(fund, measure)
    return say("never", language, last=last) if year is None else str(year)


def _value(fund: FundResult, measure: str, at: int) -> float:
    values = yearly(fund, measure)
    return float("nan") if values is None else float(np.asarray(values)[at])
