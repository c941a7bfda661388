"""A pension: who draws it at which age, and what it pays, cohort by cohort."""

from dataclasses import dataclass

import numpy as np

from core.errors import ValueOutOfRange
from rules.parameters import Table
from simulation.countries.configured.awards import Award, Career, account_at, award_at, paid_in
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.indexation import at_years, index_of
from simulation.countries.configured.level_factors import Levels
from simulation.countries.configured.retirement import Cohorts, named_normal_age, shift_of
from simulation.countries.configured.workers import workers_of
from simulation.countries.configured.world import Floats, World, interpolated
from simulation.demography.population import AGES, OLDEST

ACCOUNT = "account"
MONTHS = 12
_PAYOUTS = ("pension", "lump_sum")
_FIELDS = (
    "title", "workers", "members", "normal_age", "claims", "claims_move_with", "early", "late", "formula", "indexation",
    "payout", "paid_at_death", "line",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pension:
    """One pension on the grid of years.

    drawing        [year, sex, age] share of the people who draw it at the year's end
    drawing_before the same of each cohort at the start of the year
    paid           [year, sex, age] currency of the year per person of the cohort alive, for those drawing at its end
    paid_before    the same for those drawing at its start
    full           [year, sex, age] the pension at the normal age, per member, as it stands in the year; of younger
                   cohorts that of those whose pension is reckoned in the year, by the law of the year
    waiting        [year, sex, age] account of the members who do not draw yet, per person of the cohort, at its end
    paid_later     [year, sex, age] paid into accounts that were drawn already, per person of the cohort
    is_lump_sum    whether `paid` is paid once, when the drawing begins
    """

    members: Floats
    drawing: Floats
    drawing_before: Floats
    paid: Floats
    paid_before: Floats
    full: Floats
    waiting: Floats
    paid_later: Floats
    is_lump_sum: bool


def pension_of(world: World, fields: Fields, levels: Levels) -> Pension:
    """Everything about one pension that does not depend on how many people there are."""
    fields.only(*_FIELDS)
    workers = workers_of(world, fields)
    cohorts = workers.cohorts
    members = np.array([world.at_points(fields, "members", np.array([0]), sex)[0] for sex in range(2)])
    if (members <= 0).any() or (members > 1).any():
        raise fields.error(
            "members is not a share above 0, up to 1.",
            "Give the share of a cohort that will draw.",
            "members",
            ValueOutOfRange,
        )
    career = Career(workers, *workers.by_cohort(world.economy.first_year), members, levels)
    normal = named_normal_age(world, cohorts, fields, "normal_age")
    index = index_of(world, fields.part("indexation"))
    formula = _formula(fields)
    sums = {name: np.zeros((world.years.size, 2, AGES)) for name in ("now", "before", "paid", "paid_before")}
    for age, share in _claims(world, cohorts, fields, normal):
        award = award_at(world, formula, career, age)
        award = Award(award.amount * _factor(world, fields, normal - age, cohorts.born + age), award.money_of)
        value = _in_payment(world, cohorts, award, index)
        now, before = (_begun(world, cohorts, age, at_end=at_end) * share for at_end in (True, False))
        sums["now"] += now
        sums["before"] += before
        sums["paid"] += now * value
        sums["paid_before"] += before * value
    per_person = members[None, :, None]
    return Pension(
        members=members,
        drawing=sums["now"],
        drawing_before=sums["before"],
        paid=sums["paid"],
        paid_before=sums["paid_before"],
        full=_full(world, cohorts, award_at(world, formula, career, normal), index),
        waiting=_waiting(world, formula, career, sums["now"]) * per_person,
        paid_later=_paid_later(world, formula, career, (sums["now"] + sums["before"]) / 2.0),
        is_lump_sum=fields.choice("payout", _PAYOUTS, "pension") == "lump_sum",
    )


def _formula(fields: Fields) -> Fields:
    """The formula; a flat amount grows as pensions in payment do, unless it says otherwise."""
    formula = fields.part("formula")
    if formula.data.get("kind") != "flat":
        return formula
    return Fields(formula.document, {"uprating": fields.part("indexation").data, **formula.data}, formula.keys)


def _claims(world: World, cohorts: Cohorts, fields: Fields, normal: Floats) -> list[tuple[Floats, float]]:
    """(exact age [sex, cohort], share of the members) of every age at which a pension is claimed; the shares make 1."""
    if "claims" not in fields:
        return [(normal, 1.0)]
    key = fields.text("claims")
    if key not in world.assumptions:
        raise world.unknown(fields, "claims", key)
    points = world.assumptions.row(key).points
    total = sum(share for _, share in points)
    from_age, shift = (np.inf, np.zeros_like(normal))
    if "claims_move_with" in fields:
        from_age, shift = shift_of(world, cohorts, fields.part("claims_move_with"))
    return [(age + shift if age >= from_age else np.full_like(normal, age), share / total) for age, share in points]


def _factor(world: World, fields: Fields, early: Floats, years: Floats) -> Floats:
    """[sex, cohort] what early or late drawing makes of the pension, by the law of the year of the award.

    early  a mapping from months before the normal age to the share lost; beyond the last its slope goes on
    late   a mapping from months after the normal age to the share gained; beyond the last nothing is added
    """
    factor = np.ones_like(early)
    for field, months in (("early", np.maximum(early, 0.0) * MONTHS), ("late", np.maximum(-early, 0.0) * MONTHS)):
        if field not in fields:
            continue
        key = world.law_key(fields, field)
        in_law = years.astype(np.int64)
        since = {int(year): world.law_since(key, int(year)) for year in np.unique(in_law)}
        for begun in set(since.values()):
            is_so = np.isin(in_law, [year for year, its in since.items() if its == begun])
            change = _change(world.law_value(key, begun), months[is_so], goes_on=field == "early")
            factor[is_so] += change if field == "late" else -change
    return np.maximum(factor, 0.0)


def _change(law: Table | float, months: Floats, *, goes_on: bool) -> Floats:
    if isinstance(law, float):
        return law * months
    change = interpolated(law, months)
    rows = sorted((float(at), share) for at, share in law.items())
    if goes_on and len(rows) > 1:
        (before, less), (last, most) = rows[-2:]
        change += np.maximum(months - last, 0.0) * (most - less) / (last - before)
    return change


def _begun(world: World, cohorts: Cohorts, age: Floats, *, at_end: bool) -> Floats:
    """[year, sex, age] share of a cohort that is past an exact age at the end of a year, or at its start.

    Birthdays are spread evenly over the year, so at its end those of age x are between x and x + 1.
    """
    due = cohorts.on_grid(age, world.years)
    return np.clip(np.arange(AGES) + (1.0 if at_end else 0.0) - due, 0.0, 1.0)


def _in_payment(world: World, cohorts: Cohorts, award: Award, index: Floats) -> Floats:
    """[year, sex, age] an award as it stands in each year; before its time scaled back with wages."""
    amount, since = (cohorts.on_grid(values, world.years) for values in (award.amount, award.money_of))
    years = np.broadcast_to(world.years[:, None, None].astype(np.float64), since.shape)
    wage = world.economy.series["wage"]
    grown = at_years(world, index, years) / at_years(world, index, since)
    scaled = at_years(world, wage, years) / at_years(world, wage, since)
    return np.asarray(amount * np.where(years >= since, grown, scaled))


def _full(world: World, cohorts: Cohorts, award: Award, index: Floats) -> Floats:
    """[year, sex, age] what the pension at the normal age comes to, also of those who are too young for it."""
    since = cohorts.on_grid(award.money_of, world.years)
    reckoned_now = [np.interp(world.years, award.money_of[sex], award.amount[sex]) for sex in range(2)]
    young = np.stack(reckoned_now, axis=1)[:, :, None]
    return np.where(world.years[:, None, None] >= since, _in_payment(world, cohorts, award, index), young)


def _waiting(world: World, formula: Fields, career: Career, drawing: Floats) -> Floats:
    """[year, sex, age] the account of a member at the year's end, for those who do not draw yet."""
    held = np.zeros_like(drawing)
    if formula.text("kind") != ACCOUNT:
        return held
    cohorts = career.workers.cohorts
    for row, year in enumerate(world.years):
        age = np.clip(np.broadcast_to(year + 1.0 - cohorts.born, (2, cohorts.count)), 0.0, OLDEST)
        accounts = account_at(world, formula, career, age, np.full_like(age, year + 1.0))
        held[row] = cohorts.on_grid(accounts, world.years[row : row + 1])[0]
    return held * (1.0 - drawing)


def _paid_later(world: World, formula: Fields, career: Career, drawing: Floats) -> Floats:
    if formula.text("kind") != ACCOUNT:
        return np.zeros_like(drawing)
    cohorts, ages = career.workers.cohorts, np.arange(AGES)
    rows = np.clip(world.years[:, None] - ages - cohorts.first, 0, cohorts.count - 1)
    return np.moveaxis(paid_in(world, formula, career)[:, rows, ages], 1, 0) * drawing
