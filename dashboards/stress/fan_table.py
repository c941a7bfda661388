"""The fan as a table: every fifth year, the percentiles, the path without chance and the probability of depletion."""

from dashboards.figures import MISSING, percent, plain
from dashboards.stress.chances import PERCENTS
from dashboards.stress.fan_chart import Fan
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from simulation.outlook import yearly

STEP = 5


def fan_table(fan: Fan, language: str) -> str:
    """The table to the last year of the chart."""
    chances = fan.chances
    digits = 1 if fan.measure == "months_payable" else 0
    central = yearly(fan.fund, fan.measure)
    rows = []
    for at, year in enumerate(chances.years.tolist()):
        if year > fan.until or (year % STEP and year != chances.years[0]):
            continue
        found = fan.shown(chances.measures[fan.measure][:, at])
        middle = MISSING
        if central is not None:
            value = central[year - int(fan.projection.years[0])]
            middle = plain(float(fan.shown(value)), digits=digits)
        cells = [Cell(plain(float(value), digits=digits)) for value in found]
        rows.append(Row(str(year), [*cells, Cell(middle), Cell(percent(float(chances.probability[at])))], css=""))
    unit = say("unit_months_short" if fan.measure == "months_payable" else "money_unit", language)
    heads = [*(f"{each:g}%" for each in PERCENTS), say("central_path", language), say("probability", language)]
    caption = (
        f"{fan.fund.title[language]} · {say(fan.measure, language)} ({unit}) · {say('status_projected', language)}"
    )
    return table(caption, say("year", language), heads, rows, css="compact")
