"""`anlan access explain`: which rows and columns somebody may see, by which rules and on which legal ground."""

from argparse import Namespace
from pathlib import Path

from cli.console import print_json, print_lines, print_table
from core.errors import FileMissing, UnknownKey
from core.principal import Principal, Role
from core.settings import Settings
from datapool.access.explaining import Explanation, explain_access
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of
from datapool.access.words import access_words
from datapool.pool import described_tables
from datapool.standards.sources import load_sources
from datapool.standards.words import titles

_WORDS = {
    "zh": {
        "title": "{table}：{roles}为“{purpose}”{action}", "rows": "可见记录：{which}", "rules": "所依规则",
        "column": "数据项", "name": "名称", "class": "分级", "seen": "可见范围", "by": "规则", "rule": "规则",
        "effect": "效力", "said": "内容", "basis": "法律依据", "permit": "允许", "forbid": "禁止",
        "no_row": "不可见", "every_row": "全部", "no_rule": "没有规则允许", "nothing": "没有任何规则。",
    },
    "en": {
        "title": "{table}: {action} as {roles}, for {purpose}", "rows": "Rows seen: {which}",
        "rules": "The rules behind",
        "column": "column", "name": "title", "class": "class", "seen": "seen of", "by": "rules", "rule": "rule",
        "effect": "effect", "said": "what it says", "basis": "legal basis", "permit": "permits", "forbid": "forbids",
        "no_row": "not seen", "every_row": "every row", "no_rule": "no rule permits it", "nothing": "No rule at all.",
    },
}  # fmt: skip


def explain(chosen: Namespace, settings: Settings) -> int:
    """Explain what a principal sees of a table; no row is read."""
    if chosen.pool is not None and not Path(chosen.pool).is_dir():
        raise FileMissing("this folder is not there.", path=chosen.pool, remedy="Name the folder of a pool.")
    tables = load_sources() if chosen.pool is None else described_tables(Path(chosen.pool))
    if chosen.table not in tables:
        raise UnknownKey(f"there is no table {chosen.table}.", remedy=f"Choose of {', '.join(tables)}.")
    principal = Principal(
        subject=chosen.subject,
        tenant=chosen.tenant,
        roles=frozenset(map(Role, chosen.role)),
        region=chosen.region,
        purpose=chosen.purpose,
    )
    found = explain_access(load_rules(), principal, chosen.act, shape_of(tables[chosen.table]))
    if chosen.json:
        print_json(found.to_json())
    else:
        _print_columns(found, chosen.language)
        _print_rules(found, chosen.language)
    return 0


def _print_columns(found: Explanation, language: str) -> None:
    words = _WORDS[language]
    title = words["title"].format(
        table=_said(found.compiled.shape.title.to_json(), language),
        roles="、".join(
            _said(access_words("roles")[role].to_json(), language) for role in sorted(found.principal.roles)
        ),
        purpose=_said(access_words("purposes")[found.principal.purpose].to_json(), language),
        action=_said(access_words("actions")[found.action].to_json(), language),
    )
    classes = titles("sensitivities")
    rows = [
        (
            column.name,
            _said(column.title.to_json(), language),
            _said(classes[column.sensitivity].to_json(), language),
            words.get(column.seen.extent, _said(column.seen.rows.to_json(), language)),
            "\n".join(rule.id for rule in column.rules) or words["no_rule"],
        )
        for column in found.columns
    ]
    print_lines(words["rows"].format(which=_said(found.seen.rows.to_json(), language)))
    print_table(title, [words[head] for head in ("column", "name", "class", "seen", "by")], rows, left=5)


def _print_rules(found: Explanation, language: str) -> None:
    words = _WORDS[language]
    named = {rule.id: rule for column in found.columns for rule in column.rules}
    if not named:
        print_lines(words["nothing"])
        return
    rows = [
        (rule.id, words[rule.template.effect], _said(rule.title.to_json(), language), "\n".join(rule.legal_basis))
        for rule in named.values()
    ]
    print_table(words["rules"], [words[head] for head in ("rule", "effect", "said", "basis")], rows, left=4)


def _said(text: dict[str, str], language: str) -> str:
    return text[language]
