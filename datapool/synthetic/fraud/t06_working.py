"""T06: unemployment benefit drawn while working, or after a dismissal in name only; short overlaps are lawful."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.fraud.durations import durations
from datapool.synthetic.fraud.stage import Index, Part, Scene, part_of, record_frauds

CODE = "T06"
ANOTHER, IN_NAME, INSURED = "another_employer", "dismissed_in_name", "insured_elsewhere"
_LEAST_SPELL, _SEVERANCE_MONTHS, _ODD_JOB_SHARE = 3, 2, 0.25


def after_events(scene: Scene) -> None:
    """Let some who draw benefit work; let many more have a wage in a month of benefit lawfully."""
    draw = scene.draw(CODE)
    months = scene.block.months
    paid = months.dole_paid > 0
    spells = int((paid[:, 1:] & ~paid[:, :-1]).sum() + paid[:, 0].sum())
    shares = scene.province.counties.shares[scene.block.people.county]
    weights = np.where(shares, 1.0, scene.plan.typologies.unshared)
    chosen = scene.choose(draw, paid.sum(axis=1) >= _LEAST_SPELL, scene.count_of(CODE, draw, spells), weights=weights)
    part = _work_meanwhile(scene, draw, chosen)
    scene.add_fraud(CODE, part)
    _choose_lookalikes(scene, draw, chosen.size)
    lost = months.dole_paid[chosen].astype(np.int64) - months.dole_due[chosen]
    record_frauds(scene, CODE, lost.sum(axis=1))


def _work_meanwhile(scene: Scene, draw: np.random.Generator, persons: Index) -> Part:
    """From the first months of the first long spell on, they work again; what is paid from there on is not due."""
    months = scene.block.months
    first, last = _spell(months.dole_paid[persons] > 0)
    rule = scene.typology(CODE).rest
    kinds = list(rule["ways"])
    way = draw.choice(kinds, persons.size, p=[rule["ways"][kind] for kind in kinds])
    shared = scene.province.counties.shares[scene.block.people.county[persons]]
    way = np.where(shared, way, INSURED)
    late = np.where(way == IN_NAME, 0, draw.integers(0, 2, persons.size))
    start = np.minimum(first + late, last - 1)
    end = np.minimum(start + durations(draw, rule["months"], persons.size), last + 1)
    end = np.maximum(end, np.minimum(start + 2, last + 1))
    old = _employer_before(months.insured_by[persons], first)
    new = _employer_near(scene, draw, persons)
    employer = np.where((way == IN_NAME) & (old >= 0), old, new)
    month = np.arange(scene.months)
    works = (month >= start[:, None]) & (month < end[:, None])
    wage = _usual_wage(scene, draw, persons)
    _set(months.works_for, persons, works, employer)
    _set(months.taxed_by, persons, works & (way != INSURED)[:, None], employer)
    _set(months.wage, persons, works, wage)
    _set(months.insured_by, persons, works & (way == INSURED)[:, None], employer)
    _set(months.base, persons, works & (way == INSURED)[:, None], np.maximum(wage, _floor(scene, start)))
    _set(months.dole_due, persons, works, np.zeros(persons.size, np.int32))
    return part_of(persons, start, end, way=way)


def _spell(paid: NDArray[np.bool_]) -> tuple[Index, Index]:
    """First and last month of the longest run of paid months of each row."""
    best = np.zeros((2, len(paid)), np.int64)
    for row, months in enumerate(paid):
        edges = np.flatnonzero(np.diff(np.r_[0, months.astype(np.int8), 0]))
        starts, ends = edges[::2], edges[1::2]
        longest = int(np.argmax(ends - starts))
        best[:, row] = starts[longest], ends[longest] - 1
    return best[0], best[1]


def _employer_before(insured_by: NDArray[np.int32], first: Index) -> Index:
    found = np.full(first.size, NOBODY, np.int64)
    for back in range(1, 13):
        earlier = insured_by[np.arange(first.size), np.maximum(first - back, 0)]
        found = np.where((found < 0) & (first >= back) & (earlier >= 0), earlier, found)
    return found


def _employer_near(scene: Scene, draw: np.random.Generator, persons: Index) -> Index:
    """An employer of the same prefecture that declares wages, open throughout."""
    employers, prefecture = scene.province.employers, scene.province.counties.prefecture
    usable = (employers.opened < 0) & (employers.closed > scene.months) & employers.pays_tax
    chosen = np.empty(persons.size, np.int64)
    home = scene.prefecture_of(persons)
    for place in np.unique(home):
        here = np.flatnonzero(usable & (prefecture[employers.county] == place))
        pool = here if here.size else np.flatnonzero(usable)
        chosen[home == place] = draw.choice(pool, int((home == place).sum()))
    return chosen


def _usual_wage(scene: Scene, draw: np.random.Generator, persons: Index) -> NDArray[np.float64]:
    wage = scene.block.months.wage[persons].astype(np.float64)
    worked = (wage > 0).sum(axis=1)
    usual = wage.sum(axis=1) / np.maximum(worked, 1)
    return np.round(np.where(worked > 0, usual, 3500.0) * draw.uniform(0.7, 1.1, persons.size))


def _floor(scene: Scene, month: Index) -> NDArray[np.float64]:
    base = scene.block.months.base[:, month]
    lowest = np.where(base > 0, base, np.inf).min(axis=0)
    return np.where(np.isfinite(lowest), lowest, 0.0)


def _set(field: NDArray[np.generic], persons: Index, where: NDArray[np.bool_], value: NDArray[np.generic]) -> None:
    field[persons] = np.where(where, value[:, None], field[persons])


def _choose_lookalikes(scene: Scene, draw: np.random.Generator, frauds: int) -> None:
    months = scene.block.months
    paid = (months.dole_paid > 0).sum(axis=1) >= _LEAST_SPELL
    groups = {
        kind: scene.choose(draw, paid, scene.lookalikes_wanted(CODE, kind, draw, frauds))
        for kind in scene.typology(CODE).lookalikes
    }
    month = np.arange(scene.months)
    for kind, persons in groups.items():
        first, last = _spell(months.dole_paid[persons] > 0)
        old = _employer_before(months.insured_by[persons], first)
        wage = _usual_wage(scene, draw, persons)
        if kind == "new_job_in_the_month":
            inside, employer = month == last[:, None], _employer_near(scene, draw, persons)
            _set(months.insured_by, persons, inside, employer)
            _set(months.base, persons, inside, np.maximum(wage, _floor(scene, last)))
        elif kind == "severance":
            span = draw.integers(1, _SEVERANCE_MONTHS + 1, persons.size)
            inside = (month >= first[:, None]) & (month < (first + span)[:, None]) & (old >= 0)[:, None]
            employer, wage = old, wage * draw.uniform(1.0, 4.0, persons.size)
        else:
            inside = (
                (month >= first[:, None]) & (month <= last[:, None]) & (draw.random((persons.size, month.size)) < 0.5)
            )
            employer, wage = _employer_near(scene, draw, persons), np.round(wage * _ODD_JOB_SHARE)
        _set(months.taxed_by, persons, inside, employer)
        _set(months.wage, persons, inside, wage)
        scene.add_lookalike(CODE, kind, part_of(persons, first, last + 1))
