"""Results of a watch, a forecast or an effect, kept as files of a folder: computed once, shown as often as is asked."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from core.errors import FileMissing, InputError, WrongType
from training.operation.effect import Effect
from training.operation.outlook import Outlook
from training.operation.results_form import (
    effect_from,
    effect_json,
    history_from,
    history_json,
    outlook_from,
    outlook_json,
    watch_from,
    watch_json,
)
from training.operation.series import History
from training.operation.watching import Watch

Kind = Literal["watch", "forecast", "demand", "effect"]
# Who brought the figures: a pool, a made-up province, or a file of the user's.
Origin = Literal["pool", "made_up", "file"]
FORM = 1
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class About:
    """What is told beside the figures of a file of results.

    name     of the file, without its ending
    title    what it is about, as whoever computed it says; "" where only and kind say enough
    only     [key] the values to which the series were narrowed; nothing where all were taken
    made_at  when it was computed
    """

    name: str
    kind: Kind
    title: str
    origin: Origin
    made_at: datetime
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One file of results: what was told, of which history, and one of the three.

    history  the series that were used; of an effect those that were put together
    """

    about: About
    history: History
    watch: Watch | None = None
    outlooks: tuple[Outlook, ...] = ()
    effect: Effect | None = None


def write_result(folder: Path, result: Result) -> Path:
    """Put a result into a folder, whole or not at all, in place of an earlier one of the same name.

    Raises InputError where the folder cannot be written.
    """
    about = result.about
    plain: dict[str, Any] = {
        "form": FORM, "kind": about.kind, "title": about.title, "origin": about.origin,
        "only": {key: list(values) for key, values in about.only.items()},
        "made_at": about.made_at.isoformat(), "history": history_json(result.history),
    }  # fmt: skip
    if result.watch is not None:
        plain["watch"] = watch_json(result.watch)
    if result.outlooks:
        plain["outlooks"] = [outlook_json(one) for one in result.outlooks]
    if result.effect is not None:
        plain["effect"] = effect_json(result.effect)
    path = folder / f"{about.name}{_SUFFIX}"
    content = json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.part")
        with fresh.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as err:
        what = f"the result cannot be kept there: {err.strerror or err}."
        raise InputError(what, path=folder, remedy="Name a folder of yours with --out.") from err
    return path


def result_files(folder: Path) -> tuple[Path, ...]:
    """The files of results of a folder, by name. Raises FileMissing where there is no such folder."""
    if not folder.is_dir():
        raise FileMissing(
            "there is no such folder.", path=folder, remedy="`anlan operation watch … --out DIR` makes it."
        )
    return tuple(sorted(path for path in folder.glob(f"*{_SUFFIX}") if path.is_file()))


def read_result(path: Path) -> Result:
    """Raises FileMissing where it cannot be read, WrongType where it is not what `write_result` wrote."""
    try:
        plain = json.loads(path.read_bytes())
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check its owner and the disk.") from err
    except ValueError as err:
        raise _wrong(path) from err
    if not isinstance(plain, dict) or plain.get("form") != FORM or plain.get("kind") not in get_args(Kind):
        raise _wrong(path)
    try:
        return _result(path.name.removesuffix(_SUFFIX), plain)
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as err:
        raise _wrong(path) from err


def _result(name: str, plain: Mapping[str, Any]) -> Result:
    if plain["origin"] not in get_args(Origin):
        raise ValueError(plain["origin"])
    only = {str(key): tuple(map(str, values)) for key, values in plain["only"].items()}
    made_at = datetime.fromisoformat(plain["made_at"])
    about = About(name, plain["kind"], str(plain["title"]), plain["origin"], made_at, only)
    history = history_from(plain["history"])
    match about.kind:
        case "watch":
            return Result(about, history, watch=watch_from(plain["watch"], history))
        case "effect":
            return Result(about, history, effect=effect_from(plain["effect"]))
        case _:
            return Result(about, history, outlooks=tuple(outlook_from(one) for one in plain["outlooks"]))


def _wrong(path: Path) -> WrongType:
    return WrongType(
        "this is no file of results of this version.", path=path, remedy="Make it again with `anlan operation … --out`."
    )
