"""The bands of simulated futures: calibrated where they were fitted, close where they were not, and told honestly."""

import numpy as np
import pytest

from simulation.chance.plan import Plan
from simulation.countries.china.validation.futures_bands import (
    band_cases,
    band_width,
    correlation_rows,
    old_people_rows,
    simulated_people,
)
from simulation.demography.bands.process_file import JUDGED_YEARS

CALIBRATED_BAR, UNFITTED_BAR = 0.10, 0.25


def named(part: str) -> list:
    found = [case for case in band_cases() if part in case.name]
    assert len(found) == 2 * len(JUDGED_YEARS)
    return found


@pytest.mark.parametrize("quantity", ["children per woman", "of men", "of women", "of both sexes"])
def test_fitted_bands_are_met_within_a_tenth_of_their_width_and_called_calibrated(quantity: str) -> None:
    for case in named(quantity):
        assert abs(case.error) < CALIBRATED_BAR, case
        assert case.calibrated


def test_the_band_of_the_population_is_met_within_a_quarter_and_entered_no_fit() -> None:
    for case in named("total population"):
        assert abs(case.error) < UNFITTED_BAR, case
        assert not case.calibrated


def test_the_width_of_a_band_is_between_its_percentiles() -> None:
    values = np.tile(np.arange(1001.0)[:, None], (1, 3))
    assert band_width(values, 2027, 80) == pytest.approx(800.0)
    assert band_width(values, 2026, 95) == pytest.approx(950.0)


def test_the_old_people_of_2050_are_born_so_fertility_does_not_move_them() -> None:
    held = simulated_people(Plan(paths=20, seed=1, held=("longevity", "longevity_gap", "migration")))
    old = held.old[:, 2050 - 2026]
    assert np.ptp(old) < 1.0
    assert np.ptp(held.total[:, 2050 - 2026]) > 1e7


def test_the_report_shows_bands_for_the_old_and_the_correlation_over_time() -> None:
    assert [row[0] for row in old_people_rows()] == [str(year) for year in JUDGED_YEARS]
    rows = {row[0]: (float(row[1]), float(row[2])) for row in correlation_rows()}
    assert len(rows) == 6
    for early, near, far in ((2030, 2040, 2070), (2040, 2050, 2070)):
        for number in range(2):
            assert 0 < rows[f"{early} and {far}"][number] < rows[f"{early} and {near}"][number] < 1
