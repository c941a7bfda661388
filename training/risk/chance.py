"""What is learned of one kind of case from what investigations found of others."""

import numpy as np
from numpy.typing import NDArray

from training.risk.calibration import calibrate
from training.risk.choosing import Known, choose_scorer, require_findings
from training.risk.learned import Chance
from training.risk.scorer import Floats


def learn(figures: Floats, known: Known, *, names: tuple[str, ...], signs: NDArray[np.int64] | None = None) -> Chance:
    """Learn from findings.

    figures  [case, figure]
    known    what was found; cases that are alike by chance, such as those of one ring, share a fold
    names    of the figures
    signs    [figure] the directions that are expected; none where either may be
    Raises TooFewFindings where there are hardly any confirmed cases, or nothing else.
    """
    require_findings(known)
    expected = np.zeros(len(names), np.int64) if signs is None else signs
    chosen = choose_scorer(figures, known, names, expected)
    return Chance(
        chosen.scorer, calibrate(chosen.outside, known.confirmed, known.unfounded), cases=known.confirmed.size,
        confirmed=int(known.confirmed.sum()), unfounded=int(known.unfounded.sum()),
    )  # fmt: skip
