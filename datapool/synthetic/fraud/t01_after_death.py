"""T01: relatives go on drawing a dead person's pension; honest deaths that are merely registered late look the same."""

from typing import Any

import numpy as np

from datapool.synthetic.block import NEVER, NOBODY
from datapool.synthetic.fraud.clerks import OFFICE_HOURS, SECONDS_PER_DAY, officers
from datapool.synthetic.fraud.durations import durations
from datapool.synthetic.fraud.stage import Index, Mask, Part, Scene, overpaid_pension, part_of, record_frauds
from datapool.synthetic.fraud.tables import add_rows, leave_out, of_persons

CODE = "T01"
DEATH_CANCELLED, SELF_SERVICE, NATURAL = 2, 1, "R54"
_LAST_MONTHS, _LATE_DAYS = 6, 45
STOPPED = 11
_REPORTED, _FOUND_OUT = 0.97, 0.05


def after_events(scene: Scene) -> None:
    """Choose the dead whose pension runs on, hide some of the evidence of their deaths, and choose the look-alikes."""
    draw = scene.draw(CODE)
    people, months = scene.block.people, scene.block.months
    died = scene.province.month_of(people.died).astype(np.int64)
    in_history = (died >= 2) & (died < scene.months - _LAST_MONTHS)
    drew = in_history & (months.pension_due[np.arange(scene.count), np.where(in_history, died, 0)] > 0)
    shares = scene.province.counties.shares[people.county]
    weights = np.where(shares, 1.0, scene.plan.typologies.unshared)
    chosen = scene.choose(draw, drew, scene.count_of(CODE, draw, float(drew.sum())), weights=weights)
    length = durations(draw, scene.typology(CODE).rest["months"], chosen.size)
    end = np.minimum(died[chosen] + 1 + length, scene.months)
    part = part_of(chosen, died[chosen] + 1, end)
    scene.add_fraud(CODE, part)
    _pay_on(scene, draw, part)
    _hide_evidence(scene, draw, part, scene.typology(CODE).rest["evidence"])
    _choose_lookalikes(scene, draw, drew, chosen.size)
    _report_deaths(scene, draw, drew)
    record_frauds(scene, CODE, overpaid_pension(scene, part))


def _report_deaths(scene: Scene, draw: np.random.Generator, drew: Mask) -> None:
    """Honest families come to the counter, where the pension is stopped; of the others a few are found out there."""
    people = scene.block.people
    known = people.death_known.astype(np.int64)
    guilty = np.isin(np.arange(scene.count), scene.cast.frauds[CODE].persons)
    comes = draw.random(scene.count) < np.where(guilty, _FOUND_OUT, _REPORTED)
    persons = np.flatnonzero(drew & comes & (known < scene.province.month_starts[-1]))
    clerk, approver = officers(scene, draw, people.county[persons])
    second = known[persons] * SECONDS_PER_DAY + draw.integers(*OFFICE_HOURS, persons.size)
    add_rows(
        scene.block.rows.operations, kind=STOPPED, person=persons, other=NOBODY, employer=NOBODY, new_account=NOBODY,
        months=0, amount=0, clerk=clerk, approver=approver, second=second,
    )  # fmt: skip


def _pay_on(scene: Scene, draw: np.random.Generator, part: Part) -> None:
    """The last pension is paid on; the agency learns of the death when the payments end, if at all."""
    people, months = scene.block.people, scene.block.months
    month = np.arange(scene.months)
    runs = (month >= part.start[:, None]) & (month < part.end[:, None])
    last = months.pension_due[part.persons, part.start - 1]
    months.pension_paid[part.persons] = np.where(
        runs, last[:, None], np.where(month < part.start[:, None], months.pension_paid[part.persons], 0)
    )
    known = scene.province.month_starts[part.end] - draw.integers(1, 15, part.persons.size)
    people.death_known[part.persons] = np.where(part.end < scene.months, known, NEVER)


def _hide_evidence(scene: Scene, draw: np.random.Generator, part: Part, rule: dict[str, Any]) -> None:
    """Hukou cancelled late or never; cremation and certificate as the rule says; a proof of life for some."""
    rows, people, persons = scene.block.rows, scene.block.people, part.persons
    size = persons.size
    is_shared = scene.province.counties.shares[people.county[persons]]
    no_trace = draw.random(size) < rule["none"]
    cremated = (draw.random(size) < rule["cremation"]) & ~no_trace
    certified = (draw.random(size) < rule["certificate"]) & ~no_trace
    bare = ~cremated & ~certified & ~no_trace
    cremated |= bare & is_shared
    certified |= (bare | cremated & ~certified) & ~is_shared
    _keep_or_make(scene, draw, rows.cremations, persons, cremated, _cremation(scene, draw, persons))
    _keep_or_make(scene, draw, rows.deaths, persons, certified, _certificate(scene, draw, persons))
    is_cancelled = (draw.random(size) < rule["registered"]) & (part.end < scene.months)
    _cancel_late(scene, draw, part, is_cancelled)
    proves = (draw.random(size) < rule["certified"]) & (part.end - part.start > 4)
    _prove_life(scene, draw, part, proves)


