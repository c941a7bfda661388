"""What all persons of the made-up province share: its counties, employers, providers, doctors and clerks."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from core.months import MONTHS_PER_YEAR, Month
from datapool.synthetic.block import NEVER, PERSONS_PER_BLOCK
from datapool.synthetic.care import Care, load_care
from datapool.synthetic.draws import PROVINCE, Draws

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FILE = Path(__file__).parent / "province.yaml"
ENTERPRISE, PUBLIC_BODY, BUSINESS, AGENCY, SOCIAL = 1, 2, 3, 4, 5
HOSPITAL, PRIMARY, PHARMACY = 1, 2, 3
_PUBLIC_INDUSTRIES = ("P", "Q", "S")
_KINDS = {"hospital": HOSPITAL, "primary": PRIMARY, "pharmacy": PHARMACY}
_PHONES_FROM, _ACCOUNTS_FROM = 9_000_000_000, 9_000_000_000_000
_AGENTS_APART, _CLERKS_APART = 500_000_000, 800_000_000


@dataclass(frozen=True, slots=True)
class Counties:
    """[county] GB/T 2260-like code and name; prefecture index; share of the people; whether its departments share."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    prefecture: NDArray[np.int32]
    share: Floats
    rural: Floats
    wage: Floats
    shares: NDArray[np.bool_]
    minorities: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Employers:
    """[employer] Months from the first of history; `size` is a weight; phones, accounts and addresses are numbers."""

    kind: NDArray[np.int8]
    industry: NDArray[np.str_]
    county: NDArray[np.int32]
    size: Floats
    opened: NDArray[np.int32]
    closed: NDArray[np.int32]
    wage_level: Floats
    address: Ints
    phone: Ints
    agent_phone: Ints
    account: Ints
    honest: NDArray[np.bool_]
    pays_tax: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Providers:
    """[provider] hospitals, primary care and pharmacies; level 1 to 3, 9 for none."""

    kind: NDArray[np.int8]
    level: NDArray[np.int8]
    county: NDArray[np.int32]
    beds: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Doctors:
    """[doctor] the provider they work for and the number of their department."""

    provider: NDArray[np.int32]
    department: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Clerks:
    """[clerk] county of the office, post (1 handles, 2 approves, 3 manages), phone, salary account, day of hiring."""

    county: NDArray[np.int32]
    post: NDArray[np.int8]
    phone: Ints
    account: Ints
    hired: NDArray[np.int32]


