from datetime import date

import numpy as np
import pytest
import yaml

from core.errors import DateOutOfRange, InputError
from simulation.chance.drivers import load_driver_model
from simulation.chance.economy_fitting import Candidate, candidates, chosen, economy_text, mean_covariance
from simulation.countries.china.chance.macro_fitting import FOLDER, HEADER, fitted_text, history, yearly_means


@pytest.fixture(scope="module")
def economy():
    return history()


def test_the_shipped_file_is_what_the_fit_gives():
    shipped, fresh = ((FOLDER / "macro.yaml").read_text(encoding="utf-8"), fitted_text())
    for name in ("lags", "residual_deviation", "residual_correlation", "mean_covariance", "lowest", "highest"):
        assert np.allclose(yaml.safe_load(shipped)[name], yaml.safe_load(fresh)[name], rtol=1e-4), name
    assert shipped.split("lags:")[0] == fresh.split("lags:")[0]


def test_the_history_is_complete_and_in_shares(economy):
    assert economy.shape == (30, 4)
    assert np.isfinite(economy).all() and np.abs(economy).max() < 0.2


def test_real_wages_and_interest_are_what_is_left_after_prices(economy):
    real_wage, cpi, real_interest, unemployment = economy[2024 - 1995]
    assert (1 + real_wage) * (1 + cpi) == pytest.approx(124110 / 120698)
    # Three rates held in 2024: to 24 July, to 17 October, and to the end of the year.
    days = [(date(2024, 7, 25) - date(2024, 1, 1)).days, (date(2024, 10, 18) - date(2024, 7, 25)).days]
    mean = (days[0] * 0.0145 + days[1] * 0.0135 + (366 - sum(days)) * 0.011) / 366
    assert real_interest == pytest.approx(mean - cpi)
    assert unemployment == 0.051


def test_the_registered_rate_is_raised_to_meet_the_surveyed_one(economy):
    assert economy[2018 - 1995, 3] == pytest.approx(0.049)
    assert economy[2017 - 1995, 3] == pytest.approx(0.039 + 0.011)


def test_a_rate_that_changes_within_a_year_counts_by_the_day(tmp_path):
    path = tmp_path / "rate.yaml"
    path.write_text("values: {1999-06-01: 0.02, 2001-07-02: 0.04}\n", encoding="utf-8")
    first, second = yearly_means(path, range(2000, 2002))
    assert first == pytest.approx(0.02)
    assert second == pytest.approx((182 * 0.02 + 183 * 0.04) / 365)
    with pytest.raises(DateOutOfRange, match="1 January 1999"):
        yearly_means(path, range(1999, 2001))


def test_the_chosen_form_is_the_stable_one_with_the_smallest_criterion(economy):
    tried = candidates(economy)
    best = chosen(tried)
    assert len(tried) == 6 and best.largest_root <= 0.9
    assert any(not candidate.is_stable for candidate in tried)
    assert all(best.bic <= candidate.bic for candidate in tried if candidate.is_stable)


def test_a_history_without_a_stable_form_is_refused():
    with pytest.raises(InputError, match=r"all roots within 0\.9"):
        chosen([Candidate(1, "c", 0.95, -1.0, None), Candidate(2, "c", 1.01, -9.0, None)])


def test_a_known_autoregression_is_found_again():
    random = np.random.default_rng(3)
    lags = np.array([[0.5, 0.1, 0, 0], [0, 0.3, 0, 0], [0, 0, 0.4, 0.2], [0.1, 0, 0, 0.6]])
    shocks = 0.01 * random.standard_normal((4000, 4))
    series = np.zeros((4000, 4))
    for year in range(1, 4000):
        series[year] = 0.02 + lags @ (series[year - 1] - 0.02) + shocks[year]
    fields = yaml.safe_load(economy_text(series, first_year=1, header="# simulated"))
    assert fields["order"] == 1
    assert np.allclose(fields["lags"], [lags], atol=5 / np.sqrt(4000))
    assert np.allclose(fields["residual_deviation"], 0.01, rtol=5 / np.sqrt(8000))
    # The mean of so long a series lies within its own stated uncertainty of the true one.
    away = series.mean(axis=0) - 0.02
    assert (np.abs(away) < 4 * np.sqrt(np.diag(fields["mean_covariance"]))).all()


def test_the_uncertainty_of_the_mean_of_an_autoregression_has_its_textbook_size():
    class Fit:
        neqs, coefs, sigma_u = 1, np.array([[[0.8]]]), np.array([[0.04]])

    assert mean_covariance(Fit(), 100)[0, 0] == pytest.approx(0.04 / (1 - 0.8) ** 2 / 100)


def test_the_file_reads_back_as_the_process(economy):
    text = economy_text(economy, first_year=1995, header=HEADER)
    process = load_driver_model(FOLDER).economy
    assert yaml.safe_load(text)["diagnostics"]["largest_root"] == pytest.approx(process.largest_root, rel=1e-3)
    assert np.allclose(process.lowest, economy.min(axis=0), rtol=1e-5)
