"""Subsistence allowances of poor households."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.rates import DAYS_PER_YEAR, by_age, rates
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

Floats = NDArray[np.float64]
_OLD, _FEN = 65, 100
_ADULT = 18


def allow(block: Block, province: Province, draws: Draws) -> Table:
    """An allowance for some households: head, members alive then, months (some from before history), fen a month."""
    draw, rule, people = draws.generator("events allowances"), rates("allowances"), block.people
    counts = ~is_second(people) & ~is_invented(people)
    ids, place = np.unique(people.household, return_inverse=True)
    weight = _weights(block, province, place, ids.size)
    since, until = _spans(draw, ids.size, province.months)
    head = _heads(block, province, place, since, counts)
    chance = rule["households"] * weight / weight[head >= 0].mean()
    chosen = np.flatnonzero((draw.random(ids.size) < chance) & (head >= 0))
    # A household ends with its head; the next one applies anew.
    died = province.month_of(people.died[head[chosen]])
    since, until = since[chosen], np.minimum(until[chosen], died)
    day = province.month_starts[np.clip(since, 0, province.months - 1)]
    size = np.bincount(place[counts], minlength=ids.size)[chosen]
    alive = _members(block, place, chosen, day, counts)
    year = province.years[0] + np.clip(since, 0, province.months - 1) // 12
    standard = by_age(rule["standard"], year)
    least, most = rule["top_up"]
    top_up = least + (most - least) * draw.random(chosen.size)
    yuan = np.where(people.rural[head[chosen]], standard[:, 1], standard[:, 0]) * top_up
    return {
        "person": head[chosen].astype(np.int32),
        "size": np.clip(alive, 1, size).astype(np.int8),
        "since": since.astype(np.int32),
        "until": np.where(until < province.months, until, NEVER).astype(np.int32),
        "amount": (np.rint(yuan) * _FEN * np.clip(alive, 1, size)).astype(np.int64),
    }


def _weights(block: Block, province: Province, place: NDArray[np.int64], count: int) -> Floats:
    """[household] how much likelier than others it is poor."""
    rule, people = rates("allowances")["weights"], block.people
    has_work = np.zeros(count, bool)
    np.logical_or.at(has_work, place, (block.months.works_for != NOBODY).mean(axis=1) > 0.5)
    weight = np.where(has_work, 1.0, rule["no_work"])
    middle = int(province.month_starts[province.months // 2])
    old = (middle - people.born) / DAYS_PER_YEAR > _OLD
    for name, member in (("chronic", people.chronic > 0), ("old", old), ("rural", people.rural)):
        has = np.zeros(count, bool)
        np.logical_or.at(has, place, member)
        weight = weight * np.where(has, rule[name], 1.0)
    return weight


def _spans(draw: np.random.Generator, count: int, months: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rule = rates("allowances")
    lasts = rule["months_of_allowance"]
    length = np.maximum(draw.exponential(lasts["mean"], count), lasts["least"]).astype(np.int64)
    before = draw.random(count) < rule["already_at_beginning"]
    since = np.where(before, -(draw.random(count) * length).astype(np.int64), draw.integers(0, months, count))
    return since, np.where(draw.random(count) < rule["ends"], since + length, NEVER)


def _heads(
    block: Block, province: Province, place: NDArray[np.int64], since: NDArray[np.int64], counts: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """[household] the oldest adult alive when the allowance (or history) begins, −1 for none."""
    people = block.people
    day = province.month_starts[np.clip(since, 0, province.months - 1)][place]
    may = counts & (people.died > day) & ((day - people.born) / DAYS_PER_YEAR >= _ADULT)
    person = np.flatnonzero(may)
    person = person[np.lexsort((people.born[person], place[person]))]
    head = np.full(since.size, NOBODY, np.int64)
    found, first = np.unique(place[person], return_index=True)
    head[found] = person[first]
    return head


def _members(
    block: Block, place: NDArray[np.int64], chosen: NDArray[np.int64], day: NDArray[np.int32], counts: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """[chosen household] members born and alive on the day."""
    people = block.people
    begins = np.full(int(place.max(initial=0)) + 1, NEVER, np.int64)
    begins[chosen] = day
    there = counts & (people.born <= begins[place]) & (people.died > begins[place]) & (begins[place] != NEVER)
    return np.bincount(place[there], minlength=begins.size)[chosen]
