"""The auditor: finds some frauds and not others, looks where money and complaints are, and errs both ways."""

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import NOBODY, Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.fraud.rings import NOT_CAUGHT
from datapool.synthetic.fraud.stage import CLERK, EMPLOYER, PERSON, PROVIDER, FraudPlan
from datapool.synthetic.fraud.typologies import CODES
from datapool.synthetic.registrations import PERSON_NUMBERS

Index = NDArray[np.int64]
TRUE, FALSE, OPEN = 1, 2, 3
_LOOKALIKE_SHARE = 0.1
_BY_SIZE, _USUAL_YUAN = 0.12, 20_000_00
_MEMBERS_OF_A_CAUGHT_RING = 0.9
_DELAY_DAYS, _WORK_DAYS, _DAYS_OF_A_MONTH = (40, 420), (30, 240), 28
UNDER_DECLARED = "T12"


def investigate(block: Block, plan: FraudPlan) -> Table:
    """Cases: what is accused, suspected typology, finding, days of opening and closing (NOBODY while open).

    A person is named by their index in the block, employers, providers and clerks by that in the province.
    """
    draw = Draws(plan.province.seed, block.index).generator("fraud auditor")
    cases = [_of_frauds(block, plan, draw), _of_lookalikes(block, plan, draw), _idle(block, plan, draw)]
    cases.append(_of_firms(block, plan))
    cases = [case for case in cases if case["subject"].size]
    if not cases:
        return {}
    table = {name: np.concatenate([case[name] for case in cases]) for name in cases[0]}
    first = np.unique(
        np.stack([table["subject_kind"], table["subject"], table["typology"]]), axis=1, return_index=True
    )[1]
    table = {name: values[np.sort(first)] for name, values in table.items()}
    is_person = table["subject_kind"] == PERSON
    table["subject"] = np.where(is_person, _places(block, table["subject"]), table["subject"])
    return _within_history(table, int(plan.province.month_starts[-1]))


def _of_frauds(block: Block, plan: FraudPlan, draw: np.random.Generator) -> Table:
    found = _together(block.truth.frauds, ("typology", "subject_kind", "subject", "ring", "start", "end", "overpaid"))
    alone = (found["subject_kind"] != EMPLOYER) | (found["ring"] >= 0)
    found = {name: values[alone] for name, values in found.items()}
    if not found["subject"].size:
        return _cases(found["subject"], found["subject"], found["subject"], found["subject"], found["subject"])
    chance = _chances(plan, found) * _favour(block, plan, found["subject_kind"], found["subject"])
    opened = plan.province.month_starts[np.clip(found["end"], 0, plan.province.months)].astype(np.int64)
    opened += draw.integers(*_DELAY_DAYS, opened.size)
    ring_chance, ring_day = _rings_caught(plan, found["ring"])
    chance = np.where(ring_chance > 0, ring_chance, chance)
    opened = np.where(ring_day > 0, ring_day + draw.integers(0, 60, opened.size), opened)
    caught = draw.random(chance.size) < chance
    finding = np.where(draw.random(chance.size) < plan.typologies.wrong, FALSE, TRUE)
    kind, subject, typology = (found[name][caught] for name in ("subject_kind", "subject", "typology"))
    closed = opened[caught] + draw.integers(*_WORK_DAYS, int(caught.sum()))
    return _cases(kind, subject, typology, finding[caught], opened[caught], closed=closed)


def _of_firms(block: Block, plan: FraudPlan) -> Table:
    """Firms that under-declare have staff in many blocks, and go on; one block, the one it falls to, looks at each."""
    province, employers = plan.province, plan.province.employers
    firms = np.flatnonzero(~employers.honest & (np.arange(len(employers)) % province.blocks == block.index))
    opened = np.maximum(employers.opened[firms], 0) + MONTHS_PER_YEAR
    until = np.minimum(employers.closed[firms], province.months)
    firms, opened, until = (each[opened < until] for each in (firms, opened, until))
    draw, size = Draws(province.seed, block.index).generator("fraud auditor of firms"), firms.size
    kind = np.full(size, EMPLOYER)
    chance = plan.typologies[UNDER_DECLARED].caught * _favour(block, plan, kind, firms)
    caught = draw.random(size) < chance
    month = draw.integers(opened, until) if size else opened
    day = province.month_starts[month].astype(np.int64) + draw.integers(0, _DAYS_OF_A_MONTH, size)
    finding = np.where(draw.random(size) < plan.typologies.wrong, FALSE, TRUE)
    closed = day + draw.integers(*_WORK_DAYS, size)
    typology = np.full(size, plan.typologies[UNDER_DECLARED].number)
    cases = _cases(kind, firms, typology, finding, day, closed=closed)
    return {name: values[caught] for name, values in cases.items()}


def _chances(plan: FraudPlan, found: Table) -> NDArray[np.float64]:
    """What the typology says, more for large sums, drifting with the years, less where the auditor cannot see."""
    typologies = [plan.typologies[code] for code in CODES]
    caught = np.array([0.0, *(one.caught for one in typologies)])[found["typology"]]
    slope = np.array([1.0, *(one.slope for one in typologies)])[found["typology"]]
    year = found["start"] / MONTHS_PER_YEAR - plan.province.months / MONTHS_PER_YEAR / 2
    size = 1.0 + _BY_SIZE * np.log10(np.maximum(found["overpaid"], 1_000_00) / _USUAL_YUAN)
    return np.clip(caught * slope**year * size, 0.02, 0.75)


