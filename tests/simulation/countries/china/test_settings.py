"""Settings of a scenario: each reaches the assumption or the parameter of the law that it names, and nothing else."""

import numpy as np
import pytest

from core.errors import InputError, UnknownKey, WrongType
from simulation.countries.china.pack import base_assumptions, base_rules
from simulation.countries.china.settings import apply_settings
from simulation.projection import project
from simulation.scenario import Scenario

RATE = "pension.contribution.employee_rate"
MINIMUM = "pension.minimum_years"


def applied(*settings: str, first_year: int = 2024):
    return apply_settings(settings, base_assumptions(), base_rules(), first_year)


def law_at(key: str, *days: str, settings: tuple[str, ...] = (), region: str = "CN") -> list[float]:
    rules = applied(*settings)[1]
    return [rules.at(day, region).number(key) for day in days]


def test_a_setting_of_an_assumption_leaves_the_law_alone() -> None:
    assumptions, rules = applied("macro.cpi=0.05")
    assert rules is base_rules()
    assert assumptions.array("macro.cpi", np.array([2024, 2050])).tolist() == [0.05, 0.05]


def test_an_assumption_changes_from_the_first_projected_year_and_not_before() -> None:
    years = np.arange(2015, 2024)
    for row in ("pension.employee.compliance", "macro.unemployment_rate"):
        changed = applied(f"{row}=0.5")[0]
        assert changed.array(row, years) == pytest.approx(base_assumptions().array(row, years))
        assert changed.array(row, np.array([2024])) == pytest.approx([0.5])


def test_a_setting_of_the_law_leaves_the_assumptions_alone() -> None:
    assumptions, rules = applied(f"{RATE}=0.1")
    assert assumptions.as_plain() == base_assumptions().as_plain()
    assert rules.content_hash != base_rules().content_hash
    assert base_rules().at("2024-01").number(RATE) == 0.08


def test_the_law_changes_from_the_first_projected_year_and_not_before() -> None:
    assert law_at(RATE, "2023-12-31", "2024-01-01", "2090-01", settings=(f"{RATE}=0.1",)) == [0.08, 0.1, 0.1]


def test_the_law_changes_from_the_year_that_is_named() -> None:
    days = ("2034-12-31", "2035-01-01", "2090-01")
    assert law_at(RATE, *days, settings=(f"{RATE}@2035=0.1",)) == [0.08, 0.1, 0.1]


def test_a_shift_of_the_law_keeps_its_later_dates() -> None:
    years = [f"{year}-01" for year in range(2024, 2051)]
    base = law_at(MINIMUM, *years)
    assert len(set(base)) > 3, "the least years must still be rising"
    assert law_at(MINIMUM, *years, settings=(f"{MINIMUM}+=2",)) == [value + 2 for value in base]


def test_a_shift_of_the_law_keeps_dates_within_a_year() -> None:
    key, days = "resident_pension.basic_minimum", ("2018-12", "2020-06", "2020-07", "2020-12", "2021-01")
    assert law_at(key, *days) == [88, 88, 93, 93, 93]
    assert law_at(key, *days, settings=(f"{key}@2019+=10",)) == [88, 98, 103, 103, 103]


def test_a_shift_from_a_year_on_leaves_the_years_before() -> None:
    years = [f"{year}-01" for year in range(2024, 2051)]
    base = law_at(MINIMUM, *years)
    shifted = [value + (2 if year >= 2033 else 0) for year, value in zip(range(2024, 2051), base, strict=True)]
    assert law_at(MINIMUM, *years, settings=(f"{MINIMUM}@2033+=2",)) == shifted


def test_a_value_of_the_law_replaces_its_later_dates() -> None:
    assert set(law_at(MINIMUM, "2024-01", "2035-01", "2045-01", settings=(f"{MINIMUM}=15",))) == {15.0}


def test_settings_of_the_law_apply_in_their_order() -> None:
    assert law_at(RATE, "2030-01", settings=(f"{RATE}=0.1", f"{RATE}+=0.01")) == pytest.approx([0.11])
    assert law_at(RATE, "2030-01", settings=(f"{RATE}+=0.01", f"{RATE}=0.1")) == pytest.approx([0.1])


def test_settings_of_both_kinds_may_stand_together() -> None:
    assumptions, rules = applied("macro.cpi+=0.001", f"{RATE}=0.1", "demography.base=wpp2024")
    assert assumptions.text("demography.base") == "wpp2024"
    assert rules.at("2030-01").number(RATE) == 0.1


@pytest.mark.parametrize(
    ("setting", "near"),
    [("macro.cpy=0.02", "macro.cpi"), ("pension.indexatoin=0.02", "pension.indexation")],
)
def test_an_unknown_key_is_refused_with_those_near_it(setting: str, near: str) -> None:
    with pytest.raises(UnknownKey, match="neither an assumption nor a parameter of the law") as caught:
        applied(setting)
    assert near in caught.value.remedy


def test_a_key_near_nothing_is_refused_with_where_to_look() -> None:
    with pytest.raises(UnknownKey) as caught:
        applied("qqqq=1")
    assert "anlan assumptions list" in caught.value.remedy
    assert "anlan rules list" in caught.value.remedy


def test_an_unknown_key_near_a_parameter_of_the_law_names_the_parameter() -> None:
    with pytest.raises(UnknownKey) as caught:
        applied("pension.contribution.employee_rat=0.1")
    assert RATE in caught.value.remedy


@pytest.mark.parametrize("setting", [f"{RATE}=much", f"{RATE}+=a little"])
def test_a_setting_of_the_law_needs_a_number(setting: str) -> None:
    with pytest.raises(WrongType, match="needs a number"):
        applied(setting)


@pytest.mark.parametrize(
    "setting",
    [
        f"{RATE}=-0.1",
        f"{RATE}=nan",
        f"{RATE}=inf",
        f"{RATE}+=-1",
        "pension.payout_months=5",
        "pension.payout_months+=5",
    ],
)
def test_a_value_the_law_cannot_have_is_refused(setting: str) -> None:
    with pytest.raises(InputError):
        applied(setting)


def test_no_setting_and_a_setting_to_the_same_value_project_the_same() -> None:
    base = project(Scenario(last_year=2030))
    same = project(Scenario(settings=(f"{RATE}=0.08", "macro.borrowing_rate+=0"), last_year=2030))
    for name, fund in base.funds.items():
        assert np.array_equal(fund.measures["income"], same.funds[name].measures["income"], equal_nan=True)
        assert np.array_equal(fund.measures["outgo"], same.funds[name].measures["outgo"], equal_nan=True)
    assert base.manifest["scenario"] != same.manifest["scenario"]
