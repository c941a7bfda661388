"""Names that only one purpose has: a keyed hash of a number, so that nobody without the key can try numbers out."""

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.errors import InputError
from datapool.standards.sql import quote

KEY_FILE = "key"
KEY_BYTES = 32
# Hexadecimal digits of a name: two of five million persons share one with a chance below one in a million.
DIGITS = 20
MACRO = "renamed"


@dataclass(frozen=True, slots=True)
class Naming:
    """How a purpose renames: sha256(outer + sha256(inner + item:number)), cut to 20 hexadecimal digits."""

    inner: str
    outer: str

    @classmethod
    def of(cls, key: bytes, purpose: str) -> "Naming":
        """The naming of a purpose, from the secret key of the pool; InputError for a key that is too short."""
        if len(key) < KEY_BYTES:
            raise InputError(
                f"the key has {len(key)} bytes; {KEY_BYTES} are needed.", remedy="Give a longer one, drawn at random."
            )
        inner, outer = (sha256(key + f":{purpose}:{part}".encode()).hexdigest() for part in ("inner", "outer"))
        return cls(inner, outer)

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart without telling either."""
        return sha256(f"fingerprint:{self.inner}{self.outer}".encode()).hexdigest()[:16]

    def name(self, item: str, number: str) -> str:
        """The name of one number."""
        within = sha256(f"{self.inner}{item}:{number}".encode()).hexdigest()
        return sha256(f"{self.outer}{within}".encode()).hexdigest()[:DIGITS]

    def macro(self) -> str:
        """SQL that makes the macro renamed(item, number), which gives the same names; NULL stays NULL."""
        within = f"sha256({quote(self.inner)} || item || ':' || CAST(number AS VARCHAR))"
        return f"CREATE TEMP MACRO {MACRO}(item, number) AS sha256({quote(self.outer)} || {within})[1:{DIGITS}]"


def pool_key(folder: Path) -> bytes:
    """The secret key of a pool's marts, in `folder`; drawn and kept there, for its owner's eyes only, on first use."""
    path = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _draw(path)
        key = path.read_bytes()
    except OSError as err:
        raise InputError(
            f"the key of the marts cannot be read: {err.strerror or err}.",
            path=path,
            remedy="Check who owns it, or give a key.",
        ) from err
    if len(key) != KEY_BYTES:
        raise InputError(
            "this is not a key of the marts.", path=path, remedy="Restore it; a new key breaks the names of all marts."
        )
    return key


def _draw(path: Path) -> None:
    """Put a key there unless there is one; of two at once, one wins and both then read it."""
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
