"""The steps from one valuation to the next add up to the whole, and each holds what its name says."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from simulation.countries.china.pack import base_assumptions, published
from simulation.projection import project
from simulation.published import PublishedFigures
from simulation.reconciliation import CAUSES, Reconciliation, Valuation, cause_of, reconcile
from simulation.scenario import Scenario

PENSION, BALANCE = "enterprise_pension", "accumulated_balance.2050"
BY_CAUSE = {
    "law": "pension.contribution.employer_rate@2030=0.17",
    "demography": "demography.tfr_shift=0.2",
    "economy": "macro.real_wage_growth+=0.002",
    "schemes": "pension.indexation+=0.003",
}
REFORM = """overlay: {title: A test reform}
pension.contribution.employer_rate:
  values: {2030-01-01: 0.17}
"""


def closes(found: Reconciliation) -> None:
    for fund in found.funds.values():
        for figure, total in fund.total.items():
            steps = sum(step[figure] for step in fund.steps.values())
            size = max(
                abs(fund.previous[figure]), abs(fund.current[figure]), *(abs(s[figure]) for s in fund.steps.values())
            )
            assert abs(steps - total) <= 1e-9 * size
            assert abs(fund.gap[figure]) <= 1e-9 * size


def changed_by(found: Reconciliation, fund: str = PENSION) -> set[str]:
    return {cause for cause, step in found.funds[fund].steps.items() if any(step.values())}


def test_nothing_changed_gives_nothing_to_explain() -> None:
    found = reconcile(Scenario(), Scenario())
    for fund in found.funds.values():
        assert not any(fund.total.values())
        assert not any(value for step in fund.steps.values() for value in step.values())


@pytest.mark.parametrize(("cause", "setting"), BY_CAUSE.items())
def test_a_single_change_is_all_in_its_own_step(cause: str, setting: str) -> None:
    found = reconcile(Scenario(), Scenario(settings=(setting,)))
    closes(found)
    assert changed_by(found) == {cause}
    fund = found.funds[PENSION]
    assert fund.steps[cause] == pytest.approx(fund.total)


def test_both_ends_are_the_projections_themselves() -> None:
    current = Scenario(settings=tuple(BY_CAUSE.values()))
    found = reconcile(Scenario(), current)
    closes(found)
    assert changed_by(found) == set(BY_CAUSE)
    for side, scenario in (("previous", Scenario()), ("current", current)):
        projection = project(scenario)
        row = 2050 - int(projection.years[0])
        for name, fund in found.funds.items():
            measures, amounts = projection.funds[name].measures, getattr(fund, side)
            assert amounts[BALANCE] == pytest.approx(measures["accumulated_balance"][row], rel=1e-12)
            for horizon in ("25", "50", "75"):
                expected = measures["actuarial_balance"][horizon]
                assert amounts[f"actuarial_balance.{horizon}"] == pytest.approx(expected, rel=1e-12)


def test_a_reform_file_is_law(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM)
    found = reconcile(Scenario(), Scenario(overlays=(path,)))
    closes(found)
    assert changed_by(found) == {"law"}


def revised(name: str, year: int, factor: float) -> PublishedFigures:
    """Today's figures with one of them as it stood at an earlier time."""
    today = published()
    series = today.series(name)
    earlier = replace(series, values={**series.values, year: series.values[year] * factor})
    return PublishedFigures({other: today.series(other) for other in today.names()} | {name: earlier})


def test_revised_figures_are_the_step_of_the_data() -> None:
    before = Valuation(Scenario(), figures=revised("employees.accumulated_balance", 2023, 0.9))
    found = reconcile(before, Scenario())
    closes(found)
    assert changed_by(found) == {"data"}
    assert found.funds[PENSION].steps["data"][BALANCE] > 0
    assert changed_by(found, "work_injury") == set()


def test_earlier_base_rows_are_taken_over_by_cause() -> None:
    rows = base_assumptions().with_settings(["macro.cpi=0.01", "pension.indexation+=-0.005"], since=2024)
    found = reconcile(Valuation(Scenario(settings=("demography.tfr_shift=0.1",)), assumptions=rows), Scenario())
    closes(found)
    assert changed_by(found) == {"demography", "economy", "schemes"}


def test_going_back_undoes_the_total() -> None:
    there = reconcile(Scenario(), Scenario(settings=tuple(BY_CAUSE.values())))
    back = reconcile(Scenario(settings=tuple(BY_CAUSE.values())), Scenario())
    for name, fund in there.funds.items():
        assert {figure: -value for figure, value in back.funds[name].total.items()} == pytest.approx(fund.total)


@settings(max_examples=6, deadline=None)
@given(
    tfr=st.floats(-0.3, 0.3),
    wages=st.floats(-0.01, 0.01),
    indexation=st.floats(-0.01, 0.01),
    rate=st.floats(0.12, 0.2),
)
def test_the_steps_close_whatever_changed(tfr: float, wages: float, indexation: float, rate: float) -> None:
    changes = (
        f"demography.tfr_shift={tfr:.6f}",
        f"macro.real_wage_growth+={wages:.6f}",
        f"pension.indexation+={indexation:.6f}",
        f"pension.contribution.employer_rate={rate:.6f}",
    )
    closes(reconcile(Scenario(settings=changes[:2]), Scenario(settings=changes[1:])))


def test_causes_are_told_by_the_key() -> None:
    assert cause_of("demography.base") == "demography"
    assert cause_of("macro.cpi") == "economy"
    assert cause_of("pension.indexation") == cause_of("unemployment.coverage") == "schemes"
    assert tuple(CAUSES) == ("data", "law", "demography", "economy", "schemes")


def test_valuations_to_different_years_or_of_the_past_are_refused() -> None:
    with pytest.raises(InputError, match="2060"):
        reconcile(Scenario(last_year=2060), Scenario())
    with pytest.raises(InputError, match="2050"):
        reconcile(Scenario(last_year=2040), Scenario(last_year=2040))
    with pytest.raises(InputError, match="back-test"):
        reconcile(Scenario(start=2018), Scenario())


def test_a_shorter_valuation_is_reconciled_over_the_horizons_it_has() -> None:
    found = reconcile(Scenario(last_year=2060), Scenario(last_year=2060, settings=(BY_CAUSE["schemes"],)))
    closes(found)
    assert "actuarial_balance.25" in found.funds[PENSION].total
    assert "actuarial_balance.75" not in found.funds[PENSION].total


def test_the_json_is_plain_and_in_order() -> None:
    plain = reconcile(Scenario(), Scenario(settings=(BY_CAUSE["economy"],))).to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["order"] == list(CAUSES)
    fund = plain["funds"][PENSION]
    steps = sum(fund["steps"][cause][BALANCE] for cause in plain["order"])
    assert np.isclose(fund["previous"][BALANCE] + steps, fund["current"][BALANCE], rtol=1e-9)
