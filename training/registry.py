"""The registry: every version of every model as a signed release, which of them is champion, and who made it so.

registry.sqlite         MLflow: models, versions, aliases, tags, runs
releases/NAME/VERSION   the release
keys/signing.pem        the private key that signs them (0600), drawn on first use
trusted/*.pub           the keys whose releases are used
promotions.jsonl        hash chain: promotions, refusals and rollbacks
"""

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.chain import Chain
from core.errors import InputError, UnknownKey
from core.keys import SigningKey, TrustList, key_of, read_trust, trust
from core.manifest import content_hash
from core.releases import About, Release, ReleaseRefused, open_release, write_release
from training.tracking import FILE, Tracking

CHAMPION, CHALLENGER = "champion", "challenger"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", re.ASCII)
_RELEASES, _KEY, _TRUSTED, _LOG = "releases", Path("keys", "signing.pem"), "trusted", "promotions.jsonl"
Write = Callable[[str], tuple[About, Mapping[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a model.

    tags  task, data_hash, code_version, parameters_hash, seed, release_hash, created_at, auc, ap
    """

    name: str
    number: int
    aliases: tuple[str, ...]
    tags: Mapping[str, str]
    folder: Path

    def __str__(self) -> str:
        return f"{self.name} version {self.number}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        plain = {"name": self.name, "version": self.number, "aliases": list(self.aliases), "folder": str(self.folder)}
        return {**plain, **self.tags}


class Registry:
    """Models of one installation, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tracking = Tracking(folder)

    @classmethod
    def make(cls, folder: Path) -> "Registry":
        """The registry in a folder, new where there is none. InputError where the folder cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            what = f"the registry cannot be kept there: {err.strerror or err}."
            raise InputError(what, path=folder, remedy="Name a folder of yours with --registry.") from err
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> "Registry":
        """The registry in a folder. InputError where there is none."""
        if not (folder / FILE).is_file():
            remedy = "`anlan train` makes one; --registry names another folder."
            raise InputError("there is no registry of models.", path=folder, remedy=remedy)
        return cls(folder)

    @property
    def log(self) -> Chain:
        """Promotions, refusals and rollbacks, the oldest first."""
        return Chain(self.folder / _LOG)

    def key(self) -> SigningKey:
        """The key that signs here; it is drawn, and trusted, on first use."""
        key = key_of(self.folder / _KEY)
        trust(self.folder / _TRUSTED, key.public)
        return key

    def trusted(self) -> TrustList:
        """The keys whose releases are used here."""
        return read_trust(self.folder / _TRUSTED)

    def names(self) -> list[str]:
        """Every model."""
        return self._tracking.names()

    def versions(self, name: str) -> list[Version]:
        """Every version of a model, the oldest first. Raises UnknownKey where there is no such model."""
        refuse_name(name)
        aliases = self._tracking.aliases(name)
        found = [
            Version(name, number, _pointing(aliases, number), tags, self._place(name, number))
            for number, tags in self._tracking.versions(name).items()
        ]
        if not found:
            known = ", ".join(self.names()) or "none yet"
            raise UnknownKey(f"no model is called {name!r}.", remedy=f"Models: {known}.")
        return found

    def find(self, model: str) -> Version:
        """A version by NAME@champion, NAME@challenger or NAME@NUMBER; by NAME the champion, else the challenger.

        Raises UnknownKey where there is none.
        """
        name, _, which = model.partition("@")
        versions = self.versions(name)
        for wanted in [which] if which else [CHAMPION, CHALLENGER]:
            for version in versions:
                if wanted in (*version.aliases, str(version.number)):
                    return version
        numbers = ", ".join(f"{name}@{version.number}" for version in versions)
        raise UnknownKey(f"{name} has no {which or CHAMPION}.", remedy=f"Versions: {numbers}.")

    def champion(self, name: str) -> Version | None:
        """The version in use, None where none was promoted."""
        return next((version for version in self.versions(name) if CHAMPION in version.aliases), None)

    def release(self, version: Version) -> Release:
        """The release of a version, verified, and the one that was registered. ReleaseRefused where it is another."""
        release = open_release(version.folder, self.trusted())
        if release.hash != version.tags.get("release_hash"):
            what = f"this is not the release that was registered as {version}."
            raise ReleaseRefused(what, path=version.folder, remedy="Train it anew, or restore the registry.")
        return release

    def register(self, name: str, write: Write) -> Version:
        """A new version, which is the challenger from now on.

        write  from its number as a text, what its manifest says and its files
        """
        refuse_name(name)
        with self.alone():
            number = max(self._tracking.versions(name), default=0) + 1
            place = self._place(name, number)
            _put_aside(place)
            about, files = write(str(number))
            release = write_release(place, files, about, self.key())
            tags = _tags(about, release)
            figures = {key: float(each["value"]) for key, each in about.metrics.items()}
            at_s = datetime.fromisoformat(about.created_at).timestamp()
            self._tracking.add(name, place, tags=tags, figures=figures, at_s=at_s)
            self._tracking.point(name, CHALLENGER, number)
        return self.find(f"{name}@{number}")

    def point(self, version: Version, alias: str) -> None:
        """Have an alias point to a version; whoever calls holds the registry alone and has written it down."""
        self._tracking.point(version.name, alias, version.number)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the registry, so that two who register or promote do so one after the other; not to be nested."""
        lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _place(self, name: str, number: int) -> Path:
        return self.folder / _RELEASES / name / str(number)


def refuse_name(name: str) -> None:
    """Raise InputError for what cannot be the name of a model."""
    if not _NAME.fullmatch(name):
        raise InputError(f"a model cannot be called {name!r}.", remedy="Use letters, digits, dots and dashes.")


def _put_aside(place: Path) -> None:
    """What a process left that was ended before it registered what it wrote; nobody was told of it."""
    if place.exists():
        taken = len(list(place.parent.glob(f"{place.name}.left*")))
        place.rename(place.with_name(f"{place.name}.left{taken + 1}"))


def _pointing(aliases: Mapping[str, int], number: int) -> tuple[str, ...]:
    return tuple(sorted(alias for alias, pointed in aliases.items() if pointed == number))


def _tags(about: About, release: Release) -> dict[str, str]:
    return {
        "task": about.task,
        "data_hash": about.data_hash,
        "code_version": about.code_version,
        "parameters": json.dumps(about.parameters.get("params", {}), sort_keys=True)[:1000],
        "parameters_hash": content_hash(about.parameters),
        "seed": str(about.seed),
        "release_hash": release.hash,
        "created_at": about.created_at,
        **{name: f"{about.metrics[name]['value']:.4f}" for name in ("auc", "ap") if name in about.metrics},
    }
