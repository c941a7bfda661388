"""Whether chances and figures of alerts are still those of the time after a model was learned, rule by rule."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casework.alerts.case import Case, Channel, Line

Floats = NDArray[np.float64]
Says = Literal["steady", "moving", "moved", "too_few"]
# Below the first a distribution is called steady, above the second moved: the bounds in use with this index.
STEADY, MOVED = 0.1, 0.25
LEAST = 50
_BINS = 10
CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Shift:
    """One figure of the alerts of one rule, then and now.

    before, now    how many alerts; first days `since` are of the newest run
    index          population stability index; None where there are too few
    by_chance      what the index would be on average if nothing had moved, with so few alerts
    middle         (then, now) medians
    """

    rule: str
    typology: str
    figure: str
    before: int
    now: int
    index: float | None
    by_chance: float
    middle: tuple[float, float]
    says: Says


def stability_index(before: Floats, now: Floats, *, bins: int = _BINS) -> float:
    """Population stability index: sum over bins of (q - p) log(q / p), the bins being tenths of `before`.

    before, now  [alert] of any unit, none empty; half an alert stands in an empty bin
    """
    edges = np.unique(np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1]))
    counts = [
        np.bincount(np.searchsorted(edges, values, side="left"), minlength=edges.size + 1) for values in (before, now)
    ]
    p, q = ((count + 0.5) / (count.sum() + 0.5 * count.size) for count in counts)
    return float(((q - p) * np.log(q / p)).sum())


def shifts_of(cases: Iterable[Case], *, least: int = LEAST) -> tuple[Shift, ...]:
    """Of each rule: its chance, then the figures of its reasons, newest day of `as_of` against the days before it.

    Only alerts of the newest release of a rule are compared: another model has other chances.
    """
    lines = [line for case in cases if case.channel is Channel.QUEUE for line in case.lines]
    found: list[Shift] = []
    for model in sorted({line.model for line in lines if line.model}):
        mine = [line for line in lines if line.model == model]
        newest = max(mine, key=lambda line: line.as_of)
        mine = [line for line in mine if line.release == newest.release]
        found += _of_rule(mine, newest.as_of, least)
    return tuple(found)


def _of_rule(lines: Sequence[Line], day: date, least: int) -> list[Shift]:
    reads: dict[str, Callable[[Line], float | None]] = {CHANCE: lambda line: line.probability}
    for line in lines:
        for reason in line.reasons:
            for name, value in reason.figures.items():
                if not isinstance(value, str):
                    key = f"{reason.code}.{name}"
                    reads.setdefault(key, lambda line, key=key: _figure(line, key))  # type: ignore[misc]
    return [_shift(lines, day, figure, read, least) for figure, read in reads.items()]


def _shift(lines: Sequence[Line], day: date, figure: str, read: Callable[[Line], float | None], least: int) -> Shift:
    told = [(line.as_of == day, read(line)) for line in lines]
    before, now = (np.asarray([v for is_now, v in told if is_now is wanted and v is not None], np.float64)
                   for wanted in (False, True))  # fmt: skip
    rule, typology = lines[0].model, lines[0].typology
    if min(before.size, now.size) < least:
        return Shift(rule, typology, figure, before.size, now.size, None, 0.0, (np.nan, np.nan), "too_few")
    index = stability_index(before, now)
    # Without any shift the index is on average so large: the fewer the alerts, the larger.
    by_chance = (_BINS - 1) * (1 / before.size + 1 / now.size)
    says: Says = "steady" if index < STEADY + by_chance else "moving" if index < MOVED + by_chance else "moved"
    middle = (float(np.median(before)), float(np.median(now)))
    return Shift(rule, typology, figure, before.size, now.size, index, by_chance, middle, says)


def _figure(line: Line, key: str) -> float | None:
    code, _, name = key.partition(".")
    for reason in line.reasons:
        if reason.code == code and name in reason.figures:
            return float(reason.figures[name])
    return None
