"""With chance held at its centre every future is the deterministic projection."""

import numpy as np
import pytest

from simulation.chance.driver_names import DRIVERS
from simulation.chance.plan import Plan
from simulation.futures import simulate
from simulation.projection import project
from simulation.scenario import Scenario

HELD = Plan(paths=2, held=tuple(DRIVERS))
SINGLE = 5e-6
SCENARIOS = (
    (),
    ("macro.real_wage_growth+=-0.01", "macro.cpi+=0.005", "macro.income_beyond_wages+=0.003"),
    ("demography.life_expectancy_shift+=2", "demography.tfr_shift+=-0.2", "demography.base=wpp2024"),
    # Coverage falls, so members have to withdraw; an amount of the residents is announced anew.
    (
        "pension.employee.coverage@2040+=-0.1",
        "medical.resident.subsidy@2035=1500",
        "resident_pension.basic_minimum@2030=300",
    ),
    ("pension.employee.compliance+=-0.1", "pension.indexation+=0.01", "macro.unemployment_rate+=0.02"),
    ("retirement.longest_delay.male+=24", "pension.contribution.employer_rate@2030+=0.02"),
)


@pytest.mark.parametrize("settings", SCENARIOS)
def test_held_at_its_centre_every_future_is_the_projection(settings: tuple[str, ...]) -> None:
    scenario = Scenario(settings=settings)
    futures, projection = simulate(scenario, HELD), project(scenario)
    ahead = np.isin(projection.years, futures.years)
    for name, fund in futures.funds.items():
        measures = (dict(projection.funds) | dict(projection.totals))[name].measures
        scale = np.abs(measures["outgo"][ahead])
        for measure in ("income", "outgo", "accumulated_balance"):
            off = np.abs(fund.measure(measure)[:, 1] - measures[measure][ahead]) / np.maximum(
                scale, np.abs(measures[measure][ahead])
            )
            assert off.max() < SINGLE, (name, measure, futures.years[off.argmax()])
    assert np.allclose(
        futures.population.total[:, 0], projection.population.total()[-futures.years.size :], rtol=SINGLE
    )


@pytest.mark.parametrize("driver", DRIVERS)
def test_each_driver_alone_moves_something(driver: str) -> None:
    alone = simulate(Scenario(last_year=2045), Plan(paths=64, held=tuple(name for name in DRIVERS if name != driver)))
    moved = [fund.outgo.std(axis=1).max() + fund.income.std(axis=1).max() for fund in alone.funds.values()]
    people = alone.population.total[-1].std()
    assert max(moved) > 0 or people > 0
    if driver not in ("fertility", "longevity", "longevity_gap", "migration"):
        assert people == 0
    before_chance = alone.funds["enterprise_pension"].outgo[: np.searchsorted(alone.years, 2026)]
    assert (before_chance == before_chance[:, :1]).all()


def test_the_last_year_of_a_scenario_is_the_last_of_its_futures() -> None:
    futures = simulate(Scenario(last_year=2050), Plan(paths=5))
    longer = simulate(Scenario(last_year=2060), Plan(paths=5))
    assert futures.years[-1] == 2050
    same = longer.funds["employee_medical"].balance[: futures.years.size]
    assert np.allclose(futures.funds["employee_medical"].balance, same, rtol=1e-5)
