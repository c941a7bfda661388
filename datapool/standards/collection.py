"""The collection standard 《社保数据采集规范》 as a page, made from the catalogue, the code lists and the sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.markdown import markdown_table
from datapool.standards.articles import article_number
from datapool.standards.catalogue import Catalogue, Domain, Item, load_catalogue, load_laws
from datapool.standards.code_lists import CodeList, load_code_lists
from datapool.standards.sources import Table, load_sources
from datapool.standards.words import delivered_forms, titles
from rules.bilingual import Bilingual
from rules.parameters import Status

HERE = Path(__file__).parent
CONFORMANCE_FILE, PROSE_FILE = HERE / "conformance.yaml", HERE / "collection.yaml"
YES, NO = "是", ""


@dataclass(frozen=True, slots=True)
class Conformance:
    """A standard the catalogue declares conformance with; `covers` are letters of domains."""

    code: str
    title: Bilingual
    covers: tuple[str, ...]
    status: Status


@cache
def load_conformance(path: Path = CONFORMANCE_FILE) -> tuple[Conformance, ...]:
    """Every standard, in the order of the file."""
    rows: list[dict[str, Any]] = load_document(path).data
    return tuple(
        Conformance(row["code"], Bilingual(**row["title"]), tuple(row["covers"]), Status(row["status"])) for row in rows
    )


def collection_text() -> str:
    """The page in Markdown, Chinese first."""
    catalogue, tables, lists = load_catalogue(), load_sources(), load_code_lists()
    departments = list(dict.fromkeys(table.department for table in tables.values()))
    counts = {"departments": len(departments), "tables": len(tables), "items": len(catalogue), "lists": len(lists)}
    bodies = {
        "scope": "",
        "terms": "",
        "files": markdown_table(("格式 format", "中文", "English"), _pairs("formats")),
        "tables": "\n".join(_department(name, tables) for name in departments),
        "items": _forms() + "".join(_domain(domain) for domain in catalogue.domains),
        "codes": "\n".join(_code_list(codes) for codes in lists.values()),
        "checks": "\n".join(
            (
                markdown_table(("原因 reason", "中文", "English"), _pairs("reasons")),
                _section("kinds") + markdown_table(("种类 kind", "中文", "English"), _pairs("id_kinds")),
            )
        ),
        "deliveries": "",
        "duties": _sensitivities(catalogue),
        "laws": _laws(catalogue),
        "conformance": _conformance(catalogue),
    }
    title = _prose()["title"]
    sections = (_section(name, at).format(**counts) + body for at, (name, body) in enumerate(bodies.items(), start=1))
    return "\n".join((f"# {title['zh']} {title['en']}\n", *(f"{section.rstrip()}\n" for section in sections)))


@cache
def _prose() -> Mapping[str, Any]:
    prose: Mapping[str, Any] = load_document(PROSE_FILE).data
    return prose


def _section(name: str, number: int = 0) -> str:
    """The heading of a section with its number, where it has one, and its prose."""
    section = _prose()[name]
    heading = [f"## {number} {section['title']['zh']} {section['title']['en']}\n"] if number else []
    paragraphs = [f"{text['zh']}\n\n{text['en']}\n" for text in section.get("paragraphs", ())]
    points = [f"- {text['zh']} {text['en']}" for text in section.get("points", ())]
    return "\n".join((*heading, *paragraphs, *points, *([""] if points else []))) + "\n"


def _department(name: str, tables: Mapping[str, Table]) -> str:
    own = [table for table in tables.values() if table.department == name]
    title = own[0].department_title
    return f"### {title.zh} {title.en}\n\n" + "\n".join(_delivered(table) for table in own)


def _delivered(table: Table) -> str:
    """One table: how it is delivered, and its columns in order."""
    gzip = "，gzip" if table.gzip else ""
    encoding = "" if table.format == "xlsx" else f"，{titles('encodings')[table.encoding].zh}"
    key = "、".join(f"`{name}`" for name in table.key)
    references = "；".join(f"`{column}` → `{target}`" for column, target in table.references.items())
    lines = [
        f"#### {table.title.zh} {table.title.en} `{table.full_name}`\n",
        f"{table.format}{encoding}{gzip}。主键 key：{key}。"
        + (f"引用 references：{references}。" if references else ""),
        "",
    ]
    is_fixed = table.format == "fixed"
    columns = ("字段 header", "数据项 item", "入库字段 column", "必填 required", *(["字节 bytes"] if is_fixed else []))
    rows = (
        (
            column.name,
            f"{column.item.code} {column.item.title.zh}",
            f"`{column.column}`",
            YES if column.required else NO,
            *([str(column.width)] if is_fixed else []),
        )
        for column in table.columns
    )
    return "\n".join(lines) + "\n" + markdown_table(columns, rows)


def _forms() -> str:
    names, forms = titles("types"), delivered_forms()
    rows = ((f"`{kind}`", names[kind].zh, names[kind].en, forms[kind].zh, forms[kind].en) for kind in names)
    return markdown_table(("类型 type", "中文", "English", "报送格式", "delivered as"), rows) + "\n"


def _domain(domain: Domain) -> str:
    columns = (
        "编号 code",
        "数据项 item",
        "名称 title",
        "类型 type",
        "值域 range",
        "敏感级别",
        "主管 owner",
        "口径 definition",
        "依据 basis",
    )
    head = f"### {domain.title.zh} {domain.title.en}\n\n"
    return head + markdown_table(columns, map(_item, domain.items)) + "\n"


def _item(item: Item) -> Sequence[str]:
    return (
        item.code,
        f"`{item.key}`",
        f"{item.title.zh} {item.title.en}",
        titles("types")[item.type].zh,
        _range(item),
        titles("sensitivities")[item.sensitivity].zh,
        item.owner,
        f"{item.definition.zh}。{item.definition.en}.",
        "；".join(map(str, item.legal_basis)),
    )


def _range(item: Item) -> str:
    if item.code_list is not None:
        return f"代码表 `{item.code_list.key}`"
    unit = f" {item.unit}" if item.unit else ""
    if item.least is not None or item.most is not None:
        least, most = ("" if value is None else f"{value:,}" for value in (item.least, item.most))
        return f"{least}–{most}{unit}"
    if item.longest is not None:
        return f"至多{item.longest}字 at most {item.longest} characters"
    return "可晚于截止日 may lie ahead" if item.ahead else ""


def _code_list(codes: CodeList) -> str:
    note = f" {codes.note}" if codes.note else ""
    source = f"来源 source：{codes.source}{codes.status.mark}。{note}"
    head = f"### {codes.title.zh} {codes.title.en} `{codes.key}`\n\n{source}\n\n"
    if codes.pattern:
        return f"{head}格式 form：`{codes.pattern}`\n"
    return head + markdown_table(
        ("代码 code", "中文", "English"), ((f"`{code}`", t.zh, t.en) for code, t in codes.codes.items())
    )


def _sensitivities(catalogue: Catalogue) -> str:
    names = titles("sensitivities")
    counts = {word: sum(item.sensitivity == word for item in catalogue.values()) for word in names}
    return markdown_table(
        ("敏感级别 sensitivity", "English", "数据项数 items"),
        ((names[w].zh, names[w].en, str(n)) for w, n in counts.items()),
    )


def _laws(catalogue: Catalogue) -> str:
    """Every article named, with the items that rest on it."""
    articles: dict[tuple[str, str], list[str]] = {}
    for item in catalogue.values():
        for basis in item.legal_basis:
            articles.setdefault((basis.law.title, basis.article), []).append(item.code)
    laws = load_laws()
    order = sorted(articles, key=lambda one: (list(laws).index(one[0]), article_number(one[1])))
    rows = (
        (title, laws[title].english, str(laws[title].amended), article, "、".join(codes), laws[title].status.value)
        for title, article in order
        for codes in [articles[title, article]]
    )
    return markdown_table(("法律法规", "law", "文本日期 text of", "条 article", "数据项 items", "status"), rows)


def _conformance(catalogue: Catalogue) -> str:
    domains = {domain.letter: domain.title.zh for domain in catalogue.domains}
    rows = (
        (one.code, one.title.zh, one.title.en, "、".join(domains[letter] for letter in one.covers), one.status.value)
        for one in load_conformance()
    )
    return markdown_table(("标准 standard", "名称", "title", "涉及 covers", "status"), rows)


def _pairs(section: str) -> Iterator[Sequence[str]]:
    yield from ((f"`{word}`", title.zh, title.en) for word, title in titles(section).items())
