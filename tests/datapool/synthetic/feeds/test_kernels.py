"""The tax withheld, against a plain twin and figures of the tax offices' own examples."""

from functools import cache

import numpy as np
import pytest

from core.months import Month
from datapool.synthetic.feeds.rates import LARGE, PUBLIC, SMALL, load_rates, load_subsidies, load_tax

JANUARY_2019 = Month.of(2019, 1).ordinal


def withheld(income: list[float], deducted: list[float], first: str, follows: list[bool] | None = None) -> list[float]:
    count = len(income)
    given = np.arange(count) > 0 if follows is None else np.array(follows)
    tax = load_tax().withheld(
        np.round(np.array(income) * 100).astype(np.int64),
        np.round(np.array(deducted) * 100).astype(np.int64),
        follows=given,
        ordinals=Month.parse(first).ordinal + np.arange(count),
    )
    return [fen / 100 for fen in tax.tolist()]


def test_the_cumulative_example_of_the_tax_administration() -> None:
    """30,000 a month less 4,500 and 2,000 (both counted as deducted): 555, 625, 1,850 in the first three months."""
    assert withheld([30_000] * 3, [6_500] * 3, "2019-01") == [555.0, 625.0, 1850.0]


def test_a_monthly_scale_holds_before_2019() -> None:
    """8,000 less 3,500 is 4,500: a tenth less 105; from October 2018 3,000 at 3 %."""
    assert withheld([8_000], [0], "2018-09") == [345.0]
    assert withheld([8_000], [0], "2018-10") == [90.0]
    assert withheld([8_000, 8_000], [0, 0], "2018-10") == [90.0, 90.0]


def test_the_sum_starts_anew_with_another_employer() -> None:
    through = withheld([40_000] * 4, [0] * 4, "2019-01")
    changed = withheld([40_000] * 4, [0] * 4, "2019-01", [False, True, False, True])
    assert changed[2:] == changed[:2] == through[:2]
    assert through[2] > changed[2]


def test_a_year_of_any_wages_agrees_with_a_plain_twin() -> None:
    draw = np.random.default_rng(4)
    for _ in range(40):
        income = np.round(draw.lognormal(9.3, 0.9, 12), 2)
        deducted = np.round(income * draw.uniform(0, 0.2), 2)
        assert withheld(income.tolist(), deducted.tolist(), "2022-01") == pytest.approx(
            plain(income, deducted), abs=0.011
        )


def plain(income: np.ndarray, deducted: np.ndarray) -> list[float]:
    paid = 0.0
    months = []
    for month in range(1, 13):
        taxable = (income[:month] - deducted[:month]).sum() - 5000.0 * month
        due = next(taxable * rate - off for top, rate, off in brackets() if taxable <= top) if taxable > 0 else 0.0
        now = max(round(due - paid, 2), 0.0)
        paid += now
        months.append(now)
    return months


@cache
def brackets() -> tuple[tuple[float, float, float], ...]:
    """Upper end, rate and what is taken off: 个人所得税预扣率表一."""
    return (
        (36_000, 0.03, 0),
        (144_000, 0.10, 2_520),
        (300_000, 0.20, 16_920),
        (420_000, 0.25, 31_920),
        (660_000, 0.30, 52_920),
        (960_000, 0.35, 85_920),
        (float("inf"), 0.45, 181_920),
    )


def test_employers_rates_fall_in_2019_and_are_waived_for_a_while_in_2020() -> None:
    rates = load_rates(Month.of(2015, 1), 120)
    month = {
        text: Month.parse(text).ordinal - Month.of(2015, 1).ordinal
        for text in ("2019-04", "2019-05", "2020-03", "2020-08", "2021-01")
    }
    assert rates.employer[:, month["2019-04"]].tolist() == [0.2] * 3
    assert rates.employer[:, month["2019-05"]].tolist() == [0.16] * 3
    assert rates.employer[[SMALL, LARGE, PUBLIC], month["2020-03"]].tolist() == [0.0, 0.08, 0.16]
    assert rates.employer[[SMALL, LARGE, PUBLIC], month["2020-08"]].tolist() == [0.0, 0.16, 0.16]
    assert rates.employer[:, month["2021-01"]].tolist() == [0.16] * 3
    assert set(rates.person.tolist()) == {0.08}
    assert rates.deducted[-1] == pytest.approx(0.08 + 0.02 + 0.005)


def test_residents_are_subsidised_by_the_step_they_pay() -> None:
    thresholds, subsidies = load_subsidies(Month.of(2015, 1), 10)
    assert thresholds[-1].tolist() == [100, 500]
    assert subsidies[-1].tolist() == [30, 60]
