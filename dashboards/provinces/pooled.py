"""National pooling under a scenario: worked out once for each scenario and set of workbooks."""

from dashboards.results import scenario_of
from dashboards.shelf import Shelf
from simulation.countries.china.pooling import pool_china
from simulation.regions.fund_data import FundData
from simulation.regions.pooling import Pooling

_POOLED: Shelf[tuple[tuple[str, ...], tuple[FundData, ...]], Pooling] = Shelf(64)


def pooled(settings: tuple[str, ...], workbooks: tuple[FundData, ...]) -> Pooling:
    """Who pays whom; without workbooks every province is made up (示意)."""
    return _POOLED.get((settings, workbooks), lambda: pool_china(scenario_of(settings), workbooks=workbooks))
