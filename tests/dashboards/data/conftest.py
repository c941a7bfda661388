"""The small pools, made once; tests that damage one, or write into its log, take a copy."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboards.data.contents import Contents, contents_of
from tests.dashboards.data.people import People, build_people
from tests.dashboards.data.pools import Rows, build_pool


@dataclass(frozen=True)
class Built:
    """The folder of a pool and the rows it was made of."""

    root: Path
    rows: Rows

    @property
    def contents(self) -> Contents:
        return contents_of(self.root)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("pool")
    return Built(root, build_pool(root))


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built.root, tmp_path / "copy"))


@pytest.fixture(scope="session")
def persons(tmp_path_factory: pytest.TempPathFactory) -> People:
    return build_people(tmp_path_factory.mktemp("persons"))


@pytest.fixture
def people(persons: People, tmp_path: Path) -> People:
    return People(Path(shutil.copytree(persons.root, tmp_path / "people")))
