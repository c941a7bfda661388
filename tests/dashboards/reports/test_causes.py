"""The causes of a change of balance add up to it, whatever the funds do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.reports.basis import BUDGET_ORDER
from dashboards.reports.causes import balance_change, shares_of
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

POSITIVE = st.floats(1e-3, 1e9)


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=5))
def test_the_parts_of_a_product_add_up_to_its_change(pairs: list[tuple[float, float]]) -> None:
    before = {str(n): a for n, (a, _) in enumerate(pairs)}
    after = {str(n): b for n, (_, b) in enumerate(pairs)}
    a, b = np.prod(list(before.values())), np.prod(list(after.values()))
    assert sum(shares_of(before, after).values()) == pytest.approx(b - a, rel=1e-6, abs=1e-9 * max(a, b))


def test_a_factor_that_stays_explains_nothing_and_one_that_moves_explains_all() -> None:
    parts = shares_of({"heads": 100.0, "level": 2.0}, {"heads": 150.0, "level": 2.0})
    assert parts["level"] == 0.0
    assert parts["heads"] == pytest.approx(100.0)


def test_equal_products_of_moved_factors_leave_parts_that_cancel() -> None:
    parts = shares_of({"heads": 100.0, "level": 2.0}, {"heads": 200.0, "level": 1.0})
    assert parts["heads"] == pytest.approx(-parts["level"])
    assert parts["heads"] > 0


@pytest.mark.parametrize("name", BUDGET_ORDER)
@pytest.mark.parametrize(("first", "last"), [(2024, 2025), (2025, 2026), (2026, 2036), (2060, 2070)])
def test_the_causes_of_every_fund_add_up_to_the_change_of_its_balance(
    base: Projection, name: str, first: int, last: int
) -> None:
    fund = base.funds[name]
    change = balance_change(fund, base, first, last)
    assert change is not None
    rows = [year - int(base.years[0]) for year in (first, last)]
    balance = fund.measures["annual_balance"]
    assert isinstance(balance, np.ndarray)
    moved = float(balance[rows[1]] - balance[rows[0]])
    assert change.change == pytest.approx(moved)
    scale = abs(change.before) + abs(change.after) + sum(abs(cause.amount) for cause in change.causes)
    assert sum(cause.amount for cause in change.causes) == pytest.approx(moved, abs=1e-9 * scale)
    assert change.is_mean == (first > 2024)


def test_years_whose_budget_lines_are_not_published_have_no_causes(base: Projection) -> None:
    assert balance_change(base.funds["enterprise_pension"], base, 2022, 2023) is None
    assert balance_change(base.funds["enterprise_pension"], base, 2023, 2024) is None


def test_a_higher_subsidy_is_told_as_a_higher_subsidy(base: Projection) -> None:
    moved = project(Scenario(settings=("pension.enterprise.subsidy_share@2026+=0.05",)))
    before, after = (balance_change(each.funds["enterprise_pension"], each, 2025, 2026) for each in (base, moved))
    assert before is not None
    assert after is not None
    gained = {
        name: after.cause(name).amount - before.cause(name).amount for name in ("fiscal_subsidy", "benefit_level")
    }  # type: ignore[union-attr]
    outgo = base.funds["enterprise_pension"].measures["outgo"][6]  # type: ignore[index]
    assert gained["fiscal_subsidy"] == pytest.approx(0.05 * outgo, rel=1e-3)
    assert gained["benefit_level"] == pytest.approx(0.0, abs=1e3)
