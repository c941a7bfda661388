"""The keys of a pool's sealed fields, wrapped under the master key: data keys by number, and the key of blind indexes.

Nonces never repeat under one key. Whoever seals first takes a lease: the next number of that key, on disk before
anything is sealed. A nonce is the lease's number, 4 random bytes of the lease, and the count within it. The random
bytes are for the day on which the file is restored from a copy and numbers come again.
"""

import fcntl
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from core.errors import InputError
from datapool.vault.master_key import KEY_BYTES, MasterKey
from datapool.vault.refusal import KeyLost, KeysNotWritten, WrongMasterKey

FILE, LOCK = "keys.json", ".lock"
_FORM = 1
_INDEX = "key of blind indexes"
_MOST_LEASES = 2**32 - 1
_RANDOM_BYTES = 4


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as it lies on disk: when it was made, and how many leases were taken of it."""

    wrapped: bytes
    made: str
    leases: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds."""

    master: str
    current: int
    data_keys: dict[int, WrappedKey]
    index_key: bytes


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to seal up to 2^32 values under one data key; `prefix` is the first 8 bytes of their nonces."""

    number: int
    key: bytes = field(repr=False)
    prefix: bytes


class KeyRing:
    """The keys of one vault, opened with its master key."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        self._folder, self._master = folder, master
        kept = self._checked()
        self._index = master.unwrap(kept.index_key, _INDEX)
        self._keys = {number: master.unwrap(key.wrapped, _label(number)) for number, key in kept.data_keys.items()}

    @classmethod
    def make(cls, folder: Path, master: MasterKey, *, now: datetime) -> "KeyRing":
        """A new vault with its first data key. Raises InputError where there is one already."""
        with _locked(folder):
            if (folder / FILE).exists():
                raise InputError("there is a vault already.", path=folder, remedy="Open it, or name another folder.")
            first = WrappedKey(master.wrap(secrets.token_bytes(KEY_BYTES), _label(1)), now.isoformat())
            index = master.wrap(secrets.token_bytes(KEY_BYTES), _INDEX)
            _write(folder, _Kept(master.name, 1, {1: first}, index))
        return cls(folder, master)

    @classmethod
    def open(cls, folder: Path, master: MasterKey) -> "KeyRing":
        """The vault in a folder.

        Raises KeyLost where its keys are gone, WrongMasterKey where they are wrapped under another key.
        """
        return cls(folder, master)

    @property
    def master_name(self) -> str:
        """The name of the master key, which tells nothing of it."""
        return self._master.name

    @property
    def current(self) -> int:
        """The number of the data key under which new values are sealed."""
        return self._checked().current

    def data_key(self, number: int) -> bytes:
        """A data key; one that another process added a moment ago is found too. KeyLost where there is none."""
        if number not in self._keys and number in (kept := self._checked()).data_keys:
            self._keys[number] = self._master.unwrap(kept.data_keys[number].wrapped, _label(number))
        if number not in self._keys:
            raise KeyLost(
                f"The vault has no data key {number}: what was sealed under it cannot be opened. "
                f"Restore {FILE} from a copy made since."
            )
        return self._keys[number]

    def index_key(self, item: str) -> bytes:
        """The key of the blind index of one item."""
        return hmac.digest(self._index, f"blind index of {item}".encode(), "sha256")

    def lease(self) -> Lease:
        """Take the next lease of the current data key; it is on disk when this returns."""
        with _locked(self._folder):
            kept = self._checked()
            number, key = kept.current, kept.data_keys[kept.current]
            if key.leases >= _MOST_LEASES:
                raise KeysNotWritten(f"The data key {number} has sealed all it may. Add a new data key.")
            taken = replace(key, leases=key.leases + 1)
            _write(self._folder, replace(kept, data_keys={**kept.data_keys, number: taken}))
        prefix = taken.leases.to_bytes(4, "big") + secrets.token_bytes(_RANDOM_BYTES)
        return Lease(number, self.data_key(number), prefix)

    def add_data_key(self, *, now: datetime) -> int:
        """Draw a data key for all that is sealed from now on; older ones stay for what they sealed."""
        with _locked(self._folder):
            kept = self._checked()
            number = max(kept.data_keys) + 1
            fresh = WrappedKey(self._master.wrap(secrets.token_bytes(KEY_BYTES), _label(number)), now.isoformat())
            _write(self._folder, replace(kept, current=number, data_keys={**kept.data_keys, number: fresh}))
        return number

    def rewrap(self, master: MasterKey) -> None:
        """Wrap every key under a new master key; sealed values stay as they are, the old master key opens nothing."""
        with _locked(self._folder):
            kept = self._checked()
            opened = {
                number: self._master.unwrap(key.wrapped, _label(number)) for number, key in kept.data_keys.items()
            }
            data_keys = {
                number: replace(kept.data_keys[number], wrapped=master.wrap(key, _label(number)))
                for number, key in opened.items()
            }
            index = master.wrap(self._index, _INDEX)
            _write(self._folder, _Kept(master.name, kept.current, data_keys, index))
        self._master = master

    def _checked(self) -> _Kept:
        kept = _read(self._folder)
        if not hmac.compare_digest(kept.master, self._master.name):
            raise WrongMasterKey(
                f"The vault is wrapped under the master key {kept.master}; the one given is {self._master.name}. "
                "Give that key."
            )
        return kept


def master_name(folder: Path) -> str | None:
    """The name of the master key under which the keys of a folder are wrapped; None where none can be read."""
    try:
        return _read(folder).master
    except KeyLost:
        return None


def _label(number: int) -> str:
    return f"data key {number}"


def _read(folder: Path) -> _Kept:
    path = folder / FILE
    try:
        raw = json.loads(path.read_bytes())
        keys = {
            int(number): WrappedKey(b64decode(key["wrapped"]), key["made"], int(key["leases"]))
            for number, key in raw["data_keys"].items()
        }
        kept = _Kept(raw["master"], int(raw["current"]), keys, b64decode(raw["index_key"]))
        if raw["form"] != _FORM or kept.current not in keys:
            raise ValueError("another form")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as err:
        raise KeyLost(
            f"{path}: the keys of the vault are gone or damaged, and nothing can be opened. Restore the file."
        ) from err
    return kept


def _write(folder: Path, kept: _Kept) -> None:
    keys = {
        str(number): {"wrapped": b64encode(key.wrapped).decode(), "made": key.made, "leases": key.leases}
        for number, key in sorted(kept.data_keys.items())
    }
    content = {
        "form": _FORM,
        "master": kept.master,
        "current": kept.current,
        "data_keys": keys,
        "index_key": b64encode(kept.index_key).decode(),
    }
    fresh = folder / f".{FILE}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(content, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(folder / FILE)
        _sync(folder)
    except OSError as err:
        fresh.unlink(missing_ok=True)
        raise _not_written(folder, err) from err


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as err:
        raise _not_written(folder, err) from err
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _not_written(folder: Path, err: OSError) -> KeysNotWritten:
    return KeysNotWritten(f"{folder}: the keys could not be written: {err.strerror or err}. Nothing was sealed.")
