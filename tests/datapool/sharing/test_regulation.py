"""The page of rules says what the programs do, and is stale as soon as their data change."""

import re
import shutil
from pathlib import Path

import pytest

from core.errors import InputError
from datapool.sharing import regulation
from datapool.sharing.agreement_file import FIELDS, OPTIONAL
from datapool.sharing.legal_basis import sharing_laws
from datapool.sharing.need import load_needs
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import REASONS
from datapool.sharing.regulation import regulation_text

TEXT = regulation_text()
PAGE = Path(__file__).parents[3] / "docs" / "standards" / "sharing.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of the page, to be changed."""
    for path in regulation.HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_page_in_docs_is_the_one_that_is_made(folder: Path) -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(TEXT)
    assert regulation_text(folder) == TEXT


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("purposes.yaml", "keep_days: 730", "keep_days: 731"),
        ("purposes.yaml", "社会保险经办条例 第二十五条", "社会保险经办条例 第四十六条"),
        ("purposes.yaml", "classes: [public, internal]", "classes: [public]"),
        ("needs.yaml", "milestone: 0.6", "milestone: 0.7"),
        ("needs.yaml", "tax_wages.insurance_deducted", "tax_wages.wage_tax"),
        ("regulation.yaml", "个人信息保护法 第十九条", "个人信息保护法 第二十条"),
    ],
)
def test_the_page_in_docs_is_stale_once_the_data_change(folder: Path, file: str, old: str, new: str) -> None:
    changed = folder / file
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert not PAGE.read_text(encoding="utf-8").endswith(regulation_text(folder))


def test_the_page_holds_every_purpose_field_reason_need_and_law() -> None:
    for purpose in load_purposes().values():
        assert f"| `{purpose.name}` | {purpose.title.zh} {purpose.title.en} |" in TEXT
    assert all(f"| `{field}` |" in TEXT for field in (*FIELDS, *OPTIONAL))
    assert all(f"| `{word}` | {said.zh} | {said.en} |" in TEXT for word, said in REASONS.items())
    assert all(f"`{need.name}`" in TEXT for need in load_needs().needs)


def test_a_law_that_nobody_read_is_unverified_and_named_without_articles() -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith("| 政务数据共享条例 |")]
    assert row.endswith("| — | unverified |")
    assert re.findall(r"政务数据共享条例 第", TEXT) == []


def test_every_article_that_is_cited_stands_in_the_text_of_its_law(reference_data: Path) -> None:
    cited = set(re.findall(r"(\w+?) (第[一二三四五六七八九十]+条)", TEXT.split("## 10 ")[0]))
    assert len(cited) > 25
    for title, article in cited:
        law = sharing_laws()[title]
        text = (reference_data / "laws" / "national" / f"{title}({law.amended}).md").read_text(encoding="utf-8")
        assert re.search(rf"^[\s\u3000]*{article}[\s\u3000]", text, re.MULTILINE), f"{title} {article}"


@pytest.mark.parametrize("change", [("  id: {", "  ident: {"), ("  made_up: {", "  reason: {")])
def test_a_field_that_is_not_explained_or_is_none_is_refused(folder: Path, change: tuple[str, str]) -> None:
    prose = folder / "regulation.yaml"
    prose.write_text(prose.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match=r"not known here|is missing"):
        regulation_text(folder)


def test_sections_are_numbered_and_chinese_comes_first() -> None:
    headings = [line for line in TEXT.splitlines() if line.startswith("## ")]
    assert [heading.split()[1] for heading in headings] == [str(number) for number in range(1, 11)]
    assert all("\u4e00" <= heading.split()[2][0] <= "\u9fff" for heading in headings)


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in TEXT.splitlines():
        cells = line.replace("\\|", "").count("|")
        width = cells if width == 0 else width
        if cells == 0:
            width = 0
        assert cells == width


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("keep_days: 90", "keep_days: forever", "no number of days"),
        ("classes: [public, internal]", "classes: [secret]", "no classes"),
        ("[社会保险法 第七十条]", "[某法 第七十条]", "no law"),
        ("  keep_days: 30\n", "", "keep_days is missing"),
    ],
)
def test_a_purpose_that_cannot_be_is_named_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "purposes.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_purposes(path)
    assert caught.value.path == path and caught.value.line
