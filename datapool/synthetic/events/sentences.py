"""Prison sentences, and the pensions that are suspended for them."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.rates import DAYS_PER_YEAR, by_age, delays, rates
from datapool.synthetic.events.spans import Absences, Lives, chance_days
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

Index = NDArray[np.int64]


def sentence(block: Block, province: Province, lives: Lives, draws: Draws) -> Table:
    """At most one sentence a person, of those who do not work in these months; `until` may lie beyond history."""
    draw, rule, people = draws.generator("events sentences"), rates("sentences"), block.people
    age = (lives.year_starts[:-1] - people.born[:, None]) / DAYS_PER_YEAR
    both = by_age(rule["per_year"], np.maximum(age, 0))
    chance = np.where(people.male[:, None], both[:, :, 0], both[:, :, 1])
    # Who works cannot be inside, so those who do not are drawn more often, to keep the rate of all.
    free = _months_free(block, province)
    chance = chance * min(1.0 / max(float(free.mean()), 0.1), 10.0)
    person, since = chance_days(lives, chance, draw)
    until = since + np.maximum(delays(draw, person.size, rule["term"]), rule["least_days"])
    may = _is_free(free, province, person, since, until) & ~is_second(people)[person] & ~is_invented(people)[person]
    person, since, until = person[may], since[may], until[may]
    first = np.unique(person, return_index=True)[1]
    return {
        "person": person[first].astype(np.int32),
        "since": since[first].astype(np.int32),
        "until": until[first].astype(np.int32),
        "registered": (since + delays(draw, since.size, rule["registered"]))[first].astype(np.int32),
    }


def absences(count: int, sentences: Table) -> Absences:
    """When each of `count` persons serves a sentence."""
    since, until = np.full(count, NEVER, np.int32), np.full(count, NEVER, np.int32)
    since[sentences["person"]], until[sentences["person"]] = sentences["since"], sentences["until"]
    return Absences(since, until)


def suspend_pensions(block: Block, province: Province, sentences: Table) -> Table:
    """No pension is due in whole months of a sentence; it is paid until the agency learns of it, and not afterwards.

    returns  person, since, until (months of the suspended payments, until excluded), registered (day)
    """
    months, ends = block.months, province.months
    due_from = np.clip(province.month_of(sentences["since"]) + 1, 0, ends)
    stops = np.clip(province.month_of(sentences["registered"]) + 1, 0, ends)
    until = np.clip(province.month_of(sentences["until"]), 0, ends)
    suspended = np.zeros(due_from.size, bool)
    for row, person in enumerate(sentences["person"]):
        suspended[row] = months.pension_paid[person, stops[row] : until[row]].any()
        months.pension_due[person, due_from[row] : until[row]] = 0
        months.pension_paid[person, stops[row] : until[row]] = 0
    return {
        "person": sentences["person"][suspended],
        "since": stops[suspended],
        "until": until[suspended],
        "registered": sentences["registered"][suspended],
        "released": sentences["until"][suspended],
    }


def _months_free(block: Block, province: Province) -> NDArray[np.bool_]:
    months = block.months
    return np.asarray((months.works_for == NOBODY) & (months.insured_by == NOBODY))


def _is_free(
    free: NDArray[np.bool_], province: Province, person: Index, since: NDArray[np.integer], until: Index
) -> NDArray[np.bool_]:
    """Whether a person neither works nor pays contributions in any month touched by the time."""
    busy = np.zeros((free.shape[0], free.shape[1] + 1), np.int32)
    np.cumsum(~free, axis=1, out=busy[:, 1:])
    last = np.minimum(province.month_of(np.minimum(until, province.month_starts[-1])) + 1, province.months)
    return np.asarray(busy[person, last] == busy[person, province.month_of(since)])
