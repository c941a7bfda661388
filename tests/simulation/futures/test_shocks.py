"""A future under a shock is what the deterministic schemes make of settings that mean the same."""

import numpy as np
import pytest

from simulation.futures import figures as rows
from tests.simulation.futures.shocks import Figures, carried, projected

SINGLE = 2e-6
PENSIONS = ("enterprise_pension", "government_pension")
ALL = (*PENSIONS, "resident_pension", "employee_medical", "resident_medical", "unemployment", "work_injury")


def _far_apart(ours: Figures, theirs: Figures, funds: tuple[str, ...]) -> float:
    """The largest difference of income or outgo, as a share of the figure."""
    return max(
        np.abs(ours[fund][measure] / theirs[fund][measure] - 1.0).max()
        for fund in funds
        for measure in ("income", "outgo")
    )


def test_longer_lives_are_those_of_the_mortality_model() -> None:
    ours = carried({rows.LONGER_MEN: 2.0, rows.LONGER_WOMEN: 2.0})
    theirs = projected("demography.life_expectancy_shift=2")
    assert _far_apart(ours, theirs, ALL) < 2e-4
    assert _far_apart(carried({}), theirs, PENSIONS) > 0.02


def test_more_children_are_born_as_in_the_projection() -> None:
    ours = carried({rows.CHILDREN_MORE: 0.3})
    assert _far_apart(ours, projected("demography.tfr_shift=0.3"), ALL) < SINGLE


def test_wages_and_prices_carry_every_amount_they_should() -> None:
    quiet = ("pension.indexation_follows_wages=0",)
    ours = carried({rows.WAGES_MORE: 0.01}, quiet)
    assert _far_apart(ours, projected("macro.real_wage_growth@2026+=0.01"), ALL[:2] + ALL[3:]) < 0.02
    # Amounts that grow beyond incomes compound a little differently; without that the two agree to the last digit kept.
    for fund in (*PENSIONS, "employee_medical", "unemployment", "work_injury"):
        assert _far_apart(ours, projected("macro.real_wage_growth@2026+=0.01"), (fund,)) < SINGLE, fund


def test_the_increase_of_pensions_follows_wages_a_year_later() -> None:
    ours = carried({rows.WAGES_MORE: 0.01})
    central = 0.667 * 0.01
    theirs = projected("macro.real_wage_growth@2026+=0.01", f"pension.indexation@2027+={central}")
    # The gap of nominal growth is that of real growth times one plus prices.
    assert _far_apart(ours, theirs, PENSIONS) < 0.01
    assert (
        _far_apart(carried({rows.WAGES_MORE: 0.01}, ("pension.indexation_follows_wages=0",)), theirs, PENSIONS) > 0.05
    )


def test_interest_moves_deposits_investment_borrowing_and_accounts_alike() -> None:
    ours = carried({rows.INTEREST_MORE: 0.01})
    names = ("macro.deposit_rate", "macro.investment_return", "macro.borrowing_rate", "pension.account_rate")
    theirs = projected(*(f"{name}@2026+=0.01" for name in names))
    for fund in ALL:
        balances = ours[fund]["accumulated_balance"], theirs[fund]["accumulated_balance"]
        assert np.allclose(*balances, rtol=1e-5, atol=1e-4 * np.abs(theirs[fund]["outgo"]).max()), fund


def test_prices_alone_move_wages_and_interest() -> None:
    ours = carried({rows.PRICES_MORE: 0.01}, ("pension.indexation_follows_wages=0",))
    names = (
        "macro.deposit_rate",
        "macro.investment_return",
        "macro.borrowing_rate",
        "pension.account_rate",
        "macro.cpi",
    )
    theirs = projected(*(f"{name}@2026+=0.01" for name in names))
    for fund in ("enterprise_pension", "employee_medical", "unemployment", "work_injury"):
        assert _far_apart(ours, theirs, (fund,)) < SINGLE, fund


def test_unemployment_moves_its_own_fund_only() -> None:
    ours, central = carried({rows.JOBLESS_MORE: 0.02}), carried({})
    assert _far_apart(ours, projected("macro.unemployment_rate@2026+=0.02"), ALL) < SINGLE
    assert _far_apart(ours, central, ALL[:5] + ALL[6:]) == 0.0


def test_coverage_and_compliance_are_factors_on_the_central_ones() -> None:
    covered, complying = carried({rows.COVERAGE_FACTOR: 0.95}), carried({rows.COMPLIANCE_FACTOR: 0.95})
    central = carried({})
    for fund in ("enterprise_pension", "employee_medical", "unemployment", "work_injury"):
        last = complying[fund]["income"][2] / central[fund]["income"][2]
        assert 0.93 < last < 0.99, fund
        assert covered[fund]["income"][-1] < central[fund]["income"][-1]
    assert covered["resident_medical"]["outgo"][-1] > central["resident_medical"]["outgo"][-1]


def test_medical_cost_compounds() -> None:
    ours, central = carried({rows.MEDICAL_MORE: 0.01}), carried({})
    grown = ours["resident_medical"]["outgo"] / central["resident_medical"]["outgo"]
    # To 2030: later the fund borrows, and what that costs is outgo too.
    assert np.allclose(grown[2:7], 1.01 ** np.arange(1, 6), rtol=1e-6)


@pytest.mark.parametrize("row", [rows.COMING])
def test_who_comes_stays_and_pays(row: int) -> None:
    ours, central = carried({row: 500_000.0}), carried({})
    assert ours["enterprise_pension"]["income"][20] > central["enterprise_pension"]["income"][20]
