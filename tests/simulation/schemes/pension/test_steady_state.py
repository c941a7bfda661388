"""A population that only grows, wages that only grow: the scheme settles, and its cost rate is the textbook's."""

from functools import lru_cache

import numpy as np
import pytest

from benchmarks.plain_pension import Inputs
from simulation.schemes.pension.figures import FLOWS, STOCKS, Groups, Leaving, Years
from simulation.schemes.pension.members import PensionStock
from tests.simulation.schemes.pension.made_up import AGES, PAYOUT, Projected, projected

YEARS, SETTLED = 320, 20
FIRST_YEAR, LATEST_AGE = 2000, 100
RETIREMENT_AGE = 60
RATE_POOLED, RATE_ACCOUNT = 0.16, 0.08


def growing(rate: float) -> np.ndarray:
    return (1 + rate) ** np.arange(YEARS)


@lru_cache(maxsize=32)
def settled(
    *,
    people: float = 0.0,
    wages: float = 0.0,
    increase: float = 0.0,
    credit: float = 0.0,
    account_rate: float = RATE_ACCOUNT,
    deemed: float = 0.0,
) -> Projected:
    """One group that covers four fifths of those aged 20 to 59 and retires at 60; growth rates per year."""
    dying = np.clip(5e-5 * np.exp(0.095 * AGES), 0, 1)
    alive = np.concatenate([[1.0], np.cumprod(1 - dying[:-1])])
    alive[-1] /= 1 - (1 - dying[-1]) / (1 + people)
    by_age = 1000 * alive * (1 + people) ** -AGES.astype(float)
    persons = np.tile(by_age, (YEARS + 1, 2, 1)) * (1 + people) ** np.arange(YEARS + 1)[:, None, None]
    wage = 8000 * growing(wages)
    payout = np.tile(np.array(PAYOUT, dtype=np.float64), (YEARS, 1))
    payout.setflags(write=False)
    still = np.ones((1, YEARS))
    return projected(
        Inputs(
            first_year=FIRST_YEAR,
            first_cohort=FIRST_YEAR - LATEST_AGE,
            persons=persons,
            dying=np.tile(dying, (YEARS, 2, 1)),
            payout=payout,
            years=Years(
                wage=wage,
                base=12 * wage[None, :] * 0.8,
                index_entry=0.8 * still,
                paying=0.9 * still,
                pooled_rate=RATE_POOLED * still,
                account_rate=account_rate * still,
                indexation=np.full(YEARS, increase),
                credit=np.full(YEARS, credit),
                minimum_years=np.full(YEARS, 15.0),
                accrual_rate=np.full(YEARS, 0.01),
                transition_rate=np.full(YEARS, 0.013),
                target=0.8 * persons[1:, :, 20:60].sum(axis=(1, 2))[None, :],
            ),
            groups=one_group(deemed),
            leaving=all_at(RETIREMENT_AGE),
            stock=empty_stock(),
            out=np.zeros((1, YEARS, len(FLOWS))),
            stocks=np.zeros((len(STOCKS), 1, YEARS)),
        )
    )


def one_group(deemed: float) -> Groups:
    entry = np.where((AGES >= 18) & (AGES <= 45), 1.0, 0.0)
    return Groups(
        deemed=np.full((1, 2, LATEST_AGE + YEARS), deemed),
        supplement=np.ones(1),
        spread=np.full(1, 4.0),
        buy=np.full(1, 0.3),
        extend=np.full(1, 0.4),
        entry=np.tile(entry, (1, 2, 1)),
        death_active=np.ones(1),
        death_retired=np.ones(1),
    )


def all_at(age: int) -> Leaving:
    """Everybody retires on 30 June of the year of that birthday."""
    born = np.arange(FIRST_YEAR - LATEST_AGE, FIRST_YEAR + YEARS)
    ages = (FIRST_YEAR + np.arange(YEARS))[None, :] - born[:, None]
    share = np.tile((ages == age).astype(float), (1, 2, 1, 1))
    return Leaving(share, np.tile((ages > age).astype(float), (1, 2, 1, 1)), 12.0 * age * share, 6.0 * share)


def empty_stock() -> PensionStock:
    shape = (1, 2, 101)
    return PensionStock(*(np.zeros((3, *shape) if name == "retired" else shape) for name in PensionStock._fields))


def paid(done: Projected) -> np.ndarray:
    """[year] everything the scheme pays."""
    others = ("account_refunds", "account_transfers_out", "withdrawn_accounts")
    return (done.pensions() + sum(done.flows[name] for name in others))[0]


def base(done: Projected) -> np.ndarray:
    """[year] yuan on which contributions were paid."""
    return done.flows["contributions_pooled"][0] / RATE_POOLED


