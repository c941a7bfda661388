"""Allowances go to women whom an employer insures; the amount is the base over thirty times the days."""

from datetime import date

import numpy as np
import pytest

from datapool.synthetic.block import Block
from datapool.synthetic.events.maternity import allowance, leave_days
from datapool.synthetic.province import Province


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(("base", "days", "fen"), [(600_000, 98, 1_960_000), (612_345, 158, 3_225_017), (1, 98, 3)])
def test_hand_worked_allowances(base: int, days: int, fen: int) -> None:
    """6,000 / 30 × 98 = 19,600; 6,123.45 / 30 × 158 = 32,250.17; one fen a month gives 3.27, so three."""
    assert allowance(np.array([base]), np.array([days])).tolist() == [fen]


@pytest.mark.parametrize(
    ("born", "days"), [("2015-12-31", 98), ("2016-01-01", 128), ("2021-11-30", 128), ("2021-12-01", 158)]
)
def test_leave_follows_the_law_on_the_day_of_birth(born: str, days: int) -> None:
    assert leave_days(np.array([day(born)])).tolist() == [days]


def test_every_amount_follows_from_base_and_days(happened: Block) -> None:
    rows = happened.rows.maternity
    np.testing.assert_array_equal(rows["amount"], allowance(rows["base"], rows["days"]))
    extra = rows["days"] - leave_days(rows["delivered"])
    assert set(extra.tolist()) == {0, 15} and (rows["amount"] > 0).all()


def test_only_employers_mothers_claim_and_after_birth(happened: Block, made_up_province: Province) -> None:
    rows, births = happened.rows.maternity, happened.rows.births
    month = made_up_province.month_of(rows["delivered"])
    np.testing.assert_array_equal(happened.months.insured_by[rows["person"], month], rows["employer"])
    assert (rows["employer"] >= 0).all()
    known = set(zip(births["person"].tolist(), births["day"].tolist(), strict=True))
    assert set(zip(rows["person"].tolist(), rows["delivered"].tolist(), strict=True)) <= known
    assert (rows["claimed"] > rows["delivered"]).all()
    assert (rows["claimed"] < made_up_province.month_starts[-1]).all()


def test_the_base_is_the_mean_of_last_years_declared_bases(happened: Block, made_up_province: Province) -> None:
    rows, base = happened.rows.maternity, happened.months.base
    for row in np.flatnonzero(made_up_province.month_of(rows["delivered"]) >= 12)[:60]:
        person, year = rows["person"][row], made_up_province.month_of(rows["delivered"][row]) // 12
        last = base[person, (year - 1) * 12 : year * 12].astype(np.float64)
        if last.any():
            assert rows["base"][row] == round(last[last > 0].mean() * 100)
