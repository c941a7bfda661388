"""Who the persons of a block are: born, sexed, placed, paired and housed; when they die is drawn here, too."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.synthetic.block import NEVER, NOBODY, PERSONS_PER_BLOCK, People
from datapool.synthetic.draws import Draws
from datapool.synthetic.families import house, marry
from datapool.synthetic.province import Province

FILE = Path(__file__).parent / "population.yaml"
DAYS_PER_YEAR = 365.2425
HAN = 1
_PHONES_FROM, _ACCOUNTS_FROM = 1_000_000_000, 1_000_000_000_000


@lru_cache(maxsize=1)
def population() -> Mapping[str, Any]:
    """The settings of `population.yaml`."""
    return load_document(FILE).data  # type: ignore[no-any-return]


def make_people(index: int, province: Province, draws: Draws) -> People:
    """The persons of block `index`, families included; careers and pensions are still to be lived."""
    count = min(PERSONS_PER_BLOCK, province.persons - index * PERSONS_PER_BLOCK)
    draw, rule = draws.generator("people"), population()
    male = draw.random(count) < rule["males_at_birth"]
    born = _births(draw, count, rule["cohorts"], province)
    county = draw.choice(len(province.counties.code), count, p=province.counties.share).astype(np.int32)
    rural = draw.random(count) < province.counties.rural[county]
    died = _deaths(draw, born, male, int(province.month_starts[0]), rule["death"])
    died = np.where(died < province.month_starts[-1], died, NEVER)
    number = index * PERSONS_PER_BLOCK + np.arange(count, dtype=np.int64)
    nobody, never = np.full(count, NOBODY, np.int32), np.full(count, NEVER, np.int32)
    people = People(
        number=number,
        county=county,
        birth_county=_birth_places(draw, county, province),
        male=male,
        born=born.astype(np.int32),
        died=died.astype(np.int32),
        death_known=_known(draw, died, rule["death_known"]),
        ethnic=_ethnic_groups(draw, province.counties.minorities[county], rule["minorities"]),
        rural=rural,
        cadre=~rural & (draw.random(count) < rule["urban_cadres"]),
        household=number.copy(),
        partner=nobody.copy(),
        married_on=never.copy(),
        divorced_on=never.copy(),
        moved_month=never.copy(),
        moved_from=nobody.copy(),
        phone=_PHONES_FROM + number,
        account=_ACCOUNTS_FROM + number,
        device=np.full(count, NOBODY, np.int64),
        scheme=np.zeros(count, np.int16),
        retired_month=never.copy(),
        retirement_kind=np.zeros(count, np.int8),
        work_start=never.copy(),
        months_before=np.zeros(count, np.int16),
        balance_before=np.zeros(count, np.int64),
        chronic=np.zeros(count, np.int8),
        frailty=draw.lognormal(-(rule["frailty_spread"] ** 2) / 2, rule["frailty_spread"], count).astype(np.float32),
    )
    marry(people, draws.generator("marriages"), rule["marriage"], int(province.month_starts[-1]))
    house(people, draws.generator("households"))
    _move(people, draws.generator("moves"), province, rule["moves_per_year"])
    _connect(people, draws.generator("phones"), province, rule)
    _fall_ill(people, draws.generator("chronic"), province, rule["chronic"])
    return people


def ages(people: People, day: int) -> NDArray[np.float64]:
    """[person] exact age in years on a day, negative for those not yet born."""
    return (day - people.born) / DAYS_PER_YEAR


def _births(
    draw: np.random.Generator, count: int, cohorts: Mapping[int, float], province: Province
) -> NDArray[np.int64]:
    known = np.array(sorted(cohorts))
    years = np.arange(known[0], min(known[-1], province.years[-1]) + 1)
    weights = np.interp(years, known, [cohorts[int(year)] for year in known])
    year = draw.choice(years, count, p=weights / weights.sum())
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return start + draw.integers(0, 365, count)


def _deaths(
    draw: np.random.Generator, born: NDArray[np.int64], male: NDArray[np.bool_], begin: int, rule: Mapping[str, Any]
) -> NDArray[np.int64]:
    """Day of death after the beginning of history (or birth) by Gompertz's law; a few die in their first year."""
    level, slope = (np.where(male, *rule[name]) for name in ("level", "slope"))
    from_day = np.maximum(born, begin)
    hazard = level * np.exp(slope * (from_day - born) / DAYS_PER_YEAR)
    years = np.log1p(draw.exponential(1.0, born.size) * slope / hazard) / slope
    early = (draw.random(born.size) < rule["infant"]) & (born >= begin)
    years = np.where(early, draw.random(born.size) ** 3, years)
    return from_day + 1 + np.minimum(years * DAYS_PER_YEAR, 1e6).astype(np.int64)


