from pathlib import Path

import pytest

from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import Province, build_province


@pytest.fixture(scope="session")
def province() -> Province:
    return build_province(400)


@pytest.fixture(scope="session")
def laid_out(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool on disk that no test changes but for its marts."""
    return lay_out(tmp_path_factory.mktemp("pool"), province.rows)
