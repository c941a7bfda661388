from pathlib import Path

import pytest

from datapool.pool import Pool
from datapool.profiles.publishing import publish
from datapool.profiles.storing import Profiles
from tests.datapool.profiles.random_pool import Rows, lay_out_random, random_rows


@pytest.fixture(scope="session")
def _laid_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    rows = random_rows()
    return lay_out_random(tmp_path_factory.mktemp("profiles") / "pool", rows), rows


@pytest.fixture(scope="session")
def laid_out(_laid_out: tuple[Path, Rows]) -> Path:
    """A pool on disk; tests that publish there leave the same profiles."""
    return _laid_out[0]


@pytest.fixture(scope="session")
def rows(_laid_out: tuple[Path, Rows]) -> Rows:
    """Its rows."""
    return _laid_out[1]


@pytest.fixture(scope="session")
def profiles(laid_out: Path) -> Profiles:
    """What is published of it."""
    return publish(Pool.open(laid_out))
