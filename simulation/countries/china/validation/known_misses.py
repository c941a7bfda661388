"""Figures that are missed by far, with the cause as far as it is known."""

from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import UnknownKey
from simulation.validation_case import ValidationCase

CAUSES = Path(__file__).parent / "misses.yaml"
MISS = 0.05
BACK_TEST = "back-test"


def is_missed(case: ValidationCase) -> bool:
    """Whether a case that entered no fit, or any of a back-test, is off by more than 5 %, or 5 points of a share.

    Outcomes of a back-test that the base projection is fitted to were unknown to the back-test all the same.
    """
    return abs(case.error) > MISS and (not case.calibrated or case.name.startswith(BACK_TEST))


def beginning_of(name: str) -> str:
    """The longest beginning of `name` with a cause on file; UnknownKey when there is none."""
    beginnings = [beginning for beginning in causes() if name.startswith(beginning)]
    if not beginnings:
        raise UnknownKey(
            f"{name!r} is missed by more than {MISS:.0%} and no cause is on file.",
            path=CAUSES,
            remedy="Find out why and write it down.",
        )
    return max(beginnings, key=len)


@cache
def causes() -> dict[str, str]:
    """Beginning of a case's name -> cause."""
    return {name: str(cause).strip() for name, cause in load_document(CAUSES).data.items()}
