"""What the risk application is asked: cases as records tell them, checked without ever repeating a value."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import WrongType

MOST_CASES = 500
_KEYS = ("rule", "subject", "first_month", "figures", "months", "paid_fen", "monthly_fen")
_SUBJECT = re.compile(r"[\w.:@-]{1,128}")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
_MOST_FEN, _MOST_MONTHS = 10**15, 2400


class CaseRefused(WrongType):
    """A request that is none; the message names the place of the case and its field."""

    code = "serving.case_refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """A case.

    rule         that tells it
    first_month  YYYY-MM
    figures      in the order of the rule's model; NaN where it is not known
    months, paid_fen, monthly_fen   beyond the limit so far, and a month from now on
    """

    rule: str
    subject: str
    first_month: str
    figures: tuple[float, ...]
    months: int
    paid_fen: int
    monthly_fen: int


def read_cases(body: bytes, rules: Mapping[str, tuple[str, ...]]) -> list[Asked]:
    """The cases of a request.

    rules  [rule] names of the figures of its model, in order
    Raises CaseRefused.
    """
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise CaseRefused("the request is no JSON.", remedy='Send {"cases": […]}.') from err
    cases = plain.get("cases") if isinstance(plain, dict) and len(plain) == 1 else None
    if not isinstance(cases, list) or not cases:
        raise CaseRefused("the request has no list `cases`, or something besides.", remedy='Send {"cases": […]}.')
    if len(cases) > MOST_CASES:
        raise CaseRefused(f"there are more than {MOST_CASES} cases.", remedy="Send them in several requests.")
    return [_read(case, place, rules) for place, case in enumerate(cases)]


def _read(case: Any, place: int, rules: Mapping[str, tuple[str, ...]]) -> Asked:
    if not isinstance(case, dict):
        raise _refused(place, "", "is no object", f"It has {', '.join(_KEYS)}.")
    for key in _KEYS:
        if key not in case:
            raise _refused(place, f".{key}", "is missing", f"A case has {', '.join(_KEYS)}.")
    if len(case) > len(_KEYS):
        raise _refused(place, "", "has a field that is not known", f"A case has {', '.join(_KEYS)}.")
    rule = case["rule"]
    if not isinstance(rule, str) or rule not in rules:
        raise _refused(place, ".rule", "has no model in the release", f"It is one of {', '.join(sorted(rules))}.")
    if not isinstance(case["subject"], str) or not _SUBJECT.fullmatch(case["subject"]):
        raise _refused(place, ".subject", "is no name", "Give 1 to 128 letters, digits or any of . : @ _ -")
    if not isinstance(case["first_month"], str) or not _MONTH.fullmatch(case["first_month"]):
        raise _refused(place, ".first_month", "is no month", "Write it as in 2025-01.")
    return Asked(
        rule, case["subject"], case["first_month"], _figures(case["figures"], place, rules[rule]),
        _whole(case, "months", place, _MOST_MONTHS), _whole(case, "paid_fen", place, _MOST_FEN),
        _whole(case, "monthly_fen", place, _MOST_FEN),
    )  # fmt: skip


def _figures(raw: Any, place: int, names: tuple[str, ...]) -> tuple[float, ...]:
    if not isinstance(raw, dict):
        raise _refused(place, ".figures", "is no object", f"It has {', '.join(names)}.")
    if len(raw) > len(names):
        raise _refused(place, ".figures", "has one that the rule does not have", f"It has {', '.join(names)}.")
    return tuple(_figure(raw, name, place) for name in names)


def _figure(raw: Mapping[str, Any], name: str, place: int) -> float:
    if name not in raw:
        raise _refused(place, f".figures.{name}", "is missing", "Give a number, or null where it is not known.")
    value = raw[name]
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MOST_FEN:
        raise _refused(place, f".figures.{name}", "is no number that can be", "Give a number, or null.")
    return float(value)


def _whole(case: Mapping[str, Any], key: str, place: int, most: int) -> int:
    value = case[key]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise _refused(place, f".{key}", "is no whole number that can be", f"Give one from 0 to {most}.")
    return value


def _refused(place: int, field: str, what: str, remedy: str) -> CaseRefused:
    return CaseRefused(f"cases[{place}]{field} {what}.", remedy=remedy)
