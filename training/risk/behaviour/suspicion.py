"""The chance that a subject is a case of one kind: own figures first, then those of whom links join them to.

Findings are confirmed, unfounded, or missing for nearly everybody; what is learned is made a chance as in
`training.risk.chance`. Everybody's risk is counted by a model that was told of nobody in their connected group before
the risk of neighbours is taken from it; so is the score that chances are learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from core.errors import WrongType
from training.risk.behaviour.calibration import calibrate
from training.risk.behaviour.scorer import Flags, Floats, Scorer, expected_line, fit_line, with_trees
from training.risk.chance import FOLDS, TooFewFindings

_UNSEEN_WEIGHT = 0.1
_LEAST_CONFIRMED, _LEAST_FOR_TREES, _TREES_MUST_GAIN = 3, 12, 0.03
_PULLS = (3.0, 30.0)
_FIRST, _SECOND = "first", "second"
# Of subjects nobody looked at, the most unusual are all learned from, and so many of the others for all of them.
_MOST_UNUSUAL, _MOST_OTHERS, _SEED = 4_000, 8_000, 1


@dataclass(frozen=True, slots=True)
class Known:
    """What investigations found: [subject] confirmed, unfounded, and the fold of the connected group."""

    confirmed: Flags
    unfounded: Flags
    fold: NDArray[np.int64]

    @property
    def weight(self) -> Floats:
        """[subject] one where somebody looked."""
        return np.where(self.confirmed | self.unfounded, 1.0, _UNSEEN_WEIGHT)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A model of one question.

    first           of the question's own figures, whose chance is the risk that neighbours are told of
    second          of these and the figures of the network
    scores, chances corners of the step function from log odds of the second to the chance
    found           share of frauds that get confirmed, estimated
    """

    first: Scorer
    second: Scorer
    scores: tuple[float, ...]
    chances: tuple[float, ...]
    found: float
    cases: int = 0
    confirmed: int = 0
    unfounded: int = 0

    @property
    def figures(self) -> tuple[str, ...]:
        """All, in order."""
        return self.second.figures

    def risk(self, own: Floats) -> Floats:
        """[subject] from their own figures [subject, figure]."""
        return _sigmoid(self.first.log_odds(own))

    def contributions(self, figures: Floats) -> Floats:
        """[subject, figure] what each adds to the log odds."""
        return self.second.contributions(figures)

    def chance(self, figures: Floats) -> Floats:
        """[subject] of being a case."""
        return np.asarray(np.interp(self.second.log_odds(figures), self.scores, self.chances), np.float64)

    def trees(self) -> dict[str, str]:
        """[first or second] LightGBM's text, of those that have trees."""
        return {name: one.trees for name, one in ((_FIRST, self.first), (_SECOND, self.second)) if one.trees}

    def to_json(self) -> dict[str, Any]:
        """Plain values without trees."""
        return {
            _FIRST: self.first.to_json(), _SECOND: self.second.to_json(), "scores": list(self.scores),
            "chances": list(self.chances), "found": self.found, "cases": self.cases, "confirmed": self.confirmed,
            "unfounded": self.unfounded,
        }  # fmt: skip

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], trees: Mapping[str, str]) -> "Suspicion":
        """What `to_json` wrote; `trees` [first or second] LightGBM's text. Raises WrongType for anything else."""
        try:
            return cls(
                Scorer.from_json(plain[_FIRST], trees.get(_FIRST, "")),
                Scorer.from_json(plain[_SECOND], trees.get(_SECOND, "")),
                tuple(map(float, plain["scores"])), tuple(map(float, plain["chances"])), float(plain["found"]),
                int(plain["cases"]), int(plain["confirmed"]), int(plain["unfounded"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            raise WrongType("this is no model of behaviour.", remedy="Give what a release holds.") from err


def require_findings(known: Known) -> None:
    """Raises TooFewFindings where there are hardly any confirmed cases, or nothing else."""
    if int(known.confirmed.sum()) < _LEAST_CONFIRMED or bool(known.confirmed.all()):
        raise TooFewFindings(
            f"{int(known.confirmed.sum())} of {known.confirmed.size} subjects were confirmed.",
            remedy=f"At least {_LEAST_CONFIRMED} confirmed cases and others beside them are needed.",
        )


def fit_scorer(
    figures: Floats, known: Known, names: tuple[str, ...], signs: NDArray[np.int64]
) -> tuple[Scorer, Floats]:
    """The candidate whose order is best on groups it was not told of; [subject] its log odds from such models."""
    with threadpool_limits(1):
        return _best(figures, known, names, signs)


def _best(figures: Floats, known: Known, names: tuple[str, ...], signs: NDArray[np.int64]) -> tuple[Scorer, Floats]:
    best: tuple[float, Scorer, Floats] | None = None
    sample = _sample(figures, known, signs)
    for pull, trees in _candidates(known):
        outside = np.zeros(known.confirmed.size)
        for number in range(FOLDS):
            out = known.fold == number
            if not out.any():
                continue
            told = _fitted(figures, known, sample * ~out, names, signs, pull, trees)
            outside[out] = told.log_odds(figures[out])
        order = float(average_precision_score(known.confirmed, outside, sample_weight=known.weight))
        if best is None or order > best[0] + (_TREES_MUST_GAIN if trees else 0.0):
            best = order, _fitted(figures, known, sample, names, signs, pull, trees), outside
    if best is None:
        raise TooFewFindings("nothing can be learned.", remedy="Investigate more cases.")
    return best[1], best[2]


def with_chances(first: Scorer, second: Scorer, outside: Floats, known: Known) -> Suspicion:
    """The model, its chances from scores by models that had not been told of the subject's group."""
    steps = calibrate(outside, known.confirmed, known.unfounded)
    return Suspicion(
        first, second, steps.scores, steps.chances, steps.found, cases=known.confirmed.size,
        confirmed=int(known.confirmed.sum()), unfounded=int(known.unfounded.sum()),
    )  # fmt: skip


def signs_of(names: Sequence[str], expects: Mapping[str, int]) -> NDArray[np.int64]:
    """[figure] the expected direction."""
    return np.asarray([expects.get(name, 0) for name in names], np.int64)


def _candidates(known: Known) -> list[tuple[float, bool]]:
    lines = [(pull, False) for pull in _PULLS]
    return lines if int(known.confirmed.sum()) < _LEAST_FOR_TREES else [*lines, *((pull, True) for pull in _PULLS)]


def _fitted(
    figures: Floats, known: Known, share: Floats, names: tuple[str, ...], signs: NDArray[np.int64], pull: float,
    trees: bool,
) -> Scorer:  # fmt: skip
    kept = share > 0
    told = figures[kept], known.confirmed[kept], (known.weight * share)[kept]
    line = fit_line(*told, names=names, signs=signs, pull=pull)
    if not told[1].any():
        return line
    return with_trees(line, *told, signs=signs) if trees else line


def _sample(figures: Floats, known: Known, signs: NDArray[np.int64]) -> Floats:
    """[subject] how many subjects each stands for when a model is fitted, nought for those left out."""
    stands_for = np.ones(known.confirmed.size)
    others = np.flatnonzero(~(known.confirmed | known.unfounded))
    if others.size <= _MOST_UNUSUAL + _MOST_OTHERS:
        return stands_for
    line = expected_line(figures[others], signs)
    order = others[np.argsort(-line, kind="stable")]
    usual = order[_MOST_UNUSUAL:]
    drawn = np.random.default_rng(_SEED).choice(usual, _MOST_OTHERS, replace=False)
    stands_for[usual] = 0.0
    stands_for[drawn] = usual.size / _MOST_OTHERS
    return stands_for


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500))))