def _cremation(scene: Scene, draw: np.random.Generator, persons: Index) -> dict[str, Any]:
    day = scene.block.people.died[persons].astype(np.int64)
    cremated = day + draw.integers(1, 6, persons.size)
    return {"day": day, "cremated": cremated, "registered": cremated + draw.integers(0, 4, persons.size)}


def _certificate(scene: Scene, draw: np.random.Generator, persons: Index) -> dict[str, Any]:
    day = scene.block.people.died[persons].astype(np.int64)
    table, care = scene.block.rows.deaths, scene.province.care
    size = persons.size
    if table and table["person"].size:
        model = draw.integers(0, table["person"].size, size)
        provider, cause = table["provider"][model], table["cause"][model]
    else:
        provider, cause = np.zeros(size, np.int64), np.full(size, care.diagnosis(NATURAL))
    return {"day": day, "issued": day + draw.integers(0, 3, size), "provider": provider, "cause": cause}


def _keep_or_make(
    scene: Scene, draw: np.random.Generator, table: dict[str, Any], persons: Index, kept: Any, made: dict[str, Any]
) -> None:
    """Rows of those in `kept` stay or are made; rows of the others go."""
    known = np.isin(persons, table["person"]) if table else np.zeros(persons.size, bool)
    leave_out(table, of_persons(table, persons[~kept]))
    new = kept & ~known
    add_rows(table, person=persons[new], **{name: values[new] for name, values in made.items()})


def _cancel_late(scene: Scene, draw: np.random.Generator, part: Part, is_cancelled: Any) -> None:
    changes = scene.block.rows.changes
    if not changes:
        return
    leave_out(changes, (changes["kind"] == DEATH_CANCELLED) & of_persons(changes, part.persons))
    day = scene.province.month_starts[part.end[is_cancelled]] + draw.integers(5, 60, int(is_cancelled.sum()))
    _cancel(scene, part.persons[is_cancelled], day)


def _prove_life(scene: Scene, draw: np.random.Generator, part: Part, proves: Any) -> None:
    """A relative passes the check with an old picture, on a phone that certifies other people, too."""
    people, table = scene.block.people, scene.block.rows.certifications
    persons, start, end = (values[proves] for values in (part.persons, part.start, part.end))
    month = np.minimum(start + draw.integers(2, 10, persons.size), end - 1)
    partner = people.partner[persons]
    is_partner = (partner >= 0) & (draw.random(persons.size) < 0.6)
    helper = np.where(is_partner, partner, draw.integers(0, scene.count, persons.size))
    add_rows(
        table, person=persons, day=scene.day_in(draw, month), channel=SELF_SERVICE, device=people.number[helper],
        phone=people.phone[helper],
    )  # fmt: skip


def _choose_lookalikes(scene: Scene, draw: np.random.Generator, drew: Any, frauds: int) -> None:
    people = scene.block.people
    delay = np.where(drew, people.death_known.astype(np.int64) - people.died, 0)
    months = scene.province.month_of(np.where(drew, people.died, 0))
    pools = {
        "late_registration": drew & (delay > 60),
        "stopped_after_notice": drew & (delay > 20) & (delay <= 60),
        "registered_elsewhere": drew & (delay <= 20),
    }
    for kind, pool in pools.items():
        chosen = scene.choose(draw, pool, scene.lookalikes_wanted(CODE, kind, draw, frauds))
        scene.add_lookalike(
            CODE, kind, part_of(chosen, months[chosen].astype(np.int64), months[chosen].astype(np.int64))
        )
    _register_as_known(scene, draw, drew)
    elsewhere = scene.cast.lookalikes[CODE, "registered_elsewhere"].persons
    changes = scene.block.rows.changes
    if changes:
        leave_out(changes, of_persons(changes, elsewhere) & (changes["kind"] == DEATH_CANCELLED))


def _register_as_known(scene: Scene, draw: np.random.Generator, drew: Mask) -> None:
    """Honest families who were late told the police just before the agency, which learned of it from the police."""
    changes, people = scene.block.rows.changes, scene.block.people
    if not changes:
        return
    drawing = np.flatnonzero(drew & ~np.isin(np.arange(scene.count), scene.cast.frauds[CODE].persons))
    known = people.death_known[drawing].astype(np.int64)
    late = (known != NEVER) & (known - people.died[drawing] > _LATE_DAYS)
    persons, known = drawing[late], known[late]
    leave_out(changes, (changes["kind"] == DEATH_CANCELLED) & of_persons(changes, persons))
    told = np.maximum(known - draw.integers(0, 12, persons.size), people.died[persons] + 1)
    _cancel(scene, persons, told)


def _cancel(scene: Scene, persons: Index, registered: Index) -> None:
    """Entries of deaths in the population register."""
    changes, people = scene.block.rows.changes, scene.block.people
    rows = {"kind": DEATH_CANCELLED, "day": people.died[persons], "registered": registered}
    rows["county"] = people.county[persons]
    add_rows(changes, person=persons, **{name: value for name, value in rows.items() if name in changes})
