from pathlib import Path

import pytest

from core.errors import FileMissing, InputError, UnknownKey, WrongType
from datapool.standards.sources import FOLDER, load_sources

OWN = """department: tax
title: {zh: 税务, en: Tax}
tables:
  payers:
    title: {zh: 纳税人, en: Payers}
    format: csv
    key: [taxpayer_no]
    columns:
      - {name: 号, item: taxpayer_no, required: true}
      - {name: 身份证, item: citizen_id}
      - {name: 区划, item: region_code, required: true}
    references: {taxpayer_no: tax_payers.taxpayer_no}
"""


def agency(folder: Path, text: str = OWN) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "tax.yaml").write_text(text, encoding="utf-8")
    return folder


def test_tables_are_named_after_department_and_table() -> None:
    tables = load_sources()
    assert len(tables) == 27
    assert all(name == f"{table.department}_{table.name}" == table.full_name for name, table in tables.items())


def test_an_identifier_becomes_three_columns_and_everything_else_one() -> None:
    columns = dict(load_sources()["tax_firms"].standard_columns)
    assert [name for name in columns if name.startswith("uscc")] == ["uscc", "uscc_written", "uscc_kind"]
    assert (columns["registered_on"], columns["industry"]) == ("DATE", "VARCHAR")
    assert load_sources()["tax_firms"].region_column.column == "region_code"


def test_an_agency_s_own_description_replaces_the_department_whole(tmp_path: Path) -> None:
    tables = load_sources(agency(tmp_path))
    assert [name for name in tables if name.startswith("tax")] == ["tax_payers"]
    assert {name for name in tables if not name.startswith("tax")} == {
        name for name in load_sources() if not name.startswith("tax")
    }
    assert (tables["tax_payers"].encoding, tables["tax_payers"].delivery) == ("utf-8", "year")


@pytest.mark.parametrize(
    ("before", "after", "kind", "line", "says"),
    [
        ("item: taxpayer_no", "item: taxpayer", UnknownKey, 9, "taxpayer"),
        ("format: csv", "format: dbf", WrongType, 6, "dbf"),
        ("format: csv", "format: csv\n    encoding: big5", WrongType, 7, "big5"),
        ("format: csv", "format: csv\n    gzip: maybe", WrongType, 7, "neither true nor false"),
        ("format: csv", "format: fixed", InputError, 9, "no width"),
        ("    format: csv\n", "", InputError, 4, "no format"),
        ("key: [taxpayer_no]", "key: [payer_no]", UnknownKey, 7, "payer_no"),
        ("name: 身份证", "name: 号", InputError, 8, "stands twice"),
        ("item: citizen_id}", "item: citizen_id, column: taxpayer_no}", InputError, 8, "stands twice"),
        ("item: citizen_id}", "item: citizen_id, column: region}", WrongType, 10, "region"),
        ("item: citizen_id}", "item: citizen_id, column: _line}", WrongType, 10, "_line"),
        ("item: region_code", "item: address", InputError, 4, "which region"),
        ("tax_payers.taxpayer_no}", "tax_payers.nobody}", UnknownKey, 12, "nobody"),
        ("department: tax", "department: 税务", WrongType, 1, "not a name for the pool"),
        ("required: true}\n      - {name: 身份证", "needed: true}\n      - {name: 身份证", UnknownKey, 9, "needed"),
        ("tables:", "table:", InputError, 1, "describes no department"),
    ],
)
def test_a_wrong_line_of_a_description_is_named(
    tmp_path: Path, before: str, after: str, kind: type[InputError], line: int, says: str
) -> None:
    assert before in OWN
    with pytest.raises(kind, match=says) as caught:
        load_sources(agency(tmp_path, OWN.replace(before, after, 1)))
    assert (caught.value.line, caught.value.path) == (line, tmp_path / "tax.yaml")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="folder"):
        load_sources(tmp_path / "nowhere")


def test_two_descriptions_of_one_department_are_refused(tmp_path: Path) -> None:
    agency(tmp_path)
    (tmp_path / "tax2.yaml").write_text(OWN, encoding="utf-8")
    with pytest.raises(InputError, match="two files"):
        load_sources(tmp_path)


def test_the_shipped_descriptions_are_one_file_a_department() -> None:
    departments = {table.department for table in load_sources().values()}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == departments
