"""The published years in front of a projection: as published, and marked where a split is our own."""

import numpy as np
import pytest

from simulation.countries.china import pack
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

SPLIT = ("enterprise_pension", "government_pension")
WHOLE = ("resident_pension", "employee_medical", "resident_medical", "unemployment", "work_injury")
MEASURES = ("income", "outgo", "accumulated_balance", "insured", "beneficiaries")
PAST = np.arange(2020, 2024)


@pytest.fixture(scope="module")
def projection() -> Projection:
    return project(Scenario(last_year=2030))


def past(projection: Projection, fund: str, measure: str) -> np.ndarray:
    return projection.funds[fund].measures[measure][: PAST.size]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("fund", WHOLE)
def test_a_fund_shows_what_is_published_of_it(projection: Projection, fund: str, measure: str) -> None:
    key = f"{fund}.{measure}"
    known = pack.published().series(key).array(PAST) if key in pack.published() else np.full(PAST.size, np.nan)
    assert past(projection, fund, measure) == pytest.approx(known, nan_ok=True, rel=1e-12)


@pytest.mark.parametrize("measure", ["income", "outgo", "accumulated_balance", "beneficiaries"])
def test_the_two_parts_of_the_employees_pension_add_up_to_what_is_published(
    projection: Projection, measure: str
) -> None:
    joint = {"beneficiaries": "retired"}.get(measure, measure)
    parts = sum(past(projection, fund, measure) for fund in SPLIT)
    assert parts == pytest.approx(pack.published().series(f"employees.{joint}").array(PAST), rel=1e-12)


def test_the_balances_of_the_last_published_year_open_the_projection(projection: Projection) -> None:
    for name, fund in projection.funds.items():
        row = int(np.flatnonzero(projection.years == 2024)[0])
        balance, moved = fund.measures["accumulated_balance"], fund.measures["annual_balance"]
        assert balance[row] == pytest.approx(balance[row - 1] + moved[row], rel=1e-9), name


def test_a_published_year_is_actual_and_a_split_one_estimated(projection: Projection) -> None:
    for name, fund in projection.funds.items():
        past_status = "estimated" if name in SPLIT else "actual"
        assert fund.status[:4] == (past_status,) * 4
        assert set(fund.status[4:]) == {"projected"}
        assert fund.actual_until == 2023


def test_what_is_not_published_is_not_a_number_and_never_a_zero(projection: Projection) -> None:
    for fund in projection.funds.values():
        for lines in (fund.income_lines, fund.outgo_lines):
            assert all(np.isnan(values[: PAST.size]).all() for values in lines.values())
            assert all(np.isfinite(values[PAST.size :]).all() for values in lines.values())


def test_every_measure_covers_every_year(projection: Projection) -> None:
    for fund in projection.funds.values():
        yearly = [values for values in fund.measures.values() if isinstance(values, np.ndarray)]
        assert {values.size for values in yearly} == {projection.years.size}
        assert len(fund.status) == projection.years.size


def test_past_years_move_with_what_was_published_and_not_with_the_scenario(projection: Projection) -> None:
    other = project(Scenario(settings=("macro.cpi+=0.01",), last_year=2030))
    for name in WHOLE:
        for measure in MEASURES:
            assert np.array_equal(past(other, name, measure), past(projection, name, measure), equal_nan=True)


def test_the_split_of_past_years_does_not_move_with_the_scenario(projection: Projection) -> None:
    other = project(Scenario(settings=("pension.basic.accrual_rate=0.015",), last_year=2030))
    for name in SPLIT:
        assert past(other, name, "outgo") == pytest.approx(past(projection, name, "outgo"), rel=1e-12)


def test_published_balances_roll_forward_with_what_changed_in_scope(projection: Projection) -> None:
    for fund in (*projection.funds.values(), *projection.totals.values()):
        balance, annual, scope = (
            fund.measures[name] for name in ("accumulated_balance", "annual_balance", "scope_change")
        )
        gap = np.diff(balance) - annual[1:] - scope[1:]
        known = np.isfinite(gap)
        assert known[-6:].all()
        assert np.abs(gap[known]).max() <= 1e-9 * np.nanmax(np.abs(balance))
        assert (scope[projection.years > fund.actual_until] == 0).all()