def _known(draw: np.random.Generator, died: NDArray[np.int64], rule: Mapping[str, float]) -> NDArray[np.int32]:
    """Day on which the pension agency learns of a death: log-normal delay with a long tail."""
    delay = rule["median_days"] * np.exp(rule["tail"] * draw.standard_normal(died.size))
    known = np.minimum(died, 10**6) + np.minimum(delay, rule["most_days"]).astype(np.int64)
    return np.where(died == NEVER, NEVER, known).astype(np.int32)


def _birth_places(draw: np.random.Generator, county: NDArray[np.int32], province: Province) -> NDArray[np.int32]:
    own = len(province.counties.code)
    kind = draw.random(county.size)
    elsewhere = draw.integers(own, len(province.birth_places), county.size)
    other = draw.choice(own, county.size, p=province.counties.share)
    share = province.settings["elsewhere"]["share"]
    return np.select([kind < share, kind < share + 0.14], [elsewhere, other], county).astype(np.int32)


def _ethnic_groups(
    draw: np.random.Generator, is_autonomous: NDArray[np.bool_], rule: Mapping[str, Any]
) -> NDArray[np.int8]:
    share = np.where(is_autonomous, rule["share_in_autonomous"], rule["share"])
    groups = {int(code): weight for code, weight in rule["groups"].items() if weight}
    weights = np.array(list(groups.values()))
    drawn = draw.choice(list(groups), is_autonomous.size, p=weights / weights.sum())
    return np.where(draw.random(is_autonomous.size) < share, drawn, HAN).astype(np.int8)


def _move(people: People, draw: np.random.Generator, province: Province, rates: Mapping[str, float]) -> None:
    """Some move once within the province during history; `county` is where they live at its end."""
    steps = np.array([int(age) for age in rates])
    middle = ages(people, int(province.month_starts[len(province.month_starts) // 2]))
    rate = np.array([0.0, *rates.values()])[np.searchsorted(steps, middle, side="right")]
    moves = draw.random(len(people)) < rate * len(province.years)
    before = draw.choice(len(province.counties.code), len(people), p=province.counties.share)
    moves &= before != people.county
    month = draw.integers(6, province.months, len(people))
    people.moved_month[moves] = month[moves]
    people.moved_from[moves] = before[moves]


def _connect(people: People, draw: np.random.Generator, province: Province, rule: Mapping[str, Any]) -> None:
    """Phones, accounts and devices: children have their parents', some of the old their partner's."""
    end = ages(people, int(province.month_starts[-1]))
    by_age = {int(age): share for age, share in rule["smartphone"]["by_age"].items()}
    share = np.array([0.0, *by_age.values()])[np.searchsorted(np.array(list(by_age)), end, side="right")]
    owns = draw.random(len(people)) < share
    people.device[owns] = people.number[owns]
    first = _head_of_household(people)
    is_child = (end < 16) & (draw.random(len(people)) < rule["shared_phone"]["child"])
    is_old = (end > 70) & (people.partner >= 0) & (draw.random(len(people)) < rule["shared_phone"]["parent_over_70"])
    for is_shared, other in ((is_child, first), (is_old, people.partner)):
        people.phone[is_shared] = people.phone[other[is_shared]]
    people.account[is_child] = people.account[first[is_child]]


def _head_of_household(people: People) -> NDArray[np.int64]:
    """[person] the oldest of the household, as an index in the block."""
    order = np.lexsort((people.born, people.household))
    ids, start = np.unique(people.household[order], return_index=True)
    return order[start][np.searchsorted(ids, people.household)]


def _fall_ill(people: People, draw: np.random.Generator, province: Province, rule: Mapping[str, Any]) -> None:
    exposed = np.clip(ages(people, int(province.month_starts[0])) + 5 - rule["from_age"], 0, 40)
    is_ill = draw.random(len(people)) < 1.0 - np.exp(-rule["per_year"] * exposed * people.frailty)
    kinds = draw.choice([int(kind) for kind in rule["kinds"]], len(people), p=list(rule["kinds"].values()))
    people.chronic[is_ill] = kinds[is_ill]
