"""Life expectancy from abridged rates agrees with the table by single age and with a closed form."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.demography.mortality import life_expectancy_at_birth
from simulation.demography.wpp import WppCountry, read_wpp
from simulation.longevity.abridged_table import GROUPS, life_expectancy, remaining_years
from tests.simulation.longevity import planted


def test_under_a_constant_rate_life_lasts_its_inverse() -> None:
    assert remaining_years(np.full(8, 0.05), np.full(8, 5.0)) == pytest.approx(20.0)


def test_lower_rates_lengthen_life_and_the_sexes_do_not_mix() -> None:
    rates = planted.both_sexes()[0]
    lower = rates.copy()
    lower[0, 10] *= 0.5
    before, after = life_expectancy(rates), life_expectancy(lower)
    assert after[0] > before[0]
    assert after[1] == before[1]


def test_a_table_by_single_age_says_nearly_the_same() -> None:
    """The same Gompertz law by groups and by single ages; constant rates in a group cost a little."""
    single = 0.0004 + 0.00006 * np.exp(0.09 * (np.arange(101) + 0.5))
    starts = [0, 1, *range(5, 101, 5)]
    grouped = np.array([single[a:b].mean() for a, b in zip(starts, [*starts[1:], 101], strict=True)])
    both = life_expectancy_at_birth(np.stack([single, single]))
    np.testing.assert_allclose(life_expectancy(np.stack([grouped, grouped])), both, atol=0.25)


@pytest.mark.parametrize("rates", [np.zeros((2, GROUPS)), np.full((GROUPS,), 0.1), np.full((2, GROUPS), np.nan)])
def test_what_is_no_table_of_two_sexes_is_refused(rates: np.ndarray) -> None:
    with pytest.raises(ValueOutOfRange, match="abridged table"):
        life_expectancy(rates)


def test_the_united_nations_life_expectancies_are_those_of_their_rates(reference_data) -> None:
    folder = reference_data / "wpp2024"
    if not (folder / "mortality_rates_abridged.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    tables: WppCountry = read_wpp(folder, 392)
    for middle in (1978, 1998, 2018):
        yearly = tables.life_expectancy.between(middle - 3, middle + 1).values.mean(axis=0)
        np.testing.assert_allclose(life_expectancy(tables.death_rate.at(middle)), yearly, atol=0.1)
