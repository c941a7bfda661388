"""The table of funds says what the projection says, in 100 million yuan, with a mark on what is not published."""

from dataclasses import replace

import numpy as np
import pytest

from cli.fund_table import columns, rows
from tests.cli.projections import fund, projection


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_has_a_cell_for_every_heading(language: str) -> None:
    for row in rows(projection(), language):
        assert len(row) == len(columns(language))


def test_a_row_shows_the_last_published_year_above_the_first_projected_one() -> None:
    cells = dict(zip(columns("en"), rows(projection(), "en")[0], strict=True))
    assert cells["Year"] == "2023*\n2024†"
    assert cells["Income"] == "180\n170"
    assert cells["Accumulated"] == "15\n5"
    assert cells["Insured"] == "24,000\n24,000"


def test_what_is_not_published_is_a_dash_and_never_nought() -> None:
    unpublished = np.array([np.nan, np.nan, 1e8, 1e8])
    cells = dict(zip(columns("en"), rows(projection(fund(annual_balance=unpublished)), "en")[0], strict=True))
    assert cells["Balance"] == "—\n1"
    assert cells["Beneficiaries"] == "—"


def test_a_fund_that_lasts_says_until_when_that_is_known() -> None:
    cells = dict(zip(columns("en"), rows(projection(), "en")[0], strict=True))
    assert cells["Depleted"] == "2025\nnone"
    assert cells["First\ndeficit"] == "2023\nnone"
    assert rows(projection(), "zh")[0][-1] == "2025\n无"


def test_funds_keep_their_order() -> None:
    both = projection(fund("work_injury"), fund("unemployment"))
    assert len(rows(both, "zh")) == 2


def test_a_backtest_shows_its_first_and_its_last_year() -> None:
    known_before = replace(fund(), actual_until=2021, status=("projected",) * 4)
    cells = dict(zip(columns("en"), rows(projection(known_before), "en")[0], strict=True))
    assert cells["Year"] == "2022†\n2025†"
