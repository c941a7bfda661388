"""Workbooks that people upload: read once, refused with the cell that is wrong."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import InputError
from dashboards.results import scenario_of
from dashboards.shelf import Shelf
from simulation.countries.china.pack import base_rules
from simulation.countries.china.regions.nation import fund_cells
from simulation.projection import project
from simulation.regions.fund_data import FundData
from simulation.regions.template import template
from simulation.regions.workbook import read_fund_workbook
from simulation.result import Projection
from simulation.scenario import NATION

BASE_YEAR = 2023
_PROJECTED: Shelf[tuple[tuple[str, ...], FundData], Projection] = Shelf(32)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: what it holds, or why it cannot be used."""

    name: str
    data: FundData | None
    refused: InputError | None


def read_upload(name: str, content: bytes) -> Upload:
    """The figures of an uploaded file, which is on disk only while it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(content)
        try:
            return Upload(name, replace(read_fund_workbook(path, fund_cells()), file=name), None)
        except InputError as err:
            return Upload(name, None, err)


def projected(settings: tuple[str, ...], data: FundData) -> Projection:
    """The region of a workbook to its last year; InputError where its figures cannot be right."""
    scenario = replace(scenario_of(settings), region=data.region or NATION, fund_data=data)
    return _PROJECTED.get((settings, data), lambda: project(scenario))


def empty_workbook() -> bytes:
    """The workbook to be filled in, for any region."""
    codes = [region.code for region in base_rules().regions if region.code != NATION]
    return template(fund_cells(), region="", region_codes=codes, last_year=BASE_YEAR)
