"""Keys that are lost, wrong, exposed or tampered with open nothing, and say why."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from core.errors import InputError
from datapool.vault.key_ring import FILE, KeyRing
from datapool.vault.master_key import MasterKey, draw_master_key, read_master_key
from datapool.vault.refusal import KeyLost, KeysNotWritten, MasterKeyRefused, WrongMasterKey
from datapool.vault.sealing import Place, open_sealed, seal

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PLACE = Place("hrss_insured", "person_name")
RECORDS, NAMES = pa.array(["a", "b"]), pa.array(["王小明", "李四"])


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    folder = tmp_path / "pool"
    folder.mkdir()
    return folder


@pytest.fixture
def key_file(tmp_path: Path, pool: Path) -> Path:
    draw_master_key(tmp_path / "master.key", pool=pool)
    return tmp_path / "master.key"


def vault(pool: Path, key_file: Path) -> KeyRing:
    return KeyRing.make(pool / "vault", read_master_key(key_file, pool=pool), now=NOW)


def test_a_drawn_key_is_read_again_and_only_its_owner_may(key_file: Path, pool: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert read_master_key(key_file, pool=pool) == read_master_key(key_file, pool=pool)


def test_a_key_never_shows_itself(key_file: Path, pool: Path) -> None:
    key = read_master_key(key_file, pool=pool)
    ring = vault(pool, key_file)
    said = f"{key!r} {ring.lease()!r} {(pool / 'vault' / FILE).read_text()}"
    assert key.secret.hex() not in said and repr(key.secret)[2:-1] not in said
    assert ring.data_key(1).hex() not in said and repr(ring.data_key(1)) not in said


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_a_key_open_to_others_is_refused(key_file: Path, pool: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(MasterKeyRefused, match=r"open to others .* Run chmod 600"):
        read_master_key(key_file, pool=pool)


def test_a_key_inside_the_pool_is_refused(key_file: Path, pool: Path) -> None:
    with pytest.raises(MasterKeyRefused, match="lies in the pool"):
        draw_master_key(pool / "master.key", pool=pool)
    (pool / "way").symlink_to(key_file.parent)
    with pytest.raises(MasterKeyRefused, match="lies in the pool"):
        draw_master_key(key_file.parent / "pool" / "deep" / ".." / "key", pool=pool / "way" / "pool")


def test_a_key_that_is_there_is_never_drawn_over(key_file: Path, pool: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(MasterKeyRefused, match="Name a new file"):
        draw_master_key(key_file, pool=pool)
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\xff" * 32, b"anlan-master-key-1 12\n", b"anlan-master-key-2 " + b"0" * 64])
def test_a_file_that_is_no_key_is_refused(key_file: Path, pool: Path, content: bytes) -> None:
    key_file.write_bytes(content)
    with pytest.raises(MasterKeyRefused, match="not a master key"):
        read_master_key(key_file, pool=pool)


def test_a_lost_master_key_is_told(tmp_path: Path, pool: Path) -> None:
    with pytest.raises(MasterKeyRefused, match="without it no sealed value can be shown"):
        read_master_key(tmp_path / "gone.key", pool=pool)


def test_a_wrong_master_key_opens_nothing(key_file: Path, pool: Path) -> None:
    vault(pool, key_file)
    wrong = MasterKey(bytes(32))
    with pytest.raises(WrongMasterKey, match=wrong.name):
        KeyRing.open(pool / "vault", wrong)


def test_a_wrong_master_key_under_the_right_name_opens_nothing(key_file: Path, pool: Path) -> None:
    vault(pool, key_file)
    path, wrong = pool / "vault" / FILE, MasterKey(bytes(32))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"master": wrong.name}))
    with pytest.raises(WrongMasterKey, match="another key, or the wrapped one was changed"):
        KeyRing.open(pool / "vault", wrong)


def test_wrapped_keys_that_change_places_are_found(key_file: Path, pool: Path) -> None:
    vault(pool, key_file).add_data_key(now=NOW)
    path = pool / "vault" / FILE
    content = json.loads(path.read_text())
    keys = content["data_keys"]
    keys["1"]["wrapped"], keys["2"]["wrapped"] = keys["2"]["wrapped"], keys["1"]["wrapped"]
    path.write_text(json.dumps(content))
    with pytest.raises(WrongMasterKey):
        KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool))


def test_after_a_new_master_key_the_old_opens_nothing_and_values_stay(
    key_file: Path, pool: Path, tmp_path: Path
) -> None:
    ring = vault(pool, key_file)
    sealed, index = seal(ring, PLACE, RECORDS, NAMES), ring.index_key("phone")
    new = draw_master_key(tmp_path / "new.key", pool=pool)
    ring.rewrap(new)
    opened = KeyRing.open(pool / "vault", new)
    assert open_sealed(opened, PLACE, RECORDS, sealed).equals(NAMES) and opened.index_key("phone") == index
    assert open_sealed(opened, PLACE, RECORDS, seal(ring, PLACE, RECORDS, NAMES)).equals(NAMES)
    with pytest.raises(WrongMasterKey):
        KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool))


def test_who_holds_the_old_master_key_can_seal_nothing_more(key_file: Path, pool: Path) -> None:
    ring = vault(pool, key_file)
    late = KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool))
    ring.rewrap(MasterKey(bytes(32)))
    with pytest.raises(WrongMasterKey):
        seal(late, PLACE, RECORDS, NAMES)


def test_a_lost_data_key_is_named(key_file: Path, pool: Path) -> None:
    ring = vault(pool, key_file)
    ring.add_data_key(now=NOW)
    sealed = seal(ring, PLACE, RECORDS, NAMES)
    path = pool / "vault" / FILE
    content = json.loads(path.read_text())
    del content["data_keys"]["2"]
    path.write_text(json.dumps(content | {"current": 1}))
    with pytest.raises(KeyLost, match="no data key 2"):
        open_sealed(KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool)), PLACE, RECORDS, sealed)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"form": 1}', b"\xff"])
def test_keys_that_are_gone_or_damaged_open_nothing(key_file: Path, pool: Path, content: bytes | None) -> None:
    vault(pool, key_file)
    path = pool / "vault" / FILE
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(KeyLost, match="gone or damaged"):
        KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool))


def test_a_second_vault_is_not_made_over_the_first(key_file: Path, pool: Path) -> None:
    vault(pool, key_file)
    before = (pool / "vault" / FILE).read_bytes()
    with pytest.raises(InputError, match="a vault already"):
        vault(pool, key_file)
    assert (pool / "vault" / FILE).read_bytes() == before


def test_a_key_added_by_another_process_is_found(key_file: Path, pool: Path) -> None:
    ring = vault(pool, key_file)
    other = KeyRing.open(pool / "vault", read_master_key(key_file, pool=pool))
    other.add_data_key(now=NOW)
    assert open_sealed(ring, PLACE, RECORDS, seal(other, PLACE, RECORDS, NAMES)).equals(NAMES)


def test_a_key_that_has_sealed_all_it_may_seals_no_more(key_file: Path, pool: Path) -> None:
    ring = vault(pool, key_file)
    path = pool / "vault" / FILE
    content = json.loads(path.read_text())
    content["data_keys"]["1"]["leases"] = 2**32 - 1
    path.write_text(json.dumps(content))
    with pytest.raises(KeysNotWritten, match="Add a new data key"):
        seal(ring, PLACE, RECORDS, NAMES)


def test_where_no_lease_can_be_written_nothing_is_sealed(key_file: Path, pool: Path) -> None:
    ring = vault(pool, key_file)
    (pool / "vault").rename(pool / "elsewhere")
    (pool / "vault").write_text("not a folder")
    with pytest.raises(KeysNotWritten, match="Nothing was sealed"):
        seal(ring, PLACE, RECORDS, NAMES)
