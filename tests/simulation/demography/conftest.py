"""The United Nations' tables, where the reference folder is present."""

from pathlib import Path

import pytest

from simulation.demography.fitting import reference_folder
from simulation.demography.wpp import WppCountry, read_wpp


@pytest.fixture(scope="session")
def wpp_folder() -> Path:
    folder = reference_folder()
    if not (folder / "mortality_rates_abridged.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    return folder


@pytest.fixture(scope="session")
def china_tables(wpp_folder: Path) -> WppCountry:
    return read_wpp(wpp_folder, 156)
