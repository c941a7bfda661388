"""A scheme of a configured country: its parts added up to the flows of one fund."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import InputError
from simulation.countries.configured.benefits import Drawers, amounts_of, drawers_of
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.indexation import amount_by_year, index_of
from simulation.countries.configured.level_factors import Levels
from simulation.countries.configured.pension import Pension, pension_of
from simulation.countries.configured.workers import workers_of
from simulation.countries.configured.world import Floats, World
from simulation.funds.ledger import INCOME_LINES, OUTGO_LINES

FIELDS = (
    "title", "opening_balance", "interest", "contribution_base", "contributions", "pensions", "benefits", "shares",
    "levels",
)  # fmt: skip
_CONTRIBUTION = ("title", "workers", "rate", "amount", "indexation", "base", "collected", "line")
_SHARE = ("title", "line", "share", "of")
_OF = ("benefits", "contributions", "contribution_base", "gdp", "shortfall")
_EARNED = ("interest", "entrusted_investment", "borrowing_cost")


@dataclass(frozen=True, slots=True)
class SchemeFlows:
    """What a scheme takes in and pays, in currency of each year, and whom it serves; every array is [year].

    years               the base year and every projected year
    income, outgo       budget line -> currency of the year, before interest
    benefits            what the pensions and benefits pay, shares left out
    contribution_base   earnings on which contributions are due
    contributors, beneficiaries   persons at the end of the year
    insured             persons who pay or draw a pension, or all who draw where they are more
    mean_beneficiaries  persons in the mean of the year
    account_balances    money in the accounts of members who do not draw yet
    """

    income: Mapping[str, Floats]
    outgo: Mapping[str, Floats]
    benefits: Floats
    contribution_base: Floats
    contributors: Floats
    beneficiaries: Floats
    insured: Floats
    mean_beneficiaries: Floats
    account_balances: Floats


def scheme_flows(world: World, fields: Fields, levels: Levels) -> SchemeFlows:
    """All parts of a scheme added up."""
    fields.only(*FIELDS)
    base, contributors = _base(world, fields, levels)
    contributions, paying_in = _contributions(world, fields, levels)
    pensions = {name: _with_drawers(world, part, fields, levels) for name, part in fields.parts("pensions")}
    paid, persons, mean = _paid(world, fields, pensions)
    scale = levels.beneficiaries * levels.benefits
    outgo = {line: money * scale for line, money in paid.items()}
    income = dict(contributions)
    of = {
        "benefits": sum(outgo.values(), np.zeros(world.years.size)),
        "contributions": sum(contributions.values(), np.zeros(world.years.size)),
        "contribution_base": base,
        "gdp": world.economy.at("gdp", world.years),
    }
    for part in _in_order(fields):
        _add_share(world, part, of, income, outgo)
    payers = contributors if paying_in else np.zeros(world.years.size)
    pensioners = sum((drawers.at_end.sum(axis=(1, 2)) for _, drawers in pensions.values()), np.zeros(world.years.size))
    return SchemeFlows(
        income=income,
        outgo=outgo,
        benefits=of["benefits"],
        contribution_base=base,
        contributors=payers,
        beneficiaries=persons * levels.beneficiaries,
        insured=np.maximum(payers + pensioners * levels.beneficiaries, persons * levels.beneficiaries),
        mean_beneficiaries=mean * levels.beneficiaries,
        account_balances=_accounts(world, pensions) * scale,
    )


def _in_order(fields: Fields) -> list[Fields]:
    """The shares, those of a shortfall last."""
    parts = [part.only(*_SHARE) for _, part in fields.parts("shares")]
    return sorted(parts, key=lambda part: part.choice("of", _OF) == "shortfall")


def _base(world: World, fields: Fields, levels: Levels) -> tuple[Floats, Floats]:
    """Earnings of the group that `contribution_base` names, and its persons at the year's end.

    Without one it is the group of the first contribution; a scheme without either is set against output.
    """
    group = fields
    if "contribution_base" not in fields:
        first = next((part for _, part in fields.parts("contributions")), None)
        if first is None:
            return world.economy.at("gdp", world.years), np.zeros(world.years.size)
        group = Fields(fields.document, {"contribution_base": first.raw("workers")}, fields.keys)
    earned, persons = _earnings(world, group, "contribution_base")
    return earned * levels.earnings, persons * levels.contributors


def _earnings(world: World, fields: Fields, field: str = "workers") -> tuple[Floats, Floats]:
    """[year] currency earned by a group of workers, and its persons at the year's end."""
    workers = workers_of(world, fields, field)
    share = workers.on_grid(world, world.years)
    at_end = world.people.stock(world.years)
    mean = (at_end + world.people.start_of_year(world.years)) / 2.0
    relative = (mean * share * workers.earnings).sum(axis=(1, 2))
    return relative * world.economy.at("wage", world.years), (at_end * share).sum(axis=(1, 2))


