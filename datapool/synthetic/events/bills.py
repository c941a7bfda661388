"""What a contact with medical care costs: item, quantity, days supplied and the whole bill."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.money import FEN_PER_YUAN
from datapool.synthetic.care import NO_ITEM, Care
from datapool.synthetic.events.contacts import LONG, OPEN, STAY, VISIT, Columns
from datapool.synthetic.events.rates import draw_from, rates
from datapool.synthetic.province import PHARMACY, Province

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_LIKELIER_FIRST = 1.7


@dataclass(frozen=True, slots=True)
class Bills:
    """[contact] the main item, its quantity, the days a drug lasts (0 for services), the whole bill in fen."""

    item: NDArray[np.int16]
    quantity: NDArray[np.int32]
    days_supplied: NDArray[np.int32]
    bill: Whole


def charge(contacts: Columns, year: NDArray[np.int32], province: Province, draw: np.random.Generator) -> Bills:
    """Item, quantity and bill of each contact, whose diagnosis, provider and length are settled.

    year  [contact] counted from the first of history
    """
    care, way, given = province.care, contacts["way"], contacts["item"]
    item = np.where(given == OPEN, _items(care, contacts, draw), given).astype(np.int16)
    quantity, supplied = _quantities(care, contacts, item, draw)
    bill = _amounts(contacts, item, quantity, year, province, draw)
    return Bills(item, quantity, np.where(way == STAY, 0, supplied).astype(np.int32), bill)


def _items(care: Care, contacts: Columns, draw: np.random.Generator) -> NDArray[np.int16]:
    """An item of the diagnosis that fits the way, the first of its list the likeliest."""
    drugs_first = _drugs_only(care)
    choices = np.stack([care.visit_items, drugs_first, care.visit_items, _as_wide(care.stay_items, care)])
    rows = choices[contacts["way"], contacts["diagnosis"]]
    number = (choices != NO_ITEM).sum(axis=2)[contacts["way"], contacts["diagnosis"]]
    place = (number * draw.random(number.size) ** _LIKELIER_FIRST).astype(np.int64)
    return np.asarray(np.take_along_axis(rows, place[:, None], axis=1)[:, 0])


def _as_wide(choices: NDArray[np.int16], care: Care) -> NDArray[np.int16]:
    wide = np.full(care.visit_items.shape, NO_ITEM, np.int16)
    wide[:, : choices.shape[1]] = choices
    return wide


def _drugs_only(care: Care) -> NDArray[np.int16]:
    """[diagnosis, choice] what a pharmacy has for it: the drugs of a visit, else what the visit has."""
    table = np.full_like(care.visit_items, NO_ITEM)
    for row, items in enumerate(care.visit_items):
        drugs = items[(items != NO_ITEM) & care.is_drug[items]]
        table[row, : drugs.size] = drugs
    return np.where(table[:, :1] == NO_ITEM, care.visit_items, table)


def _quantities(
    care: Care, contacts: Columns, item: NDArray[np.int16], draw: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    lasts = np.maximum(care.days_per_unit[item].astype(np.int32), 1)
    needed = draw_from(draw, rates("medical")["acute_days"], item.size).astype(np.int32)
    acute = np.where(care.is_drug[item], -(-needed // lasts), 1)
    in_stay = np.where(care.per_day[item], np.maximum(contacts["days"], 1), 1)
    usual = np.where(contacts["way"] == STAY, in_stay, acute)
    quantity = np.where(contacts["quantity"] == OPEN, usual, contacts["quantity"]).astype(np.int32)
    packed = np.where(care.is_drug[item], quantity * lasts, 0)
    supplied = np.where((contacts["way"] == LONG) & (contacts["days"] != OPEN), contacts["days"], packed)
    return quantity, supplied.astype(np.int32)


def _amounts(
    contacts: Columns,
    item: NDArray[np.int16],
    quantity: NDArray[np.int32],
    year: NDArray[np.int32],
    province: Province,
    draw: np.random.Generator,
) -> Whole:
    """[contact] fen: the main item by level and year, a consultation, further examinations, and the days of a stay."""
    rule, care, way = rates("medical")["bills"], province.care, contacts["way"]
    level = province.providers.level[contacts["provider"]]
    growth = (1.0 + rule["growth"]) ** (np.arange(len(province.years)) + province.years[0] - rule["base_year"])
    dearer = _of_level(rule["level"])[level] * growth[year]
    factor = np.where(care.is_drug[item], _of_level(rule["drugs_level"])[level], dearer)
    amount = care.price[item] * quantity * factor
    is_out = way != STAY
    at_pharmacy = province.providers.kind[contacts["provider"]] == PHARMACY
    amount += np.where(is_out & ~at_pharmacy, _of_level(rule["consultation"])[level] * FEN_PER_YUAN, 0.0)
    further = rule["further"]
    examined = np.flatnonzero((way == VISIT) & (draw.random(way.size, np.float32) < further["share"]))
    extra = further["median"] * FEN_PER_YUAN * np.exp(further["spread"] * draw.standard_normal(examined.size))
    amount[examined] += extra * dearer[examined]
    stays = np.flatnonzero(~is_out)
    noise = np.exp(rule["stay_spread"] * draw.standard_normal(stays.size))
    board = rule["stay_day"] * FEN_PER_YUAN * np.maximum(contacts["days"][stays], 1) * dearer[stays]
    amount[stays] = (amount[stays] + board) * noise
    return np.asarray(np.rint(amount), np.int64)


def _of_level(values: dict[int, float]) -> Floats:
    table = np.zeros(max(values) + 1)
    table[list(values)] = list(values.values())
    return table
