"""The files a fund manager takes away."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from dashboards.downloads import BYTE_ORDER_MARK, LONGEST_SHEET_NAME, MEASURES, as_csv, as_excel
from dashboards.words import say
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

SETTINGS = ("pension.indexation@2027+=0.01",)


@pytest.fixture(scope="module")
def moved() -> Projection:
    return project(Scenario(settings=SETTINGS))


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def text(moved: Projection, language: str) -> str:
    return as_csv(moved, SETTINGS, language).decode()


def body(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.lstrip(BYTE_ORDER_MARK).splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(StringIO("\n".join(lines))))


def test_the_csv_opens_with_what_the_figures_are(moved: Projection, text: str, language: str) -> None:
    head = [line for line in text.lstrip(BYTE_ORDER_MARK).splitlines() if line.startswith("# ")]
    whole = "\n".join(head)
    for key in ("scenario", "assumptions", "parameters", "data"):
        assert moved.manifest[key] in whole
    assert SETTINGS[0] in whole
    assert say("units_line", language) in "".join(next(csv.reader([line]))[1] for line in head)
    # Scope, source and cut-off are the notes of the projection.
    for note in moved.notes:
        assert note[language] in "\n".join(next(csv.reader([line]))[1] for line in head)


def test_spreadsheets_see_that_the_csv_is_utf_8(text: str) -> None:
    assert text.startswith(BYTE_ORDER_MARK)


def test_every_figure_of_the_csv_is_that_of_the_projection(moved: Projection, text: str, language: str) -> None:
    rows = [row for row in body(text) if row["measure"] == "income"]
    funds = {**moved.funds, **moved.totals}
    assert len(rows) == len(funds) * moved.years.size
    value, year = say("value", language), say("year", language)
    for row in rows:
        expected = funds[row["fund"]].measures["income"][int(row[year]) - int(moved.years[0])]
        if row[value]:
            assert float(row[value]) == expected
        else:
            assert expected != expected  # NaN: not published


def test_every_row_of_the_csv_has_a_status_and_a_unit(text: str, language: str) -> None:
    rows = body(text)
    assert rows
    assert all(row[say("status", language)] and row[say("unit", language)] for row in rows)
    projected = {row[say("status", language)] for row in rows if row[say("year", language)] == "2040"}
    assert projected == {say("status_projected", language)}


def test_the_csv_names_deficit_and_depletion(moved: Projection, text: str, language: str) -> None:
    rows = {(row["fund"], row["measure"]): row[say("value", language)] for row in body(text)}
    for name, fund in moved.funds.items():
        for measure in ("first_deficit_year", "depletion_year", "depletion_year_before_subsidy"):
            year = fund.measures[measure]
            assert rows[name, measure] == ("" if year is None else str(year))


def test_the_workbook_has_a_header_sheet_and_a_sheet_per_fund(moved: Projection, language: str) -> None:
    book = load_workbook(BytesIO(as_excel(moved, SETTINGS, language)))
    about, *sheets = book.worksheets
    assert about.title == say("sheet_about", language)
    assert moved.manifest["data"] in [row[1].value for row in about.iter_rows()]
    funds = [*moved.funds.values(), *moved.totals.values()]
    for sheet, fund in zip(sheets, funds, strict=True):
        assert sheet.title in {fund.title[language], fund.name}
        assert len(sheet.title) <= LONGEST_SHEET_NAME
    for sheet, fund in zip(sheets, funds, strict=True):
        heads = [cell.value for cell in sheet[1]]
        column = heads.index(say("outgo", language))
        at = 2040 - int(moved.years[0])
        row = [cell.value for cell in sheet[at + 2]]
        assert row[0] == 2040
        assert row[column] == pytest.approx(fund.measures["outgo"][at])
        assert sheet.max_row == moved.years.size + 1


def test_money_people_and_ratios_have_units_of_their_own() -> None:
    assert {MEASURES["income"], MEASURES["insured"], MEASURES["months_payable"], MEASURES["support_ratio"]} == {
        "unit_money",
        "unit_persons",
        "unit_months",
        "unit_ratio",
    }
