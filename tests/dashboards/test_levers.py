"""The levers: each moves something, none is refused at its ends, and the command line says the same."""

import shlex

import numpy as np
import pytest

from cli.scenarios import read_scenario
from simulation.levers import LEVERS, Lever, base_of, command_line, scenario_settings, settings_of
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

SINCE = 2027
EACH_LEVER = pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)


def balances(projection: Projection) -> np.ndarray:
    return np.stack([fund.measures["accumulated_balance"] for fund in projection.funds.values()])


@EACH_LEVER
def test_a_step_of_a_lever_moves_a_balance_and_only_after_its_start(lever: Lever, base: Projection) -> None:
    moved = project(Scenario(settings=settings_of(lever, lever.unit_step, SINCE)))
    start = SINCE if lever.holds_from is None else max(lever.holds_from, base.funds["unemployment"].actual_until + 1)
    before = base.years < start
    assert np.array_equal(balances(moved)[:, before], balances(base)[:, before], equal_nan=True)
    assert not np.allclose(balances(moved)[:, ~before], balances(base)[:, ~before])


@EACH_LEVER
def test_both_ends_of_a_lever_can_be_projected(lever: Lever) -> None:
    for end in (lever.low, lever.high):
        moved = project(Scenario(settings=settings_of(lever, end, SINCE)))
        assert np.isfinite(balances(moved)[:, moved.years > 2023]).all()


@EACH_LEVER
def test_a_lever_can_stand_at_zero_and_is_then_no_setting(lever: Lever) -> None:
    assert lever.low <= 0 <= lever.high
    steps = (0 - lever.low) / lever.step
    assert steps == pytest.approx(round(steps))
    assert settings_of(lever, 0.0, SINCE) == ()


@EACH_LEVER
def test_the_base_of_a_lever_has_a_figure_a_status_and_a_source(lever: Lever) -> None:
    base = base_of(lever, SINCE)
    assert np.isfinite(base.value)
    assert base.status in {"verified", "unverified", "assumption", "fitted"}
    assert base.source


def test_the_base_of_the_employer_rate_is_the_law_in_force() -> None:
    lever = next(lever for lever in LEVERS if lever.name == "employer_rate")
    assert base_of(lever, SINCE).value == pytest.approx(0.16)
    assert base_of(lever, 2015).value == pytest.approx(0.20)


def test_retirement_moves_men_and_women_alike() -> None:
    lever = next(lever for lever in LEVERS if lever.name == "delay")
    settings = settings_of(lever, 6.0, SINCE)
    assert {setting.split("@")[0].rsplit(".", 1)[1] for setting in settings} == {
        "male",
        "female_cadre",
        "female_worker",
    }
    assert {setting.split("=")[1] for setting in settings} == {"6"}


def test_the_command_line_projects_the_same() -> None:
    moves = {"indexation": 0.5, "delay": 12.0, "state_capital": 300.0, "fertility": -0.2}
    settings = scenario_settings(moves, SINCE)
    words = shlex.split(command_line(settings))
    assert words[:3] == ["anlan", "project", "china"]
    assert words[3::2] == ["--set"] * len(settings)
    typed = read_scenario(words[2], settings=words[4::2]).scenario
    assert project(typed).manifest["scenario"] == project(Scenario(settings=settings)).manifest["scenario"]


def test_settings_are_plain_decimals() -> None:
    assert scenario_settings({"base_ratio": 7.0}, SINCE) == ("pension.employee.base_ratio@2027+=0.07",)
    assert scenario_settings({"state_capital": 1000.0}, SINCE) == ("pension.state_capital@2027+=100000000000",)
    assert scenario_settings({"fertility": 0.3}, SINCE) == ("demography.tfr_shift+=0.3",)
