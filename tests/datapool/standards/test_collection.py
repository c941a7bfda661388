from pathlib import Path

import pytest

from datapool.standards.catalogue import load_catalogue
from datapool.standards.code_lists import load_code_lists
from datapool.standards.collection import article_number, collection_text, load_conformance
from datapool.standards.sources import load_sources
from datapool.standards.words import titles

TEXT = collection_text()


def test_the_page_holds_every_item_table_column_code_and_reason() -> None:
    for item in load_catalogue().values():
        assert f"| {item.code} | `{item.key}` | {item.title.zh} {item.title.en} |" in TEXT
    for table in load_sources().values():
        assert f"{table.title.zh} {table.title.en} `{table.full_name}`" in TEXT
        for column in table.columns:
            assert f"| {column.name} | {column.item.code} " in TEXT
    for codes in load_code_lists().values():
        assert f"`{codes.key}`" in TEXT
        assert all(f"| `{code}` | {title.zh} | {title.en} |" in TEXT for code, title in codes.codes.items())
    assert all(f"| `{word}` | {title.zh} |" in TEXT for word, title in titles("reasons").items())


def test_the_page_counts_what_there_is() -> None:
    assert f"{len(load_sources())}张数据表、{len(load_catalogue())}个数据项、{len(load_code_lists())}个代码表" in TEXT
    assert f"{len(load_sources())} tables, {len(load_catalogue())} items" in TEXT


def test_widths_stand_only_with_tables_of_fixed_width() -> None:
    parts = {name: TEXT.split(f"`{name}`\n", 1)[1].split("\n#", 1)[0] for name in load_sources()}
    fixed = {name for name, part in parts.items() if "字节 bytes" in part}
    assert fixed == {name for name, table in load_sources().items() if table.format == "fixed"}


def test_sections_are_numbered_and_chinese_comes_first() -> None:
    headings = [line for line in TEXT.splitlines() if line.startswith("## ")]
    assert [heading.split()[1] for heading in headings] == [str(number) for number in range(1, 12)]
    assert all("\u4e00" <= heading.split()[2][0] <= "\u9fff" for heading in headings)


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in TEXT.splitlines():
        cells = line.replace("\\|", "").count("|")
        width = cells if width == 0 else width
        if cells == 0:
            width = 0
        assert cells == width


@pytest.mark.parametrize(("article", "number"), [("第八条", 8), ("第十条", 10), ("第十二条", 12), ("第八十一条", 81)])
def test_articles_are_put_in_order(article: str, number: int) -> None:
    assert article_number(article) == number


def test_a_standard_whose_text_was_not_read_is_unverified() -> None:
    assert {one.status.value for one in load_conformance()} == {"unverified"}
    letters = {domain.letter for domain in load_catalogue().domains}
    assert {letter for one in load_conformance() for letter in one.covers} <= letters


def test_the_page_in_docs_is_the_one_that_is_made() -> None:
    page = Path(__file__).parents[3] / "docs" / "standards" / "collection.md"
    assert page.read_text(encoding="utf-8").endswith(TEXT)
