"""A configured country carried to its last year, with the measures every country has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.documents import load_document
from core.errors import DateOutOfRange, InputError
from core.manifest import code_version, content_hash
from rules.book import RuleBook
from simulation.assumptions import AssumptionSet, parse_setting
from simulation.countries.china.settings import apply_settings
from simulation.countries.configured.economy import economy_of
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.folder import CountryFolder, load_folder
from simulation.countries.configured.levels import levels_of
from simulation.countries.configured.people import people_of
from simulation.countries.configured.population_file import FILE_SETTING, FOLDER_SETTING
from simulation.countries.configured.scheme import SchemeFlows, scheme_flows
from simulation.countries.configured.world import World
from simulation.funds.decomposition import spending_decomposition
from simulation.funds.ledger import FundFlows, InterestRates, settle
from simulation.funds.measures import (
    Surroundings,
    deficit_and_depletion,
    open_group_obligation,
    summarised,
    yearly_measures,
)
from simulation.result import FundResult, Measure, Projection, units_in
from simulation.scenario import Scenario

PLACES = (FILE_SETTING, FOLDER_SETTING)
_CALENDAR = ("base_year", "last_year")
_LEVELS_NOTE = {
    "zh": "水平仅按{year}年公布数一次校准，其后各年由人口与规则推出。",
    "en": "Levels are set to the published figures of {year} only; later years follow from people and rules.",
}


def project_configured(scenario: Scenario) -> Projection:
    """Carry the schemes of a country folder to the scenario's last year, or the country's own where that is earlier."""
    if scenario.start is not None:
        raise InputError("a configured country has no back-test.", remedy="Leave out the start year (--from).")
    if scenario.fund_data is not None:
        raise InputError("a configured country has no regions.", remedy="Leave out --region and --fund-data.")
    country = load_folder(scenario.name)
    places, settings = _places(scenario.settings)
    first, last_year = country.fields.part("calendar").whole("base_year"), _last_year(country, scenario)
    changed, rules = _changed(country, scenario, settings)
    base_world = world_of(country, places, assumptions=country.assumptions, rules=country.law, last_year=last_year)
    world = base_world
    if (changed, rules) != (country.assumptions, country.law):
        world = world_of(country, places, assumptions=changed, rules=rules, last_year=last_year)
    funds = {}
    for name, fields in country.fields.parts("schemes"):
        flows = scheme_flows(world, fields, levels_of(base_world, fields))
        funds[name] = _fund(world, name, fields, flows)
    if not funds:
        raise country.fields.error("the country has no schemes.", "Add a scheme under `schemes:`.", "schemes")
    return Projection(
        scenario=country.name,
        title=country.title,
        years=world.years[1:],
        population=world.people.projection,
        funds=funds,
        notes=(*country.notes, *_level_notes(country)),
        manifest=_manifest(scenario, settings, country=country, world=world) | {"base_year": first},
        units=units_in(country.currency),
    )


def world_of(
    country: CountryFolder, places: Mapping[str, str], *, assumptions: AssumptionSet, rules: RuleBook, last_year: int
) -> World:
    """The surroundings of every part, from the base year to `last_year`."""
    base_year = country.fields.part("calendar").only(*_CALENDAR).whole("base_year")
    people = people_of(
        country.fields.part("population"), country.path, places=places, assumptions=assumptions, last_year=last_year
    )
    return World(
        years=np.arange(base_year, last_year + 1),
        country=country.fields,
        people=people,
        economy=economy_of(
            country.fields.part("economy"),
            assumptions,
            published=country.published,
            people=people.projection,
            base_year=base_year,
            last_year=last_year,
        ),
        rules=rules,
        assumptions=assumptions,
        published=country.published,
    )


def _last_year(country: CountryFolder, scenario: Scenario) -> int:
    calendar = country.fields.part("calendar")
    base_year = calendar.whole("base_year")
    last_year = min(scenario.last_year, calendar.whole("last_year", scenario.last_year))
    if last_year <= base_year + 1:
        raise DateOutOfRange(
            f"a projection from {base_year} cannot end in {last_year}.",
            remedy=f"Choose a last year after {base_year + 1}.",
        )
    return last_year


def _places(settings: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Where the population is, and the settings that change the projection itself."""
    parsed = [(setting, parse_setting(setting)) for setting in settings]
    places = {key: value for _, (key, _, _, value) in parsed if key in PLACES}
    return places, tuple(setting for setting, (key, *_) in parsed if key not in PLACES)


