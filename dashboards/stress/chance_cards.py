"""The headline of a fund's futures: how likely it is depleted, when, and how bad the worst twentieth is."""

from html import escape

from dashboards.figures import percent, points, yi
from dashboards.stress.chances import Chances
from dashboards.tables import cards
from dashboards.words import say
from simulation.result import FundResult

FIRST_YEAR = 2035


def chance_finding(found: Chances, fund: FundResult, until: int, language: str) -> str:
    """The finding as the heading of the page."""
    text = say(
        "chance_finding", language, fund=fund.title[language], until=until, share=percent(found.by(until), digits=1)
    )
    early, middle, late = (_year(year, found, language) for year in found.depletion)
    more = say("depletion_between", language, early=early, middle=middle, late=late)
    return f'<h2 class="al-title" id="chance">{escape(text)}</h2><p class="al-sub">{escape(more)}</p>'


def chance_cards(found: Chances, base: Chances | None, until: int, language: str) -> str:
    """Probabilities, depletion years and the expected shortfall, each with the base it is compared with."""
    items = [_probability(found, base, year, language) for year in dict.fromkeys((FIRST_YEAR, until))]
    early, middle, late = (_year(year, found, language) for year in found.depletion)
    before = "" if base is None else say("base_value", language, value=_year(base.depletion[1], found, language))
    between = say("between_percentiles", language, early=early, late=late)
    listed = say("between", language).join(filter(None, (between, before)))
    items.append((say("depletion_median", language), middle, escape(listed)))
    shortfall = yi(found.shortfall[until])
    against = "" if base is None else say("base_value", language, value=yi(base.shortfall[until]))
    items.append((say("expected_shortfall", language, year=until), shortfall, escape(against)))
    return cards(items)


def _probability(found: Chances, base: Chances | None, year: int, language: str) -> tuple[str, str, str]:
    title = say("depleted_by", language, year=year)
    if base is None:
        return title, percent(found.by(year)), ""
    text = escape(say("base_value", language, value=percent(base.by(year))))
    change = points(found.by(year) - base.by(year), digits=1)
    return title, percent(found.by(year)), f"{text} · <b>{escape(change)} {escape(say('points', language))}</b>"


def _year(year: int | None, found: Chances, language: str) -> str:
    return say("beyond", language, last=int(found.years[-1])) if year is None else str(year)
