"""The board of a search: what every trial reported, kept line by line, and the trials in order of their best report."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

REPORTS = "reports.jsonl"
RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of a board.

    step    reports so far, of `of`
    score   the last one
    again   reports that were lost in a kill and made again
    state   running, terminated (it ended or fell behind) or error
    """

    name: str
    params: Mapping[str, Any]
    step: int
    of: int
    score: float
    again: int
    state: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in ("name", "params", "step", "of", "score", "again", "state")}


def report(folder: Path, line: Mapping[str, Any]) -> None:
    """Add a line to the reports; it is on disk when this returns."""
    with (folder / REPORTS).open("ab+") as stream:
        # A line that a kill cut off is ended first, so that this one is not lost with it.
        if stream.tell() and _last_byte(stream) != b"\n":
            stream.write(b"\n")
        stream.write(f"{json.dumps(line, ensure_ascii=False)}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())


def board(folder: Path) -> list[Trial]:
    """Every trial that reported, best first; empty where none has. A line that was cut off by a kill is passed over."""
    trials: dict[str, Trial] = {}
    for line in _lines(folder / REPORTS):
        name = line["trial"]
        before = trials.get(name)
        if "ended" in line:
            if before is not None:
                trials[name] = _moved(before, state=line["ended"])
            continue
        again = before is not None and line["step"] <= before.step
        trials[name] = Trial(
            name=name,
            params=line["params"],
            step=line["step"],
            of=line["of"],
            score=line["score"],
            again=(before.again if before else 0) + again,
            state=RUNNING,
        )
    return sorted(trials.values(), key=lambda trial: (-trial.score, trial.name))


def _last_byte(stream: BinaryIO) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)


def _moved(trial: Trial, *, state: str) -> Trial:
    return Trial(trial.name, trial.params, trial.step, trial.of, trial.score, trial.again, state)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    found = []
    for line in raw.split(b"\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
