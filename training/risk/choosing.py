"""Of several scorers the one whose order is best on groups it was not told of, and scores that such models give.

Findings are confirmed, unfounded, or missing for nearly everybody. Investigators look at few others, so that some of
those nobody looked at are frauds: they are learned from as honest, but weigh far less than those found unfounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from core.errors import InputError
from training.risk.scorer import Flags, Floats, Scorer, expected_line, fit_line, with_trees

FOLDS = 5
_UNSEEN_WEIGHT = 0.1
_LEAST_CONFIRMED, _LEAST_FOR_TREES, _TREES_MUST_GAIN = 3, 12, 0.03
_PULLS = (3.0, 30.0)
# Of subjects nobody looked at, the most unusual are all learned from, and so many of the others for all of them.
_MOST_UNUSUAL, _MOST_OTHERS, _SEED = 4_000, 8_000, 1


class TooFewFindings(InputError):
    """There are too few confirmed cases to learn from."""

    code = "risk.too_few_findings"


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
class Chosen:
    """A scorer learned from everybody, and [subject] `outside`: log odds by models not told of the subject's group."""

    scorer: Scorer
    outside: Floats


def require_findings(known: Known) -> None:
    """Raises TooFewFindings where there are hardly any confirmed cases, or nothing else."""
    if int(known.confirmed.sum()) < _LEAST_CONFIRMED or bool(known.confirmed.all()):
        raise TooFewFindings(
            f"{int(known.confirmed.sum())} of {known.confirmed.size} subjects were confirmed.",
            remedy=f"At least {_LEAST_CONFIRMED} confirmed cases and others beside them are needed.",
        )


def fold_of(names: Sequence[str]) -> NDArray[np.int64]:
    """[case] the fold that its name (hexadecimal digits, or anything) falls into, the same on every run."""
    return np.asarray([int.from_bytes(name.encode()[:8].ljust(8), "big") % 104_729 % FOLDS for name in names])


def signs_of(names: Sequence[str], expects: Mapping[str, int]) -> NDArray[np.int64]:
    """[figure] the expected direction."""
    return np.asarray([expects.get(name, 0) for name in names], np.int64)


def choose_scorer(figures: Floats, known: Known, names: tuple[str, ...], signs: NDArray[np.int64]) -> Chosen:
    """The candidate whose order is best on groups it was not told of. Raises TooFewFindings where none can be.

    figures  [subject, figure]
    signs    [figure] 1 where more speaks for a fraud, -1 where it speaks against, 0 where either may be
    """
    with threadpool_limits(1):
        return _best(figures, known, names, signs)


def onto(scores: Floats, own: Floats, other: Floats) -> Floats:
    """Scores of one model on the scale of another, by their place among what both say of the same subjects.

    scores  [any] of the first model
    own     [subject] by the first model
    other   [subject] by the second
    """
    first, second = np.sort(own), np.sort(other)
    values, start = np.unique(first, return_index=True)
    middle = (start + np.r_[start[1:], first.size] - 1) / 2
    return np.asarray(np.interp(np.interp(scores, values, middle), np.arange(second.size), second))


def _best(figures: Floats, known: Known, names: tuple[str, ...], signs: NDArray[np.int64]) -> Chosen:
    best: tuple[float, Chosen] | None = None
    sample = _sample(figures, known, signs)
    for pull, trees in _candidates(known):
        fitted = _fitted(figures, known, sample, names, signs, pull, trees)
        scale = fitted.log_odds(figures)
        outside = np.zeros(known.confirmed.size)
        for number in range(FOLDS):
            out = known.fold == number
            if out.any():
                # Models of other folds put everybody elsewhere: what they say is taken by its place among those asked.
                asked = out | (sample > 0)
                every = _fitted(figures, known, sample * ~out, names, signs, pull, trees).log_odds(figures[asked])
                outside[out] = onto(every[out[asked]], every, scale[asked])
        order = float(average_precision_score(known.confirmed, outside, sample_weight=known.weight))
        if best is None or order > best[0] + (_TREES_MUST_GAIN if trees else 0.0):
            best = order, Chosen(fitted, outside)
    if best is None:
        raise TooFewFindings("nothing can be learned.", remedy="Investigate more cases.")
    return best[1]


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
