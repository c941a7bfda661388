"""The chance that a subject is a case of one kind: own figures first, then those of whom links join them to.

Everybody's risk is counted by a model that was told of nobody in their connected group before the risk of neighbours
is taken from it; so is the score that chances are learned from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import WrongType
from training.risk.calibration import Calibration, sigmoid
from training.risk.learned import SCORER, Chance
from training.risk.scorer import Floats, Scorer

_FIRST, _SECOND = "first", "second"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A model of one question.

    first   of the question's own figures, whose chance is the risk that neighbours are told of
    second  of these and the figures of the network
    """

    first: Scorer
    second: Chance

    @property
    def figures(self) -> tuple[str, ...]:
        """All, in order."""
        return self.second.figures

    @property
    def found(self) -> float:
        """Share of frauds that get confirmed, estimated."""
        return self.second.found

    @property
    def calibration(self) -> Calibration:
        """From log odds to chances."""
        return self.second.calibration

    @property
    def cases(self) -> int:
        """How many subjects it was learned from."""
        return self.second.cases

    @property
    def confirmed(self) -> int:
        """How many of these were confirmed."""
        return self.second.confirmed

    @property
    def unfounded(self) -> int:
        """How many were looked at and found unfounded."""
        return self.second.unfounded

    def risk(self, own: Floats) -> Floats:
        """[subject] from their own figures [subject, figure]."""
        return sigmoid(self.first.log_odds(own))

    def contributions(self, figures: Floats) -> Floats:
        """[subject, figure] what each adds to the log odds."""
        return self.second.contributions(figures)

    def chance(self, figures: Floats) -> Floats:
        """[subject] of being a case."""
        return self.second.chance(figures)

    def trees(self) -> dict[str, str]:
        """[first or second] LightGBM's text, of those that have trees."""
        both = {_FIRST: self.first.trees, _SECOND: self.second.scorer.trees}
        return {name: trees for name, trees in both.items() if trees}

    def to_json(self) -> dict[str, Any]:
        """Plain values without trees."""
        return {_FIRST: self.first.to_json(), _SECOND: self.second.to_json()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], trees: Mapping[str, str]) -> "Suspicion":
        """What `to_json` wrote; `trees` [first or second] LightGBM's text. Raises WrongType for anything else."""
        try:
            return cls(
                Scorer.from_json(plain[_FIRST], trees.get(_FIRST, "")),
                Chance.from_json(plain[_SECOND], {SCORER: trees.get(_SECOND, "")}),
            )
        except (KeyError, TypeError) as err:
            raise WrongType("this is no model of behaviour.", remedy="Give what a release holds.") from err
