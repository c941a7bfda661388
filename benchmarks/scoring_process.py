"""The scorer in a process of its own: `python -m benchmarks.scoring_process STATE DAY`, events in, answers out."""

import gc
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.risk.alerting import Model, Source
from training.risk.streaming.flow import answer, groups, line_of
from training.risk.streaming.rules import STREAMED
from training.risk.streaming.scorer import Scorer

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic line with even weights: what a model of a rule costs, without learning one."""

    figures: tuple[str, ...]

    def chance(self, figures: Floats) -> Floats:
        """[case]"""
        return np.asarray(1.0 / (1.0 + np.exp(2.0 - self.contributions(figures).sum(axis=1))))

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure]"""
        known = np.nan_to_num(figures, nan=0.0)
        return np.asarray(np.sign(known) * np.log1p(np.abs(known)) * 0.2)


def lines() -> Mapping[str, Model]:
    """[rule] a model."""
    return {one.rule.name: Line(one.figures) for one in STREAMED}


def open_scorer(state: Path, day: date) -> Scorer:
    """The state with these models."""
    return Scorer.open(state, lines(), as_of=day, source=Source("benchmark", ""))


def main() -> None:
    """As `anlan risk stream` does it."""
    with open_scorer(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])) as scorer:
        gc.disable()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for group in groups(sys.stdin.fileno()):
            sys.stdout.write("".join(map(line_of, answer(scorer, group))))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
