"""Whether honest people of one group are suspected more often than those of others, and how surely that can be said.

A false-positive rate is the share of honest persons who were suspected. Where nobody knows all honest persons, a random
sample of them stands for their shares: a ratio of two rates needs no more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scipy.stats import norm

from core.errors import ValueOutOfRange

BAR, LEVEL = 1.25, 0.95
LEAST = 5
Says = Literal["within", "beyond", "unclear", "too_few"]
# Added to every count, so that none found in a group still has an interval (Haldane 1956, Anscombe 1956).
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Persons of one group.

    alarms    suspected, and found to be honest
    innocents honest persons: all of them, or those in a random sample
    """

    name: str
    alarms: int
    innocents: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """The false-positive rate of a group over that of all others together.

    estimate, low, high  None where there is too little to say
    says                 the bar is kept (`within`), broken (`beyond`), or the interval has it inside (`unclear`)
    """

    group: Group
    estimate: float | None
    low: float | None
    high: float | None
    says: Says

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        told = {"group": self.group.name, "alarms": self.group.alarms, "innocents": self.group.innocents}
        return {**told, "estimate": self.estimate, "low": self.low, "high": self.high, "says": self.says}


def false_positive_ratios(
    groups: Sequence[Group], *, is_sampled: bool, bar: float = BAR, level: float = LEVEL, least: int = LEAST
) -> tuple[Ratio, ...]:
    """Each group against all others together.

    is_sampled  whether `innocents` is a random sample of the honest; else all of them, suspected ones among them
    least       innocents on either side, and twice as many false alarms on both, from which anything is said
    Interval on the logarithm (Katz, Baptista, Azen & Pike 1978). Of a sample, both the alarms and the sample vary: the
    counts are taken as Poisson. Of everybody only the alarms do, and their share of the group is taken off.
    Raises ValueOutOfRange for counts below zero, or more alarms than honest persons.
    """
    for group in groups:
        if group.alarms < 0 or group.innocents < 0 or (not is_sampled and group.alarms > group.innocents):
            raise ValueOutOfRange(
                f"{group.name}: {group.alarms} false alarms of {group.innocents} honest persons cannot be.",
                remedy="Count each person once.",
            )
    alarms, innocents = (sum(getattr(group, name) for group in groups) for name in ("alarms", "innocents"))
    found = []
    for group in groups:
        others = Group("", alarms - group.alarms, innocents - group.innocents)
        found.append(_ratio(group, others, is_sampled=is_sampled, bar=bar, level=level, least=least))
    return tuple(found)


def _ratio(group: Group, others: Group, *, is_sampled: bool, bar: float, level: float, least: int) -> Ratio:
    both = (group, others)
    if sum(each.alarms for each in both) < 2 * least or min(each.innocents for each in both) < least:
        return Ratio(group, None, None, None, "too_few")
    centre = spread = 0.0
    for each, sign in ((group, 1.0), (others, -1.0)):
        caught, honest = each.alarms + _HALF, each.innocents + _HALF
        centre += sign * (math.log(caught) - math.log(honest))
        spread += 1 / caught + (1 / honest if is_sampled else -1 / honest)
    width = float(norm.ppf((1 + level) / 2)) * math.sqrt(max(spread, 0.0))
    low, high = math.exp(centre - width), math.exp(centre + width)
    # A group that is suspected less is as unfair to the others.
    says: Says = "within" if 1 / bar <= low and high <= bar else "beyond" if low > bar or high < 1 / bar else "unclear"
    return Ratio(group, math.exp(centre), low, high, says)
