"""`anlan data link-persons` and `anlan data person`: records joined into persons, and what is known of one of them."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cli.console import print_json, print_lines, print_table, working
from cli.looker import look
from core.errors import InputError, ValueOutOfRange
from core.settings import Settings
from datapool.persons.linking import bring_persons_up_to_date
from datapool.persons.survivorship import Fact, Source, Told
from datapool.pool import Pool
from datapool.viewing.bearing import prepare_bearers
from datapool.viewing.person_view import PersonView

MASK = "***"
_MOST_WORKERS = 256
_SENSITIVE = "sensitive"
_WORDS = {
    "zh": {
        "working": "正在归并人员记录", "linked": "人员归并结果", "what": "项目", "figure": "数量",
        "persons": "人员", "records": "记录", "rows": "行", "doubts": "待人工核对", "rule": "归并依据",
        "person": "人员{person}，截至{as_of}", "item": "数据项", "value": "值", "department": "来源部门",
        "where": "来源（文件:行）", "known": "获知日期", "ground": "取值依据", "earlier": "以前的值",
        "others": "其他部门的值", "joined": "归入此人的记录", "record": "记录", "table": "数据表",
        "withheld": "按规则不予显示", "why": "理由", "rows_seen": "可见记录", "which": "范围",
        "entry": "本次查看已记入共享日志第{entry}条。",
    },
    "en": {
        "working": "Joining the records of persons", "linked": "Persons", "what": "what", "figure": "number",
        "persons": "persons", "records": "records", "rows": "rows", "doubts": "to be looked at by a clerk",
        "rule": "joined by", "person": "Person {person}, as known on {as_of}", "item": "item", "value": "value",
        "department": "department", "where": "source (file:line)", "known": "known on", "ground": "chosen as",
        "earlier": "earlier", "others": "others say", "joined": "Records of this person", "record": "record",
        "table": "table", "withheld": "Kept back by the rules", "why": "why", "rows_seen": "Rows seen",
        "which": "which", "entry": "This look is entry {entry} of the log of sharing.",
    },
}  # fmt: skip
GROUNDS = {
    "zh": {
        "checked": "校验通过", "owner": "数据项主管部门", "latest": "最近获知", "precedence": "数据表次序",
        "only": "唯一的值", "agreed": "各方一致", "row_order": "同日，取文件中靠后者",
    },
    "en": {
        "checked": "passed its check", "owner": "owner of the item", "latest": "known last",
        "precedence": "order of tables", "only": "the only value", "agreed": "all agree",
        "row_order": "same day, later in the file",
    },
}  # fmt: skip
RULES = {
    "zh": {
        "citizen_id": "公民身份号码相同", "changed_number": "身份号码变更", "slip_and_name": "号码一处之差、姓名相符",
        "slip_and_birth": "号码一处之差、出生日期相同", "name_birth_sex": "姓名、出生日期、性别",
        "name_phone": "姓名、电话", "name_death": "姓名、死亡日期", "spouse": "配偶同户", "child": "子女同户",
        "only_bearer": "姓名唯一", "same_written": "号码写法相同", "alone": "未与他人归并", "decision": "人工认定",
    },
    "en": {
        "citizen_id": "same citizen number", "changed_number": "citizen number changed",
        "slip_and_name": "number one slip apart, name", "slip_and_birth": "number one slip apart, birth",
        "name_birth_sex": "name, birth, sex", "name_phone": "name, phone", "name_death": "name, day of death",
        "spouse": "household of the spouse", "child": "household of the child", "only_bearer": "only one of the name",
        "same_written": "number written the same", "alone": "joined with no other", "decision": "a clerk's decision",
    },
}  # fmt: skip


def link(chosen: Namespace, settings: Settings) -> int:
    """Bring the index of persons up to what has landed and been decided."""
    if not 1 <= chosen.workers <= _MOST_WORKERS:
        raise ValueOutOfRange(f"--workers is {chosen.workers}.", remedy=f"Give a number from 1 to {_MOST_WORKERS}.")
    words, rules = _WORDS[chosen.language], RULES[chosen.language]
    with working(words["working"]):
        pool = Pool.open(Path(chosen.folder))
        index = bring_persons_up_to_date(pool, workers=chosen.workers)
        prepare_bearers(pool, index)
    if chosen.json:
        print_json(index.to_json())
        return 0
    figures = {"persons": index.persons, "records": index.records, "rows": index.rows, "doubts": index.doubts}
    listed = [(words[name], f"{figure:,}") for name, figure in figures.items()]
    print_table(words["linked"], (words["what"], words["figure"]), listed)
    by_rule = [(rules.get(rule, rule), f"{count:,}") for rule, count in index.rules.items()]
    print_table(words["rule"], (words["rule"], words["records"]), by_rule)
    return 0


def run(chosen: Namespace, settings: Settings) -> int:
    """Print every item of a person that who asks may see, with its source, once the look is in the log."""
    if chosen.show_sensitive and chosen.claims is None:
        raise InputError(
            "sensitive values are shown to nobody who is not named.", remedy="Give --as CLAIMS.json as well."
        )
    known = look(Pool.open(Path(chosen.folder)), chosen, chosen.as_of or date.today())
    if chosen.json:
        print_json(view_json(known, unmasked=chosen.show_sensitive))
        return 0
    words = _WORDS[chosen.language]
    columns = ("item", "value", "department", "where", "known", "ground", "earlier", "others")
    cells = [_cells(fact, chosen.language, unmasked=chosen.show_sensitive) for fact in known.facts.values()]
    title = words["person"].format(person=known.person, as_of=known.as_of)
    print_table(title, [words[column] for column in columns], cells, left=len(columns))
    rules = RULES[chosen.language]
    joined = [(link.record, link.table, rules.get(link.rule, link.rule)) for link in known.records.values()]
    print_table(words["joined"], [words[column] for column in ("record", "table", "rule")], joined, left=3)
    _print_withheld(known, chosen.language)
    return 0


def _print_withheld(known: PersonView, language: str) -> None:
    """What the rules keep back, and why; whether anything stands there is not told."""
    words = _WORDS[language]
    if known.withheld:
        kept = [
            (each.title.to_json()[language], "\n".join(each.tables), each.why.to_json()[language])
            for each in known.withheld.values()
        ]
        print_table(words["withheld"], [words[column] for column in ("item", "table", "why")], kept, left=3)
    if known.rows:
        rows = [(table, which.to_json()[language]) for table, which in known.rows.items()]
        print_table(words["rows_seen"], [words[column] for column in ("table", "which")], rows, left=2)
    print_lines(words["entry"].format(entry=known.entry))


def view_json(known: PersonView, *, unmasked: bool) -> dict[str, Any]:
    """Plain values; sensitive ones masked unless `unmasked`."""
    return {
        "entry": known.entry,
        "withheld": {
            item: {"title": each.title.to_json(), "why": each.why.to_json(), "tables": list(each.tables)}
            for item, each in known.withheld.items()
        },
        "rows": {table: which.to_json() for table, which in known.rows.items()},
        "person": known.person,
        "version": known.version,
        "as_of": known.as_of.isoformat(),
        "records": [
            {"record": link.record, "table": link.table, "rule": link.rule, "weight": link.weight}
            for link in known.records.values()
        ],
        "facts": {item: fact_json(fact, unmasked=unmasked) for item, fact in known.facts.items()},
    }


def fact_json(fact: Fact, *, unmasked: bool) -> dict[str, Any]:
    """One item with its source, what stood before, and what others say."""
    return {
        "title": fact.item.title.to_json(),
        "value": shown(fact, fact.value, unmasked=unmasked),
        "source": source_json(fact.source),
        "ground": fact.ground,
        "confirmed_by": list(fact.confirmed_by),
        "earlier": _told_json(fact, fact.earlier, unmasked=unmasked),
        "others": _told_json(fact, fact.others, unmasked=unmasked),
    }


def shown(fact: Fact, value: str, *, unmasked: bool) -> str:
    """The value, or a mask for one that the catalogue calls sensitive."""
    return value if unmasked or fact.item.sensitivity != _SENSITIVE else MASK


def source_json(source: Source) -> dict[str, Any]:
    """Where a value comes from."""
    return {
        "department": source.department,
        "table": source.table,
        "batch": source.batch,
        "delivery": source.delivery,
        "path": source.path,
        "line": source.line,
        "column": source.column,
        "known_on": source.known_on.isoformat(),
    }


def _told_json(fact: Fact, told: Sequence[Told], *, unmasked: bool) -> list[Mapping[str, Any]]:
    return [{"value": shown(fact, each.value, unmasked=unmasked), "source": source_json(each.source)} for each in told]


def _cells(fact: Fact, language: str, *, unmasked: bool) -> tuple[str, ...]:
    source = fact.source
    return (
        fact.item.title.to_json()[language],
        shown(fact, fact.value, unmasked=unmasked),
        source.department,
        f"{Path(source.path).name}:{source.line}",
        source.known_on.isoformat(),
        GROUNDS[language].get(fact.ground, fact.ground),
        "\n".join(shown(fact, each.value, unmasked=unmasked) for each in fact.earlier),
        "\n".join(f"{each.source.department} {shown(fact, each.value, unmasked=unmasked)}" for each in fact.others),
    )
