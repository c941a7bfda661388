"""A folder of results as `anlan operation … --out` writes them, of made-up series with one month out of line."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from tests.training.operation.made_up import monthly, regions
from training.operation.effect import effect
from training.operation.outlook import outlook
from training.operation.periods import STEPS
from training.operation.results import About, Kind, Result, write_result
from training.operation.series import History, LeftOut, Series
from training.operation.watching import watch

TITLES = {
    "flow": {"payments": {"zh": "待遇支付", "en": "payments"}, "collections": {"zh": "基金征缴", "en": "collections"}},
    "region": {"4701": {"zh": "澜州市", "en": "Lanzhou"}, "4702": {"zh": "青渡市", "en": "Qingdu"}},
    "business": {"b1": {"zh": "参保登记", "en": "Registration"}},
}
CUT_OFF = date(2019, 12, 31)
SPOILED = 1.5


def money() -> History:
    """Payments and collections of two regions; the newest collections of 4702 are half as much again."""
    series = []
    for number, flow in enumerate(("payments", "collections")):
        for place, region in enumerate(("4701", "4702")):
            values = monthly(2 * number + place, count=60, level=2e7).values.copy()
            values[-1] *= SPOILED if (number, place) == (1, 1) else 1.0
            keys = {"flow": flow, "region": region}
            series.append(Series(keys, "yuan", STEPS["month"], date(2015, 1, 1), values))
    return History(tuple(series), "province", CUT_OFF, (LeftOut("payments · 4703", "few_persons", 8),), TITLES)


def cases() -> History:
    """Cases of two regions by week."""
    stream, first = np.random.default_rng(1), STEPS["week"].start(date(2018, 1, 1))
    series = tuple(
        Series({"business": "b1", "region": region}, "cases", STEPS["week"], first, stream.poisson(30, 90) * 1.0)
        for region in ("4701", "4702")
    )
    return History(series, "province", CUT_OFF, (), TITLES)


def lay_results(folder: Path) -> Path:
    """The folder, with one result of each kind."""

    def about(kind: Kind, title: str = "") -> About:
        return About(kind, kind, title, "made_up", datetime(2020, 1, 5, tzinfo=UTC))

    found = watch(money(), last=3, rate=0.05)
    write_result(folder, Result(about("watch"), found.history, watch=found))
    used, ahead = outlook(money(), ahead=3, sums=[["flow"]])
    write_result(folder, Result(about("forecast"), used, outlooks=ahead))
    used, ahead = outlook(cases(), ahead=4, most=26)
    write_result(folder, Result(about("demand"), used, outlooks=ahead))
    units = dict(list(regions(1, change=-0.3, count=44, since=32).items())[:4])
    done = effect(units, treated=["r0"], controls=None, since=date(2017, 9, 1))
    history = History(tuple(units.values()), "province", CUT_OFF, (), {})
    write_result(folder, Result(about("effect", "减免 Relief"), history, effect=done))
    return folder
