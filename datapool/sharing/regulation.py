"""The rules for sharing 《数据共享安全管理办法》 as a page, made from the data that the programs obey."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from core.documents import load_document
from datapool.sharing import agreement_file
from datapool.sharing.agreement import State
from datapool.sharing.legal_basis import read_articles, sharing_laws
from datapool.sharing.need import Needs, load_needs
from datapool.sharing.purpose import SharingPurpose, load_purposes, needed
from datapool.sharing.refusal import REASONS
from datapool.standards.catalogue import load_catalogue
from datapool.standards.collection import article_number
from datapool.standards.words import titles
from rules.bilingual import read_bilingual
from rules.reading import Node

HERE = Path(__file__).parent
_DUTY_KEYS = ("zh", "en", "how", "basis")
_YES, _WHERE_OF_PERSONS, _NO = "是 yes", "涉及个人信息时 where of persons", "否 no"


def regulation_text(folder: Path = HERE) -> str:
    """The page in Markdown, Chinese first.

    folder  where regulation.yaml, purposes.yaml and needs.yaml lie
    Raises InputError where a field of an agreement is not explained, or is explained and is none.
    """
    document = load_document(folder / "regulation.yaml")
    prose = Node(document, document.data)
    purposes, needs = load_purposes(folder / "purposes.yaml"), load_needs(folder / "needs.yaml")
    counts: dict[str, Any] = {
        "purposes": len(purposes),
        "needs": len(needs.needs),
        "reasons": len(REASONS),
        "folder": agreement_file.FOLDER,
        "milestone": f"{100 * needs.milestone:.0f}",
    }
    duties = [_duty(prose.child("duties").child(at)) for at in range(len(prose.raw["duties"]))]
    cited = [*(basis for _, articles in duties for basis in articles), *_cited(purposes, needs)]
    bodies = {
        "scope": "",
        "terms": "",
        "classes": _classes(),
        "purposes": _purposes(purposes),
        "agreements": _fields(prose.child("fields")),
        "releases": _table(("理由 reason", "中文", "English"), ((f"`{k}`", t.zh, t.en) for k, t in REASONS.items())),
        "log": "",
        "needs": _needs(needs),
        "duties_section": _table(("义务 duty", "做法 how", "依据 basis"), (row for row, _ in duties)),
        "laws": _laws(cited),
    }
    title = prose.raw["title"]
    section = partial(_section, prose.raw, counts)
    sections = (section(name, at) + body for at, (name, body) in enumerate(bodies.items(), start=1))
    return "\n".join((f"# {title['zh']} {title['en']}\n", *(f"{each.rstrip()}\n" for each in sections)))


def _section(prose: Mapping[str, Any], counts: Mapping[str, Any], name: str, number: int) -> str:
    section = prose[name]
    heading = f"## {number} {section['title']['zh']} {section['title']['en']}\n"
    paragraphs = [f"{text['zh']}\n\n{text['en']}\n" for text in section.get("paragraphs", ())]
    points = [f"- {text['zh']} {text['en']}" for text in section.get("points", ())]
    return "\n".join((heading, *paragraphs, *points, *([""] if points else []))).format(**counts) + "\n"


def _classes() -> str:
    names, items = titles("sensitivities"), load_catalogue().values()
    rows = ((names[w].zh, names[w].en, str(sum(item.sensitivity == w for item in items))) for w in names)
    return _table(("级别 class", "English", "数据项数 items"), rows)


def _purposes(purposes: Mapping[str, SharingPurpose]) -> str:
    names = titles("sensitivities")
    rows = (
        (
            f"`{purpose.name}`",
            f"{purpose.title.zh} {purpose.title.en}",
            "、".join(names[word].zh for word in purpose.classes),
            str(purpose.keep_days),
            "；".join(purpose.legal_basis),
        )
        for purpose in purposes.values()
    )
    return _table(("用途 purpose", "名称 title", "级别 classes", "保存天数 days", "依据 basis"), rows)


def _fields(node: Node) -> str:
    """Every field of an agreement with what it means: the words of the page for the fields of the program."""
    fields = (*agreement_file.FIELDS, *agreement_file.OPTIONAL)
    raw = needed(node, fields)
    words = {"states": "、".join(f"`{state}`" for state in State), "years": agreement_file.YEARS_AN_ASSESSMENT_IS_KEPT}
    said = {name: read_bilingual(node.document, raw[name], *node.keys, name) for name in fields}
    rows = (
        (f"`{name}`", _is_required(name), said[name].zh.format(**words), said[name].en.format(**words)) for name in said
    )
    return _table(("字段 field", "必填 required", "中文", "English"), rows)


def _is_required(name: str) -> str:
    if name in agreement_file.FIELDS:
        return _YES
    return _WHERE_OF_PERSONS if name == "assessment" else _NO


def _needs(needs: Needs) -> str:
    rows = (
        (
            need.by,
            need.provider,
            f"`{need.name}`",
            f"{need.item.title.zh} {need.item.title.en}",
            f"`{need.purpose.name}`",
            f"{need.business.zh} {need.business.en}",
            "；".join(need.legal_basis),
        )
        for need in needs.needs
    )
    columns = ("需求方 by", "提供方 from", "字段 column", "数据项 item", "用途 purpose", "业务 business", "依据 basis")
    return _table(columns, rows)


def _duty(node: Node) -> tuple[Sequence[str], tuple[str, ...]]:
    """A row of the table of duties, and the articles it names."""
    raw = needed(node, _DUTY_KEYS)
    how = read_bilingual(node.document, raw["how"], *node.keys, "how")
    articles = read_articles(node.child("basis"))
    return (f"{raw['zh']} {raw['en']}", f"{how.zh} {how.en}", "；".join(articles)), articles


def _cited(purposes: Mapping[str, SharingPurpose], needs: Needs) -> Iterator[str]:
    for purpose in purposes.values():
        yield from purpose.legal_basis
    for need in needs.needs:
        yield from need.legal_basis


def _laws(cited: Iterable[str]) -> str:
    """Every law that is named, with its articles in their order."""
    laws, articles = sharing_laws(), dict[str, set[str]]()
    for basis in cited:
        title, _, article = basis.partition(" ")
        articles.setdefault(title, set()).update({article} - {""})
    rows = (
        (
            title,
            law.english,
            str(law.amended),
            "、".join(sorted(articles[title], key=article_number)) or "—",
            law.status.value,
        )
        for title, law in laws.items()
        if title in articles
    )
    return _table(("法律法规", "law", "文本日期 text of", "条 articles", "status"), rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in lines)
