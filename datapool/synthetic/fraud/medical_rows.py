"""Bills that frauds and their look-alikes add: what they cost and what the fund pays is of the usual order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.fraud.stage import Scene
from datapool.synthetic.fraud.tables import add_rows, rows_like
from datapool.synthetic.province import HOSPITAL, PHARMACY, PRIMARY

Index = NDArray[np.int64]
VISIT, LONG, STAY, BOUGHT = 11, 12, 21, 41
_USUAL_SHARE = {VISIT: 0.5, LONG: 0.65, STAY: 0.6, BOUGHT: 0.5}


def providers_near(scene: Scene, prefecture: int, kinds: tuple[int, ...], *, with_beds: bool = False) -> Index:
    """Providers of these kinds in a prefecture, of the province where it has none."""
    providers = scene.province.providers
    usable = np.isin(providers.kind, kinds) & ((providers.beds > 0) | (not with_beds))
    near = usable & (scene.province.counties.prefecture[providers.county] == prefecture)
    return np.flatnonzero(near if near.any() else usable).astype(np.int64)


def near_each(scene: Scene, draw: np.random.Generator, persons: Index, kinds: tuple[int, ...]) -> Index:
    """For each person a provider of these kinds in their prefecture."""
    chosen = np.empty(persons.size, np.int64)
    home = scene.prefecture_of(persons)
    for place in np.unique(home):
        here = home == place
        chosen[here] = draw.choice(providers_near(scene, int(place), kinds), int(here.sum()))
    return chosen


def hospitals(scene: Scene, draw: np.random.Generator, persons: Index) -> Index:
    """A hospital near each person."""
    return near_each(scene, draw, persons, (HOSPITAL,))


def clinics(scene: Scene, draw: np.random.Generator, persons: Index) -> Index:
    """A hospital or primary institution near each person."""
    return near_each(scene, draw, persons, (HOSPITAL, PRIMARY))


def pharmacies(scene: Scene, draw: np.random.Generator, persons: Index) -> Index:
    """A pharmacy near each person."""
    return near_each(scene, draw, persons, (PHARMACY,))


def doctors_at(scene: Scene, draw: np.random.Generator, provider: Index) -> Index:
    """A doctor of each provider."""
    owner = scene.province.doctors.provider
    start, end = np.searchsorted(owner, provider), np.searchsorted(owner, provider, side="right")
    place = start + (draw.random(provider.size) * (end - start)).astype(np.int64)
    return np.where(end > start, np.minimum(place, owner.size - 1), NOBODY)


def add_stays(
    scene: Scene, draw: np.random.Generator, persons: Index, day: Index, provider: Index | None = None
) -> None:
    """Stays like those of others in the block: diagnosis, length and bill of a stay drawn from them."""
    table = scene.block.rows.settlements
    models = np.flatnonzero(table["kind"] == STAY) if table else np.empty(0, np.int64)
    if not persons.size or not models.size:
        return
    sex = scene.block.people.male
    model = draw.choice(models, persons.size)
    for _ in range(20):
        wrong = sex[table["person"][model].astype(np.int64)] != sex[persons]
        wrong |= np.isin(table["diagnosis"][model], _child_only(scene))
        if not wrong.any():
            break
        model[wrong] = draw.choice(models, int(wrong.sum()))
    where = hospitals(scene, draw, persons) if provider is None else provider
    length = (table["discharged"][model] - table["admitted"][model]).astype(np.int64)
    add_rows(
        table,
        **rows_like(
            table, model, person=persons, provider=where, doctor=doctors_at(scene, draw, where), admitted=day,
            discharged=day + length, settled=day + length,
        ),
    )  # fmt: skip


def _child_only(scene: Scene) -> Index:
    """Diagnoses that adults do not have, and deliveries."""
    care = scene.province.care
    births = [care.diagnosis(code) for code in ("O80.9", "O82.9")]
    return np.concatenate([np.flatnonzero(care.ages[:, 1] < 50), births])


def add_bills(scene: Scene, draw: np.random.Generator, kind: int, **columns: Any) -> Index:
    """Append settlements of one kind; needs person, provider, diagnosis, item, quantity, days_supplied, admitted,
    discharged and bill (fen). What the fund pays is the usual share of its kind, with some spread.

    returns  the fund's payments
    """
    table = scene.block.rows.settlements
    persons = columns["person"]
    share = fund_share(scene, kind) * np.exp(draw.normal(0.0, 0.08, persons.size))
    bill = np.round(columns["bill"]).astype(np.int64)
    fund = np.minimum(np.round(bill * share).astype(np.int64), bill)
    columns.setdefault("doctor", doctors_at(scene, draw, np.asarray(columns["provider"], np.int64)))
    add_rows(table, kind=kind, fund=fund, own=bill - fund, settled=columns["discharged"], **{**columns, "bill": bill})
    return np.asarray(fund)


def fund_share(scene: Scene, kind: int) -> float:
    """What the fund pays of bills of one kind, as a share of all those in the block that it pays at all."""
    table = scene.block.rows.settlements
    rows = (table["kind"] == kind) & (table["fund"] > 0) if table else np.zeros(0, bool)
    if not rows.any():
        return _USUAL_SHARE[kind]
    return float(table["fund"][rows].sum() / table["bill"][rows].sum())


def drug_price(scene: Scene, item: Index, quantity: Index) -> NDArray[np.float64]:
    """Fen for units of a drug, at the list price."""
    return scene.province.care.price[item].astype(np.float64) * quantity