def _contributions(world: World, fields: Fields, levels: Levels) -> tuple[dict[str, Floats], bool]:
    """Budget line -> currency of the year; and whether anybody pays."""
    income: dict[str, Floats] = {}
    for _, part in fields.parts("contributions"):
        part.only(*_CONTRIBUTION)
        earned, persons = _earnings(world, part)
        due = earned * levels.earnings * world.yearly(part, "base", world.years, 1.0)
        if ("rate" in part) == ("amount" in part):
            raise part.error(f"{part.name} needs one of rate and amount.", "Give a rate, or an amount a year.")
        if "rate" in part:
            money = due * world.yearly(part, "rate", world.years)
        else:
            index = index_of(world, part.part("indexation"))
            amounts = amount_by_year(world, part, "amount", index)[world.years - world.economy.first_year]
            money = persons * levels.contributors * amounts
        line = part.choice("line", _lines(INCOME_LINES), "contributions")
        collected = money * world.yearly(part, "collected", world.years, 1.0)
        income[line] = income.get(line, np.zeros(world.years.size)) + collected
    return income, bool(income)


def _with_drawers(world: World, fields: Fields, scheme: Fields, levels: Levels) -> tuple[Pension, Drawers]:
    """A pension and the members who draw it, less those who draw a benefit in its place."""
    pension = pension_of(world, fields, levels)
    members = pension.members[None, :, None] * np.ones_like(pension.drawing)
    for _, benefit in scheme.parts("benefits"):
        if "replaces" in benefit and benefit.text("replaces") == fields.keys[-1]:
            members = np.maximum(members - world.by_age(benefit, "share", 1.0), 0.0)
    people = world.people
    return pension, Drawers(
        people.stock(world.years) * members * pension.drawing,
        people.start_of_year(world.years) * members * pension.drawing_before,
    )


def _paid(
    world: World, fields: Fields, pensions: Mapping[str, tuple[Pension, Drawers]]
) -> tuple[dict[str, Floats], Floats, Floats]:
    """Budget line -> currency; persons at the year's end, and in the mean of the year."""
    paid: dict[str, Floats] = {}
    persons, mean = np.zeros(world.years.size), np.zeros(world.years.size)
    for name, (pension, drawers) in pensions.items():
        part = fields.part("pensions").part(name)
        _add(paid, part, _pension_money(world, part, pension, drawers))
        in_year = _beginning(world, pension) if pension.is_lump_sum else None
        persons += (drawers.at_end if in_year is None else in_year).sum(axis=(1, 2))
        mean += (drawers.mean if in_year is None else in_year).sum(axis=(1, 2))
    for name, part in fields.parts("benefits"):
        if name in pensions:
            raise part.error(f"a pension is called {name} as well.", "Give the benefit another name.")
        if "replaces" in part and part.text("replaces") not in pensions:
            raise part.error(
                f"no pension is called {part.text('replaces')!r}.", f"Pensions: {', '.join(pensions)}.", "replaces"
            )
        drawers = drawers_of(world, part, pensions)
        _add(paid, part, (drawers.mean * amounts_of(world, part, pensions)).sum(axis=(1, 2)))
        if "counted" not in part or part.is_so("counted"):
            persons += drawers.at_end.sum(axis=(1, 2))
            mean += drawers.mean.sum(axis=(1, 2))
    return paid, persons, mean


