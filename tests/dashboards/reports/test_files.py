"""What is read back from the files is what the report says, laid out as a document, byte for byte the same."""

import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from dashboards.figures import MINUS
from dashboards.reports.build import Request, compose
from dashboards.reports.document import GROWTH, YEAR, YI_1, Figure, Report
from dashboards.reports.excel_file import as_xlsx, excel_format
from dashboards.reports.word_file import as_docx
from simulation.result import Projection
from simulation.scenario import Scenario
from tests.dashboards.reports.formulas import worked_out

MARKS = "†‡*◇"


@pytest.fixture(scope="module", params=["budget", "outlook"])
def report(request: Any, base: Projection) -> Report:
    return compose(Request(request.param, 2026, "zh", Scenario(), f"anlan report {request.param}"), base)


@pytest.fixture(scope="module")
def document(report: Report) -> Any:
    return docx.Document(BytesIO(as_docx(report)))


def test_every_figure_of_every_table_stands_in_the_document_as_the_report_has_it(report: Report, document: Any) -> None:
    assert len(document.tables) == len(report.tables())
    figures = 0
    for table, grid in zip(report.tables(), document.tables, strict=True):
        cells = [[cell.text for cell in row.cells] for row in grid.rows]
        assert cells[0] == [column.title for column in table.columns]
        assert len(cells) == len(table.rows) + 1
        for row, texts in zip(table.rows, cells[1:], strict=True):
            for content, text in zip(row.cells, texts, strict=True):
                if isinstance(content, Figure):
                    assert text.rstrip(MARKS) == content.text()
                    figures += 1
                else:
                    assert text == content
    assert figures > 100


def test_printed_figures_are_the_values_to_the_last_printed_digit(report: Report) -> None:
    checked = 0
    for table in report.tables():
        for row in table.rows:
            for cell in row.cells:
                if isinstance(cell, Figure) and cell.is_known and not cell.form.is_year:
                    printed = float(cell.text().replace(",", "").replace(MINUS, "-").rstrip("%"))
                    scaled = cell.printed_value() or 0.0
                    scaled *= 100 if cell.form.percent else 1
                    assert abs(printed - scaled) <= 0.5 * 10**-cell.form.digits + 1e-9
                    checked += 1
    assert checked > 100


def test_heads_repeat_rows_hold_together_and_figures_stand_at_the_right(report: Report, document: Any) -> None:
    for table, grid in zip(report.tables(), document.tables, strict=True):
        head = grid.rows[0]._tr.trPr
        assert head.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
        for column, cell in zip(table.columns, grid.rows[1].cells, strict=True):
            wanted = "Report Number" if not column.is_text else ("Report Small" if table.is_dense else "Report Cell")
            assert cell.paragraphs[0].style.name == wanted


def test_headings_are_headings_captions_are_numbered_and_the_contents_is_a_field(report: Report, document: Any) -> None:
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[-1] == report.about_title
    assert headings[0].startswith("一、")
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    numbered = [text for text in captions if text.startswith("表")]
    assert [int(re.match(r"表\s*(\d+)", text)[1]) for text in numbered] == list(range(1, len(report.tables()) + 1))  # type: ignore[index]
    fields = "".join(code.text or "" for code in document.element.body.iter(qn("w:instrText")))
    assert "TOC " in fields
    assert fields.count("SEQ Table") == len(report.tables())
    contents = [p.text for p in document.paragraphs if p.style.name == "Report Contents"]
    assert contents == [p.text for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]


def test_the_page_is_a4_with_header_page_number_and_fonts_for_both_scripts(report: Report, document: Any) -> None:
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert report.header in section.header.paragraphs[0].text
    footer = section.footer._element.xml
    assert "PAGE" in footer
    for name, chinese in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Report Number", "宋体")):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == chinese
        assert fonts.get(qn("w:ascii"))
        assert fonts.get(qn("w:asciiTheme")) is None


def test_the_document_ends_with_sources_and_the_hashes_of_the_manifest(
    report: Report, document: Any, base: Projection
) -> None:
    text = "\n".join(p.text for p in document.paragraphs)
    for key in ("scenario", "assumptions", "parameters", "data", "code"):
        assert str(base.manifest[key]) in text
    assert "anlan report" in text
    assert "截至" in text


def test_every_picture_says_what_it_shows(report: Report, document: Any) -> None:
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told
    assert all(len(text) > 10 for text in told)


def test_the_workbook_holds_the_same_tables_as_numbers(report: Report) -> None:
    book = load_workbook(BytesIO(as_xlsx(report)), data_only=True)
    assert book.sheetnames == [*(table.name for table in report.tables()), report.definitions_title, report.about_title]
    for table in report.tables():
        sheet = book[table.name]
        assert sheet.freeze_panes == "B4"
        for at, row in enumerate(table.rows, start=4):
            for number, content in enumerate(row.cells, start=1):
                cell = sheet.cell(at, number)
                if isinstance(content, str):
                    assert (cell.value or "") == content
                elif content.is_known:
                    assert cell.value == pytest.approx(content.printed_value())
                    assert cell.number_format == excel_format(content.form, content.mark)
                else:
                    assert not isinstance(cell.value, int | float)


def test_every_formula_of_the_workbook_comes_to_the_number_kept_beside_it(report: Report) -> None:
    content = as_xlsx(report)
    live, kept = load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)
    formulas = 0
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    formulas += 1
                    found, wanted = worked_out(sheet, cell.coordinate), kept[sheet.title][cell.coordinate].value
                    if isinstance(wanted, int | float):
                        assert found == pytest.approx(wanted, abs=1e-6), (sheet.title, cell.coordinate, cell.value)
                    else:
                        assert found in ("", None), (sheet.title, cell.coordinate, cell.value)
    assert formulas > 20


def test_the_same_report_gives_the_same_bytes_and_no_clock_is_in_them(report: Report) -> None:
    assert as_docx(report) == as_docx(report)
    assert as_xlsx(report) == as_xlsx(report)
    for content in (as_docx(report), as_xlsx(report)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", core)) == {"2023-12-31"}


@pytest.mark.parametrize(
    ("form", "mark", "wanted"),
    [
        (YI_1, "†", '#,##0.0"†";[Red]-#,##0.0"†";#,##0.0"†"'),
        (GROWTH, "", "+#,##0.0%;[Red]-#,##0.0%;#,##0.0%"),
        (YEAR, "†", '0"†";[Red]-0"†";0"†"'),
    ],
)
def test_the_number_format_carries_decimals_sign_and_mark(form: Any, mark: str, wanted: str) -> None:
    assert excel_format(form, mark) == wanted
