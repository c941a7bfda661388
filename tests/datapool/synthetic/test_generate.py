"""A province is a function of persons and seed, byte for byte, and is there whole or not at all."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from core.errors import InputError, ValueOutOfRange
from datapool.synthetic.generate import generate

ROOT = Path(__file__).parents[3]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two blocks, made by one process."""
    return generate(21_000, 3, tmp_path_factory.mktemp("small") / "province", workers=1)


def test_the_same_seed_gives_the_same_bytes_with_one_worker_and_with_two(small: Path, tmp_path: Path) -> None:
    again = generate(21_000, 3, tmp_path / "again", workers=2)
    first = digests(small)
    assert len(first) > 100
    assert digests(again) == first


def test_another_seed_gives_other_feeds_in_the_same_files(small: Path, tmp_path: Path) -> None:
    first, other = digests(small), digests(generate(1_000, 4, tmp_path / "other", workers=1))
    shared = [name for name in other if name in first and name.startswith("feeds")]
    assert len(shared) > 100
    assert all(other[name] != first[name] for name in shared)


def test_a_province_too_small_for_rings_of_sham_jobs_is_made_all_the_same(tmp_path: Path) -> None:
    """Of this seed no ring comes about, so that there is no firm either in which the innocent look like one."""
    assert (generate(2_000, 6, tmp_path / "province", workers=1) / "pool.yaml").is_file()


def test_the_description_names_the_province_its_regions_and_that_it_is_made_up(small: Path) -> None:
    described = yaml.safe_load((small / "pool.yaml").read_text(encoding="utf-8"))
    assert described["made_up"] is True
    assert described["province"] == "47"
    codes = [region["code"] for region in described["regions"]]
    assert codes == sorted(set(codes))
    assert {"470000", "470100", "470102"} <= set(codes)


@pytest.mark.parametrize(
    ("persons", "seed", "workers"),
    [(0, 1, 1), (999, 1, 1), (10**9, 1, 1), (1000, -1, 1), (1000, 2**32, 1), (1000, 1, 0)],
)
def test_a_number_that_cannot_be_is_refused(persons: int, seed: int, workers: int, tmp_path: Path) -> None:
    with pytest.raises(ValueOutOfRange, match="Give a whole number from"):
        generate(persons, seed, tmp_path / "province", workers=workers)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="Name a new folder"):
        generate(1_000, 1, tmp_path)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "precious"


def test_a_killed_run_leaves_no_half_province_under_its_name(tmp_path: Path) -> None:
    words = ["data", "generate", "--persons", "60000", "--out", str(tmp_path / "province"), "--workers", "1"]
    process = subprocess.Popen([sys.executable, "-m", "cli", *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".province-*/feeds")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "province").exists()
    generate(1_000, 1, tmp_path / "province", workers=1)
    assert (tmp_path / "province" / "pool.yaml").exists()
