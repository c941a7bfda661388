"""T09: bills for what cannot have been done to the patient: organs they do not have, ages they have not reached."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.care import FEMALE, NO_ITEM
from datapool.synthetic.fraud.clerks import OFFICE_HOURS, SECONDS_PER_DAY, officers
from datapool.synthetic.fraud.medical_rows import BOUGHT, VISIT, add_bills, clinics, pharmacies
from datapool.synthetic.fraud.stage import Index, Scene, part_of, record_frauds
from datapool.synthetic.fraud.tables import add_rows

CODE = "T09"
RECORD_CORRECTED, NUMBER_CHANGED = 10, 3
_ADULT, _ABOVE_ALL_AGES = 18, 12
_DAYS_PER_YEAR = 365.2425


def after_events(scene: Scene) -> None:
    """Bill the impossible to some; let honest mistakes and family purchases look like it."""
    draw = scene.draw(CODE)
    table = scene.block.rows.settlements
    rows = int(table["person"].size) if table else 0
    adult = (scene.province.month_starts[0] - scene.block.people.born) / _DAYS_PER_YEAR > _ADULT
    alive = scene.province.month_of(scene.block.people.died) >= scene.months
    insured = np.zeros(scene.count, bool)
    if rows:
        insured[table["person"].astype(np.int64)] = True
    pool = adult & alive & insured
    chosen = scene.choose(draw, pool, scene.count_of(CODE, draw, rows))
    month = draw.integers(2, scene.months - 1, chosen.size)
    scene.add_fraud(CODE, part_of(chosen, month, month + 1))
    record_frauds(scene, CODE, _bill_impossible(scene, draw, chosen, scene.day_in(draw, month)))
    wanted = {kind: scene.lookalikes_wanted(CODE, kind, draw, chosen.size) for kind in scene.typology(CODE).lookalikes}
    _mistype(scene, draw, pool, wanted["diagnosis_mistyped"])
    _correct_record(scene, draw, pool, wanted["record_corrected"])
    _buy_for_family(scene, draw, pool, wanted["bought_for_family"])


def _wrong_diagnosis(scene: Scene, draw: np.random.Generator, persons: Index, day: Index) -> Index:
    """A diagnosis of the other sex, or for women past the age of one of their own."""
    care, people = scene.province.care, scene.block.people
    age = (day - people.born[persons]) / _DAYS_PER_YEAR
    found = np.empty(persons.size, np.int64)
    sexed = np.flatnonzero((care.sex > 0) & (care.visit > 0))
    for row, (person, years) in enumerate(zip(persons, age, strict=True)):
        own = FEMALE if not people.male[person] else 1
        other = sexed[care.sex[sexed] != own]
        past = np.flatnonzero((care.sex == own) & (care.ages[:, 1] + _ABOVE_ALL_AGES < years))
        found[row] = draw.choice(past if past.size and draw.random() < 0.5 else other)
    return found


def _main_item(scene: Scene, diagnosis: Index) -> Index:
    return np.asarray(scene.province.care.visit_items[diagnosis, 0].astype(np.int64))


def _bill(scene: Scene, draw: np.random.Generator, item: Index) -> NDArray[np.float64]:
    return scene.province.care.price[item] * draw.uniform(1.0, 2.5, item.size)


def _bill_impossible(scene: Scene, draw: np.random.Generator, persons: Index, day: Index) -> Index:
    if not persons.size:
        return np.empty(0, np.int64)
    diagnosis = _wrong_diagnosis(scene, draw, persons, day)
    item = _main_item(scene, diagnosis)
    return add_bills(
        scene, draw, VISIT, person=persons, provider=clinics(scene, draw, persons), diagnosis=diagnosis, item=item,
        quantity=np.where(item == NO_ITEM, 0, 1), days_supplied=0, admitted=day, discharged=day,
        bill=_bill(scene, draw, item),
    )  # fmt: skip


def _mistype(scene: Scene, draw: np.random.Generator, pool: NDArray[np.bool_], wanted: int) -> None:
    """A slip in the code of the diagnosis; what was done is what anybody may have done."""
    chosen = scene.choose(draw, pool, wanted)
    month = draw.integers(2, scene.months - 1, chosen.size)
    scene.add_lookalike(CODE, "diagnosis_mistyped", part_of(chosen, month, month + 1))
    if not chosen.size:
        return
    care, day = scene.province.care, scene.day_in(draw, month)
    plain = np.flatnonzero((care.sex == 0) & (care.visit > 1))
    item = _main_item(scene, draw.choice(plain, chosen.size))
    add_bills(
        scene, draw, VISIT, person=chosen, provider=clinics(scene, draw, chosen),
        diagnosis=_wrong_diagnosis(scene, draw, chosen, day), item=item, quantity=1, days_supplied=0, admitted=day,
        discharged=day, bill=_bill(scene, draw, item),
    )  # fmt: skip


def _correct_record(scene: Scene, draw: np.random.Generator, pool: NDArray[np.bool_], wanted: int) -> None:
    """Sex or birth date stood wrongly in the register when the bill was paid, and were set right afterwards."""
    chosen = scene.choose(draw, pool, wanted)
    month = draw.integers(2, scene.months - 8, chosen.size)
    scene.add_lookalike(CODE, "record_corrected", part_of(chosen, month, month + 1))
    if not chosen.size:
        return
    _bill_impossible(scene, draw, chosen, scene.day_in(draw, month))
    clerk, approver = officers(scene, draw, scene.block.people.county[chosen])
    second = scene.day_in(draw, month + draw.integers(1, 6, chosen.size)) * SECONDS_PER_DAY
    add_rows(
        scene.block.rows.operations, kind=RECORD_CORRECTED, person=chosen, other=-1, employer=-1, new_account=-1,
        months=0, amount=0, clerk=clerk, approver=approver, second=second + draw.integers(*OFFICE_HOURS, chosen.size),
    )  # fmt: skip


def _buy_for_family(scene: Scene, draw: np.random.Generator, pool: NDArray[np.bool_], wanted: int) -> None:
    """Since accounts may be used for the family: a drug for the partner from one's own account, in a pharmacy."""
    care = scene.province.care
    chosen = scene.choose(draw, pool & (scene.block.people.partner >= 0), wanted)
    month = draw.integers(2, scene.months - 1, chosen.size)
    scene.add_lookalike(CODE, "bought_for_family", part_of(chosen, month, month + 1))
    if not chosen.size:
        return
    day = scene.day_in(draw, month)
    diagnosis = np.empty(chosen.size, np.int64)
    for row, person in enumerate(chosen):
        other = 1 if not scene.block.people.male[person] else FEMALE
        fits = np.flatnonzero((care.sex == other) & (care.purchase > 0))
        diagnosis[row] = draw.choice(fits)
    item = _main_item(scene, diagnosis)
    add_bills(
        scene, draw, BOUGHT, person=chosen, provider=pharmacies(scene, draw, chosen), diagnosis=diagnosis, item=item,
        quantity=1, days_supplied=care.days_per_unit[item], admitted=day, discharged=day, bill=_bill(scene, draw, item),
    )  # fmt: skip
