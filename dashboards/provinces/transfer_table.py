"""Who pays whom as a table: every province in chosen years, and the amounts that were published."""

import numpy as np

from dashboards.figures import percent, plain, yi
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from simulation.countries.china.pooling import published_checks
from simulation.regions.pooling import Pooling

EVERY = 10


def transfer_table(pooling: Pooling, year: int, language: str) -> str:
    """Net transfers of the year in view, of every tenth year and of the last."""
    years = pooling.provinces.years
    shown = sorted({year, int(years[-1]), *(int(each) for each in years if each % EVERY == 0)})
    at = [each - int(years[0]) for each in shown]
    payers = pooling.provinces.flows.contributors / pooling.provinces.flows.retirees
    rows = []
    for number in np.argsort(-pooling.net_transfer[:, year - int(years[0])]).tolist():
        row = pooling.provinces.rows[number]
        cells = [Cell(plain(float(payers[number, year - int(years[0])]), digits=2), _mark(pooling, year))]
        cells += [
            Cell(yi(float(pooling.net_transfer[number, each]), signed=True), _mark(pooling, int(years[each])))
            for each in at
        ]
        mark = say("illustrative", language) if row.is_illustrative else ""
        rows.append(Row(row.name[language], cells, unit=mark))
    heads = [f"{say('payers_per_pensioner', language)} {year}", *(str(each) for each in shown)]
    caption = f"{say('net_transfer', language)} ({say('money_unit', language)})"
    return table(caption, say("province", language), [*heads], _summed(rows, pooling, at, language), is_tall=True)


def checks_table(pooling: Pooling, language: str) -> str:
    """Amounts of the pool beside the published ones; empty where no such year is shown."""
    found = published_checks(pooling)
    if not found:
        return ""
    rows = [
        Row(
            say(check.name, language),
            [
                Cell(str(check.year)),
                Cell(yi(check.published)),
                Cell(yi(check.computed)),
                Cell(percent(check.error, signed=True)),
            ],
        )
        for check in found
    ]
    heads = [say(word, language) for word in ("year", "published", "computed", "error")]
    return table(
        f"{say('pooling_checks', language)} ({say('money_unit', language)})", say("check", language), heads, rows
    )


def _summed(rows: list[Row], pooling: Pooling, at: list[int], language: str) -> list[Row]:
    sums = [Cell(yi(float(pooling.net_transfer[:, each].sum()), signed=True)) for each in at]
    return [*rows, Row(say("total", language), [Cell(""), *sums], "is-total")]


def _mark(pooling: Pooling, year: int) -> str:
    return "*" if pooling.provinces.is_estimated[year - int(pooling.provinces.years[0])] else "†"
