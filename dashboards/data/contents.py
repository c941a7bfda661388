"""What the page shows of a pool, read once for each state of its folder and kept by the server for everybody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from core.errors import InputError
from dashboards.shelf import Shelf
from dashboards.words import say
from datapool.intake.record import BatchRecord, Places
from datapool.pool import Pool
from datapool.profiles.storing import Profiles, current_version, profiles_folder, read_profiles
from datapool.quality.assess import version_of
from datapool.quality.assessment import Assessment
from datapool.quality.store import load, quality_folder
from datapool.standards.catalogue import OWNERS
from datapool.standards.regions import POOL_FILE, load_regions
from datapool.standards.sources import Table

# Moved by rename when a build has made something new.
POINTERS = ("quality/current.json", "out/profiles/current.json")
KEPT = 4
R = TypeVar("R")
Stamp = tuple[tuple[str, int, int], ...]


class PoolUnreadable(InputError):
    """A file of the data pool that is damaged, or that another program wrote."""

    code = "data.unreadable"


@dataclass(frozen=True, slots=True)
class About:
    """What a pool says of itself.

    title    [language]; empty where it does not say
    history  first and last month of its data, as written; empty where it does not say
    """

    title: Mapping[str, str]
    is_made_up: bool
    history: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """A pool as the page sees it.

    assessment, profiles  None until a build has come so far
    is_stale    whether batches or rules have changed since the assessment was made
    regions     [four digits] Chinese name, empty where nothing names it
    """

    folder: Path
    about: About
    pool: Pool
    tables: Mapping[str, Table]
    batches: tuple[BatchRecord, ...]
    assessment: Assessment | None
    is_stale: bool
    profiles: Profiles | None
    regions: Mapping[str, str]

    def table_title(self, table: str, language: str) -> str:
        """The name of a table, or its key where nothing describes it."""
        described = self.tables.get(table)
        return table if described is None else described.title.to_json()[language]

    def department_title(self, department: str, language: str) -> str:
        """The name of a department, or its key where nothing describes it."""
        for table in self.tables.values():
            if table.department == department:
                return table.department_title.to_json()[language]
        return department

    def column_title(self, table: str, column: str, language: str) -> str:
        """The name of a column's item with the name as delivered where they differ, or the key of the column."""
        described = self.tables.get(table)
        found = [each for each in described.columns if each.column == column] if described else []
        return found[0].item.title.to_json()[language] if found else column

    def region_title(self, region: str, language: str) -> str:
        """The name of a region, in English its code, for names are Chinese; all regions where it is empty."""
        if not region:
            return say("whole_pool", language)
        name = self.regions.get(region, "") if language == "zh" else ""
        return name or say("prefecture", language, code=region)

    def departments(self) -> tuple[str, ...]:
        """The departments described, in the order of the catalogue; an agency's own come after."""
        there = {table.department for table in self.tables.values()}
        return (*(name for name in OWNERS if name in there), *sorted(there - set(OWNERS)))


_CONTENTS: Shelf[tuple[Path, Stamp], Contents] = Shelf(KEPT)
_ABOUT: Shelf[tuple[Path, Stamp], About] = Shelf(KEPT)


def is_built(folder: Path) -> bool:
    """Whether a build has recorded anything in this folder."""
    return Places(folder).records.is_dir()


def contents_of(folder: Path) -> Contents:
    """The pool in `folder` as it is now. Raises InputError where a file of it cannot be read."""
    return _CONTENTS.get((folder, stamp_of(folder)), lambda: _read(folder))


def about(folder: Path) -> About:
    """What the pool in `folder` says of itself."""
    return _ABOUT.get((folder, stamp_of(folder)), lambda: _translated(folder / POOL_FILE, lambda: _about(folder)))


def stamp_of(folder: Path) -> Stamp:
    """Changes whenever a batch is committed or a build has made something new."""
    places = Places(folder)
    watched = (folder / POOL_FILE, places.records, *(places.pool / name for name in POINTERS))
    return tuple(_stamp(path) for path in watched)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, found.st_mtime_ns, found.st_size


def _read(folder: Path) -> Contents:
    places = Places(folder)
    pool = _translated(places.records, lambda: Pool.open(folder))
    assessment = _translated(quality_folder(folder), lambda: load(folder))
    is_stale = assessment is not None and assessment.version != version_of(pool)
    profiles = _translated(profiles_folder(folder), lambda: _profiles(folder))
    return Contents(
        folder,
        about(folder),
        pool,
        pool.tables(),
        tuple(pool.batches()),
        assessment,
        is_stale,
        profiles,
        _translated(folder / POOL_FILE, lambda: _regions(folder, pool)),
    )


def _profiles(folder: Path) -> Profiles | None:
    return None if current_version(folder) is None else read_profiles(folder)


def _regions(folder: Path, pool: Pool) -> dict[str, str]:
    described = folder / POOL_FILE
    known = load_regions(described if described.is_file() else None)
    return {region: known.title(f"{region}00") for region in pool.regions()}


def _about(folder: Path) -> About:
    path = folder / POOL_FILE
    written: Any = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    title, history = written.get("title", {}), written.get("history", {})
    months = (str(history["first"]), str(history["last"])) if history else ("", "")
    return About(dict(title), bool(written.get("made_up", False)), months)


def _translated(path: Path, read: Callable[[], R]) -> R:
    """What `read` returns; a file that is not what it should be becomes a message that says what to do."""
    try:
        return read()
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as err:
        raise PoolUnreadable(
            f"{path}: something here cannot be read ({type(err).__name__}).",
            path=path,
            remedy="Run `anlan data build` on the pool again; if it stays so, bring the file back from a copy.",
        ) from err
