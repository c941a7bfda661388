"""A small made-up province whose persons are linked once for all tests that only read it."""

import shutil
from pathlib import Path

import pytest

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.persons.records import load_record_tables
from datapool.persons.storing import Index
from datapool.pool import Pool, described_tables
from datapool.synthetic.generate import generate
from tests.datapool.persons.registers import linked

YEARS = ("2015", "2019", "2024")


def take_in(root: Path, *, workers: int) -> Pool:
    """The pool of a made-up province: of the tables that tell of persons, the stock and two later years."""
    kept = {table.table for table in load_record_tables()}
    for delivery in (root / "feeds").glob("*/*/*"):
        table = f"{delivery.parent.parent.name}_{delivery.parent.name}"
        if table not in kept or delivery.name not in YEARS:
            shutil.rmtree(delivery)
    land(root, [FolderSource(root, described_tables(root))], workers=workers)
    return Pool.open(root)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return take_in(generate(1_000, 3, tmp_path_factory.mktemp("persons") / "province", workers=1), workers=1)


@pytest.fixture(scope="session")
def index(province: Pool) -> Index:
    return linked(province)
