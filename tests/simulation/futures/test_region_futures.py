"""Futures of a region: its own accounts at the centre, its own people, and only the funds it has told of."""

from pathlib import Path

import numpy as np
import pytest

from simulation.chance.driver_names import DRIVERS
from simulation.chance.plan import Plan
from simulation.futures import simulate
from simulation.projection import project
from simulation.scenario import Scenario
from tests.simulation.regions.workbooks import REGION, fund_data


def test_held_at_its_centre_a_region_is_its_projection(tmp_path: Path) -> None:
    scenario = Scenario(region=REGION, fund_data=fund_data(tmp_path))
    futures = simulate(scenario, Plan(paths=1, held=tuple(DRIVERS)))
    projection = project(scenario)
    ahead = np.isin(projection.years, futures.years)
    assert set(projection.funds) <= set(futures.funds)
    for name, fund in projection.funds.items():
        for measure in ("income", "outgo"):
            ours = futures.funds[name].measure(measure)[:, 0]
            assert np.allclose(ours, fund.measures[measure][ahead], rtol=1e-5), (name, measure)


def test_a_region_has_futures_of_the_funds_it_told_of_only(tmp_path: Path) -> None:
    only = ("region.population", "unemployment.income", "unemployment.insured")
    scenario = Scenario(region=REGION, fund_data=fund_data(tmp_path, only=only), last_year=2040)
    assert set(simulate(scenario, Plan(paths=3)).funds) == set(project(scenario).funds)


def test_migration_moves_a_region_by_its_share_of_the_nation(tmp_path: Path) -> None:
    plan = Plan(paths=200, held=tuple(name for name in DRIVERS if name != "migration"))
    region = simulate(Scenario(region=REGION, fund_data=fund_data(tmp_path), last_year=2045), plan).population.total[-1]
    nation = simulate(Scenario(last_year=2045), plan).population.total[-1]
    assert region.std() / region.mean() == pytest.approx(nation.std() / nation.mean(), rel=0.15)
