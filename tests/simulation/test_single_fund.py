"""One fund alone is the fund of the whole projection."""

import numpy as np
import pytest

from core.errors import InputError, UnknownKey
from simulation.projection import project
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, check_fund, surroundings_of

SCENARIO = Scenario(settings=("macro.cpi+=0.004", "demography.tfr_shift+=0.1"))


@pytest.fixture(scope="module")
def whole() -> dict[str, np.ndarray]:
    projection = project(SCENARIO)
    ahead = projection.years > 2023
    return {name: fund.measures["accumulated_balance"][ahead] for name, fund in projection.funds.items()}


def test_each_fund_alone_has_the_balance_of_the_projection_of_all(whole: dict[str, np.ndarray]) -> None:
    context = surroundings_of(SCENARIO)
    for name, balance in whole.items():
        assert np.array_equal(accounts_of(context, name).accumulated_balance, balance), name


def test_an_unknown_fund_names_those_there_are() -> None:
    with pytest.raises(UnknownKey, match="work_injury"):
        check_fund("pension_fund")


def test_a_back_test_and_another_country_are_refused() -> None:
    with pytest.raises(InputError, match="back-test"):
        surroundings_of(Scenario(start=2018))
    with pytest.raises(InputError, match="atlantis"):
        surroundings_of(Scenario(name="atlantis"))
