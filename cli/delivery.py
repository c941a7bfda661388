"""The files of a projection, put in place together or not at all."""

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from core.errors import AnlanError, InputError
from simulation.result import FundResult, Projection

PROJECTION, FUNDS, POPULATION = "projection.json", "funds.csv", "population.csv"
FILES = (PROJECTION, FUNDS, POPULATION)
SEXES = ("male", "female")


class NotWritten(AnlanError):
    """A result could not be put where it belongs, such as on a full disk."""

    code = "delivery.not_written"


def check_folder(folder: Path) -> None:
    """InputError when the files could not be put into `folder`: call it before the long work."""
    if folder.exists() and not folder.is_dir():
        raise InputError("this is a file, not a folder.", path=folder, remedy="Name a folder.")
    others = sorted({entry.name for entry in folder.iterdir()} - set(FILES)) if folder.exists() else []
    if others:
        raise InputError(
            f"the folder holds other files ({others[0]}).",
            path=folder,
            remedy="Name a new folder, or one of an earlier run.",
        )
    parent = next(place for place in folder.absolute().parents if place.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise InputError("no folder can be made here.", path=parent, remedy="Name a folder elsewhere.")


def deliver(projection: Projection, folder: Path) -> tuple[Path, ...]:
    """Write the three files into `folder` and return their paths; an earlier run's are replaced at once.

    They are written into a folder beside it, which then takes its name: nobody ever sees half of them.
    """
    check_folder(folder)
    target = folder.absolute()
    with _whole(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            for name, text in _texts(projection):
                (fresh / name).write_text(text, encoding="utf-8")
            fresh.chmod(0o755)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return tuple(folder / name for name in FILES)


def put(path: Path, content: str | bytes) -> None:
    """Write one file at once: whoever reads it finds the old content or the new, never a part."""
    with _whole(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}-{os.getpid()}")
        try:
            fresh.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def json_text(content: Mapping[str, Any]) -> str:
    """JSON as files hold it."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say in our words that `path` could not be written."""
    try:
        yield
    except OSError as err:
        raise NotWritten(f"{path} could not be written: {err.strerror or err}. Nothing was changed there.") from err


def _swap(fresh: Path, target: Path) -> None:
    """Give `fresh` the name of `target`; what stood there before is removed afterwards."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old)


def _texts(projection: Projection) -> Iterator[tuple[str, str]]:
    yield PROJECTION, json_text(projection.to_json())
    yield FUNDS, _csv(_fund_rows(projection))
    yield POPULATION, _csv(_population_rows(projection))


def _fund_rows(projection: Projection) -> Iterator[Sequence[object]]:
    """One row per fund and year; the columns are the yearly measures, empty where nothing is published."""
    measures = sorted({name for fund in projection.funds.values() for name in _yearly(fund)})
    yield ("fund", "year", "status", *measures)
    for fund in projection.funds.values():
        series = _yearly(fund)
        for row, year in enumerate(projection.years):
            figures = (_figure(series[name][row]) if name in series else "" for name in measures)
            yield (fund.name, int(year), fund.status[row], *figures)


def _population_rows(projection: Projection) -> Iterator[Sequence[object]]:
    """One row per year, sex and single age: persons at 31 December."""
    yield ("year", "sex", "age", "persons")
    people = projection.population
    for row, year in enumerate(people.years):
        for sex, name in enumerate(SEXES):
            for age, persons in enumerate(people.persons[row, sex]):
                yield (int(year), name, age, _figure(persons))


def _yearly(fund: FundResult) -> dict[str, np.ndarray]:
    return {name: values for name, values in fund.measures.items() if isinstance(values, np.ndarray)}


def _figure(value: float) -> str:
    return repr(float(value)) if np.isfinite(value) else ""


def _csv(rows: Iterator[Sequence[object]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
