"""What `anlan operation … --out DIR` keeps: the result as a file that the page Operation reads."""

import re
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.documents import load_document
from datapool.standards.regions import POOL_FILE
from training.operation.results import About, Kind, Origin, Result, write_result
from training.operation.series import History

_NOT_IN_A_NAME = re.compile(r"[^\w]+")
_LONGEST = 60


def keep(chosen: Namespace, kind: Kind, history: History, **found: Any) -> None:
    """Write the result where `--out` says, in place of an earlier one of the same question; nothing without it.

    found  the field of `Result` that this kind has
    """
    if chosen.out is None:
        return
    about = About(_name(chosen, kind), kind, chosen.title, _origin(chosen), datetime.now(UTC), _only(chosen))
    # Where a file of the user's lies is nobody else's business.
    told = history if chosen.csv is None else replace(history, source=Path(chosen.csv).name)
    write_result(Path(chosen.out), Result(about, told, **found))


def _name(chosen: Namespace, kind: Kind) -> str:
    """The same question has the same name; another one does not take its place."""
    parts = [kind, chosen.step, *([] if chosen.csv is None else [Path(chosen.csv).stem]), *chosen.only]
    if kind == "effect":
        controls = [] if chosen.controls is None else ["against", *chosen.controls]
        parts += [str(day) for day in (chosen.since, chosen.until) if day is not None]
        parts += [*([chosen.by] if chosen.by else []), *chosen.treated, *controls]
    name = "-".join(_NOT_IN_A_NAME.sub("-", part).strip("-") for part in parts)
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}-{sha256(name.encode()).hexdigest()[:8]}"


def _only(chosen: Namespace) -> dict[str, tuple[str, ...]]:
    """[key] the values that `--only` names, which were found to be right before."""
    found: dict[str, tuple[str, ...]] = {}
    for word in chosen.only:
        key, _, value = word.partition("=")
        found[key] = (*found.get(key, ()), value)
    return found


def _origin(chosen: Namespace) -> Origin:
    if chosen.csv is not None:
        return "file"
    path = Path(chosen.folder) / POOL_FILE
    told = load_document(path).data if path.is_file() else {}
    return "made_up" if isinstance(told, dict) and told.get("made_up") else "pool"
