"""The mark behind a figure: published and checked, published only, estimated, fallen back to the nation, projected."""

from dashboards.words import say
from simulation.result import FundResult, Projection

MARKS = {"actual": "", "unverified": "‡", "estimated": "*", "projected": "†", "fallback": "◇"}


def status_of(fund: FundResult, projection: Projection, at: int) -> str:
    """The status of a fund's figures in row `at`; published ones that nobody has checked are `unverified`."""
    status = fund.status[at]
    is_unchecked = int(projection.years[at]) in fund.unverified_years
    return "unverified" if status == "actual" and is_unchecked else status


def mark_of(fund: FundResult, projection: Projection, at: int) -> str:
    """The mark of that status, one character or none."""
    return MARKS[status_of(fund, projection, at)]


def status_text(fund: FundResult, projection: Projection, at: int, language: str) -> str:
    """The status in words, for files."""
    return say(f"status_{status_of(fund, projection, at)}", language)
