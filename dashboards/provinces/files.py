"""Who pays whom as a file: a row per province and year, each marked 示意 where the province is made up."""

import csv
from collections.abc import Iterator
from io import StringIO

from dashboards.downloads import BYTE_ORDER_MARK
from dashboards.words import say
from simulation.levers import COUNTRY
from simulation.regions.pooling import Pooling

Line = tuple[object, ...]


def as_csv(pooling: Pooling, settings: tuple[str, ...], language: str) -> bytes:
    """Header lines that begin with #, then the figures in yuan and persons; UTF-8 with a mark for spreadsheets."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\n")
    for word, value in _header(settings, language):
        write.writerow([f"# {word}", value])
    write.writerow(("province", "code", say("illustrative", language), "year", "measure", "value", "unit", "status"))
    write.writerows(_rows(pooling, language))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _header(settings: tuple[str, ...], language: str) -> Iterator[tuple[str, str]]:
    yield say("provinces", language), say("pooling_title", language)
    yield say("illustrative", language), say("illustrative_about", language)
    yield say("note", language), say("pooling_about", language)
    yield say("scenario_line", language), "; ".join(settings) or say("base_scenario", language)
    words = " ".join([f"anlan pooling {COUNTRY}", *(f"--set '{setting}'" for setting in settings)])
    yield say("command_line", language), words


def _rows(pooling: Pooling, language: str) -> Iterator[Line]:
    flows, table = pooling.provinces.flows, pooling.provinces
    money, persons = say("unit_money", language), say("unit_persons", language)
    measures = (
        ("net_transfer", pooling.net_transfer, money),
        ("upload", pooling.upload, money),
        ("allocation", pooling.allocation, money),
        ("own_balance", pooling.own_balance, money),
        ("contributions", flows.contributions, money),
        ("benefits", flows.benefits, money),
        ("contributors", flows.contributors, persons),
        ("pensioners", flows.retirees, persons),
    )
    for number, row in enumerate(table.rows):
        mark = say("illustrative", language) if row.is_illustrative else ""
        for at, year in enumerate(table.years.tolist()):
            status = say("status_estimated" if table.is_estimated[at] else "status_projected", language)
            for name, values, unit in measures:
                yield row.name[language], row.code, mark, year, name, float(values[number, at]), unit, status
