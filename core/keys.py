"""Ed25519 key pairs: a private key in a file of its owner alone, public keys known by fingerprint, and who is trusted.

What is signed is signed for one use, which is named; a signature made for another use is none. Keys are PEM files that
other programs read too.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from core.errors import InputError

SIGNATURE_BYTES = 64
PUBLIC_SUFFIX = ".pub"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LONGEST_FILE = 4096
_LETTERS_SHOWN = 16


class KeyRefused(InputError):
    """A key that is missing, none, open to others, or already there."""

    code = "keys.refused"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a pair that everybody may have. `raw` is its 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, 64 hexadecimal digits: the name under which it is known."""
        return sha256(self.raw).hexdigest()

    def verifies(self, signature: bytes, content: bytes, *, use: str) -> bool:
        """Whether the other half signed exactly this content, for this use."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, _signed(content, use))
        except InvalidSignature:
            return False
        return True

    def pem(self) -> bytes:
        """As a PEM file."""
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The half of a pair that signs."""

    secret: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The other half."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        return PublicKey(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, content: bytes, *, use: str) -> bytes:
        """64 bytes; the same content and use have the same signature."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(_signed(content, use))


@dataclass(frozen=True, slots=True)
class TrustList:
    """Public keys whose signatures count, by fingerprint."""

    keys: Mapping[str, PublicKey]

    @classmethod
    def of(cls, *keys: PublicKey) -> "TrustList":
        """These keys."""
        return cls({key.fingerprint: key for key in keys})

    def find(self, fingerprint: str) -> PublicKey | None:
        """The key of that fingerprint, None where it is not trusted."""
        return self.keys.get(fingerprint)


def shown(fingerprint: str) -> str:
    """As much of a fingerprint as a message tells."""
    return fingerprint[:_LETTERS_SHOWN]


def draw_key(path: Path) -> SigningKey:
    """Draw a pair: the private key in a new file that only its owner reads, the public one beside it (`.pub`).

    Raises KeyRefused where there is a file already, or none can be made.
    """
    drawn = Ed25519PrivateKey.generate()
    key = SigningKey(drawn.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    _new_file(path, drawn.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    _new_file(path.with_name(f"{path.name}{PUBLIC_SUFFIX}"), key.public.pem(), mode=0o644)
    return key


def read_key(path: Path) -> SigningKey:
    """The private key of a file. Raises KeyRefused where it is missing, none, or open to others."""
    content, mode = _content(path)
    if mode & _OTHERS:
        what = f"the file of the private key is open to others ({stat.filemode(mode)})."
        raise KeyRefused(what, path=path, remedy="Run chmod 600 on it, and draw a new key if others had it.")
    try:
        found = load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as err:
        raise _no_key(path) from err
    if not isinstance(found, Ed25519PrivateKey):
        raise _no_key(path)
    return SigningKey(found.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


def key_of(path: Path) -> SigningKey:
    """The private key of a file, drawn where there is no file yet."""
    return read_key(path) if path.exists() else draw_key(path)


def read_public_key(path: Path) -> PublicKey:
    """The public key of a file. Raises KeyRefused where it is missing or none."""
    content, _ = _content(path)
    try:
        found = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as err:
        raise _no_key(path) from err
    if not isinstance(found, Ed25519PublicKey):
        raise _no_key(path)
    return PublicKey(found.public_bytes(Encoding.Raw, PublicFormat.Raw))


def read_trust(folder: Path) -> TrustList:
    """Every public key (`*.pub`) of a folder; a folder that is not there trusts nobody. KeyRefused for another file."""
    return TrustList.of(*(read_public_key(path) for path in sorted(folder.glob(f"*{PUBLIC_SUFFIX}"))))


def trust(folder: Path, key: PublicKey) -> Path:
    """Put a key on the list of a folder, under its fingerprint; the file it is in."""
    path = folder / f"{shown(key.fingerprint)}{PUBLIC_SUFFIX}"
    if not path.exists():
        _new_file(path, key.pem(), mode=0o644)
    return path


def _signed(content: bytes, use: str) -> bytes:
    return b"anlan:" + use.encode() + b"\n" + content


def _new_file(path: Path, content: bytes, *, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
    except OSError as err:
        what = f"the key cannot be kept: {err.strerror or err}."
        raise KeyRefused(what, path=path, remedy="Name a new file in a folder of yours.") from err


def _content(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as stream:
            return stream.read(_LONGEST_FILE), os.fstat(stream.fileno()).st_mode
    except OSError as err:
        what = f"the key cannot be read: {err.strerror or err}."
        raise KeyRefused(what, path=path, remedy="Check the path, or restore the file.") from err


def _no_key(path: Path) -> KeyRefused:
    return KeyRefused("this is no Ed25519 key.", path=path, remedy="Give the PEM file as it was drawn.")
