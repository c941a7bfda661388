"""Which version is in use: promoted only through the gate, rolled back in one step, written down before it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import InputError
from training.dataset import TEST, Dataset
from training.evaluation import Evaluation, evaluate
from training.gate import Gate, GateRefused, Line, judge, passes
from training.making import Recipe, evaluation_of, model_of
from training.registry import CHAMPION, Registry, Version

_PROMOTED, _REFUSED, _BACK = "promoted", "refused", "rolled_back"


@dataclass(frozen=True, slots=True)
class Promotion:
    """A version that passed the gate, the lines it passed, and the one it replaced."""

    version: Version
    before: Version | None
    lines: tuple[Line, ...]


def promote(
    registry: Registry, version: Version, gate: Gate, *, who: str, now: datetime, dataset: Dataset | None = None
) -> Promotion:
    """Make a version the champion, if it passes the gate; a refusal is written down too.

    dataset  measure both on its test part; None: as they were measured when they were made
    Raises GateRefused, ReleaseRefused for a release that was changed, and InputError where the champion was measured
    on other data.
    """
    with registry.alone():
        before = registry.champion(version.name)
        if before is not None and before.number == version.number:
            raise InputError(f"{version} is the champion already.", remedy="Name another version with NAME@NUMBER.")
        # Both learn, and are judged by, the label of the challenger.
        measured = _as_made(registry) if dataset is None else _anew(registry, version, dataset)
        challenger = measured(version)
        champion = None if before is None else measured(before)
        lines = judge(gate, challenger, champion)
        passed = passes(lines)
        _write_down(registry, _PROMOTED if passed else _REFUSED, version, who=who, now=now, lines=lines)
        if not passed:
            raise GateRefused(str(version), lines)
        registry.point(version, CHAMPION)
    return Promotion(version, before, lines)


def rollback(registry: Registry, name: str, *, who: str, now: datetime) -> tuple[Version, Version]:
    """Put the champion before this one back in use; from and to.

    It passed the gate when it was promoted and is verified again. Raises InputError where there was none before.
    """
    with registry.alone():
        line = _line_of_champions(registry, name)
        current = registry.champion(name)
        if current is None or len(line) < 2:
            raise InputError(f"{name} had no champion before this one.", remedy="Promote a version instead.")
        earlier = registry.find(f"{name}@{line[-2]}")
        registry.release(earlier)
        _write_down(registry, _BACK, earlier, who=who, now=now, lines=())
        registry.point(earlier, CHAMPION)
    return current, earlier


def _as_made(registry: Registry) -> Callable[[Version], Evaluation]:
    """What was measured when a version was made."""
    return lambda version: evaluation_of(registry.release(version))


def _anew(registry: Registry, version: Version, dataset: Dataset) -> Callable[[Version], Evaluation]:
    """What a version shows on the test part of a data set, by the label of the one named here."""
    task = Recipe.of(registry.release(version).about).task

    def measure(other: Version) -> Evaluation:
        _, model = model_of(registry.release(other))
        return evaluate(model, task, dataset.parts[TEST], rows_hash=dataset.rows_hash(TEST))

    return measure


def _line_of_champions(registry: Registry, name: str) -> list[int]:
    """Champions one behind another; each rollback takes away the last."""
    line: list[int] = []
    for entry in registry.log.entries():
        if entry.body["model"] != name:
            continue
        # A promotion that was written down and then cut short stands twice when it is done again.
        if entry.body["act"] == _PROMOTED and line[-1:] != [entry.body["version"]]:
            line.append(entry.body["version"])
        elif entry.body["act"] == _BACK:
            line.pop()
    return line


def _write_down(
    registry: Registry, act: str, version: Version, *, who: str, now: datetime, lines: Sequence[Line]
) -> None:
    body: dict[str, Any] = {
        "act": act,
        "model": version.name,
        "version": version.number,
        "release_hash": version.tags["release_hash"],
        "who": who,
        "at": now.isoformat(),
        "gate": [line.to_json() for line in lines],
    }
    registry.log.append(body)
