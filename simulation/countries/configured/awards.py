"""What a pension is worth when it is awarded: bend points, years times a rate, a flat amount, or an account."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation.countries.configured.fields import Fields
from simulation.countries.configured.indexation import amount_by_year, at_years, index_of
from simulation.countries.configured.level_factors import Levels
from simulation.countries.configured.workers import Workers
from simulation.countries.configured.world import Floats, World
from simulation.demography.population import AGES, OLDEST

KINDS = ("bend_points", "accrual", "flat", "account")
MONTHS = 12
_HALF = 0.5
_REVALUED = ("wages", "prices", "nothing")
_FIELDS = {
    "bend_points": (
        "kind", "bend_points", "factors", "over_years", "earners", "minimum", "valued_at_age", "indexed_from_age",
    ),
    "accrual": ("kind", "rate", "revalued_with", "last_years", "earners", "minimum", "most_years"),
    "flat": ("kind", "amount", "of_wage", "uprating", "full_after_years"),
    "account": ("kind", "rate", "interest", "divisor"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Career:
    """What a member of each cohort has behind them, per person who will draw.

    share, earnings  [sex, cohort, age] share of the cohort at work, and earnings over the average wage
    members          [sex] share of the cohort who will draw a pension
    levels           factors on what is paid into accounts
    """

    workers: Workers
    share: Floats
    earnings: Floats
    members: Floats
    levels: Levels

    @property
    def born(self) -> np.ndarray:
        return self.workers.cohorts.born

    def until(self, yearly: Floats, age: Floats) -> Floats:
        """[sex, cohort] the sum of what a cohort gathers at each age until an exact age.

        yearly  [sex, cohort, age] gathered per person of the cohort at that age
        age     [sex, cohort] exact ages
        """
        gathered = np.concatenate([np.zeros((*yearly.shape[:2], 1)), np.cumsum(yearly, axis=2)], axis=2)
        low = np.clip(age.astype(np.int64), 0, OLDEST)[..., None]
        below, above = (np.take_along_axis(gathered, low + step, axis=2)[..., 0] for step in (0, 1))
        return np.asarray((below + (age - low[..., 0]) * (above - below)) / self.members[:, None])


@dataclass(frozen=True, slots=True)
class Award:
    """Pensions awarded at one age.

    amount      [sex, cohort] currency a year, in money of `money_of`
    money_of    [sex, cohort] the year (with fraction) from which the pension is indexed
    """

    amount: Floats
    money_of: Floats


def award_at(world: World, fields: Fields, career: Career, age: Floats) -> Award:
    """The pension of each cohort drawn from an exact age [sex, cohort] on, before any early or late factor."""
    kind = fields.choice("kind", KINDS)
    fields.only(*_FIELDS[kind])
    drawn = career.born + age
    if kind == "bend_points":
        return _by_bend_points(world, fields, career, age)
    if kind == "accrual":
        return Award(_accrued(world, fields, career, age), drawn)
    if kind == "flat":
        return Award(_flat(world, fields, career, age), drawn)
    divisor = np.stack([world.at_points(fields, "divisor", age[sex], sex, default=1.0) for sex in range(2)])
    return Award(account_at(world, fields, career, age) / divisor, drawn)


def _by_bend_points(world: World, fields: Fields, career: Career, age: Floats) -> Award:
    """Shares of slices of the mean indexed earnings, in terms of the average wage of the year of `valued_at_age`.

    The bend points of the law are currency a month; from the year in which they begin they grow with wages.
    """
    if ("valued_at_age" in fields) != ("indexed_from_age" in fields):
        raise fields.error("valued_at_age and indexed_from_age belong together.", "Give both or neither.")
    valued, indexed = (_or_award(fields, field, age) for field in ("valued_at_age", "indexed_from_age"))
    lag = float((indexed - valued).flat[0])
    earned = career.until(career.share * career.earnings, age) / fields.number("over_years")
    years = _whole(career.born + indexed)
    bends, factors = world.law_key(fields, "bend_points"), world.law_key(fields, "factors")
    laws = {
        int(year): (world.law_since(bends, int(year)), world.law_since(factors, int(year))) for year in np.unique(years)
    }
    amount = np.zeros_like(earned)
    for law in set(laws.values()):
        is_so = np.isin(years, [year for year, its in laws.items() if its == law])
        slices = MONTHS * world.law_list(bends, law[0]) / at_years(world, _wage(world), np.array(law[0] - lag))
        shares = world.law_list(factors, law[1])
        if shares.size != slices.size + 1:
            raise fields.error(
                f"{shares.size} factors do not fit {slices.size} bend points.",
                "Give one factor more than bend points.",
                "factors",
            )
        pension = partial(sliced, bends=slices, shares=shares)
        amount[is_so] = _per_earner(world, fields, earned[is_so], pension, years=years[is_so])
    return Award(amount * at_years(world, _wage(world), career.born + valued), career.born + indexed)


def sliced(earnings: Floats, bends: Floats, shares: Floats) -> Floats:
    """[...] the sum of a share of each slice of earnings between two bends."""
    edges = np.concatenate([[0.0], bends, [np.inf]])
    parts = np.clip(earnings[..., None], edges[:-1], edges[1:]) - edges[:-1]
    return np.asarray((parts * shares).sum(axis=-1))


def _accrued(world: World, fields: Fields, career: Career, age: Floats) -> Floats:
    """Rate × years × mean earnings, revalued with wages, prices or nothing to the award.

    last_years  only the earnings of the last so many years before the award count, for every year of the career
    """
    drawn = career.born + age
    award_years = _whole(drawn)
    index = _revaluation(world, fields)
    wages = _on_careers(world, _wage(world), career)
    at_award = at_years(world, index, drawn)
    paid = career.share * career.earnings * wages / _on_careers(world, index, career)
    total = career.until(paid, age) * at_award
    years = career.until(career.share, age)
    mean = total / np.maximum(years, 1e-9)
    if "last_years" in fields:
        before = np.maximum(age - fields.number("last_years"), 0.0)
        lately = (career.until(paid, age) - career.until(paid, before)) * at_award
        mean = lately / np.maximum(years - career.until(career.share, before), 1e-9)
    counted = np.minimum(years, _in_years(world, fields, "most_years", award_years, 100.0))
    rate = counted * _in_years(world, fields, "rate", award_years)
    wage = at_years(world, _wage(world), drawn)
    return _per_earner(world, fields, mean / wage, lambda earned: rate * earned, years=award_years) * wage


def _flat(world: World, fields: Fields, career: Career, age: Floats) -> Floats:
    """One amount for all, in part where the career is shorter than `full_after_years`.

    uprating  by what the amount of new pensions grows from the law's date on (as pensions in payment, if not given)
    """
    drawn = career.born + age
    wage = _wage(world)
    if "of_wage" in fields:
        years = world.economy.first_year + np.arange(wage.size)
        amounts = wage * world.yearly(fields, "of_wage", years)
    else:
        amounts = amount_by_year(world, fields, "amount", index_of(world, fields.part("uprating")))
    part = np.ones_like(age)
    if "full_after_years" in fields:
        full = _in_years(world, fields, "full_after_years", _whole(drawn))
        part = np.minimum(career.until(career.share, age) / full, 1.0)
    return at_years(world, amounts, drawn) * part


def account_at(world: World, fields: Fields, career: Career, age: Floats, time: Floats | None = None) -> Floats:
    """[sex, cohort] contributions with interest in the account of a member, at an exact age.

    time  when it is looked at, where 2030.5 is the middle of 2030 (None: when a cohort born in mid-year has the age)

    Contributions are paid in the middle of the year. Before the law's first day nothing was paid in.
    """
    interest = np.log(index_of(world, fields.part("interest")))
    paid = paid_in(world, fields, career) / np.exp(_on_careers(world, _in_mid_year(interest), career))
    at = career.born + age + _HALF if time is None else time
    return career.until(paid, age) * np.exp(at_years(world, interest, at - 1.0))


def paid_in(world: World, fields: Fields, career: Career) -> Floats:
    """[sex, cohort, age] currency paid into the account at each age, per person of the cohort."""
    years = world.economy.first_year + np.arange(_wage(world).size)
    rate = world.yearly(fields, "rate", years, before=0.0)
    level = np.where(years <= world.base_year, career.levels.opening_accounts, career.levels.earnings)
    return career.share * career.earnings * _on_careers(world, _wage(world) * rate * level, career)


def _in_mid_year(log_index: Floats) -> Floats:
    """[year] the logarithm of an index, known at each year's end, in the middle of the year."""
    return np.concatenate([log_index[:1], (log_index[1:] + log_index[:-1]) / 2.0])


