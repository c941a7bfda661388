"""The coherent model finds what was planted, keeps the sexes together, and starts where it says."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.longevity.abridged_table import life_expectancy
from simulation.longevity.coherent import fit_coherent
from tests.simulation.longevity import planted


def chance() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(1))


def noisy() -> np.ndarray:
    noise = np.random.Generator(np.random.Philox(2)).normal(0.0, 0.05, planted.both_sexes().shape)
    return planted.both_sexes() * np.exp(noise)


def fitted(model, rates: np.ndarray) -> np.ndarray:
    common = (model.index[:, None] * model.response)[:, None, :]
    own = (model.own_index[:, :, None] * model.own_response[:, None, :]).transpose(1, 0, 2)
    return np.log(rates).mean(axis=0) + common + own


def test_planted_decline_and_gap_are_found() -> None:
    """Without noise the only gap is the swing, which cancels in the mean of the sexes' log rates."""
    rates = planted.both_sexes()
    model = fit_coherent(rates, planted.YEARS)
    np.testing.assert_allclose(model.response, planted.response(), atol=1e-9)
    np.testing.assert_allclose(model.index, planted.index(), atol=0.06)
    for sex, sign in enumerate((1.0, -1.0)):
        assert np.corrcoef(model.own_index[sex], sign * planted.gap())[0, 1] > 0.99
    np.testing.assert_allclose(fitted(model, rates), np.log(rates), atol=0.004)


def test_the_common_index_gives_every_year_its_mean_life_expectancy() -> None:
    rates = noisy()
    model = fit_coherent(rates, planted.YEARS)
    common = np.log(rates).mean(axis=0) + (model.index[:, None] * model.response)[:, None, :]
    np.testing.assert_allclose(
        life_expectancy(np.exp(common)).mean(axis=1), life_expectancy(rates).mean(axis=1), atol=1e-8
    )


def test_with_exposures_the_common_index_gives_every_year_its_deaths() -> None:
    rates = noisy()
    exposures = 1e6 * np.exp(-planted.AGES / 40.0) * np.ones(rates.shape)
    model = fit_coherent(rates, planted.YEARS, exposures=exposures)
    common = np.log(rates).mean(axis=0) + (model.index[:, None] * model.response)[:, None, :]
    np.testing.assert_allclose(
        (exposures * np.exp(common)).sum(axis=(1, 2)), (exposures * rates).sum(axis=(1, 2)), rtol=1e-9
    )


def test_each_sex_starts_from_its_last_life_expectancy() -> None:
    rates = noisy()
    last = life_expectancy(rates[-1])
    for jump_off in ("level", "observed"):
        start = fit_coherent(rates, planted.YEARS, jump_off=jump_off).jump_off
        np.testing.assert_allclose(life_expectancy(np.exp(start)), last, atol=1e-8)
    plain = fit_coherent(rates, planted.YEARS, jump_off="fitted")
    np.testing.assert_allclose(plain.jump_off, fitted(plain, rates)[-1], atol=1e-12)


def test_the_gap_between_the_sexes_stays_bounded_however_far_the_forecast_goes() -> None:
    """Two populations forecast apart would part for good; here only the level strays ever further."""
    model = fit_coherent(noisy(), planted.YEARS)
    assert max(abs(process.persistence) for process in model.own) < 1.0
    paths = model.forecast(40, 4000, chance(), parameters=False).paths
    gap, level = paths[..., 1] - paths[..., 0], paths.mean(axis=-1)
    assert gap[:, 39].std() < 1.1 * gap[:, 19].std()
    assert level[:, 39].std() > 1.15 * level[:, 19].std()


def test_uncertain_parameters_widen_the_band() -> None:
    model = fit_coherent(noisy(), planted.YEARS)
    sure, unsure = (model.forecast(8, 4000, chance(), parameters=flag).quantiles((2.5, 97.5)) for flag in (False, True))
    assert ((unsure[1] - unsure[0])[-1] > 1.1 * (sure[1] - sure[0])[-1]).all()


def test_rates_of_one_sex_are_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="two sexes"):
        fit_coherent(planted.both_sexes()[:, 0], planted.YEARS)