def cost_rate(done: Projected) -> np.ndarray:
    return (paid(done) / base(done))[-SETTLED:]


def pooled_cost_rate(done: Projected) -> float:
    return float((done.flows["pooled_pensions"][0] / base(done))[-1])


def award(done: Projected) -> float:
    """Yuan a month of a pension that begins in the last year."""
    return float(done.flows["new_retired_pension_months"][0, -1] / done.flows["new_retired"][0, -1])


def growth(values: np.ndarray) -> np.ndarray:
    return values[-SETTLED:] / values[-SETTLED - 1 : -1] - 1


@pytest.mark.parametrize(
    ("people", "wages", "increase", "credit"),
    [(0.0, 0.0, 0.0, 0.0), (0.01, 0.03, 0.02, 0.025), (-0.01, 0.04, 0.04, 0.03), (0.005, 0.02, 0.0, 0.06)],
)
def test_the_cost_rate_of_a_steady_state_is_constant(
    people: float, wages: float, increase: float, credit: float
) -> None:
    rates = cost_rate(settled(people=people, wages=wages, increase=increase, credit=credit))
    assert 0.05 < rates[0] < 1.0
    assert rates == pytest.approx(np.full(SETTLED, rates[0]), rel=1e-7)


@pytest.mark.parametrize(("people", "wages"), [(0.01, 0.03), (-0.01, 0.04), (0.0, 0.0)])
def test_money_grows_with_people_and_wages_the_implicit_return_of_pay_as_you_go(people: float, wages: float) -> None:
    done = settled(people=people, wages=wages, increase=wages, credit=wages)
    both = np.full(SETTLED, (1 + people) * (1 + wages) - 1)
    assert growth(base(done)) == pytest.approx(both, abs=1e-9)
    assert growth(paid(done)) == pytest.approx(both, abs=1e-7)


def test_pensions_that_keep_pace_with_wages_cost_the_same_whatever_wages_do() -> None:
    slow, fast = (settled(wages=g, increase=g, account_rate=0.0) for g in (0.01, 0.06))
    assert pooled_cost_rate(fast) == pytest.approx(pooled_cost_rate(slow), rel=1e-7)


def test_pensions_that_lag_behind_wages_cost_less() -> None:
    lagging, level = (settled(wages=0.04, increase=i, account_rate=0.0) for i in (0.02, 0.04))
    assert pooled_cost_rate(lagging) < 0.95 * pooled_cost_rate(level)


def test_a_shrinking_population_costs_more() -> None:
    shrinking, growing_one = (settled(people=n, wages=0.03, increase=0.03) for n in (-0.01, 0.01))
    assert cost_rate(shrinking)[0] > 1.3 * cost_rate(growing_one)[0]


def test_the_cost_rate_is_the_replacement_of_the_base_times_pensioners_per_payer() -> None:
    done = settled(people=0.005, wages=0.03, increase=0.03)
    active, retired = done.members()
    years = done.given.years
    payers = base(done) / years.base[0]
    mean_pension = done.pensions()[0, -1] / retired[0, -1]
    rate = mean_pension / years.base[0, -1] * retired[0, -1] / payers[-1]
    assert rate == pytest.approx(float(done.pensions()[0, -1] / base(done)[-1]), rel=1e-12)
    mean_active = (active[0, 1:] + active[0, :-1]) / 2
    assert payers[-SETTLED:] / mean_active[-SETTLED:] == pytest.approx(np.full(SETTLED, 0.9), rel=0.01)


def test_the_pension_at_retirement_is_that_of_the_formula() -> None:
    """A whole career of one index: half of (1 + index) × wage × 1 % × years, and the account by its divisor."""
    done = settled()
    pooled = award(settled(account_rate=0.0))
    years = pooled / (8000 * (1 + 0.8) / 2 * 0.01)
    assert 20 < years < 40
    account = (award(done) - pooled) * 139
    assert account == pytest.approx(8000 * 12 * 0.8 * RATE_ACCOUNT * years, rel=0.05)


def test_deemed_years_add_a_transitional_pension_and_count_as_years() -> None:
    without, with_ten = settled(account_rate=0.0), settled(account_rate=0.0, deemed=10.0)
    more = award(with_ten) - award(without)
    assert more == pytest.approx(8000 * (0.9 * 0.01 * 10 + 0.8 * 0.013 * 10), rel=0.02)
    assert with_ten.stocks["new"][0, -1] == 0
    assert without.stocks["middle"][0, -1] == 0


def test_the_scheme_of_a_steady_state_holds_the_accounts_of_one_generation() -> None:
    done = settled(people=0.005, wages=0.03, increase=0.03, credit=0.03)
    held = done.accounts()[0]
    assert growth(held) == pytest.approx(np.full(SETTLED, 1.005 * 1.03 - 1), abs=1e-7)
