"""Which aggregates there are: the order in which each is broken down, what it counts and what it adds up.

Every table is a forest: a cell is broken down by one key after another, in one fixed order, and never in another. So
the only sums that can be formed from it are those of a tree, and what is held back can be held back for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA_VERSION = "1"
LEAST_PERSONS = 10
BAND_YEARS, OLDEST = 5, 100
PERSONS = "persons"
# Keys whose values are whole numbers; all others are codes.
WHOLE_KEYS = ("year", "band", "age")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One table of aggregates.

    keys          the order of breaking down; the first is always the calendar year
    measures      [name] unit of what is added up beside the persons
    shows_persons false where the persons only protect the sums: they are other persons than those counted at year end,
                  and the difference of the two would be a cell of its own
    """

    name: str
    title: Mapping[str, str]
    keys: tuple[str, ...]
    measures: Mapping[str, str]
    shows_persons: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys, persons and measures of a finest cell."""
        return (*self.keys, PERSONS, *self.measures)


_FEN = "fen"
_MONTHS = "months"
_BY_AGE = ("sex", "band", "age")

_ALL = (
    Breakdown("population", {"zh": "年末常住人口", "en": "Residents at year end"}, ("year", "source", *_BY_AGE), {}),
    Breakdown(
        "members",
        {"zh": "年末养老保险参保人员", "en": "Members of the pension schemes at year end"},
        ("year", "scheme", "state", "form", "sex", "band", "kind", "age"),
        {"base": _FEN, "pension": _FEN, "months_since_first": _MONTHS},
    ),
    Breakdown(
        "medical_members",
        {"zh": "年末医疗保险参保人员", "en": "Members of medical insurance at year end"},
        ("year", "scheme", *_BY_AGE),
        {},
    ),
    Breakdown(
        "contributions",
        {"zh": "养老保险缴费", "en": "Contributions to the pension schemes"},
        ("year", "scheme", "form"),
        {
            "months": _MONTHS,
            "months_due": _MONTHS,
            "base": _FEN,
            "employer": _FEN,
            "person": _FEN,
            "subsidy": _FEN,
            "received_employer": _FEN,
            "received_person": _FEN,
            "received_subsidy": _FEN,
        },
        shows_persons=False,
    ),
    Breakdown(
        "pensions",
        {"zh": "养老金发放", "en": "Pensions paid"},
        ("year", "scheme", "sex"),
        {"months": _MONTHS, "amount": _FEN, "paid": _FEN},
        shows_persons=False,
    ),
    Breakdown(
        "awards",
        {"zh": "新核定养老待遇", "en": "New pensions"},
        ("year", "scheme", "sex", "band", "kind", "age"),
        {
            "contribution_months": _MONTHS,
            "deemed_months": _MONTHS,
            "index": "ten-thousandths",
            "balance": _FEN,
            "basic": _FEN,
            "account": _FEN,
            "transitional": _FEN,
            "pension": _FEN,
        },
    ),
    Breakdown(
        "unemployment",
        {"zh": "失业保险金发放", "en": "Unemployment benefit paid"},
        ("year", "sex", "band"),
        {"months": _MONTHS, "amount": _FEN},
    ),
    Breakdown(
        "settlements",
        {"zh": "医疗费用结算", "en": "Medical bills settled"},
        ("year", "scheme", "kind", "sex", "band"),
        {"settlements": "settlements", "bill": _FEN, "fund": _FEN, "own": _FEN},
    ),
    Breakdown("deaths", {"zh": "死亡人口", "en": "Deaths"}, ("year", *_BY_AGE), {}),
    Breakdown("births", {"zh": "出生人口", "en": "Births"}, ("year", "sex"), {}),
)
BREAKDOWNS: Mapping[str, Breakdown] = {each.name: each for each in _ALL}