@dataclass(frozen=True)
class Province:
    """The province of one seed and size. Treat its arrays as read-only."""

    persons: int
    seed: int
    first_month: Month
    months: int
    settings: dict[str, Any]
    counties: Counties
    birth_places: tuple[str, ...]
    employers: Employers
    providers: Providers
    doctors: Doctors
    clerks: Clerks
    care: Care

    @property
    def blocks(self) -> int:
        """How many blocks of persons there are."""
        return -(-self.persons // PERSONS_PER_BLOCK)

    @cached_property
    def month_starts(self) -> NDArray[np.int32]:
        """[0..months] day of the first of each month of history, and of the month after it."""
        first = np.datetime64(f"{self.first_month}", "M")
        starts = (first + np.arange(self.months + 1)).astype("datetime64[D]")
        return starts.astype(np.int64).astype(np.int32)

    @cached_property
    def years(self) -> range:
        """The calendar years of history."""
        return range(self.first_month.year, self.first_month.year + -(-self.months // MONTHS_PER_YEAR))

    def month_of(self, days: Any) -> NDArray[np.int32]:
        """Index of the month in which days since 1970 lie; negative before history; NEVER stays."""
        given = np.asarray(days, dtype=np.int64)
        dates = np.where(given == NEVER, 0, given).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        origin = (self.first_month.year - 1970) * MONTHS_PER_YEAR + self.first_month.month - 1
        return np.where(given == NEVER, NEVER, dates - origin).astype(np.int32)

    def draws(self, block: int) -> Draws:
        """The streams of a block."""
        return Draws(self.seed, block)


def make_province(persons: int, seed: int) -> Province:
    """The province of `persons` inhabitants that belongs to `seed`."""
    settings = load_document(FILE).data
    counties = _counties(settings)
    draws = Draws(seed, PROVINCE)
    providers = _providers(draws.generator("providers"), settings, counties, persons)
    return Province(
        persons=persons,
        seed=seed,
        first_month=Month.parse(str(settings["history"]["first"])),
        months=int(settings["history"]["months"]),
        settings=settings,
        counties=counties,
        birth_places=(*counties.code, *settings["elsewhere"]["places"]),
        employers=_employers(draws.generator("employers"), settings, counties, persons),
        providers=providers,
        doctors=_doctors(draws.generator("doctors"), settings, providers),
        clerks=_clerks(draws.generator("clerks"), settings, counties, persons),
        care=load_care(),
    )


def _counties(settings: dict[str, Any]) -> Counties:
    rows = [
        (f"{prefecture['code']}{_county_number(name, place):02d}", name, number, prefecture, place)
        for number, prefecture in enumerate(settings["prefectures"])
        for place, name in enumerate(prefecture["counties"])
    ]
    weights = [len(row[3]["counties"]) - row[4] * 0.4 for row in rows]
    totals = [sum(w for w, other in zip(weights, rows, strict=True) if other[2] == row[2]) for row in rows]
    shares = [row[3]["share"] * weight / total for row, weight, total in zip(rows, weights, totals, strict=True)]
    return Counties(
        code=tuple(row[0] for row in rows),
        name=tuple(f"{row[3]['zh']}{row[1]}" for row in rows),
        prefecture=np.array([row[2] for row in rows], np.int32),
        share=np.array(shares) / sum(shares),
        rural=np.array([row[3]["rural"] for row in rows]),
        wage=np.array([row[3]["wage"] for row in rows]),
        shares=np.array([row[3].get("shares", True) for row in rows]),
        minorities=np.array([row[3].get("minorities", False) for row in rows]),
    )


def _county_number(name: str, place: int) -> int:
    """Districts are numbered from 02, counties from 21, as in GB/T 2260."""
    return place + 2 if name.endswith("区") else place + 21


def _count(persons: int, rule: dict[str, Any]) -> int:
    return max(int(rule["least"]), persons // int(rule["persons_each"]))


def _employers(draw: np.random.Generator, settings: dict[str, Any], counties: Counties, persons: int) -> Employers:
    rule, months = settings["employers"], int(settings["history"]["months"])
    agencies = _count(persons, settings["agencies"])
    count = _count(persons, rule) + agencies
    letters = np.array(list(settings["industries"]))
    shares, levels = (np.array([row[column] for row in settings["industries"].values()]) for column in (0, 1))
    industry = draw.choice(letters, count, p=shares / shares.sum())
    wage = dict(zip(letters, levels, strict=True))
    public = np.isin(industry, _PUBLIC_INDUSTRIES) & (draw.random(count) < rule["public_in_public_industries"])
    is_business, is_social = draw.random(count) < rule["businesses"], draw.random(count) < rule["social"]
    kind = np.select([public, is_business, is_social], [PUBLIC_BODY, BUSINESS, SOCIAL], ENTERPRISE)
    kind[:agencies], industry[:agencies] = AGENCY, "L"
    size = np.minimum(draw.pareto(rule["size_exponent"], count) + 1.0, rule["largest_share"] * count)
    size[:agencies] *= 4.0
    size[public] *= 2.0
    county = draw.choice(len(counties.code), count, p=counties.share).astype(np.int32)
    is_new = draw.random(count) < rule["opening_in_history"]
    opened = np.where(is_new, draw.integers(1, months, count), -draw.integers(1, 240, count))
    lifetime = draw.exponential(12.0 / rule["closing_per_year"], count)
    closed = np.where(size > np.quantile(size, 0.8), NEVER, np.maximum(opened, 0) + 6 + lifetime)
    stays = public | (kind == AGENCY)
    opened[stays] = -draw.integers(24, 240, int(stays.sum()))
    # The first ten of each prefecture never close, so that there is work everywhere in every month.
    anchor = np.zeros(count, bool)
    for number in np.unique(counties.prefecture):
        anchor[np.flatnonzero(counties.prefecture[county] == number)[:10]] = True
    opened[anchor] = -120
    closed[stays | anchor | (closed >= months)] = NEVER
    owner = np.arange(count, dtype=np.int64)
    is_served = (draw.random(count) < rule["served_by_bookkeepers"]) & (kind != PUBLIC_BODY)
    bookkeeper = draw.integers(0, max(count // 25, 4), count)
    return Employers(
        kind=kind.astype(np.int8),
        industry=industry,
        county=county,
        size=size,
        opened=opened.astype(np.int32),
        closed=closed.astype(np.int32),
        wage_level=np.vectorize(wage.get)(industry) * draw.lognormal(0.0, 0.22, count) * counties.wage[county],
        address=np.where(is_served & (draw.random(count) < 0.5), bookkeeper, count + owner),
        phone=_PHONES_FROM + owner,
        agent_phone=_PHONES_FROM + _AGENTS_APART + np.where(is_served, bookkeeper, count + owner),
        account=_ACCOUNTS_FROM + owner,
        honest=np.ones(count, bool),
        pays_tax=draw.random(count) >= rule["pays_no_tax"],
    )


def _providers(draw: np.random.Generator, settings: dict[str, Any], counties: Counties, persons: int) -> Providers:
    kinds = np.concatenate(
        [np.full(_count(persons, rule), _KINDS[name]) for name, rule in settings["providers"].items()]
    )
    level = np.where(kinds == HOSPITAL, draw.choice([1, 2, 3], kinds.size, p=[0.3, 0.5, 0.2]), 9)
    level[kinds == PRIMARY] = 1
    first = np.flatnonzero(kinds == HOSPITAL)
    level[first[: max(1, first.size // 6)]] = 3
    weight = np.where(kinds == HOSPITAL, np.choose(level % 4, [0, 1.0, 4.0, 10.0]), 0.0)
    weight[kinds == PRIMARY] = 0.05
    beds = np.round(weight / weight.sum() * settings["beds_per_person"] * persons)
    county = draw.choice(len(counties.code), kinds.size, p=counties.share)
    return Providers(
        kind=kinds.astype(np.int8),
        level=level.astype(np.int8),
        county=county.astype(np.int32),
        beds=np.where(weight > 0, np.maximum(beds, 2), 0).astype(np.int32),
    )


def _doctors(draw: np.random.Generator, settings: dict[str, Any], providers: Providers) -> Doctors:
    each = {_KINDS[name]: number for name, number in settings["doctors_per"].items()}
    counts = np.array([each[int(kind)] for kind in providers.kind])
    counts = np.where(providers.kind == HOSPITAL, np.maximum(6, counts * providers.level // 2), counts)
    provider = np.repeat(np.arange(len(providers), dtype=np.int32), counts)
    return Doctors(provider, draw.integers(1, 13, provider.size).astype(np.int8))


def _clerks(draw: np.random.Generator, settings: dict[str, Any], counties: Counties, persons: int) -> Clerks:
    places = len(counties.code)
    others = max(0, _count(persons, settings["clerks"]) - 2 * places)
    county = np.concatenate([np.repeat(np.arange(places), 2), draw.choice(places, others, p=counties.share)])
    # In every office one handles and another approves, in the larger ones somebody manages.
    rank = np.array([(county[:number] == place).sum() for number, place in enumerate(county)])
    post = np.where(rank % 4 == 1, 2, np.where(rank % 12 == 11, 3, 1))
    number = np.arange(county.size, dtype=np.int64)
    first, last = (int(np.datetime64(day).astype(int)) for day in ("2000-01-01", "2014-12-31"))
    return Clerks(
        county=county.astype(np.int32),
        post=post.astype(np.int8),
        phone=_PHONES_FROM + _CLERKS_APART + number,
        account=_ACCOUNTS_FROM + _CLERKS_APART + number,
        hired=draw.integers(first, last, county.size).astype(np.int32),
    )
