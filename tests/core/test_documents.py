"""YAML whose every value knows its line, and whose mistakes are pointed at."""

from datetime import date
from pathlib import Path

import pytest

from core.documents import Document, load_document
from core.errors import FileMissing, InputError

TEXT = """\
# a comment
first:
  title: {zh: 甲, en: First}
  values:
    2020: 1.5
    2025-01-31: 2

second:
  - 1
  - name: x
"""


def load(folder: Path, text: str) -> Document:
    path = folder / "rows.yaml"
    path.write_text(text, encoding="utf-8")
    return load_document(path)


def refused(folder: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        load(folder, text)
    assert caught.value.path == folder / "rows.yaml"
    assert str(folder / "rows.yaml") in str(caught.value)
    return caught.value


def test_values_are_plain_python(tmp_path: Path) -> None:
    data = load(tmp_path, TEXT).data
    assert data["first"] == {"title": {"zh": "甲", "en": "First"}, "values": {2020: 1.5, date(2025, 1, 31): 2}}
    assert data["second"] == [1, {"name": "x"}]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("first",), 2),
        (("first", "title"), 3),
        (("first", "title", "en"), 3),
        (("first", "values", 2020), 5),
        (("first", "values", date(2025, 1, 31)), 6),
        (("second",), 8),
        (("second", 0), 9),
        (("second", 1, "name"), 10),
    ],
)
def test_every_value_knows_its_line(keys: tuple, line: int, tmp_path: Path) -> None:
    assert load(tmp_path, TEXT).line(*keys) == line


def test_a_value_that_is_not_there_has_the_line_of_its_nearest_ancestor(tmp_path: Path) -> None:
    document = load(tmp_path, TEXT)
    assert document.line("first", "values", 1999, "deeper") == document.line("first", "values") == 4


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "# only a comment\n").data is None


def test_a_key_that_stands_twice_is_refused_at_its_second_line(tmp_path: Path) -> None:
    error = refused(tmp_path, "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert (error.line, "c" in error.what) == (5, True)


@pytest.mark.parametrize("day", ["2010-13-01", "2023-02-29", "2020-04-31"])
@pytest.mark.parametrize("text", ["a: 1\nb: {day}\n", "a: 1\n{day}: 5\n", "a: 1\nb: [1, {day}]\n"])
def test_a_date_that_does_not_exist_is_refused_at_its_line(text: str, day: str, tmp_path: Path) -> None:
    error = refused(tmp_path, text.replace("{day}", day))
    assert error.line == 2
    assert day in error.what


def test_an_impossible_date_in_quotes_is_a_text(tmp_path: Path) -> None:
    assert load(tmp_path, 'a: "2010-13-01"\n').data == {"a": "2010-13-01"}


@pytest.mark.parametrize("text", ["a: [1, 2\n", "a: b: c\n", "a:\n\t- 1\n", 'a: "open\n'])
def test_what_is_not_yaml_is_refused_with_a_line(text: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).line is not None


@pytest.mark.parametrize("text", ["a: !!python/name:os.getcwd\n", "a: !thing 1\n", "!thing a: 1\n"])
def test_a_tag_that_is_not_plain_yaml_is_refused(text: str, tmp_path: Path) -> None:
    refused(tmp_path, text)


def test_a_call_in_a_tag_is_not_carried_out(tmp_path: Path) -> None:
    assert load(tmp_path, "a: !!python/object/apply:os.getcwd []\n").data == {"a": []}


@pytest.mark.parametrize("text", ["[1, 2]: x\n", "{a: 1}: x\n"])
def test_a_key_that_is_no_scalar_is_refused(text: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).line == 1


def test_an_alias_stands_for_its_anchor(tmp_path: Path) -> None:
    assert load(tmp_path, "a: &x {b: 1}\nc: *x\n").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_a_file_that_is_not_there_or_not_text_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissing) as caught:
        load_document(tmp_path / "none.yaml")
    assert caught.value.path == tmp_path / "none.yaml"
    with pytest.raises(FileMissing):
        load_document(tmp_path)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00a: 1")
    with pytest.raises(FileMissing):
        load_document(tmp_path / "bytes.yaml")
