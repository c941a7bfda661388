"""Profiles are published once for the same content, taken up after a kill, and hold nobody's name."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.errors import FileMissing, InputError
from datapool.intake.record import Places
from datapool.pool import Pool
from datapool.profiles import publishing
from datapool.profiles.counting import EVERYBODY, combined, count_region
from datapool.profiles.person_years import condense
from datapool.profiles.profile import LEAST_PERSONS, step_of
from datapool.profiles.publishing import publish, version_of
from datapool.profiles.segment import load_segments
from datapool.profiles.storing import CURRENT, Profiles, profiles_folder, read_profiles
from tests.datapool.profiles.random_pool import REGIONS, YEARS, Rows, years_of_persons
from tests.datapool.quality.laid_out import write_batch


@pytest.fixture
def own(laid_out: Path, tmp_path: Path) -> Path:
    """The same pool, nothing published yet."""
    shutil.copytree(laid_out, tmp_path / "pool", ignore=shutil.ignore_patterns("out"))
    return tmp_path / "pool"


def near(published: int | None, true: int) -> bool:
    return abs(published - true) <= 5 if published is not None else True


# The same conditions as in segments.yaml, in Python.
CONDITIONS = {
    EVERYBODY: lambda row: True,
    "flexible_of_working_age": lambda row: row["form"] == "flexible" and not row["draws"] and row["age"] < 46,
    "long_gap": lambda row: (
        row["form"] != "resident" and not row["draws"] and row["months_to_retirement"] > 0 and row["gap_months"] >= 12
    ),
    "double_to_be_checked": lambda row: (
        row["numbers_of_id"] > 1 or row["schemes_drawn"] > 1 or (row["pays_months"] > 0 and row["saved"] > 0)
    ),
    "drawing_and_paying": lambda row: row["months_of_both"] > 0,
    "frequent_patients": lambda row: row["settlements"] >= 24,
}


@pytest.mark.parametrize("segment", sorted(CONDITIONS))
def test_sizes_of_groups_are_right_up_to_rounding(segment: str, profiles: Profiles, rows: Rows) -> None:
    mine = Counter(row["year"] for row in years_of_persons(rows) if CONDITIONS[segment](row))
    for size in profiles.segments[segment].years:
        assert near(size.persons, mine[size.year])
        assert (size.persons is None) == (0 < mine[size.year] < LEAST_PERSONS)


def test_mean_bases_and_pensions_are_right_up_to_rounding(profiles: Profiles, rows: Rows) -> None:
    years = years_of_persons(rows)
    for size in profiles.segments[EVERYBODY].years:
        for column, published in (("base", size.mean_base), ("pension", size.mean_pension)):
            values = [row[column] for row in years if row["year"] == size.year and row[column] is not None]
            assert published is not None
            assert abs(published - sum(values) / len(values)) <= step_of(column, len(values)) / 2


def test_publishing_again_counts_nothing_and_gives_the_same(laid_out: Path, profiles: Profiles) -> None:
    steps: list[int] = []
    assert publish(Pool.open(laid_out), progress=lambda done, total: steps.append(done)) == profiles
    assert steps == []
    assert read_profiles(laid_out) == profiles


def test_threads_and_the_order_of_regions_change_nothing(own: Path, profiles: Profiles) -> None:
    assert publish(Pool.open(own), threads=1) == profiles


def test_the_parts_add_up_in_any_order(laid_out: Path, tmp_path: Path) -> None:
    for region in REGIONS:
        condense(laid_out, region, tmp_path)
    parts = [count_region(laid_out, region, tmp_path).groups for region in REGIONS]
    assert combined(parts, 6) == combined(reversed(parts), 6)
    assert sum(sums[0] for sums in combined(parts, 6).values()) > 100


class Killed(Exception):
    pass


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_run_that_was_killed_is_taken_up_and_ends_the_same(step: int, own: Path, profiles: Profiles) -> None:
    def kill(done: int, total: int) -> None:
        if done == step:
            raise Killed

    with pytest.raises(Killed):
        publish(Pool.open(own), progress=kill)
    with pytest.raises(FileMissing):
        read_profiles(own)
    (next(profiles_folder(own).glob(".years-*")) / ".paid-4701.parquet-99").write_bytes(b"half")
    assert publish(Pool.open(own)) == profiles
    assert not list(profiles_folder(own).glob(".years-*"))


def test_what_is_condensed_of_persons_is_for_its_owner_only_and_then_gone(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []

    def watching(*arguments: Any) -> Any:
        modes.append(next(profiles_folder(own).glob(".years-*")).stat().st_mode & 0o777)
        return count_region(*arguments)

    monkeypatch.setattr(publishing, "count_region", watching)
    publish(Pool.open(own))
    assert modes == [0o700] * len(REGIONS)
    assert sorted(path.suffix for path in profiles_folder(own).iterdir()) == [".json", ".json"]


def test_nothing_published_names_a_person(laid_out: Path, profiles: Profiles, rows: Rows) -> None:
    text = json.dumps(profiles.to_json(), ensure_ascii=False)
    assert all(row["person_no"] not in text and row["citizen_id_written"] not in text for row in rows["hrss_insured"])
    assert "张三" not in text


def test_the_mark_of_a_made_up_province_is_published(profiles: Profiles) -> None:
    assert profiles.to_json()["made_up"] is True
    assert "虚构" in profiles.to_json()["title"]["zh"]
    assert profiles.years == tuple(YEARS)
    assert set(profiles.segments) == {EVERYBODY, *load_segments()}


def test_another_batch_gives_another_version(own: Path, profiles: Profiles) -> None:
    before = version_of(Pool.open(own))
    write_batch(Places(own), "civil_cremations", "2024", [], part=5)
    assert version_of(Pool.open(own)) == before == profiles.version
    write_batch(Places(own), "hrss_pensions", "2024", [], part=5)
    assert version_of(Pool.open(own)) != before


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 1}'])
def test_damaged_files_are_named_with_what_to_do(content: str, own: Path) -> None:
    publish(Pool.open(own))
    version = json.loads((profiles_folder(own) / CURRENT).read_text())["version"]
    (profiles_folder(own) / f"{version}.json").write_text(content)
    with pytest.raises(InputError, match=version):
        read_profiles(own)
