"""The chance that a case is one, from its figures and from what investigations found.

Investigators find some of the frauds and look at few others, so that most cases have no finding and some of these are
frauds. Confirmed cases are learned against the others, the unfounded weighing as much as the confirmed and those nobody
looked at far less; then the share confirmed at each score is divided by the share of frauds that get confirmed (Elkan
and Noto, "Learning classifiers from only positive and unlabeled data", 2008).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from core.errors import InputError, WrongType

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FOLDS = 5
# A case nobody looked at may be a fraud; one that was found unfounded hardly is.
_UNSEEN_WEIGHT = 0.1
_INVERSE_PENALTY = 0.1
_STEPS = 2000
_LEAST_CONFIRMED = 3


class TooFewFindings(InputError):
    """There are too few confirmed cases to learn from."""

    code = "risk.too_few_findings"


@dataclass(frozen=True, slots=True)
class Chance:
    """A model of one typology: logistic in the logarithms of its figures, then a step function.

    figures         their names, in order
    mean, scale     of the logarithms
    weights         of the standardised logarithms; `intercept` beside them
    scores, chances corners of the step function from log odds to the chance
    found           share of frauds that get confirmed, estimated
    cases, confirmed, unfounded   how many it was learned from
    """

    figures: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    scores: tuple[float, ...]
    chances: tuple[float, ...]
    found: float
    cases: int = 0
    confirmed: int = 0
    unfounded: int = 0

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure] what each figure adds to the log odds, against the average case."""
        return np.asarray(_logarithms(figures, self.mean, self.scale) * np.asarray(self.weights), np.float64)

    def log_odds(self, figures: Floats) -> Floats:
        """[case] of a case being confirmed, before it is made a chance."""
        return np.asarray(self.contributions(figures).sum(axis=1) + self.intercept, np.float64)

    def chance(self, figures: Floats) -> Floats:
        """[case] the chance of being a fraud, from `figures` [case, figure]."""
        return np.asarray(np.interp(self.log_odds(figures), self.scores, self.chances), np.float64)

    def to_json(self) -> dict[str, object]:
        """Plain values."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in _fields(self)}

    @classmethod
    def from_json(cls, plain: Mapping[str, object]) -> "Chance":
        """What `to_json` wrote. Raises WrongType where it is something else."""
        try:
            made = {
                name: tuple(plain[name]) if isinstance(plain[name], list) else plain[name]  # type: ignore[arg-type]
                for name in cls.__dataclass_fields__
            }
            return cls(**made)  # type: ignore[arg-type]
        except (KeyError, TypeError) as err:
            raise WrongType("this is no model of a typology.", remedy="Give what a release holds.") from err


def learn(
    figures: Floats, confirmed: Flags, unfounded: Flags, *, names: Sequence[str], fold: NDArray[np.int64]
) -> Chance:
    """Learn from findings.

    figures               [case, figure]
    confirmed, unfounded  [case] what an investigation found; neither where nobody looked or the case is open
    fold                  [case] 0 to FOLDS - 1; cases that are alike by chance, such as those of one ring, share one
    Raises TooFewFindings where there are hardly any confirmed cases, or nothing else.
    """
    if int(confirmed.sum()) < _LEAST_CONFIRMED or bool(confirmed.all()):
        raise TooFewFindings(
            f"{int(confirmed.sum())} of {confirmed.size} cases were confirmed.",
            remedy=f"At least {_LEAST_CONFIRMED} confirmed cases and others beside them are needed.",
        )
    weight = np.where(confirmed | unfounded, 1.0, _UNSEEN_WEIGHT)
    outside = np.zeros(confirmed.size)
    for number in range(FOLDS):
        out = fold == number
        if not out.any():
            continue
        kept = ~out if confirmed[~out].any() and not confirmed[~out].all() else np.ones(out.size, bool)
        outside[out] = _fitted(figures[kept], confirmed[kept], weight[kept], names).log_odds(figures[out])
    last = replace(
        _fitted(figures, confirmed, weight, names),
        cases=confirmed.size,
        confirmed=int(confirmed.sum()),
        unfounded=int(unfounded.sum()),
    )
    return _with_steps(last, outside, confirmed)


def fold_of(names: Sequence[str]) -> NDArray[np.int64]:
    """[case] the fold that its name (hexadecimal digits, or anything) falls into, the same on every run."""
    return np.asarray([int.from_bytes(name.encode()[:8].ljust(8), "big") % 104_729 % FOLDS for name in names])


def _fitted(figures: Floats, confirmed: Flags, weight: Floats, names: Sequence[str]) -> Chance:
    plain = _log(figures)
    mean, scale = plain.mean(axis=0), plain.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=_STEPS)
    model.fit((plain - mean) / scale, confirmed, sample_weight=weight)
    return Chance(
        tuple(names), tuple(mean.tolist()), tuple(scale.tolist()), tuple(model.coef_[0].tolist()),
        float(model.intercept_[0]), (0.0,), (0.0,), 1.0,
    )  # fmt: skip


def _with_steps(model: Chance, outside: Floats, confirmed: Flags) -> Chance:
    """The step function from the log odds of models that had not seen the case."""
    steps = IsotonicRegression(out_of_bounds="clip").fit(outside, confirmed)
    share = steps.predict(outside)
    # What is confirmed of those that look most like frauds: nearly all of these are.
    found = float(np.clip(share[confirmed].mean(), 1e-6, 1.0))
    corners, shares = np.asarray(steps.X_thresholds_), np.asarray(steps.y_thresholds_)
    chances = np.minimum(shares / found, 1.0)
    return replace(model, scores=tuple(corners.tolist()), chances=tuple(chances.tolist()), found=found)


def _fields(model: Chance) -> list[tuple[str, object]]:
    return [(name, getattr(model, name)) for name in model.__dataclass_fields__]


def _log(figures: Floats) -> Floats:
    """Signed logarithms; what is missing counts as nought."""
    known = np.nan_to_num(np.asarray(figures, np.float64), nan=0.0)
    return np.asarray(np.sign(known) * np.log1p(np.abs(known)))


def _logarithms(figures: Floats, mean: Sequence[float], scale: Sequence[float]) -> Floats:
    return np.asarray((_log(figures) - np.asarray(mean)) / np.asarray(scale))


def plain_json(model: Chance) -> bytes:
    """The bytes of its file."""
    return (json.dumps(model.to_json(), sort_keys=True, indent=1) + "\n").encode()
