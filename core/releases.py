"""Releases of models: a folder with a manifest, the SHA-256 of every file, and an Ed25519 signature over it.

    manifest.json   what it is, what it was made from, and every file with its hash and size
    manifest.sig    fingerprint of the key (32 bytes) and signature of the manifest (64 bytes)

Nothing of a release is used before all of it was verified, and a file that is read later is verified again.
"""

import json
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.errors import AnlanError
from core.keys import SIGNATURE_BYTES, SigningKey, TrustList, shown
from core.release_content import SUFFIXES, ReleaseRefused, arrays_of, refuse_content, refuse_name

__all__ = ["SUFFIXES", "About", "Release", "ReleaseFile", "ReleaseNotWritten", "ReleaseRefused"]
__all__ += ["copy_release", "open_release", "write_release"]

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_USE = "release"
_FORM = 1
_FINGERPRINT_BYTES = 32
_LARGEST_MANIFEST = 16 * 2**20
_KEYS = frozenset(("form", "about", "files"))
_AS_GIVEN = "Get the release again from whoever made it."


class ReleaseNotWritten(AnlanError):
    """A release could not be put on disk; nothing of it is there."""

    code = "releases.not_written"


@dataclass(frozen=True, slots=True)
class About:
    """What a release is and what it was made from.

    task          the task its model was fitted for
    created_at    when, with its time zone
    data_hash     of the data it was fitted to
    code_version  of the program that fitted it
    parameters    plain values: with data, code and seed they give the same files again
    metrics       plain values, as measured
    """

    name: str
    version: str
    task: str
    created_at: str
    data_hash: str
    code_version: str
    parameters: Mapping[str, Any]
    seed: int
    metrics: Mapping[str, Any]

    def __post_init__(self) -> None:
        texts = (self.name, self.version, self.task, self.created_at, self.data_hash, self.code_version)
        plain = isinstance(self.parameters, Mapping) and isinstance(self.metrics, Mapping)
        if not plain or not all(isinstance(text, str) and text for text in texts) or not isinstance(self.seed, int):
            raise ReleaseRefused("its manifest does not say what it is.", remedy=_AS_GIVEN)
        try:
            has_zone = datetime.fromisoformat(self.created_at).tzinfo is not None
        except ValueError:
            has_zone = False
        if not has_zone:
            raise ReleaseRefused("it does not say when it was made, with a time zone.", remedy=_AS_GIVEN)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file: its name, the SHA-256 of its content in hexadecimal, and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Release:
    """A release whose every byte was verified.

    signed_by  fingerprint of the key
    hash       SHA-256 of the manifest: the same hash is the same release
    """

    folder: Path
    about: About
    files: tuple[ReleaseFile, ...]
    signed_by: str
    hash: str

    def read(self, name: str) -> bytes:
        """The content of a file, verified again as it is read. ReleaseRefused where it has none of that name."""
        for file in self.files:
            if file.name == name:
                return _verified(self.folder, file)
        raise ReleaseRefused(f"the release has no file {name}.", path=self.folder, remedy=_AS_GIVEN)

    def json(self, name: str) -> Any:
        """A JSON file."""
        return json.loads(self.read(name))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of an npz file, by name."""
        return arrays_of(self.read(name))

    def contents(self) -> dict[str, bytes]:
        """Every file."""
        return {file.name: _verified(self.folder, file) for file in self.files}


def write_release(folder: Path, files: Mapping[str, bytes], about: About, key: SigningKey) -> Release:
    """Write a release whole, or not at all.

    folder  a new folder
    Raises ReleaseRefused for a file that no release may hold or a folder that is there, ReleaseNotWritten where the
    disk does not take it.
    """
    for name, content in files.items():
        refuse_name(name, where=str(folder))
        if name in (MANIFEST, SIGNATURE):
            raise ReleaseRefused(f"{name} is written by itself.", path=folder, remedy="Name the file otherwise.")
        refuse_content(name, content, where=str(folder))
    listed = tuple(ReleaseFile(name, sha256(files[name]).hexdigest(), len(files[name])) for name in sorted(files))
    manifest = _manifest(about, listed)
    fingerprint = key.public.fingerprint
    signature = bytes.fromhex(fingerprint) + key.sign(manifest, use=_USE)
    _write_whole(folder, {**files, MANIFEST: manifest, SIGNATURE: signature})
    return Release(folder, about, listed, fingerprint, sha256(manifest).hexdigest())


def copy_release(release: Release, folder: Path) -> Release:
    """The same release, signature and all, in a new folder; whole, or not at all.

    Raises ReleaseRefused where it was changed since it was opened, ReleaseNotWritten where the disk does not take it.
    """
    manifest = _plain_file(release.folder, MANIFEST, most=_LARGEST_MANIFEST)
    if sha256(manifest).hexdigest() != release.hash:
        raise _refused(release.folder, "its manifest is not the one that was signed.")
    signature = _plain_file(release.folder, SIGNATURE, most=_FINGERPRINT_BYTES + SIGNATURE_BYTES)
    _write_whole(folder, {**release.contents(), MANIFEST: manifest, SIGNATURE: signature})
    return replace(release, folder=folder)


def _write_whole(folder: Path, contents: Mapping[str, bytes]) -> None:
    _refuse_existing(folder)
    fresh = folder.parent / f".{folder.name}.{secrets.token_hex(8)}.part"
    try:
        fresh.mkdir(parents=True)
        for name, content in contents.items():
            _put(fresh / name, content)
        _settle(fresh)
        # Another writer's folder is not empty, so that renaming onto it fails.
        fresh.rename(folder)
        _settle(folder.parent)
    except OSError as err:
        raise ReleaseNotWritten(
            f"The release {folder.name} was not written: {err.strerror or err}. Make room, or name another folder."
        ) from err
    finally:
        with suppress(OSError):
            shutil.rmtree(fresh)


def open_release(folder: Path, trusted: TrustList) -> Release:
    """The release in a folder, every byte of it verified.

    Raises ReleaseRefused for a key that is not trusted, for any byte that differs from what was signed, for a file
    missing or too many, for anything that is not a plain file, and for a file that no release may hold.
    """
    manifest = _plain_file(folder, MANIFEST, most=_LARGEST_MANIFEST)
    signature = _plain_file(folder, SIGNATURE, most=_FINGERPRINT_BYTES + SIGNATURE_BYTES)
    fingerprint = signature[:_FINGERPRINT_BYTES].hex()
    key = trusted.find(fingerprint)
    if key is None:
        raise _refused(folder, f"it is signed with the key {shown(fingerprint)}, which is not trusted here.")
    if not key.verifies(signature[_FINGERPRINT_BYTES:], manifest, use=_USE):
        raise _refused(folder, "its manifest is not the one that was signed.")
    about, files = _parsed(folder, manifest)
    _refuse_unlisted(folder, {file.name for file in files})
    for file in files:
        refuse_name(file.name, where=str(folder))
        refuse_content(file.name, _verified(folder, file), where=str(folder))
    return Release(folder, about, files, fingerprint, sha256(manifest).hexdigest())


def _manifest(about: About, files: tuple[ReleaseFile, ...]) -> bytes:
    plain = {"form": _FORM, "about": asdict(about), "files": [asdict(file) for file in files]}
    try:
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1)
    except (TypeError, ValueError) as err:
        what = "its parameters or metrics are no plain values."
        raise ReleaseRefused(what, remedy="Give mappings, lists, finite numbers and texts.") from err
    return f"{text}\n".encode()


def _parsed(folder: Path, manifest: bytes) -> tuple[About, tuple[ReleaseFile, ...]]:
    """What a signed manifest says; whoever signed it may still have written it wrong."""
    try:
        plain = json.loads(manifest)
        if (
            plain["form"] != _FORM
            or set(plain) != _KEYS
            or set(plain["about"]) != {each.name for each in fields(About)}
        ):
            raise ValueError("another form")
        files = tuple(ReleaseFile(str(f["name"]), str(f["sha256"]), int(f["size"])) for f in plain["files"])
        if len({file.name for file in files}) != len(files):
            raise ValueError("a name stands twice")
        return About(**plain["about"]), files
    except ReleaseRefused as err:
        raise _refused(folder, err.what) from err
    except (KeyError, TypeError, ValueError) as err:
        raise _refused(folder, "its manifest has a form that this version does not read.") from err


def _refuse_unlisted(folder: Path, listed: set[str]) -> None:
    found = {path.name for path in folder.iterdir()} - {MANIFEST, SIGNATURE}
    if extra := sorted(found - listed):
        raise _refused(folder, f"it holds {extra[0]!r}, which its manifest does not name.")
    if missing := sorted(listed - found):
        raise _refused(folder, f"its file {missing[0]!r} is missing.")


def _verified(folder: Path, file: ReleaseFile) -> bytes:
    content = _plain_file(folder, file.name, most=file.size)
    if len(content) != file.size or sha256(content).hexdigest() != file.sha256:
        raise _refused(folder, f"its file {file.name!r} is not the one that was signed.")
    return content


def _plain_file(folder: Path, name: str, *, most: int) -> bytes:
    """The content of a plain file of the folder; no link or pipe is followed, and no more than `most` is read."""
    if Path(name).name != name:
        raise _refused(folder, f"its manifest names {name!r}, which lies outside of it.")
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refused(folder, f"{name!r} is no plain file.")
            content = stream.read(most + 1)
    except OSError as err:
        raise _refused(folder, f"its file {name!r} cannot be read: {err.strerror or err}.") from err
    if len(content) > most:
        raise _refused(folder, f"its file {name!r} is longer than what was signed.")
    return content


def _refuse_existing(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise ReleaseRefused("there is something already.", path=folder, remedy="Name a new folder.")


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(folder: Path, what: str) -> ReleaseRefused:
    return ReleaseRefused(f"this release is refused: {what}", path=folder, remedy=_AS_GIVEN)
