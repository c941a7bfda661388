"""By what pensions in payment, amounts and accounts grow from year to year."""

import numpy as np

from simulation.countries.configured.fields import Fields
from simulation.countries.configured.world import MIDDLE, Floats, World

_FIELDS = ("prices", "wages", "plus", "lag", "at_least")


def index_of(world: World, fields: Fields) -> Floats:
    """[year of the economy] an index whose growth in a year is what `fields` say.

    prices, wages  weights of the growth of prices and of wages, numbers or rows by year
    plus           a rate by year on top; alone it is the whole growth
    lag            years by which the growth is measured earlier than it is granted
    at_least       the least growth of a year
    """
    fields.only(*_FIELDS)
    economy = world.economy
    years = economy.first_year + np.arange(economy.series["wage"].size)
    measured = np.maximum(years - fields.whole("lag", 0), years[0])
    growth = (
        world.yearly(fields, "prices", years, 0.0) * economy.at("cpi", measured)
        + world.yearly(fields, "wages", years, 0.0) * economy.at("wage_growth", measured)
        + world.yearly(fields, "plus", years, 0.0)
    )
    if "at_least" in fields:
        growth = np.maximum(growth, world.yearly(fields, "at_least", years))
    return np.asarray(np.cumprod(1.0 + growth))


def at_years(world: World, series: Floats, years: Floats) -> Floats:
    """[...] a series of the economy's years at any years, also between two of them; constant outside."""
    known = world.economy.first_year + np.arange(series.size)
    return np.asarray(np.interp(years, known, series))


def amount_by_year(world: World, fields: Fields, field: str, index: Floats) -> Floats:
    """[year of the economy] an amount of the law or of the assumptions, in currency of each year.

    A figure of the law stands as written in the first year whose middle it governs, and grows with `index` until the
    law gives the next; an assumption or a plain number is in money of the base year and grows with `index` from there.
    """
    years = world.economy.first_year + np.arange(index.size)
    value = fields.reference(field)
    if isinstance(value, float) or value in world.assumptions:
        base = index[world.base_year - world.economy.first_year]
        return np.asarray(world.yearly(fields, field, years) * index / base)
    parameter = world.rules.parameter(world.law_key(fields, field))
    timeline = next(iter(parameter.layers.values()))
    days = {dated.since for line in timeline for dated in line.values}
    begun = np.array(sorted({day.year + ((day.month, day.day) > MIDDLE) for day in days}))
    since = begun[np.maximum(np.searchsorted(begun, years, side="right") - 1, 0)]
    amounts = np.array([world.law_value(value, int(year)) for year in since], dtype=np.float64)
    return np.asarray(amounts * index / index[since - world.economy.first_year])
