"""The headline figures of a fund as cards, each with its distance from the base scenario."""

from html import escape

from dashboards.figures import MISSING, percent, points, yi
from dashboards.fund_view import FundView
from dashboards.tables import cards
from dashboards.words import say
from simulation.comparison import compare_projections
from simulation.key_figures import Difference, KeyFigure

SHOWN = (
    "first_deficit_year",
    "depletion_year",
    "accumulated_balance.2035",
    "accumulated_balance.2050",
    "actuarial_balance.75",
)


def headline(view: FundView) -> str:
    """The cards; while the scenario is the base they say nothing about differences."""
    figures = compare_projections(view.base, view.projection).funds[view.name]
    if view.base_fund is None:
        same = "" if view.projection is view.base else escape(say("same_as_base", view.language))
        return cards((title_of(name, view.language), _text(name, figures[name].b, view), same) for name in SHOWN)
    return cards(
        (title_of(name, view.language), _text(name, figures[name].b, view), _against(name, figures[name], view))
        for name in SHOWN
    )


def title_of(figure: str, language: str) -> str:
    """What a key figure is called, with its unit."""
    measure, _, part = figure.partition(".")
    if measure == "accumulated_balance":
        return f"{say('at_year', language, year=part)} ({say('money_unit', language)})"
    return say("actuarial_75", language) if measure == "actuarial_balance" else say(measure, language)


def difference_text(figure: str, value: float, language: str) -> str:
    """A difference of a key figure: later or earlier, in 亿元, or in percentage points."""
    measure = figure.partition(".")[0]
    if measure == "accumulated_balance":
        return yi(value, signed=True)
    if measure == "actuarial_balance":
        return f"{points(value)} {say('points', language)}"
    word = "years_later" if value > 0 else "years_earlier"
    return say(f"{word}_one" if abs(value) == 1 else word, language, years=abs(int(value)))


def _against(name: str, found: Difference, view: FundView) -> str:
    base = escape(say("base_value", view.language, value=_text(name, found.a, view)))
    if not found.difference:
        return base
    return f"{base} · <b>{escape(difference_text(name, found.difference, view.language))}</b>"


def _text(name: str, value: KeyFigure, view: FundView) -> str:
    measure = name.partition(".")[0]
    if value is None:
        return MISSING if "." in name else say("never", view.language, last=view.last)
    if measure == "accumulated_balance":
        return yi(value)
    return percent(value, digits=2) if measure == "actuarial_balance" else str(value)
