"""Who handles a case at the agency's desk, who approves it, and at what second of the day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.events.choosing import choose, cumulative
from datapool.synthetic.events.rates import rates
from datapool.synthetic.province import Province

Floats = NDArray[np.float64]
HANDLES, APPROVES = 1, 2
SECONDS_A_DAY = 86_400
_SATURDAY, _SUNDAY = 2, 3


@dataclass(frozen=True, slots=True)
class Desks:
    """[county, clerk] cumulative shares of the cases that each handles, and approves."""

    handling: Floats
    approving: Floats


def desks_of(province: Province) -> Desks:
    """Cases are handled in the county; offices without somebody of the post ask one of the prefecture, or any."""
    clerks, counties = province.clerks, province.counties
    here = np.arange(len(counties.code))[:, None] == clerks.county
    near = counties.prefecture[:, None] == counties.prefecture[clerks.county]
    return Desks(_shares(clerks.post == HANDLES, here, near), _shares(clerks.post >= APPROVES, here, near))


def _shares(may: NDArray[np.bool_], here: NDArray[np.bool_], near: NDArray[np.bool_]) -> Floats:
    weights = (here & may).astype(np.float64)
    for wider in (near, np.ones_like(near)):
        empty = ~weights.any(axis=1)
        weights[empty] = (wider & may)[empty]
    return cumulative(weights)


def handled(
    desks: Desks, county: NDArray[np.integer], needs_approval: NDArray[np.bool_], draw: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """[case] clerk, and approver or NOBODY; now and then, when hands are short, the same one signs twice."""
    clerk = choose(desks.handling, county, draw)
    approver = choose(desks.approving, county, draw)
    alone = draw.random(county.size) < rates("operations")["same_clerk"]
    approver = np.where(alone, clerk, approver)
    return clerk, np.where(needs_approval, approver, NOBODY).astype(np.int32)


def office_seconds(day: NDArray[np.integer], draw: np.random.Generator) -> NDArray[np.int64]:
    """[case] second since 1970 in the office hours of the day or the next workday; a few in overtime."""
    rule = rates("operations")["hours"]
    day = np.asarray(day, np.int64)
    overtime = draw.random(day.size) < rule["overtime"]
    weekday = day % 7
    day = day + np.where(overtime, 0, np.select([weekday == _SATURDAY, weekday == _SUNDAY], [2, 1], 0))
    u = draw.random(day.size)
    morning, noon, afternoon, evening = (float(hour) for hour in rule["open"])
    worked = u * (noon - morning + evening - afternoon)
    hour = np.where(worked < noon - morning, morning + worked, afternoon + worked - (noon - morning))
    late = evening + u * (float(rule["latest"]) - evening)
    return np.asarray(day * SECONDS_A_DAY + (np.where(overtime, late, hour) * 3600).astype(np.int64), np.int64)
