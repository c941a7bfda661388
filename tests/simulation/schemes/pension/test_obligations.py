"""What is owed to those already in the scheme: nobody new, and in one case no further years."""

import numpy as np
import pytest

from simulation.countries.china.funds import employees_opening, opening_balances
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS, EmployeesProjection, project_members
from simulation.schemes.pension.members import PensionStock
from simulation.schemes.pension.obligations import obligations
from simulation.schemes.pension.opening import opening_stock
from tests.simulation.schemes.china_funds import china_context, with_settings

BESIDE_PENSIONS = (
    "pension.funeral_months", "pension.death_grant_months", "pension.death_grant_months_retired",
    "pension.enterprise.other_outgo_share", "pension.government.other_outgo_share",
)  # fmt: skip
PAID = (
    "pooled_pensions", "account_pensions", "account_pensions_unfunded", "account_refunds", "account_transfers_out",
)  # fmt: skip


@pytest.fixture(scope="module")
def context() -> SchemeContext:
    return china_context()


@pytest.fixture(scope="module")
def stock(context: SchemeContext) -> PensionStock:
    return opening_stock(context, GROUPS, employees_opening(context).members)


def nobody_new(context: SchemeContext, stock: PensionStock, *, further_years: bool) -> EmployeesProjection:
    nobody = np.full((len(GROUPS), context.years.size), np.nan)
    return project_members(context, stock, nobody, further_years=further_years)


@pytest.fixture(scope="module")
def closed(context: SchemeContext, stock: PensionStock) -> EmployeesProjection:
    return nobody_new(context, stock, further_years=True)


@pytest.fixture(scope="module")
def accrued(context: SchemeContext, stock: PensionStock) -> EmployeesProjection:
    return nobody_new(context, stock, further_years=False)


def test_a_closed_group_takes_in_nobody_and_ends_without_members_at_work(closed: EmployeesProjection) -> None:
    assert (closed.flows["entered"] == 0).all()
    assert (closed.flows["withdrew"] == 0).all()
    assert (np.diff(closed.active.sum(axis=0)) <= 0).all()
    assert closed.active[:, -1].sum() == pytest.approx(0.0, abs=1.0)


def test_rights_accrued_to_date_bring_no_contributions(accrued: EmployeesProjection) -> None:
    for line in ("contributions_pooled", "contributions_account", "shortfall_payments"):
        assert (accrued.flows[line] == 0).all()


def test_rights_accrued_to_date_are_kept_whatever_the_years(accrued: EmployeesProjection) -> None:
    assert accrued.flows["left_short_of_years"] == pytest.approx(np.zeros_like(accrued.active), abs=1.0)


def test_the_years_a_member_has_never_grow_without_contributions(
    accrued: EmployeesProjection, closed: EmployeesProjection
) -> None:
    assert accrued.closing.years.max() <= accrued.opening.years.max() * (1 + 1e-12)
    month, less = (
        run.flows["new_retired_pension_months"][:, 20] / run.flows["new_retired"][:, 20] for run in (closed, accrued)
    )
    assert (less < month).all()


def owed(context: SchemeContext, stock: PensionStock, balance_added: float = 0.0):
    balances = opening_balances(context, employees_opening(context))
    moved = {name: (groups, balance + balance_added) for name, (groups, balance) in balances.items()}
    return obligations(context, stock, moved)


def test_the_balance_reduces_the_closed_group_obligation_and_not_the_debt(
    context: SchemeContext, stock: PensionStock
) -> None:
    plain, richer = owed(context, stock), owed(context, stock, balance_added=1e12)
    for fund in ("enterprise_pension", "government_pension"):
        less = plain[fund].closed_group_obligation - richer[fund].closed_group_obligation
        assert less == pytest.approx(1e12, rel=1e-9)
        assert richer[fund].implicit_pension_debt == plain[fund].implicit_pension_debt


def test_a_higher_discount_rate_makes_every_obligation_smaller(context: SchemeContext, stock: PensionStock) -> None:
    plain, dearer = owed(context, stock), owed(with_settings(context, "macro.discount_rate=0.06"), stock)
    for fund, obligation in plain.items():
        assert 0 < dearer[fund].implicit_pension_debt < obligation.implicit_pension_debt


def test_without_discounting_the_debt_is_all_that_will_be_paid(context: SchemeContext, stock: PensionStock) -> None:
    nothing = ("macro.discount_rate", *BESIDE_PENSIONS)
    flat = with_settings(context, *(f"{row}=0" for row in nothing))
    debt = sum(each.implicit_pension_debt for each in owed(flat, stock).values())
    paid = nobody_new(flat, stock, further_years=False).flows
    assert debt == pytest.approx(sum(paid[line].sum() for line in PAID), rel=1e-12)


def test_a_scheme_without_members_owes_nothing(context: SchemeContext, stock: PensionStock) -> None:
    nobody = stock._replace(active=np.zeros_like(stock.active), retired=np.zeros_like(stock.retired))
    done = nobody_new(context, nobody, further_years=True)
    assert all((values == 0).all() for values in done.flows.values())
