"""Settings of a scenario, each carried to the assumption or the parameter of the law that it names."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.documents import Document
from core.errors import UnknownKey, WrongType
from rules.book import RuleBook
from simulation.assumptions import AssumptionSet, parse_setting
from simulation.scenario import NATION

LAST_CHANGE = 2100


def apply_settings(
    settings: Sequence[str], assumptions: AssumptionSet, rules: RuleBook, first_year: int, *, region: str = NATION
) -> tuple[AssumptionSet, RuleBook]:
    """The assumptions and the law with every setting applied; what a setting names decides where it goes.

    A setting of the law holds from 1 January of `first_year`, or of the year it names, in `region`.
    """
    of_law = [setting for setting in settings if _is_of_law(setting, assumptions, rules)]
    changed = assumptions.with_settings([setting for setting in settings if setting not in of_law], since=first_year)
    return changed, _reformed(rules, tuple(of_law), first_year, region) if of_law else rules


def _is_of_law(setting: str, assumptions: AssumptionSet, rules: RuleBook) -> bool:
    key = parse_setting(setting)[0]
    if key in assumptions:
        return False
    if key in rules.keys():
        return True
    near = get_close_matches(key, (*assumptions.keys(), *rules.keys()), n=3, cutoff=0.5)
    raise UnknownKey(
        f"neither an assumption nor a parameter of the law is called {key!r}.",
        remedy=f"Did you mean {', '.join(near)}?"
        if near
        else "List them: `anlan assumptions list`, `anlan rules list`.",
    )


@lru_cache(maxsize=64)
def _reformed(rules: RuleBook, settings: tuple[str, ...], first_year: int, region: str) -> RuleBook:
    for setting in settings:
        key, year, is_shift, text = parse_setting(setting)
        since = year or first_year
        if is_shift:
            change = {"values": _shifted(rules, key, _number(key, text), since=since, region=region)}
        else:
            change = {"values": {date(since, 1, 1): _number(key, text)}}
        fields = change if region == NATION else {"regions": {region: change}}
        data: dict[str, Any] = {"overlay": {"title": f"--set {setting}"}, key: fields}
        rules = rules.reformed(Document(Path(f"--set {setting}"), data, {}))
    return rules


def _number(key: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise WrongType(f"{key} needs a number, not {text!r}.", remedy="Give a plain number such as 0.16.") from None


def _shifted(rules: RuleBook, key: str, shift: float, *, since: int, region: str) -> dict[date, float]:
    """Every value in force from `since` on in the region, moved by `shift`, under the day it begins."""
    values: dict[date, float] = {}
    before: float | None = None
    for day in (date(year, month, 1) for year in range(since, LAST_CHANGE + 1) for month in range(1, 13)):
        value = rules.at(day, region).number(key) + shift
        if value != before:
            values[day] = before = value
    return values
