"""The registry on a real SQLite file: versions, aliases, promotion, rollback, and what tampering meets."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.chain_verifier import verify
from core.errors import InputError, UnknownKey
from core.keys import SigningKey
from core.releases import About, ReleaseRefused, write_release
from tests.training.tables import table, write
from training.dataset import Dataset, read_dataset
from training.gate import Gate, GateRefused, load_gate
from training.making import Made, Recipe, make
from training.promotion import promote, rollback
from training.registry import CHALLENGER, CHAMPION, Registry, Version
from training.tasks import find_task
from training.tracking import FILE, RegistryUnreadable

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TASK = find_task("table", label="found")
LENIENT = Gate("ap", 0.5, 1.0, -1.0, 1.25, 10_000)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(write(table(), tmp_path_factory.mktemp("data") / "rows.csv"), TASK)


@pytest.fixture(scope="module")
def good(dataset: Dataset) -> Made:
    return make(Recipe(TASK, {"rounds": 30}, 1), dataset)


@pytest.fixture(scope="module")
def poor(dataset: Dataset) -> Made:
    return make(Recipe(TASK, {"rounds": 30}, 1, without=("x0", "x1")), dataset)


@pytest.fixture
def registry(empty_registry: Path, tmp_path: Path) -> Registry:
    return Registry.open(shutil.copytree(empty_registry, tmp_path / "registry"))


def register(registry: Registry, made: Made, name: str = "death") -> Version:
    def give(number: str) -> tuple[About, Mapping[str, bytes]]:
        about = made.about(name, number, created_at=NOW.isoformat(), code_version="c1")
        return about, made.files(about)

    return registry.register(name, give)


def promoted(registry: Registry, version: Version) -> Version:
    return promote(registry, version, LENIENT, who="li", now=NOW).version


def test_a_version_is_registered_with_what_it_was_made_from(registry: Registry, good: Made) -> None:
    version = register(registry, good)
    assert (version.number, version.aliases) == (1, (CHALLENGER,))
    assert version.tags["data_hash"] == good.data_hash and version.tags["seed"] == "1"
    assert version.tags["code_version"] == "c1" and '"rounds": 30' in version.tags["parameters"]
    assert registry.release(version).hash == version.tags["release_hash"]


def test_versions_are_numbered_and_the_newest_is_the_challenger(registry: Registry, good: Made) -> None:
    for expected in (1, 2, 3):
        assert register(registry, good).number == expected
    assert register(registry, good, "prison").number == 1
    assert [version.aliases for version in registry.versions("death")] == [(), (), (CHALLENGER,)]
    assert registry.names() == ["death", "prison"]


def test_who_registers_at_the_same_time_gets_a_number_of_his_own(registry: Registry, good: Made) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: register(Registry.open(registry.folder), good).number, range(4)))
    assert sorted(found) == [1, 2, 3, 4]
    assert all(registry.release(version) for version in registry.versions("death"))


def test_another_process_finds_what_was_registered(registry: Registry, good: Made) -> None:
    promoted(registry, register(registry, good))
    again = Registry.open(registry.folder)
    assert again.find("death@champion").number == again.find("death").number == again.find("death@1").number == 1


def test_the_signing_key_is_its_owners_alone_and_is_drawn_once(registry: Registry, good: Made) -> None:
    one = registry.release(register(registry, good)).signed_by
    other = registry.release(register(registry, good)).signed_by
    assert one == other == registry.key().public.fingerprint
    assert stat.S_IMODE((registry.folder / "keys" / "signing.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("model", "said"), [("birth", "no model"), ("death@7", "has no 7"), ("death@champion", "has no champion")]
)
def test_what_is_not_there_is_wrong_input(registry: Registry, good: Made, model: str, said: str) -> None:
    register(registry, good)
    with pytest.raises(UnknownKey, match=said):
        registry.find(model)


@pytest.mark.parametrize("name", ["", "../death", "a/b", "a b", "x' OR name LIKE '%", "死亡", ".hidden"])
def test_a_name_that_is_none_is_refused_before_anything_is_written(registry: Registry, good: Made, name: str) -> None:
    with pytest.raises(InputError, match="cannot be called"):
        register(registry, good, name)
    with pytest.raises(InputError, match="cannot be called"):
        registry.versions(name)
    assert registry.names() == [] and not (registry.folder / "releases").exists()


def test_a_folder_without_a_registry_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no registry") as refused:
        Registry.open(tmp_path)
    assert refused.value.exit_code == 2 and list(tmp_path.iterdir()) == []


def test_a_database_that_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with pytest.raises(RegistryUnreadable, match="cannot be used"):
        Registry.open(tmp_path)


def test_what_an_ended_process_left_is_put_aside_not_registered(registry: Registry, good: Made) -> None:
    left = registry.folder / "releases" / "death" / "1"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    assert registry.release(register(registry, good)).about.version == "1"
    assert (left.with_name("1.left1") / "half").exists()


def test_the_first_champion_is_promoted_through_the_gate_and_written_down(registry: Registry, good: Made) -> None:
    version = register(registry, good)
    done = promote(registry, version, LENIENT, who="li", now=NOW)
    assert done.before is None and registry.champion("death").number == 1
    (entry,) = registry.log.entries()
    assert (entry.body["act"], entry.body["who"], entry.body["version"]) == ("promoted", "li", 1)
    assert entry.body["release_hash"] == version.tags["release_hash"]
    assert {line["name"] for line in entry.body["gate"]} >= {"auc_floor", "ece"}


def test_a_poor_challenger_is_refused_the_champion_stays_and_the_refusal_is_kept(
    registry: Registry, good: Made, poor: Made
) -> None:
    promoted(registry, register(registry, good))
    challenger = register(registry, poor)
    with pytest.raises(GateRefused, match="not below the champion"):
        promote(registry, challenger, LENIENT, who="li", now=NOW)
    assert registry.champion("death").number == 1
    assert [entry.body["act"] for entry in registry.log.entries()] == ["promoted", "refused"]


def test_the_gate_that_is_shipped_refuses_a_model_that_found_nothing(registry: Registry, poor: Made) -> None:
    with pytest.raises(GateRefused, match="AUC not below the floor"):
        promote(registry, register(registry, poor), load_gate(), who="li", now=NOW)
    assert registry.champion("death") is None


def test_there_is_no_way_to_be_champion_past_a_changed_release(registry: Registry, good: Made) -> None:
    version = register(registry, good)
    trees = version.folder / "trees.txt"
    content = trees.read_bytes()
    trees.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    with pytest.raises(ReleaseRefused, match="trees"):
        promote(registry, version, LENIENT, who="li", now=NOW)
    assert registry.champion("death") is None and list(registry.log.entries()) == []


def test_a_release_put_in_place_of_another_is_refused_though_it_is_signed(
    registry: Registry, good: Made, poor: Made
) -> None:
    one, other = register(registry, good), register(registry, poor)
    shutil.rmtree(one.folder)
    shutil.copytree(other.folder, one.folder)
    with pytest.raises(ReleaseRefused, match="not the release that was registered"):
        registry.release(one)


def test_a_release_of_a_stranger_is_refused_though_the_registry_names_its_hash(registry: Registry, good: Made) -> None:
    version = register(registry, good)
    about = registry.release(version).about
    shutil.rmtree(version.folder)
    forged = write_release(version.folder, good.files(about), about, SigningKey(os.urandom(32)))
    with sqlite3.connect(registry.folder / FILE) as database:
        database.execute("UPDATE model_version_tags SET value = ? WHERE key = 'release_hash'", (forged.hash,))
    with pytest.raises(ReleaseRefused, match="not trusted"):
        registry.release(registry.find("death"))


def test_rolling_back_goes_one_champion_at_a_time_and_not_beyond_the_first(registry: Registry, good: Made) -> None:
    for _ in range(3):
        promoted(registry, register(registry, good))
    steps = [rollback(registry, "death", who="li", now=NOW) for _ in range(2)]
    assert [(current.number, earlier.number) for current, earlier in steps] == [(3, 2), (2, 1)]
    with pytest.raises(InputError, match="no champion before"):
        rollback(registry, "death", who="li", now=NOW)
    assert registry.champion("death").number == 1
    assert promoted(registry, registry.find("death@3")).number == 3
    assert rollback(registry, "death", who="li", now=NOW)[1].number == 1


def test_the_log_of_promotions_is_a_chain_that_verifies(registry: Registry, good: Made) -> None:
    promoted(registry, register(registry, good))
    promoted(registry, register(registry, good))
    rollback(registry, "death", who="li", now=NOW)
    log = registry.folder / "promotions.jsonl"
    assert verify(log).is_whole
    log.write_bytes(log.read_bytes().replace(b'"li"', b'"wu"', 1))
    assert not verify(log).is_whole


def test_the_champion_is_not_promoted_again(registry: Registry, good: Made) -> None:
    version = promoted(registry, register(registry, good))
    with pytest.raises(InputError, match="champion already"):
        promote(registry, version, LENIENT, who="li", now=NOW)


def test_models_measured_on_other_rows_are_compared_only_on_data_that_are_given(
    registry: Registry, good: Made, tmp_path: Path
) -> None:
    promoted(registry, register(registry, good))
    later = read_dataset(write(table(seed=21), tmp_path / "later.parquet"), TASK)
    challenger = register(registry, make(Recipe(TASK, {"rounds": 30}, 1), later))
    with pytest.raises(InputError, match="--data"):
        promote(registry, challenger, LENIENT, who="li", now=NOW)
    assert promote(registry, challenger, LENIENT, who="li", now=NOW, dataset=later).before is not None
    assert registry.champion("death").number == 2 and CHAMPION in registry.find("death").aliases
