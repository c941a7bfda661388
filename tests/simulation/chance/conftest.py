"""China's driver model and a flat centre, for every test of chance."""

from pathlib import Path

import numpy as np
import pytest

from simulation.chance.drivers import Centre, DriverModel, load_driver_model

CHINA = Path(__file__).parents[3] / "simulation" / "countries" / "china" / "chance"


@pytest.fixture(scope="session")
def china_folder() -> Path:
    return CHINA


@pytest.fixture(scope="session")
def model() -> DriverModel:
    return load_driver_model(CHINA)


@pytest.fixture(scope="session")
def centre() -> Centre:
    years = 40
    return Centre(2026, np.full(years, 0.02), np.full(years, 0.02), np.full(years, 0.01), np.full(years, 0.052))
