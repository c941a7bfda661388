from pathlib import Path

import pytest

from core.errors import InputError, UnknownKey, WrongType
from datapool.standards.catalogue import FOLDER, SENSITIVITIES, load_catalogue, load_laws
from datapool.standards.code_lists import FOLDER as LISTS
from datapool.standards.code_lists import load_code_lists
from datapool.standards.column_sql import REASONS, reasons_of
from datapool.standards.identifiers import IdKind, UsccKind
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column, load_sources
from datapool.standards.words import delivered_forms, titles

ITEMS = """domain: {letter: P, title: {zh: 人员, en: Persons}}
items:
  person_no:
    number: 1
    title: {zh: 个人编号, en: Person number}
    type: key
    sensitivity: personal
    owner: hrss
    legal_basis: [社会保险法 第八条]
    definition: {zh: 编号, en: A number}
"""
LIST = """sex:
  title: {zh: 性别, en: Sex}
  source: {title: GB/T 2261.1}
  status: unverified
  codes:
    "1": {zh: 男, en: Male}
"""
# What a record may hold whatever a source calls it.
IN_NO_SOURCE = {"remark"}


def test_every_item_is_delivered_by_some_source() -> None:
    delivered = {column.item.key for table in load_sources().values() for column in table.columns}
    assert set(load_catalogue()) - delivered == IN_NO_SOURCE


def test_items_have_codes_of_their_own_that_begin_with_the_letter_of_the_domain() -> None:
    catalogue = load_catalogue()
    codes = [item.code for item in catalogue.values()]
    assert len(set(codes)) == len(codes) > 110
    for domain in catalogue.domains:
        assert [item.code[:5] for item in domain.items] == [f"AN-{domain.letter}-"] * len(domain.items)


def test_an_item_is_found_by_its_name_and_by_its_code() -> None:
    catalogue = load_catalogue()
    assert all(catalogue.item(item.code) is catalogue.item(item.key) is item for item in catalogue.values())
    with pytest.raises(UnknownKey, match="anlan data catalogue"):
        catalogue.item("AN-P-999")


def test_what_is_sensitive_by_law_is_marked_so() -> None:
    """Article 28 of the Personal Information Protection Law: medical, financial accounts, specific identities."""
    catalogue = load_catalogue()
    sensitive = {key for key, item in catalogue.items() if item.sensitivity == "sensitive"}
    assert {"citizen_id", "account_no", "diagnosis", "service_item", "sentence_from", "admitted_on"} <= sensitive


def test_no_item_claims_a_code_of_a_standard_that_was_not_read() -> None:
    assert {item.ld_t for item in load_catalogue().values()} == {""}


def test_every_article_named_is_of_a_law_whose_text_was_read() -> None:
    named = {basis.law.title for item in load_catalogue().values() for basis in item.legal_basis}
    assert named <= set(load_laws())
    assert {load_laws()[title].status.value for title in named} == {"verified"}


@pytest.mark.parametrize(
    ("before", "after", "kind", "line", "says"),
    [
        ("    type: key", "    type: keys", WrongType, 6, "keys"),
        ("    type: key\n", "", InputError, 3, "no type"),
        ("    type: key", "    type: code", InputError, 3, "code list"),
        ("    type: key", "    type: code\n    code_list: sexes", UnknownKey, 7, "sexes"),
        ("personal", "secret", WrongType, 7, "secret"),
        ("owner: hrss", "owner: mayor", WrongType, 8, "mayor"),
        ("社会保险法 第八条", "社会保障法 第八条", UnknownKey, 9, "社会保障法"),
        ("社会保险法 第八条", "社会保险法", UnknownKey, 9, "社会保险法"),
        ("{zh: 编号, en: A number}", "A number", WrongType, 10, "both languages"),
        ("    number: 1", "    nummer: 1", UnknownKey, 4, "nummer"),
    ],
)
def test_a_wrong_line_of_the_catalogue_is_named(
    tmp_path: Path, before: str, after: str, kind: type[InputError], line: int, says: str
) -> None:
    (tmp_path / "persons.yaml").write_text(ITEMS.replace(before, after), encoding="utf-8")
    with pytest.raises(kind, match=says) as caught:
        load_catalogue(tmp_path)
    assert (caught.value.line, caught.value.path) == (line, tmp_path / "persons.yaml")


def test_an_item_or_its_code_stands_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ITEMS, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(ITEMS.replace("person_no:", "human_no:"), encoding="utf-8")
    with pytest.raises(InputError, match="AN-P-001 stands twice"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('"1":', "1:", 6, "as a number"),
        ("  status: unverified\n", "", 1, "no status"),
        ("  codes:", "  pattern: '[0-9]'\n  codes:", 1, "codes and pattern"),
        ('  codes:\n    "1": {zh: 男, en: Male}\n', "  codes: {}\n", 5, "codes"),
    ],
)
def test_a_wrong_line_of_a_code_list_is_named(tmp_path: Path, before: str, after: str, line: int, says: str) -> None:
    (tmp_path / "lists.yaml").write_text(LIST.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        load_code_lists(tmp_path)
    assert caught.value.line == line


def test_every_code_list_is_used_and_says_where_it_comes_from() -> None:
    used = {item.code_list.key for item in load_catalogue().values() if item.code_list}
    assert used == set(load_code_lists())
    assert all(codes.source.title for codes in load_code_lists().values())
    assert len(list(LISTS.glob("*.yaml"))) == 3
    assert len(list(FOLDER.glob("*.yaml"))) == len(load_catalogue().domains)


def test_the_lists_have_the_codes_of_their_standards() -> None:
    lists = load_code_lists()
    assert list(lists["ethnic_group"].codes) == [f"{number:02d}" for number in range(1, 57)]
    assert "".join(lists["industry"].codes) == "ABCDEFGHIJKLMNOPQRST"
    assert lists["diagnosis"].holds("I10.X00") and not lists["diagnosis"].holds("10I")


def test_every_type_reason_and_kind_has_a_name_in_both_languages() -> None:
    assert set(titles("types")) == set(delivered_forms()) == {*ItemType}
    assert set(titles("id_kinds")) == {*IdKind, *UsccKind}
    assert set(titles("sensitivities")) == {*SENSITIVITIES}
    catalogue = load_catalogue()
    columns = [Column(key, item, key, 0, True) for key, item in catalogue.items()]
    words = {word for column in columns for word in reasons_of(column)}
    assert words == set(titles("reasons"))
    assert set(REASONS.values()) <= words
