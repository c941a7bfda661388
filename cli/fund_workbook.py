"""`anlan data template fund`: the empty workbook that an office fills in with its final accounts."""

from argparse import Namespace
from pathlib import Path

from cli.console import print_json, print_lines
from cli.delivery import put
from core.errors import InputError
from core.settings import Settings
from simulation.countries.china.pack import base_rules
from simulation.countries.china.regions.nation import fund_cells
from simulation.regions.layout import YEARS
from simulation.regions.template import template
from simulation.regions.workbook import FIRST_BASE_YEAR, LAST_BASE_YEAR
from simulation.scenario import NATION

_WRITTEN = {
    "zh": "已写入 {path}：{cells}项指标，{first}–{last}年，共{entries}个单元格",
    "en": "Written: {path}: {cells} figures of {first}–{last}, {entries} cells",
}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Write the workbook; one that is already there is left alone, for it may be filled in."""
    path = Path(chosen.out)
    _check(path, chosen.year)
    regions = base_rules().regions
    region = "" if chosen.region is None else regions.code(chosen.region)
    if region == NATION:
        raise InputError("the nation needs no workbook.", remedy="Name a province or a city, such as CN-33.")
    codes = [each.code for each in regions if each.code != NATION]
    cells = fund_cells()
    put(path, template(cells, region=region, region_codes=codes, last_year=chosen.year))
    told = {"cells": len(cells), "first": chosen.year - YEARS + 1, "last": chosen.year, "entries": len(cells) * YEARS}
    if chosen.json:
        print_json({"file": str(path), "region": region or None, **told})
    else:
        print_lines(_WRITTEN[chosen.language].format(path=path, **told))
    return 0


def _check(path: Path, year: int) -> None:
    if path.suffix.lower() != ".xlsx":
        raise InputError("a fund workbook ends in .xlsx.", path=path, remedy="Name it so, as in fund.xlsx.")
    if path.exists():
        raise InputError("this file is already there.", path=path, remedy="Name another; it may have been filled in.")
    if not FIRST_BASE_YEAR <= year <= LAST_BASE_YEAR:
        raise InputError(
            f"a workbook cannot end in {year}.", remedy=f"Choose a year from {FIRST_BASE_YEAR} to {LAST_BASE_YEAR}."
        )
