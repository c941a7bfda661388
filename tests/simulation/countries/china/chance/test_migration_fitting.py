import numpy as np
import pytest
import yaml

from core.errors import InputError
from simulation.countries.china.chance.migration_fitting import PARAMETERS, first_autocorrelation, fitted_text
from simulation.demography.bands.targets import Bands
from simulation.demography.wpp import read_yearly

ENDS = ("mig_80l", "mig_80u", "mig_95l", "mig_95u")


@pytest.fixture
def wpp(reference_data):
    folder = reference_data / "wpp2024"
    if not (folder / "net_migration_projections.csv").is_file():
        pytest.skip("the reference data hold no net_migration_projections.csv of World Population Prospects 2024")
    return folder


def test_the_shipped_file_is_what_the_fit_gives(wpp):
    assert fitted_text(wpp) == PARAMETERS.read_text(encoding="utf-8")


def test_the_scale_meets_the_united_nations_bands_within_a_tenth(wpp):
    fields = yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))
    table = read_yearly(wpp, "net_migration_projections.csv", 156, ENDS)
    spread = Bands(table.years, table.values.reshape(-1, 2, 2)).spread().mean(axis=1)
    ours = np.interp(table.years, fields["scale"]["years"], fields["scale"]["values"])
    assert np.abs(ours / spread - 1).max() < 0.1


def test_the_bands_have_their_full_width_at_once_as_little_persistence_says(wpp):
    table = read_yearly(wpp, "net_migration_projections.csv", 156, ENDS)
    width = table.values[:, 3] - table.values[:, 2]
    assert width[0] > 0.95 * width[:20].max()


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match=r"net_migration_estimates\.csv"):
        fitted_text(tmp_path)


def test_a_series_that_alternates_has_an_autocorrelation_near_minus_one():
    assert first_autocorrelation(np.tile([1.0, -1.0], 50)) == pytest.approx(-0.99)
