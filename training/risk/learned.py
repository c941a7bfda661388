"""The chance that a case is a fraud, from its figures: what was learned of one kind of case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import WrongType
from training.risk.calibration import Calibration
from training.risk.scorer import Floats, Scorer

SCORER = "scorer"


@dataclass(frozen=True, slots=True)
class Chance:
    """A model of one kind of case: log odds of its figures, and the chance of these.

    cases, confirmed, unfounded   how many it was learned from
    """

    scorer: Scorer
    calibration: Calibration
    cases: int = 0
    confirmed: int = 0
    unfounded: int = 0

    @property
    def figures(self) -> tuple[str, ...]:
        """Their names, in order."""
        return self.scorer.figures

    @property
    def found(self) -> float:
        """Share of frauds that get confirmed, estimated."""
        return self.calibration.found

    def log_odds(self, figures: Floats) -> Floats:
        """[case] of a case being confirmed, before it is made a chance; from `figures` [case, figure]."""
        return self.scorer.log_odds(figures)

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure] what each figure adds to the log odds, against the average case."""
        return self.scorer.contributions(figures)

    def chance(self, figures: Floats) -> Floats:
        """[case] the chance of being a fraud, from `figures` [case, figure]."""
        return self.calibration.chance(self.log_odds(figures))

    def trees(self) -> dict[str, str]:
        """[scorer] LightGBM's text, where it has trees."""
        return {SCORER: self.scorer.trees} if self.scorer.trees else {}

    def to_json(self) -> dict[str, Any]:
        """Plain values without trees, which are a file of their own."""
        return {
            SCORER: self.scorer.to_json(), "calibration": self.calibration.to_json(), "cases": self.cases,
            "confirmed": self.confirmed, "unfounded": self.unfounded,
        }  # fmt: skip

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], trees: Mapping[str, str]) -> "Chance":
        """What `to_json` wrote; `trees` [scorer] LightGBM's text. Raises WrongType where it is something else."""
        try:
            return cls(
                Scorer.from_json(plain[SCORER], trees.get(SCORER, "")), Calibration.from_json(plain["calibration"]),
                int(plain["cases"]), int(plain["confirmed"]), int(plain["unfounded"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as err:
            raise WrongType("this is no model of a typology.", remedy="Give what a release holds.") from err