def _pension_money(world: World, fields: Fields, pension: Pension, drawers: Drawers) -> Floats:
    """[year] pensions, or lump sums and accounts of the dead, in currency of the year."""
    at_end, at_start = (
        _each(paid, drawing)
        for paid, drawing in ((pension.paid, pension.drawing), (pension.paid_before, pension.drawing_before))
    )
    if not pension.is_lump_sum:
        return np.asarray((drawers.at_end * at_end + drawers.at_start * at_start).sum(axis=(1, 2)) / 2.0)
    mean = (world.people.stock(world.years) + world.people.start_of_year(world.years)) / 2.0
    money = (_beginning(world, pension) * at_end + mean * pension.paid_later).sum(axis=(1, 2))
    return np.asarray(money + _of_the_dead(world, fields, pension) if fields.is_so("paid_at_death") else money)


def _beginning(world: World, pension: Pension) -> Floats:
    """[year, sex, age] members who begin to draw during the year; who draws a lump sum draws it then."""
    mean = (world.people.stock(world.years) + world.people.start_of_year(world.years)) / 2.0
    return mean * np.maximum(pension.drawing - pension.drawing_before, 0.0) * pension.members[None, :, None]


def _of_the_dead(world: World, fields: Fields, pension: Pension) -> Floats:
    """[year] accounts of members who die before they draw."""
    projection = world.people.projection
    rows = np.maximum(world.years - int(projection.years[0]), 0)
    dying = projection.death_probability[rows]
    if np.isnan(dying[1:]).any():
        raise fields.error(
            "nothing is known of deaths in a population that is given.", "Leave out paid_at_death.", "paid_at_death"
        )
    deaths, before = np.zeros_like(dying), np.zeros_like(dying)
    deaths[..., 1:] = world.people.start_of_year(world.years)[..., 1:] * dying[..., :-1]
    before[1:, :, 1:] = pension.waiting[:-1, :, :-1]
    before[0] = pension.waiting[0]
    return np.asarray((deaths * (before + pension.waiting) / 2.0).sum(axis=(1, 2)))


def _accounts(world: World, pensions: Mapping[str, tuple[Pension, Drawers]]) -> Floats:
    stock = world.people.stock(world.years)
    held = (
        np.zeros(world.years.size),
        *((stock * pension.waiting).sum(axis=(1, 2)) for pension, _ in pensions.values()),
    )
    return np.asarray(np.sum(held, axis=0))


def _each(paid: Floats, drawing: Floats) -> Floats:
    """What each of those who draw is paid, of what is paid per member."""
    return np.divide(paid, drawing, out=np.zeros_like(paid), where=drawing > 0)


def _add(paid: dict[str, Floats], part: Fields, money: Floats) -> None:
    line = part.choice("line", _lines(OUTGO_LINES), "benefits")
    paid[line] = paid.get(line, np.zeros(money.size)) + money


def _add_share(
    world: World, part: Fields, of: Mapping[str, Floats], income: dict[str, Floats], outgo: dict[str, Floats]
) -> None:
    """A share of something, on a line of income or of outgo."""
    line = part.choice("line", _lines((*INCOME_LINES, *OUTGO_LINES)))
    what = part.choice("of", _OF)
    zero = np.zeros(world.years.size)
    whole = np.maximum(sum(outgo.values(), zero) - sum(income.values(), zero), 0.0) if what == "shortfall" else of[what]
    if np.isnan(whole).any():
        raise InputError(
            f"{part.name}: there is no output to take a share of.",
            path=part.document.path,
            line=part.document.line(*part.keys, "of"),
            remedy="Publish a series of it and name it under economy.gdp.",
        )
    lines = income if line in INCOME_LINES else outgo
    lines[line] = lines.get(line, zero) + whole * world.yearly(part, "share", world.years)


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that a country may write to: all but those that the ledger fills."""
    return tuple(line for line in lines if line not in _EARNED)
