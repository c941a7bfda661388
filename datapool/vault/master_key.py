"""The master key wraps the keys of the data; it lies in a file of its own outside the pool, for its owner alone."""

import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datapool.vault.refusal import MasterKeyRefused, WrongMasterKey

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = re.compile(r"anlan-master-key-1 ([0-9a-f]{64})\n?", re.ASCII)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps keys; it never touches data."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What tells two keys apart without telling either: 16 hexadecimal digits."""
        return hmac.digest(self.secret, b"anlan vault: name of a master key", "sha256").hex()[:16]

    def wrap(self, key: bytes, label: str) -> bytes:
        """A key sealed under this one, for what `label` names and nothing else."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, key, label.encode())

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """The key that was wrapped. Raises WrongMasterKey where this key did not wrap it under that label."""
        try:
            nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
            return AESGCM(self.secret).decrypt(nonce, sealed, label.encode())
        except (InvalidTag, ValueError) as err:
            raise WrongMasterKey(
                f"The master key {self.name} does not open the {label}: it is another key, or the wrapped one was "
                "changed. Give the key under which the vault was made, or restore its keys."
            ) from err


def draw_master_key(path: Path, *, pool: Path) -> MasterKey:
    """Draw a key and keep it in a new file that only its owner reads.

    pool  the folder of the data it will protect; the file must lie elsewhere
    Raises MasterKeyRefused where there is a file already, or none can be made.
    """
    _refuse_inside(path, pool)
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, f"anlan-master-key-1 {secret.hex()}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as err:
        what = f"the master key cannot be kept: {err.strerror or err}."
        raise MasterKeyRefused(what, path=path, remedy="Name a new file in a folder of yours.") from err
    return MasterKey(secret)


def read_master_key(path: Path, *, pool: Path) -> MasterKey:
    """The key of a file. Raises MasterKeyRefused where it is missing, none, open to others, or inside the pool."""
    _refuse_inside(path, pool)
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read()
    except OSError as err:
        what = f"the master key cannot be read: {err.strerror or err}."
        remedy = "Restore it; without it no sealed value can be shown."
        raise MasterKeyRefused(what, path=path, remedy=remedy) from err
    if mode & _OTHERS:
        what = f"the file of the master key is open to others ({stat.filemode(mode)})."
        raise MasterKeyRefused(what, path=path, remedy="Run chmod 600 on it, and draw a new key if others had it.")
    found = _FORM.fullmatch(content.decode("ascii", "replace"))
    if found is None:
        raise MasterKeyRefused("this is not a master key.", path=path, remedy="Restore the file as it was drawn.")
    return MasterKey(bytes.fromhex(found[1]))


def _refuse_inside(path: Path, pool: Path) -> None:
    if path.resolve().is_relative_to(pool.resolve()):
        what = "the master key lies in the pool it protects: whoever copies the pool has both."
        raise MasterKeyRefused(what, path=path, remedy="Keep it in a folder outside the pool.")
