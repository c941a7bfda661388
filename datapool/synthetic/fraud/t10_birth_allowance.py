"""T10: women are enrolled shortly before a birth, at an inflated base, for the sake of the allowance."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.fraud.stage import Index, Scene, part_of, record_frauds
from datapool.synthetic.fraud.t03_twice import lowest_base
from datapool.synthetic.fraud.tables import add_rows
from datapool.synthetic.province import AGENCY, BUSINESS, ENTERPRISE

CODE = "T10"
_DAYS_OF_LEAVE = (98, 158)
_DAYS_PER_MONTH = 30
_FEN = 100
_BEFORE = (3, 10)


def after_events(scene: Scene) -> None:
    """Choose mothers without a job for sham ones, and honest mothers whose base or firm is as new."""
    draw = scene.draw(CODE)
    births, allowances = scene.block.rows.births, scene.block.rows.maternity
    if not births:
        return
    day_of = np.full(scene.count, -1, np.int64)
    day_of[births["person"].astype(np.int64)] = births["day"]
    month_of = np.where(day_of >= 0, scene.province.month_of(np.maximum(day_of, 0)), -1).astype(np.int64)
    known = np.zeros(scene.count, bool)
    if allowances:
        known[allowances["person"].astype(np.int64)] = True
    in_time = (month_of > 14) & (month_of < scene.months - 3)
    jobless = in_time & ~known & (scene.block.months.base[np.arange(scene.count), np.maximum(month_of, 0)] == 0)
    base = float(allowances["person"].size) if allowances else 0.0
    chosen = scene.choose(draw, jobless, scene.count_of(CODE, draw, base))
    paid = _enrol(scene, draw, chosen, day_of[chosen], works=False)
    scene.add_fraud(CODE, part_of(chosen, month_of[chosen] - _BEFORE[0], month_of[chosen]))
    record_frauds(scene, CODE, paid)
    _promote(
        scene,
        draw,
        known & in_time,
        month_of,
        scene.lookalikes_wanted(CODE, "promoted_before_birth", draw, chosen.size),
    )
    mothers = scene.choose(draw, jobless, scene.lookalikes_wanted(CODE, "new_firm_true_birth", draw, chosen.size))
    _enrol(scene, draw, mothers, day_of[mothers], works=True)
    scene.add_lookalike(
        CODE, "new_firm_true_birth", part_of(mothers, month_of[mothers] - _BEFORE[1], month_of[mothers])
    )


def _enrol(scene: Scene, draw: np.random.Generator, persons: Index, day: Index, *, works: bool) -> Index:
    """Contributions from some months before the birth until after it, and the allowance; returns its payment in fen."""
    if not persons.size:
        return np.empty(0, np.int64)
    months, employers = scene.block.months, scene.province.employers
    birth = scene.province.month_of(day).astype(np.int64)
    before = draw.integers(*_BEFORE, persons.size) + (4 if works else 0)
    start = np.maximum(birth - before, 0)
    small = np.flatnonzero(
        np.isin(employers.kind, (ENTERPRISE, BUSINESS, AGENCY)) & (employers.opened < scene.months // 2)
    )
    firm = draw.choice(small, persons.size)
    lowest = lowest_base(scene)
    level = draw.uniform(1.3, 3.2, persons.size) if not works else draw.uniform(1.0, 3.0, persons.size)
    month = np.arange(scene.months)
    inside = (month >= start[:, None]) & (month < np.minimum(birth + 3, scene.months)[:, None])
    base = np.floor(lowest[None, :] * level[:, None])
    months.insured_by[persons] = np.where(inside, firm[:, None], months.insured_by[persons])
    months.base[persons] = np.where(inside, base, months.base[persons])
    taxed = inside & (draw.random(persons.size) < (0.92 if works else 0.35))[:, None]
    months.taxed_by[persons] = np.where(taxed, firm[:, None], months.taxed_by[persons])
    months.wage[persons] = np.where(taxed, base, months.wage[persons])
    if works:
        months.works_for[persons] = np.where(inside, firm[:, None], months.works_for[persons])
    at_birth = base[np.arange(persons.size), np.minimum(birth, scene.months - 1)]
    return _claim(scene, draw, persons, day, firm, at_birth)


def _claim(
    scene: Scene, draw: np.random.Generator, persons: Index, day: Index, firm: Index, base: NDArray[np.float64]
) -> Index:
    table = scene.block.rows.maternity
    days = draw.choice(_DAYS_OF_LEAVE, persons.size)
    amount = np.round(base * days / _DAYS_PER_MONTH * _FEN).astype(np.int64)
    in_yuan = table and table["base"].size and float(np.median(table["base"])) < 100_000
    written = base if in_yuan else base * _FEN
    add_rows(
        table, person=persons, employer=firm, delivered=day, base=written, days=days, amount=amount,
        account=scene.block.people.account[persons], claimed=day + draw.integers(20, 150, persons.size),
    )  # fmt: skip
    return np.asarray(amount)


def _promote(scene: Scene, draw: np.random.Generator, mothers: NDArray[np.bool_], month_of: Index, wanted: int) -> None:
    """A true rise of wage some months before the birth."""
    months = scene.block.months
    chosen = scene.choose(draw, mothers, wanted)
    if chosen.size:
        month = np.arange(scene.months)
        since = month_of[chosen] - draw.integers(1, 9, chosen.size)
        raised = (month >= since[:, None]) & (months.base[chosen] > 0)
        factor = draw.uniform(1.25, 2.2, chosen.size)[:, None]
        months.base[chosen] = np.where(raised, np.floor(months.base[chosen] * factor), months.base[chosen])
        months.wage[chosen] = np.where(raised, np.round(months.wage[chosen] * factor), months.wage[chosen])
        table = scene.block.rows.maternity
        rows = np.flatnonzero(np.isin(table["person"], chosen))
        place = np.searchsorted(chosen, table["person"][rows])
        for name in ("base", "amount"):
            table[name][rows] = np.floor(table[name][rows] * factor[place, 0]).astype(table[name].dtype)
    scene.add_lookalike(CODE, "promoted_before_birth", part_of(chosen, month_of[chosen], month_of[chosen]))
