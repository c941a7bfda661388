"""Ray is told how to authenticate before any test module here imports it; MLflow's tables are made once and copied."""

from pathlib import Path

import pytest

from core.cluster import prepare
from training.registry import Registry

prepare()


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry without models. It takes MLflow seconds to make one."""
    folder = tmp_path_factory.mktemp("empty") / "registry"
    Registry.make(folder)
    return folder