def _changed(country: CountryFolder, scenario: Scenario, settings: tuple[str, ...]) -> tuple[AssumptionSet, RuleBook]:
    rules = country.law
    for path in scenario.overlays:
        rules = rules.reformed(load_document(Path(path)))
    if not settings:
        return country.assumptions, rules
    first = country.fields.part("calendar").whole("base_year") + 1
    return apply_settings(settings, country.assumptions, rules, first, region=rules.nation)


def _fund(world: World, name: str, fields: Fields, flows: SchemeFlows) -> FundResult:
    years = world.years[1:]
    settled = FundFlows(
        name=name,
        years=years,
        income={line: money[1:] for line, money in flows.income.items()},
        outgo={line: money[1:] for line, money in flows.outgo.items()},
        insured=flows.insured[1:],
        contributors=flows.contributors[1:],
        beneficiaries=flows.beneficiaries[1:],
        opening_balance=world.published_at(fields, "opening_balance", world.base_year),
        taxable_base=flows.contribution_base[1:],
        measures=_own_measures(world, flows),
    )
    rates = _interest(world, fields)
    surroundings = Surroundings(world.economy.at("gdp", years), world.assumptions.array("macro.discount_rate", years))
    with np.errstate(divide="ignore", invalid="ignore"):
        accounts = settle(settled, rates)
        measures: dict[str, Measure] = dict(yearly_measures(accounts, surroundings))
        measures |= deficit_and_depletion(accounts, rates)
        measures |= summarised(accounts, surroundings)
        measures["open_group_obligation"] = open_group_obligation(accounts, surroundings)
        measures["spending_decomposition"] = spending_decomposition(
            accounts.outgo_before_borrowing,
            gdp=surroundings.gdp,
            beneficiaries=settled.beneficiaries,
            old=world.people.stock(years)[:, :, 60:].sum(axis=(1, 2)),
            working_age=world.people.stock(years)[:, :, 20:60].sum(axis=(1, 2)),
        )
    return FundResult(
        name=name,
        title=fields.titled("title"),
        measures=measures,
        income_lines=accounts.income_lines,
        outgo_lines=accounts.outgo_lines,
        actual_until=world.base_year,
        status=("projected",) * years.size,
    )


def _own_measures(world: World, flows: SchemeFlows) -> dict[str, Any]:
    """What each beneficiary draws and each contributor earns in a year, and what stands in the members' accounts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        measures = {
            "benefit_per_beneficiary": (flows.benefits / flows.mean_beneficiaries)[1:],
            "average_wage": world.economy.at("wage", world.years[1:]),
        }
    if flows.account_balances.any():
        measures["account_balances"] = flows.account_balances[1:]
    return measures


def _interest(world: World, fields: Fields) -> InterestRates:
    """Rates on the balance: the row that the scheme names, else `macro.deposit_rate`; below zero `macro.borrowing_rate`
    where there is such a row, else the same."""
    years = world.years[1:]
    earned = world.yearly(
        Fields(fields.document, {"interest": "macro.deposit_rate", **fields.data}, fields.keys), "interest", years
    )
    borrowing = "macro.borrowing_rate"
    paid = world.assumptions.array(borrowing, years) if borrowing in world.assumptions else earned
    return InterestRates(earned, earned, np.zeros(years.size), paid)


def _level_notes(country: CountryFolder) -> list[Mapping[str, str]]:
    years = {fields.part("levels").whole("year") for _, fields in country.fields.parts("schemes") if "levels" in fields}
    return [{language: text.format(year=year) for language, text in _LEVELS_NOTE.items()} for year in sorted(years)]


def _manifest(scenario: Scenario, settings: tuple[str, ...], *, country: CountryFolder, world: World) -> dict[str, Any]:
    """What the result rests on; the place of a file does not count, what it holds does."""
    people = [world.people.projection.persons, *world.people.groups.values()]
    counted = content_hash([np.round(np.nan_to_num(stock), 3).tobytes().hex() for stock in people])
    return {
        "scenario": content_hash(
            [country.content_hash, settings, [str(path) for path in scenario.overlays], scenario.last_year]
        ),
        "assumptions": content_hash(world.assumptions.as_plain()),
        "parameters": world.rules.content_hash,
        "data": content_hash([country.published.content_hash, counted]),
        "code": code_version(),
        "seed": None,
    }
