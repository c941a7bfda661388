"""The page Provinces: nothing that is made up goes without its mark, and workbooks are refused by their cell."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from dashboards.provinces.figures_of import FIGURES
from dashboards.provinces.files import as_csv
from dashboards.provinces.pooled import pooled
from dashboards.provinces.tiles import short_name, tile_map
from dashboards.provinces.transfer_table import checks_table, transfer_table
from dashboards.provinces.transfers_chart import transfers_chart
from dashboards.provinces.workbooks import empty_workbook, projected, read_upload
from simulation.countries.china.regions.nation import fund_cells
from simulation.countries.china.regions.tiles import tiles
from simulation.regions.fund_data import FundData
from simulation.regions.pooling import Pooling
from simulation.regions.provinces import Province
from tests.dashboards.pages import html_of, page_of
from tests.simulation.regions.workbooks import cell, write_workbook

TILE = re.compile(r'<div class="al-tile (?!none).*?</div>')
YEAR = 2040


def chinese() -> None:
    from dashboards.provinces.page import draw_provinces

    draw_provinces("zh")


def english() -> None:
    from dashboards.provinces.page import draw_provinces

    draw_provinces("en")


@pytest.fixture(scope="module")
def pooling() -> Pooling:
    return pooled((), ())


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> FundData:
    path = write_workbook(tmp_path_factory.mktemp("books") / "hubei.xlsx")
    data = read_upload("湖北.xlsx", path.read_bytes()).data
    assert data is not None
    return data


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(("language", "mark"), [("zh", "示意"), ("en", "illustr.")])
def test_every_tile_of_a_made_up_province_carries_the_mark(
    pooling: Pooling, figure: str, language: str, mark: str
) -> None:
    text = tile_map(pooling, figure, YEAR, language)
    found = TILE.findall(text)
    assert len(found) == 31
    assert all(f'<i class="al-made-up">{mark}</i>' in tile for tile in found)
    assert mark in text.partition("al-legend")[2]


def test_no_real_name_stands_on_a_tile_with_a_made_up_figure(pooling: Pooling) -> None:
    found = "".join(TILE.findall(tile_map(pooling, "net_transfer", YEAR, "zh")))
    assert not [tile.name.zh for tile in tiles() if tile.name.zh in found]


def test_the_map_leaves_nobody_off(pooling: Pooling) -> None:
    text = tile_map(pooling, "net_transfer", YEAR, "zh")
    assert text.count("al-tile ") == len(tiles())
    for name in ("台湾省", "香港特别行政区", "澳门特别行政区", "新疆生产建设兵团"):
        assert name in text


def test_a_tile_shows_the_figure_of_its_province(pooling: Pooling) -> None:
    at = YEAR - int(pooling.provinces.years[0])
    for tile, value in zip(
        TILE.findall(tile_map(pooling, "net_transfer", YEAR, "zh")), pooling.net_transfer[:, at], strict=True
    ):
        assert f"{abs(value) / 1e8:,.0f}<" in tile
        assert ("+" in tile) == (round(value / 1e8) > 0)
        assert re.search(rf'al-tile {"r" if value > 0 else "p"}[0-3]"', tile)


def test_the_page_says_who_pays_in_the_year_of_the_slider() -> None:
    page = page_of(chinese).run()
    assert not page.exception
    page.slider(key="pooling_year").set_value(2050).run()
    pooling = pooled((), ())
    net = pooling.net_transfer[:, 2050 - int(pooling.provinces.years[0])]
    text = html_of(page)
    assert f"2050年：{(net < 0).sum()}个省份净调出，{(net > 0).sum()}个省份净调入" in text
    assert f"净调剂{net[net > 0].sum() / 1e8:,.0f}亿元" in text


def test_the_levers_of_other_pages_hold_here() -> None:
    page = page_of(chinese, lever_employer_rate=4.0).run()
    assert "pension.contribution.employer_rate@2027+=0.04" in "".join(str(each.value) for each in page.caption)


def test_in_english_no_chinese_word_is_left() -> None:
    page = page_of(english).run()
    assert not page.exception
    assert {letter for letter in html_of(page) if "\u4e00" <= letter <= "\u9fff"} == set()


def test_every_row_of_the_file_has_its_mark_unit_and_status(pooling: Pooling) -> None:
    text = as_csv(pooling, ("a.key=1",), "zh").decode("utf-8-sig")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    assert any("虚构" in line for line in head)
    assert any("anlan pooling china --set 'a.key=1'" in line for line in head)
    rows = list(csv.DictReader(StringIO("\n".join(text.splitlines()[len(head) :]))))
    assert len(rows) == 31 * pooling.provinces.years.size * 8
    assert {row["示意"] for row in rows} == {"示意"}
    assert all(row["unit"] and row["status"] for row in rows)
    moved = [float(row["value"]) for row in rows if row["measure"] == "net_transfer" and row["year"] == str(YEAR)]
    assert abs(sum(moved)) < 1e-3 * max(map(abs, moved))


def test_the_chart_holds_every_province_and_year_with_the_largest_receiver_on_top(pooling: Pooling) -> None:
    chart = transfers_chart(pooling, "en", year=YEAR)
    field = chart.data[0]
    assert np.shape(field.z) == pooling.net_transfer.shape
    assert list(np.asarray(field.z)[:, -1]) == sorted((pooling.net_transfer[:, -1] / 1e8).tolist(), reverse=True)
    assert all("llustrative" in name for name in field.y)


def test_the_table_adds_up_and_marks_what_is_made_up(pooling: Pooling) -> None:
    text = transfer_table(pooling, YEAR, "zh")
    assert text.count('<span class="unit">示意</span>') == 31
    assert "合计" in text
    assert "公布" in checks_table(pooling, "zh")


def test_a_real_province_stands_on_its_own_tile_without_the_mark(real: FundData) -> None:
    pooling = pooled((), (real,))
    text = tile_map(pooling, "net_transfer", YEAR, "zh")
    place = next(tile for tile in tiles() if tile.code == real.region)
    (tile,) = [found for found in TILE.findall(text) if "湖北省" in found]
    assert f"grid-row:{place.row + 1};grid-column:{place.column + 1}" in tile
    assert "示意" not in text
    assert "无工作簿，计入其余地区" in text
    assert checks_table(pooling, "zh") == ""


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [("黑龙江省|Heilongjiang", "黑龙江", "Heilongjiang"), ("湖北省|Hubei", "湖北", "Hubei"),
     ("内蒙古自治区|Inner Mongolia", "内蒙古", "Inner")],
)  # fmt: skip
def test_a_short_name_is_the_familiar_one(name: str, zh: str, en: str) -> None:
    row = Province("CN-1", dict(zip(("zh", "en"), name.split("|"), strict=True)), False, (0, 0))
    assert (short_name(row, "zh"), short_name(row, "en")) == (zh, en)


def test_an_upload_that_is_wrong_names_its_cell(tmp_path: Path) -> None:
    at = cell("enterprise_pension.income")
    path = write_workbook(tmp_path / "bad.xlsx", edit=lambda sheet: sheet.__setitem__(at, "约12亿"))
    found = read_upload("bad.xlsx", path.read_bytes())
    assert found.data is None
    assert found.refused is not None
    assert at in found.refused.what
    assert str(tmp_path) not in found.refused.what


def test_an_upload_that_is_no_workbook_is_refused() -> None:
    found = read_upload("letter.xlsx", b"dear fund")
    assert found.refused is not None
    assert ".xlsx" in found.refused.remedy


def test_a_workbook_comes_to_a_projection_of_its_region(real: FundData) -> None:
    projection = projected((), real)
    assert projection.region is not None
    assert projection.region["code"] == real.region
    assert real.file == "湖北.xlsx"


def test_the_empty_workbook_asks_for_every_figure() -> None:
    book = load_workbook(BytesIO(empty_workbook()))
    keys = {row[0].value for row in book["数据 Figures"].iter_rows(max_col=1)}
    assert set(fund_cells()) <= keys
