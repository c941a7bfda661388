"""The award of a forged early retirement: the file of an honest early retirement with another name on it."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.fraud.clerks import officers
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import Index, Scene
from datapool.synthetic.fraud.tables import add_rows, leave_out, of_persons, rows_like
from datapool.synthetic.province import HOSPITAL, Province

EMPLOYEES, BY_AGE, SPECIAL, SICK = 110, 1, 2, 3
_KINDS = {"special": SPECIAL, "sick": SICK, "age": BY_AGE}
_PANEL, _DAYS_PER_MONTH, _MODELS = 6, 30.4, 25
_RINGS_OWN_APPRAISERS, _RINGS_OWN_CLERKS, _ALTERED = (0.5, 0.3), 0.85, 0.35


def file_award(
    scene: Scene, draw: np.random.Generator, persons: Index, early: Index, ways: NDArray[np.str_], ring: Ring
) -> tuple[Index, Index]:
    """Put the awards in the place of those they would have had; returns the monthly pensions in fen, and kinds."""
    people, awards, size = scene.block.people, scene.block.rows.awards, persons.size
    kind = np.array([_KINDS[way] for way in ways])
    model = _models(scene, draw, persons, early, kind)
    career = (awards["month"][model] - awards["file_work_start"][model]).astype(np.int64)
    true = people.retired_month[persons].astype(np.int64)
    older = np.where(kind == BY_AGE, np.round((true - early) * _DAYS_PER_MONTH), 0).astype(np.int64)
    clerk, approver = officers(scene, draw, people.county[persons])
    own = (people.county[persons] == ring.county) & (draw.random(size) < _RINGS_OWN_CLERKS)
    panel = np.stack([appraisers_of(scene.province, int(place)) for place in scene.prefecture_of(persons)])
    other = panel[np.arange(size), draw.integers(0, _PANEL, size)]
    first, second = _RINGS_OWN_APPRAISERS
    which = draw.random(size)
    signs = np.where(which < first, ring.doctors[0], np.where(which < first + second, ring.doctors[1], other))
    made = rows_like(
        awards, model, person=persons, kind=kind, month=early,
        day=np.maximum(
            scene.province.month_starts[early] + draw.integers(-25, 20, size), scene.province.month_starts[0]
        ),
        file_born=people.born[persons] - older, file_work_start=early - career,
        altered=np.where(draw.random(size) < _ALTERED, draw.integers(1, 5, size), 0),
        appraiser=np.where(kind == SICK, signs, NOBODY), clerk=np.where(own, ring.clerks[0], clerk),
        approver=np.where(own, ring.clerks[1], approver),
    )  # fmt: skip
    leave_out(awards, of_persons(awards, persons))
    add_rows(awards, **made)
    return made["total"].astype(np.int64), kind


def _models(scene: Scene, draw: np.random.Generator, persons: Index, early: Index, kind: Index) -> Index:
    """For each an honest employees' award of the kind (of any, where there is none), of the sex and about the time."""
    awards, male = scene.block.rows.awards, scene.block.people.male
    of_employees = awards["scheme"] == EMPLOYEES
    chosen = np.empty(persons.size, np.int64)
    for row, person in enumerate(persons):
        same_sex = of_employees & (male[awards["person"].astype(np.int64)] == male[person])
        pool = np.flatnonzero(same_sex & (awards["kind"] == kind[row]))
        pool = pool if pool.size else np.flatnonzero(of_employees)
        near = pool[np.argsort(np.abs(awards["month"][pool].astype(np.int64) - early[row]), kind="stable")[:_MODELS]]
        chosen[row] = draw.choice(near)
    return chosen


def appraisers_of(province: Province, prefecture: int) -> Index:
    """The hospital doctors who appraise for a prefecture, as many as sit on a panel."""
    hospital = np.flatnonzero(province.providers.kind[province.doctors.provider] == HOSPITAL)
    home = province.counties.prefecture[province.providers.county[province.doctors.provider[hospital]]]
    near = hospital[home == prefecture]
    return np.resize((near if near.size else hospital)[:_PANEL], _PANEL).astype(np.int64)
