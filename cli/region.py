"""A region and its fund workbook, as they are named on the command line."""

from dataclasses import replace
from pathlib import Path

from core.errors import InputError
from simulation.countries.china.regions.nation import fund_cells
from simulation.countries.china.scenario import NAME
from simulation.regions.workbook import read_fund_workbook
from simulation.scenario import Scenario


def regional(scenario: Scenario, *, region: str | None, fund_data: str | None) -> Scenario:
    """The scenario for the region that was asked for, with the accounts of its workbook; unchanged where none was."""
    if (region is None and fund_data is None) or scenario.name == NAME:
        return _of_china(scenario, region, fund_data)
    raise InputError(
        f"{scenario.name} has no regions here.", remedy=f"Leave out --region and --fund-data, or name {NAME}."
    )


def _of_china(scenario: Scenario, region: str | None, fund_data: str | None) -> Scenario:
    if region is not None:
        scenario = replace(scenario, region=region)
    if fund_data is not None:
        scenario = replace(scenario, fund_data=read_fund_workbook(Path(fund_data), fund_cells()))
    return scenario
