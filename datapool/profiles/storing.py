"""Profiles on disk: one file per version, never changed, and a pointer to the newest."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import AnlanError, FileMissing, InputError
from datapool.intake.record import Places
from datapool.intake.staging import sync_folder
from datapool.profiles.profile import Group, SegmentProfile, Size

CURRENT = "current.json"


class ProfilesNotWritten(AnlanError):
    """Profiles could not be put where they belong, such as on a full disk."""

    code = "profiles.not_written"


@dataclass(frozen=True, slots=True)
class Profiles:
    """What is published of the groups of insured persons.

    version     name of what they rest on: batches, definitions, law
    title       {zh, en} of the pool; is_made_up: whether its persons are
    """

    version: str
    title: Mapping[str, str]
    is_made_up: bool
    years: tuple[int, ...]
    segments: Mapping[str, SegmentProfile]
    groups: tuple[Group, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "version": self.version,
            "title": dict(self.title),
            "made_up": self.is_made_up,
            "years": list(self.years),
            "segments": [asdict(segment) | {"trend": segment.trend()} for segment in self.segments.values()],
            "groups": [group.to_json() for group in self.groups],
        }


def profiles_folder(root: Path) -> Path:
    """Where the profiles of the pool in `root` lie."""
    return Places(root).pool / "out" / "profiles"


def save(root: Path, profiles: Profiles) -> None:
    """Keep a version and make it the current one."""
    folder = profiles_folder(root)
    with _ours(folder):
        folder.mkdir(parents=True, exist_ok=True)
        content = _kept(profiles)
        _put(folder / f"{profiles.version}.json", json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n")
        _put(folder / CURRENT, json.dumps({"version": profiles.version}) + "\n")


def read_profiles(root: Path) -> Profiles:
    """The current profiles of the pool in `root`; FileMissing where none are published."""
    version = current_version(root)
    if version is None:
        raise FileMissing("no profiles are published here.", path=root, remedy=f"`anlan data build {root}` does it.")
    path = profiles_folder(root) / f"{version}.json"
    kept = _read(path)
    try:
        return _restored(kept)
    except (KeyError, TypeError) as err:
        raise InputError(
            "this file holds no profiles.", path=path, remedy=f"Remove it; `anlan data build {root}` makes it anew."
        ) from err


def current_version(root: Path) -> str | None:
    """The version that is current; None where nothing is published, or its file is gone."""
    path = profiles_folder(root) / CURRENT
    version = _read(path).get("version") if path.is_file() else None
    return version if isinstance(version, str) and path.with_name(f"{version}.json").is_file() else None


def _kept(profiles: Profiles) -> dict[str, Any]:
    return profiles.to_json() | {"groups": [[list(group.path), asdict(group.size)] for group in profiles.groups]}


def _restored(kept: Mapping[str, Any]) -> Profiles:
    return Profiles(
        version=kept["version"],
        title=kept["title"],
        is_made_up=kept["made_up"],
        years=tuple(kept["years"]),
        segments={
            each["key"]: SegmentProfile(
                key=each["key"],
                title=each["title"],
                definition=each["definition"],
                where=each["where"],
                years=tuple(Size(**size) for size in each["years"]),
                regions={region: tuple(Size(**size) for size in sizes) for region, sizes in each["regions"].items()},
            )
            for each in kept["segments"]
        },
        groups=tuple(Group(tuple(path), Size(**size)) for path, size in kept["groups"]),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as err:
        raise InputError(
            "this file of profiles cannot be read.", path=path, remedy="Remove it and build the pool again."
        ) from err


def _put(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _ours(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise ProfilesNotWritten(
            f"{folder} could not be written: {err.strerror or err}. Whatever was current before still is."
        ) from err
