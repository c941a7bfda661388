"""The page of rules says what the programs do, and is stale as soon as their data change."""

import re
import shutil
from pathlib import Path

import pytest

from core.documents import load_document
from core.errors import InputError
from datapool.sharing import regulation
from datapool.sharing.agreement_file import FIELDS, OPTIONAL
from datapool.sharing.legal_basis import sharing_laws
from datapool.sharing.measure import load_measures
from datapool.sharing.need import load_needs
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import REASONS
from datapool.sharing.regulation import regulation_text
from datapool.standards.articles import article_number

TEXT = regulation_text()
PAGE = Path(__file__).parents[3] / "docs" / "standards" / "sharing.md"
CHAPTERS = ("总则", "职责", "分类分级", "申请与审批", "使用与归还", "安全措施", "日志与审计", "法律责任", "附则")
# 《law》第N条、第M条 as the page quotes them.
QUOTED = re.compile(r"《(\w+)》((?:第[一二三四五六七八九十]+条、?)+)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of the page, to be changed."""
    for path in regulation.HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


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
        ("needs.yaml", "用不到，按最小必要不取", "用不到"),
        ("measures.yaml", "needed_for: [personal, sensitive]", "needed_for: [sensitive]"),
        ("regulation.yaml", "个人信息保护法 第十九条", "个人信息保护法 第二十条"),
        ("regulation.yaml", "by_people: true", "by_people: false"),
    ],
)
def test_the_page_in_docs_is_stale_once_the_data_change(folder: Path, file: str, old: str, new: str) -> None:
    changed(folder, file, old, new)
    assert not PAGE.read_text(encoding="utf-8").endswith(regulation_text(folder))


def test_the_page_has_the_chapters_of_a_regulation_and_numbers_its_articles_through() -> None:
    headings = re.findall(r"^## 第(\w+)章 (\S+) Chapter (\d+) ", TEXT, re.MULTILINE)
    assert tuple(title for _, title, _ in headings) == CHAPTERS
    assert [int(number) for *_, number in headings] == list(range(1, len(CHAPTERS) + 1))
    articles = re.findall(r"^\*\*(第\w+条)\*\* \S.*\n\nArticle (\d+)\. \S", TEXT, re.MULTILINE)
    assert [int(number) for _, number in articles] == list(range(1, len(articles) + 1))
    assert [article_number(article) for article, _ in articles] == list(range(1, len(articles) + 1))
    assert len(articles) > 35


def test_every_appendix_is_named_by_an_article_and_numbered_in_order() -> None:
    head, _, _ = TEXT.partition("## 附表一 ")
    titles = re.findall(r"^## (附表\w) \S+ Appendix (\d) ", TEXT, re.MULTILINE)
    assert [int(number) for _, number in titles] == list(range(1, 10))
    assert all(title in head for title, _ in titles)
    assert "{" not in TEXT.replace("tables: {", "")


def test_the_page_holds_every_purpose_field_reason_measure_need_and_law() -> None:
    for purpose in load_purposes().values():
        assert f"| `{purpose.name}` | {purpose.title.zh} {purpose.title.en} |" in TEXT
    for measure in load_measures().values():
        assert f"| `{measure.name}` | {measure.title.zh} | {measure.title.en} |" in TEXT
    assert all(f"| `{field}` |" in TEXT for field in (*FIELDS, *OPTIONAL))
    assert all(f"| `{word}` | {said.zh} | {said.en} |" in TEXT for word, said in REASONS.items())
    assert all(f"| `{need.name}` |" in TEXT for need in load_needs().needs)
    assert all(f"| {each.reason.zh} {each.reason.en} |" in TEXT for each in load_needs().left_out)


def test_a_law_that_nobody_read_is_unverified_and_named_without_articles() -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith("| 《政务数据共享条例》 |")]
    assert row.endswith("| — | unverified |")
    assert re.findall(r"《政务数据共享条例》第", TEXT) == []


def test_every_article_that_is_cited_stands_in_the_text_of_its_law(reference_data: Path) -> None:
    cited = {(law, article) for law, listed in QUOTED.findall(TEXT) for article in listed.split("、") if article}
    assert len(cited) > 40
    for title, article in cited:
        law = sharing_laws()[title]
        text = (reference_data / "laws" / "national" / f"{title}({law.amended}).md").read_text(encoding="utf-8")
        assert re.search(rf"^[\s\u3000]*{article}[\s\u3000]", text, re.MULTILINE), f"{title} {article}"


def test_every_article_of_an_example_stands_in_the_text_of_its_law(reference_data: Path) -> None:
    examples = (regulation.HERE / "examples").glob("*.yaml")
    cited = {basis for path in examples for basis in load_document(path).data["legal_basis"]}
    assert len(cited) > 10
    for title, article in (basis.split(" ") for basis in cited):
        law = sharing_laws()[title]
        text = (reference_data / "laws" / "national" / f"{title}({law.amended}).md").read_text(encoding="utf-8")
        assert re.search(rf"^[\s\u3000]*{article}[\s\u3000]", text, re.MULTILINE), f"{title} {article}"


@pytest.mark.parametrize("change", [("  id: {", "  ident: {"), ("  made_up: {", "  reason: {")])
def test_a_field_that_is_not_explained_or_is_none_is_refused(folder: Path, change: tuple[str, str]) -> None:
    changed(folder, "regulation.yaml", *change)
    with pytest.raises(InputError, match=r"not known here|is missing"):
        regulation_text(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{reasons}种", "{grounds}种", "names what is not known"),
        ("{reasons}种", "{}种", "names what is not known"),
        ("basis: [个人信息保护法 第四十五条", "basis: [某法 第四十五条", "no law"),
        ("by_people: true", "by_machine: true", "not known here"),
        ("  needs: {zh: 部门间需求", "  wishes: {zh: 部门间需求", "not known here"),
    ],
)
def test_an_article_that_names_what_no_program_knows_is_refused_with_its_line(
    folder: Path, old: str, new: str, said: str
) -> None:
    path = changed(folder, "regulation.yaml", old, new)
    with pytest.raises(InputError, match=said) as caught:
        regulation_text(folder)
    assert caught.value.path == path and caught.value.line


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
    path = changed(folder, "purposes.yaml", old, new)
    with pytest.raises(InputError, match=said) as caught:
        load_purposes(path)
    assert caught.value.path == path and caught.value.line
