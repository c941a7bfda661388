"""The sentence at the head of a view: when a fund first runs a deficit, and when its balance is gone."""

from dashboards.figures import MISSING, percent
from dashboards.words import say
from simulation.outlook import yearly
from simulation.result import FundResult, Projection

BARE = "_before_subsidy"


def dated(fund: FundResult, measure: str) -> int | None:
    """A measure that is a year; None when it never comes."""
    year = fund.measures.get(measure)
    return year if isinstance(year, int) else None


def finding(fund: FundResult, last: int, language: str) -> str:
    """What happens to the fund, in one line, its name first."""
    return say("finding", language, fund=fund.title[language], **_events(fund, last, language))


def without_subsidy(fund: FundResult, last: int, language: str) -> str:
    """The same had no subsidy been paid."""
    return say("without_subsidy_found", language, **_events(fund, last, language, BARE))


def payable(fund: FundResult, projection: Projection, language: str) -> str:
    """What income still pays for in the year of depletion; empty where the balance lasts."""
    year, share = dated(fund, "depletion_year"), yearly(fund, "payable_share")
    if year is None or share is None:
        return ""
    text = percent(float(share[year - int(projection.years[0])]), digits=0)
    return "" if text == MISSING else say("payable_found", language, share=text)


def soonest(projection: Projection, language: str) -> str:
    """Which funds run dry, the first one first."""
    years = [(dated(fund, "depletion_year"), fund.title[language]) for fund in projection.funds.values()]
    known = sorted((year, title) for year, title in years if year is not None)
    if not known:
        return say("none_depleted", language, last=int(projection.years[-1]))
    named = (say("soonest_fund", language, fund=title, year=year) for year, title in known)
    return say("soonest", language, funds=say("listed", language).join(named))


def _events(fund: FundResult, last: int, language: str, ending: str = "") -> dict[str, str]:
    deficit, depletion = (dated(fund, measure + ending) for measure in ("first_deficit_year", "depletion_year"))
    return {
        "deficit": _event("deficit_found", deficit, last, language),
        "depletion": _event("depletion_found", depletion, last, language),
    }


def _event(key: str, year: int | None, last: int, language: str) -> str:
    return say(f"no_{key}", language, last=last) if year is None else say(key, language, year=year)
