"""Where people of a county go for care: shares of every provider, and the doctors there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.events.choosing import cumulative
from datapool.synthetic.events.rates import rates
from datapool.synthetic.province import HOSPITAL, PHARMACY, PRIMARY, Province

Floats = NDArray[np.float64]
DEPARTMENTS = 12
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Market:
    """visit, stay, delivery, pharmacy   [county, provider] cumulative shares of those who go there

    doctors        all doctors by provider and department
    doctor_start   [provider, department 1..12 and one more] where those of a department begin in `doctors`
    """

    visit: Floats
    stay: Floats
    delivery: Floats
    pharmacy: Floats
    doctors: NDArray[np.int32]
    doctor_start: NDArray[np.int32]


def market_of(province: Province) -> Market:
    """The choices of the province; the same for all blocks."""
    rule, providers = rates("medical")["places"], province.providers
    draw = province.draws(PROVINCE).generator("popularity of pharmacies")
    popularity = draw.lognormal(0.0, rule["pharmacy"]["popularity_spread"], len(providers))
    pharmacies = np.where(providers.kind == PHARMACY, popularity, 0.0)
    visits = np.where(providers.kind == HOSPITAL, _by_level(rule["visit"]["hospital"], providers.level), 0.0)
    visits[providers.kind == PRIMARY] = rule["visit"]["primary"]
    doctors, start = _doctors(province)
    stays = _stays(province, rule["stay"])
    return Market(
        visit=cumulative(_nearness(province, rule["visit"]["near"]) * visits),
        stay=cumulative(stays),
        delivery=cumulative(np.where(providers.kind == HOSPITAL, stays, 0.0)),
        pharmacy=cumulative(_nearness(province, rule["pharmacy"]["near"]) * pharmacies),
        doctors=doctors,
        doctor_start=start,
    )


def _by_level(values: Mapping[int, float], level: NDArray[np.int8]) -> Floats:
    table = np.zeros(10)
    table[list(values)] = list(values.values())
    return np.asarray(table[level])


def _nearness(province: Province, weights: list[float]) -> Floats:
    """[county, provider] by whether the provider lies in the county, in its prefecture, or elsewhere."""
    counties, at = province.counties, province.providers.county
    same_county = np.arange(len(counties.code))[:, None] == at
    same_prefecture = counties.prefecture[:, None] == counties.prefecture[at]
    return np.select([same_county, same_prefecture], weights[:2], weights[2])


def _stays(province: Province, rule: Mapping[str, Any]) -> Floats:
    """[county, provider] flows of patients near their home that fill all beds as far as their level usually is.

    Iterative proportional fitting of nearness to people (rows) and to beds in use (columns).
    """
    providers = province.providers
    usual = np.where(providers.kind == PRIMARY, rule["primary"], _by_level(rule["occupancy"], providers.level))
    used = np.where(providers.kind == PHARMACY, 0.0, providers.beds * usual)
    used /= used.sum()
    flow = _nearness(province, rule["near"]) * used
    for _ in range(_ROUNDS):
        flow *= np.divide(used, flow.sum(axis=0), out=np.zeros_like(used), where=used > 0)
        flow *= (province.counties.share / flow.sum(axis=1))[:, None]
    return flow


def _doctors(province: Province) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    doctors, width = province.doctors, DEPARTMENTS + 1
    key = doctors.provider.astype(np.int64) * width + doctors.department
    order = np.argsort(key, kind="stable").astype(np.int32)
    cells = np.arange(len(province.providers))[:, None] * width + np.arange(1, DEPARTMENTS + 2)
    return order, np.searchsorted(key[order], cells).astype(np.int32)


def doctors_at(
    market: Market, provider: NDArray[np.integer], department: NDArray[np.integer], u: NDArray[np.floating]
) -> NDArray[np.int32]:
    """[n] a doctor of the department at the provider, of another department where it has none; NOBODY where none is.

    u  [n] numbers from 0 to 1: the same number picks the same doctor again
    """
    start = market.doctor_start[provider, department - 1]
    count = market.doctor_start[provider, department] - start
    lacks = count == 0
    start = np.where(lacks, market.doctor_start[provider, 0], start)
    count = np.where(lacks, market.doctor_start[provider, DEPARTMENTS] - start, count)
    place = start + np.minimum((u * count).astype(np.int32), np.maximum(count - 1, 0))
    return np.where(count > 0, market.doctors[np.minimum(place, market.doctors.size - 1)], NOBODY).astype(np.int32)
