"""The members on the opening 31 December: the published totals, placed by age and sex."""

import numpy as np
import pytest

from simulation.countries.china.funds import employees_opening
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.inputs import gone_by_base
from simulation.schemes.pension.members import MIDDLE, NEW, OLD, PensionStock
from simulation.schemes.pension.opening import opening_stock, past_credit_rates
from tests.simulation.schemes.china_funds import china_context

EXACT = {"rel": 1e-12}


@pytest.fixture(scope="module")
def context() -> SchemeContext:
    return china_context()


@pytest.fixture(scope="module")
def stock(context: SchemeContext) -> PensionStock:
    return opening_stock(context, GROUPS, employees_opening(context).members)


def test_the_published_members_are_met(context: SchemeContext, stock: PensionStock) -> None:
    assert stock.active.sum() == pytest.approx(context.published.at("employees.active", 2023), **EXACT)
    assert stock.retired.sum() == pytest.approx(context.published.at("employees.retired", 2023), **EXACT)


def test_the_years_mean_stock_draws_what_was_paid(context: SchemeContext, stock: PensionStock) -> None:
    published = employees_opening(context).members
    heads = stock.retired.sum(axis=0)
    a_month = (heads * (stock.pooled_pension + stock.account_pension)).sum() / heads.sum()
    mean_stock = (published.retired + published.retired_before) / 2
    assert 12 * a_month * mean_stock == pytest.approx(published.pensions_paid, **EXACT)
    assert published.pensions_paid < context.published.at("employees.outgo", 2023)


def test_groups_share_the_members_as_assumed(context: SchemeContext, stock: PensionStock) -> None:
    base = np.array([2023])
    coverage = np.array([context.assumptions.array(f"pension.{g.name}.coverage", base)[0] for g in GROUPS])
    retired = np.array([context.assumptions.number(f"pension.{g.name}.retired_share") for g in GROUPS])
    assert stock.active.sum(axis=(1, 2)) / stock.active.sum() == pytest.approx(coverage / coverage.sum())
    assert stock.retired.sum(axis=(0, 2, 3)) / stock.retired.sum() == pytest.approx(retired / retired.sum())


def test_nobody_stands_where_the_kernel_does_not_look(stock: PensionStock) -> None:
    assert (stock.active[..., :14] == 0).all()
    assert (stock.active[..., 71:] == 0).all()
    assert (stock.retired[..., :40] == 0).all()


def test_no_age_holds_more_members_than_persons(context: SchemeContext, stock: PensionStock) -> None:
    covered = stock.active.sum(axis=0) + stock.retired.sum(axis=(0, 1))
    persons = context.persons()[0]
    assert (covered[:, 16:] <= persons[:, 16:]).all()


def test_members_have_not_retired_and_pensioners_have(context: SchemeContext, stock: PensionStock) -> None:
    for row, group in enumerate(GROUPS):
        gone = gone_by_base(context, group)
        assert (gone >= 0).all()
        assert (gone <= 1 + 1e-12).all()
        assert (np.diff(gone, axis=1) >= -1e-12).all()
        assert (stock.active[row][gone >= 1 - 1e-12] == 0).all()
        assert (stock.retired[:, row][:, gone <= 0] == 0).all()


def test_each_pensioner_is_of_one_kind_by_age(stock: PensionStock) -> None:
    kinds = (stock.retired > 0).sum(axis=0)
    assert set(np.unique(kinds)) == {0, 1}
    mean_age = [np.average(np.arange(101), weights=stock.retired[kind].sum(axis=(0, 1))) for kind in (OLD, MIDDLE, NEW)]
    assert mean_age[0] > mean_age[1] > mean_age[2]


def test_accounts_grow_with_years_and_end_with_the_months_of_payout(stock: PensionStock) -> None:
    for group in range(len(GROUPS)):
        at_work = np.arange(20, 60)
        assert (np.diff(stock.account[group, 0, at_work]) >= 0).all()
        assert (np.diff(stock.years[group, 0, at_work]) >= 0).all()
    left = stock.account_left
    assert (left[..., 75:] == 0).all()
    assert (left >= 0).all()
    drawn_up = (stock.account_pension > 0) & (left == 0)
    assert drawn_up.any(), "someone must outlive the account"


def test_past_crediting_rates_are_the_published_ones(context: SchemeContext) -> None:
    assert past_credit_rates(context, np.array([2016, 2022, 2023])) == pytest.approx([0.0831, 0.0612, 0.0397])
    assert past_credit_rates(context, np.array([1995, 2006])) == pytest.approx([0.0225, 0.0225])
