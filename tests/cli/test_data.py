"""`anlan data import wpp` makes a country's parameters from a download, or says which file is wrong."""

import json
from pathlib import Path
from typing import Any

from simulation.demography.country_file import read_country

KOREA = 410


def test_a_download_becomes_a_parameter_file_that_the_projection_can_read(
    anlan: Any, reference_data: Path, tmp_path: Path
) -> None:
    folder = reference_data / "wpp2024"
    done = anlan("data", "import", "wpp", str(folder.resolve()), "--country", str(KOREA), "--out", "fitted", "--json")
    assert done.returncode == 0, done.stderr
    path = tmp_path / json.loads(done.stdout)["file"]
    assert read_country(path).country_code == KOREA
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_folder_without_the_files_is_refused_and_nothing_is_written(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = anlan("data", "import", "wpp", "empty", "--out", "fitted")
    assert done.returncode == 2
    assert ".csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "fitted").exists()
