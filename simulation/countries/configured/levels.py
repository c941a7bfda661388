"""Levels of a scheme, set so that one year's published figures are met; later years follow from people and rules."""

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.level_factors import Levels
from simulation.countries.configured.scheme import SchemeFlows, scheme_flows
from simulation.countries.configured.world import World

_MET = ("contributors", "contribution_base", "beneficiaries", "benefits", "account_balances")
_FIELDS = ("year", *_MET)


def levels_of(world: World, fields: Fields) -> Levels:
    """The factors of a scheme, from the country as it is before any setting or reform.

    year               the one year in which figures are met
    contributors, beneficiaries         persons at its end
    contribution_base, benefits         currency of the year
    account_balances   currency at its end, which must be the base year's; what was paid in until then is scaled
    """
    wanted = fields.part("levels").only(*_FIELDS)
    if not wanted.data:
        return Levels()
    year = wanted.whole("year")
    if not world.years[0] <= year <= world.years[-1]:
        raise wanted.error(
            f"levels cannot be set in {year}.",
            f"Choose a year from {world.years[0]} to {world.years[-1]}.",
            "year",
            DateOutOfRange,
        )
    if "account_balances" in wanted and year != world.base_year:
        raise wanted.error(
            "account balances are those of the base year.",
            f"Set the levels in {world.base_year}.",
            "year",
            DateOutOfRange,
        )
    plain = scheme_flows(world, fields, Levels())
    factors = {name: _factor(world, wanted, name, year, plain) for name in _MET if name in wanted}
    contributors, beneficiaries = factors.get("contributors", 1.0), factors.get("beneficiaries", 1.0)
    return Levels(
        contributors=contributors,
        contribution_base=factors.get("contribution_base", contributors) / contributors,
        beneficiaries=beneficiaries,
        benefits=factors.get("benefits", beneficiaries) / beneficiaries,
        opening_accounts=factors.get("account_balances", 1.0),
    )


def _factor(world: World, wanted: Fields, name: str, year: int, plain: SchemeFlows) -> float:
    ours = float(getattr(plain, name)[int(year - world.years[0])])
    if ours <= 0:
        raise wanted.error(
            f"the scheme has no {name} in {year} that could be set.", "Leave the line out.", name, ValueOutOfRange
        )
    return world.published_at(wanted, name, year) / ours