def _favour(block: Block, plan: FraudPlan, kind: Index, subject: Index) -> NDArray[np.float64]:
    """Offices differ in zeal, and see little where the other departments do not share."""
    county = _counties(block, plan, kind, subject)
    zeal = plan.province.draws(-1).generator("zeal of auditors").uniform(0.7, 1.25, len(plan.province.counties.code))
    return zeal[county] * np.where(plan.province.counties.shares[county], 1.0, 0.5)


def _rings_caught(plan: FraudPlan, ring: Index) -> tuple[NDArray[np.float64], Index]:
    """For members of rings: the chance of being named with the ring (small where it was not caught), and the day."""
    chance, day = np.zeros(ring.size), np.zeros(ring.size, np.int64)
    for rings in plan.rings.values():
        for one in rings:
            here = ring == one.number
            if one.caught != NOT_CAUGHT:
                chance[here], day[here] = _MEMBERS_OF_A_CAUGHT_RING, plan.province.month_starts[one.caught]
            else:
                chance[here] = 0.08
    return chance, day


def _of_lookalikes(block: Block, plan: FraudPlan, draw: np.random.Generator) -> Table:
    """Some honest cases are looked into, too; nearly all are cleared."""
    found = _together(block.truth.lookalikes, ("typology", "subject_kind", "subject"))
    taken = draw.random(found["subject"].size) < _LOOKALIKE_SHARE
    kind, subject, typology = (found[name][taken] for name in ("subject_kind", "subject", "typology"))
    size = int(taken.sum())
    finding = np.where(draw.random(size) < plan.typologies.wrong, TRUE, FALSE)
    opened = _some_days(plan, draw, size)
    closed = opened + draw.integers(*_WORK_DAYS, size)
    return _cases(kind, subject, typology, finding, opened, closed=closed)


def _idle(block: Block, plan: FraudPlan, draw: np.random.Generator) -> Table:
    """Investigations after anonymous letters: of anybody, for what people are known to do, as often wrong as others."""
    known = _together(block.truth.frauds, ("typology", "subject_kind", "subject"))
    persons = {name: values[known["subject_kind"] == PERSON] for name, values in known.items()}
    guilty = persons["subject"]
    size = int(draw.poisson(plan.typologies.idle * guilty.size))
    numbers = block.people.number[block.people.number < PERSON_NUMBERS]
    subject = draw.choice(numbers, size)
    subject = subject[~np.isin(subject, guilty)]
    size = subject.size
    finding = np.where(draw.random(size) < plan.typologies.wrong, TRUE, FALSE)
    opened = _some_days(plan, draw, size)
    typology = draw.choice(persons["typology"], size) if size else subject
    return _cases(
        np.full(size, PERSON), subject, typology, finding, opened, closed=opened + draw.integers(*_WORK_DAYS, size)
    )


def _some_days(plan: FraudPlan, draw: np.random.Generator, size: int) -> Index:
    first, last = int(plan.province.month_starts[12]), int(plan.province.month_starts[-1])
    return draw.integers(first, last, size)


def _cases(
    kind: Index, subject: Index, typology: Index, finding: Index, opened: Index, *, closed: Index | None = None
) -> Table:
    return {
        "subject_kind": kind.astype(np.int8),
        "subject": subject.astype(np.int64),
        "typology": typology.astype(np.int8),
        "finding": finding.astype(np.int8),
        "opened": opened.astype(np.int64),
        "closed": (opened if closed is None else closed).astype(np.int64),
    }


def _together(tables: list[Table], names: tuple[str, ...]) -> Table:
    return {
        name: np.concatenate([np.empty(0, np.int64), *(table[name] for table in tables)]).astype(np.int64)
        for name in names
    }


def _places(block: Block, numbers: Index) -> Index:
    """The entries of persons by their numbers; the first entry where a number is none of the block's."""
    order = np.argsort(block.people.number, kind="stable")
    place = np.searchsorted(block.people.number[order], numbers)
    return order[np.minimum(place, order.size - 1)]


def _counties(block: Block, plan: FraudPlan, kind: Index, subject: Index) -> Index:
    """County of each subject: of the person, the employer, the provider, the clerk's office."""
    province = plan.province
    county = block.people.county[_places(block, subject)].astype(np.int64)
    for one, owner in (
        (EMPLOYER, province.employers.county),
        (PROVIDER, province.providers.county),
        (CLERK, province.clerks.county),
    ):
        county = np.where(kind == one, owner[np.minimum(subject, owner.size - 1)], county)
    return county


def _within_history(table: Table, end: int) -> Table:
    """Cases opened within history; those not closed within it are still open and say nothing."""
    kept = {name: values[table["opened"] < end] for name, values in table.items()}
    is_open = kept["closed"] >= end
    kept["finding"][is_open], kept["closed"][is_open] = OPEN, NOBODY
    order = np.argsort(kept["opened"], kind="stable")
    return {name: values[order] for name, values in kept.items()}
