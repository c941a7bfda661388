"""Small signed releases: of models for risk, learned from a made-up pool, and of next to nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from core.keys import SigningKey
from core.releases import About, Release, write_release
from tests.training.risk.test_finding import AS_OF, with_deaths
from training.risk.finding import Model, learn_rules
from training.risk.release import about_of, files_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ABOUT = About("things", "1", "things", NOW.isoformat(), "data", "code", {}, 0, {})


def learned(folder: Path) -> dict[str, Model]:
    world, _ = with_deaths(24, 60, confirmed=10, unfounded=8)
    models, _, _ = learn_rules([(world.lay(folder), AS_OF)], who="tests", now=NOW)
    return models


def release_of(models: dict[str, Model], folder: Path, key: SigningKey, *, version: str = "1") -> Release:
    about = about_of(
        models, version=version, created_at=NOW.isoformat(), code_version="tests", hashes=["0" * 64],
        days=[date(2026, 1, 1)], missing={},
    )  # fmt: skip
    return write_release(folder, files_of(models), about, key)


def release_of_things(folder: Path, key: SigningKey, *, version: str = "1") -> Release:
    return write_release(folder, {"things.json": b"{}"}, replace(ABOUT, version=version), key)


def flip(path: Path, at: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