def _per_earner(
    world: World, fields: Fields, mean: Floats, pension: Callable[[Floats], Floats], *, years: NDArray[np.int64]
) -> Floats:
    """The mean pension of low and high earners, as a multiple of the average wage, none below the minimum.

    `earners` of the fields is a row from earnings, in per cent of the mean, to shares of members.
    """
    least = _in_years(world, fields, "minimum", years, 0.0)
    if "earners" not in fields:
        return np.maximum(pension(mean), least)
    key = fields.text("earners")
    if key not in world.assumptions:
        raise world.unknown(fields, "earners", key)
    levels, shares = (np.array(part) for part in zip(*world.assumptions.row(key).points, strict=True))
    weight = shares / shares.sum()
    relative = levels / (levels * weight).sum()
    return np.asarray(sum(w * np.maximum(pension(mean * r), least) for w, r in zip(weight, relative, strict=True)))


def _revaluation(world: World, fields: Fields) -> Floats:
    how = fields.choice("revalued_with", _REVALUED, "wages")
    if how == "wages":
        return _wage(world)
    return np.asarray(np.cumprod(1.0 + world.economy.series["cpi"] * (how == "prices")))


def _wage(world: World) -> Floats:
    return world.economy.series["wage"]


def _on_careers(world: World, series: Floats, career: Career) -> Floats:
    """[cohort, age] a series of the economy in the year in which a cohort has an age."""
    years = career.born[:, None] + np.arange(AGES) - world.economy.first_year
    return series[np.clip(years, 0, series.size - 1)]


def _in_years(
    world: World, fields: Fields, field: str, years: NDArray[np.int64], default: float | None = None
) -> Floats:
    """[...] a figure of the law or of the assumptions in any years."""
    return world.yearly(fields, field, years.ravel(), default).reshape(years.shape)


def _or_award(fields: Fields, field: str, age: Floats) -> Floats:
    return np.full(age.shape, fields.number(field)) if field in fields else age


def _whole(years: Floats) -> NDArray[np.int64]:
    return years.astype(np.int64)
