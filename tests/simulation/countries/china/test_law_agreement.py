"""A figure that stands in the rule book and in the projection's files is the same in both."""

import pytest

from simulation.countries.china.pack import base_assumptions, base_rules, published
from simulation.published import PublishedFigures

WAGES = {"wage.nonprivate": "wages.average.non_private", "wage.private": "wages.average.private"}
ROWS = {"pension.indexation": "pension.indexation.increase", "pension.account_rate": "pension.account.credit_rate"}


@pytest.fixture(scope="module")
def outside() -> PublishedFigures:
    return published("../backtest/outside.yaml")


@pytest.mark.parametrize("series", WAGES)
def test_published_wages_are_those_of_the_rule_book(series: str, outside: PublishedFigures) -> None:
    for figures in (published("economy_*.yaml"), outside):
        for year, wage in figures.series(series).values.items():
            assert wage == base_rules().yearly_average(WAGES[series], year)


@pytest.mark.parametrize("row", ROWS)
def test_increases_and_crediting_rates_already_decided_are_those_of_the_rule_book(row: str) -> None:
    decided = [(year, value) for year, value in base_assumptions().row(row).points if year <= 2025]
    assert len(decided) == 3
    for year, value in decided:
        assert value == pytest.approx(base_rules().yearly_average(ROWS[row], year), abs=1e-12)


@pytest.mark.parametrize("row", ROWS)
def test_what_the_back_test_is_given_is_the_law_of_its_years(row: str, outside: PublishedFigures) -> None:
    for year, value in outside.series(row).values.items():
        assert value == pytest.approx(base_rules().yearly_average(ROWS[row], year), abs=1e-12)
