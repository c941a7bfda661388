"""A long query prints nothing, whoever opens the database."""

import re
from pathlib import Path

import pytest

from core.duck import connect
from tests.conftest import ROOT
from tests.processes import run_python

PACKAGES = ("core", "rules", "datapool", "simulation", "training", "casework", "serving", "dashboards", "cli")
# Longer than the two seconds after which a database that talks begins to.
LONG = "SELECT count(*) FROM range(2000000000) t(i) WHERE hash(i) % 7 = 1"


@pytest.mark.slow
@pytest.mark.parametrize(("opening", "talks"), [("connect()", False), ("duckdb.connect()", True)])
def test_a_long_query_prints_nothing(opening: str, talks: bool) -> None:
    words = f"from core.duck import connect\nimport duckdb\nc = {opening}\nc.execute('SET threads = 1')"
    done = run_python(["-c", f"{words}\nc.execute({LONG!r})"], folder=ROOT)
    assert done.returncode == 0, done.stderr
    assert bool(done.stdout) is talks


def test_settings_and_files_are_taken(tmp_path: Path) -> None:
    with connect(tmp_path / "kept.duckdb", settings={"threads": 1}) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS n")
    with connect(tmp_path / "kept.duckdb") as connection:
        assert connection.execute("SELECT n FROM one").fetchall() == [(1,)]


def test_nobody_opens_a_database_that_talks() -> None:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name != "duck.py"]
    assert len(files) > 400
    talking = [path.name for path in files if re.search(r"duckdb\.(connect|sql|execute)\(", path.read_text("utf-8"))]
    assert talking == []
