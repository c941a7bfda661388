"""The appendices of the rules for sharing: what the programs obey, as tables in Chinese and English."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.markdown import markdown_table
from datapool.sharing import agreement_file
from datapool.sharing.giving import sharing_rules
from datapool.sharing.legal_basis import sharing_laws
from datapool.sharing.measure import Measure
from datapool.sharing.need import Needs
from datapool.sharing.purpose import SharingPurpose
from datapool.sharing.refusal import REASONS
from datapool.standards.articles import article_number
from datapool.standards.catalogue import SENSITIVITIES, load_catalogue
from datapool.standards.sources import load_sources
from datapool.standards.words import titles
from rules.bilingual import Bilingual

_PERMITS, _FORBIDS = "允许 permits", "禁止 forbids"
_YES, _WHERE_OF_PERSONS, _NO = "是 yes", "涉及个人信息时 where of persons", "否 no"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the programs obey, as the files of a folder say it; `fields` are those of an agreement, explained."""

    purposes: Mapping[str, SharingPurpose]
    needs: Needs
    measures: Mapping[str, Measure]
    fields: Mapping[str, Bilingual]


def appendix(name: str, kept: Kept) -> str:
    """The table of one appendix: classes, purposes, needs, left_out, fields, rules, measures or reasons."""
    tables = {
        "classes": lambda: _classes(kept),
        "purposes": lambda: _purposes(kept),
        "needs": lambda: _needs(kept.needs),
        "left_out": lambda: _left_out(kept.needs),
        "fields": lambda: _fields(kept),
        "rules": _rules,
        "measures": lambda: _measures(kept),
        "reasons": _reasons,
    }
    return tables[name]()


def laws_appendix(kept: Kept, cited: Iterable[str]) -> str:
    """Every law that is named, here or by the `cited` articles, with its articles in their order."""
    laws, articles = sharing_laws(), dict[str, set[str]]()
    for basis in (*cited, *_cited(kept)):
        title, _, article = basis.partition(" ")
        articles.setdefault(title, set()).update({article} - {""})
    rows = (
        (
            f"《{title}》",
            law.english,
            str(law.amended),
            "、".join(sorted(articles[title], key=article_number)) or "—",
            law.status.value,
        )
        for title, law in laws.items()
        if title in articles
    )
    return markdown_table(("法律法规", "law", "文本日期 text of", "条 articles", "status"), rows)


def quoted(articles: Iterable[str]) -> str:
    """《law》article of each "law article", one law's articles together."""
    by_law: dict[str, list[str]] = {}
    for basis in articles:
        title, _, article = basis.partition(" ")
        by_law.setdefault(title, []).append(article)
    return "；".join(f"《{title}》{'、'.join(filter(None, named))}" for title, named in by_law.items())


def _cited(kept: Kept) -> Iterator[str]:
    for purpose in kept.purposes.values():
        yield from purpose.legal_basis
    for need in kept.needs.needs:
        yield from need.legal_basis
    for measure in kept.measures.values():
        yield from measure.legal_basis
    for rule in sharing_rules():
        yield from rule.legal_basis


def _classes(kept: Kept) -> str:
    names, items = titles("sensitivities"), load_catalogue().values()
    rows = (
        (
            f"{names[word].zh} {names[word].en}",
            str(sum(item.sensitivity == word for item in items)),
            "、".join(measure.title.zh for measure in kept.measures.values() if word in measure.needed_for) or "—",
        )
        for word in SENSITIVITIES
    )
    return markdown_table(("级别 class", "数据项数 items", "须要求的措施 measures"), rows)


def _purposes(kept: Kept) -> str:
    names = titles("sensitivities")
    rows = (
        (
            f"`{purpose.name}`",
            f"{purpose.title.zh} {purpose.title.en}",
            "、".join(names[word].zh for word in purpose.classes),
            str(purpose.keep_days),
            quoted(purpose.legal_basis),
        )
        for purpose in kept.purposes.values()
    )
    return markdown_table(("用途 purpose", "名称 title", "级别 classes", "保存天数 days", "依据 basis"), rows)


def _needs(needs: Needs) -> str:
    departments, purposes = _departments(), {need.purpose.name: need.purpose.title for need in needs.needs}
    rows = (
        (
            departments[need.by].zh,
            departments[need.provider].zh,
            f"{need.item.title.zh} {need.item.title.en}",
            f"`{need.name}`",
            f"{need.business.zh} {need.business.en}",
            purposes[need.purpose.name].zh,
            quoted(need.legal_basis),
        )
        for need in needs.needs
    )
    columns = ("需求方 by", "提供方 from", "数据项 item", "字段 column", "业务 business", "用途 purpose", "依据 basis")
    return markdown_table(columns, rows)


def _left_out(needs: Needs) -> str:
    departments = _departments()
    rows = (
        (
            "、".join(departments[name].zh for name in each.by),
            "、".join(item.title.zh for item in each.items),
            f"{each.reason.zh} {each.reason.en}",
        )
        for each in needs.left_out
    )
    return markdown_table(("部门 department", "数据项 items", "理由 reason"), rows)


def _departments() -> dict[str, Bilingual]:
    return {table.department: table.department_title for table in load_sources().values()}


def _fields(kept: Kept) -> str:
    rows = ((f"`{name}`", _is_required(name), said.zh, said.en) for name, said in kept.fields.items())
    return markdown_table(("字段 field", "必填 required", "中文", "English"), rows)


def _is_required(name: str) -> str:
    if name in agreement_file.FIELDS:
        return _YES
    return _WHERE_OF_PERSONS if name == "assessment" else _NO


def _rules() -> str:
    rows = (
        (
            f"`{rule.id}`",
            _FORBIDS if rule.forbids else _PERMITS,
            rule.title.zh,
            rule.title.en,
            quoted(rule.legal_basis),
        )
        for rule in sharing_rules()
    )
    return markdown_table(("规则 rule", "效力 effect", "中文", "English", "依据 basis"), rows)


def _measures(kept: Kept) -> str:
    names = titles("sensitivities")
    rows = (
        (
            f"`{measure.name}`",
            measure.title.zh,
            measure.title.en,
            "、".join(names[word].zh for word in measure.needed_for),
            quoted(measure.legal_basis),
        )
        for measure in kept.measures.values()
    )
    return markdown_table(("措施 measure", "中文", "English", "适用级别 classes", "依据 basis"), rows)


def _reasons() -> str:
    return markdown_table(("理由 reason", "中文", "English"), ((f"`{k}`", t.zh, t.en) for k, t in REASONS.items()))
