"""`anlan data lineage PERSON FIELD`: from the value of one item back to the cell that was delivered, step by step."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from cli.console import print_json, print_table
from cli.looker import look
from cli.person import GROUNDS, RULES, fact_json, shown
from core.errors import InputError, UnknownKey
from core.settings import Settings
from datapool.persons.finding import Link
from datapool.persons.survivorship import Fact
from datapool.pool import Pool
from datapool.standards.catalogue import load_catalogue

_WORDS = {
    "zh": {
        "title": "人员{person}的{item}", "step": "环节", "what": "内容",
        "delivered": "报送", "landed": "入库", "joined": "归并", "chosen": "取值", "earlier": "以前的值",
        "others": "其他值", "cell": "{department}，{delivery}，文件{path}第{line}行",
        "column": "批次{batch}，数据表{table}，列{column}，{known_on}获知", "value": "{value}（{ground}）",
    },
    "en": {
        "title": "{item} of person {person}", "step": "step", "what": "what",
        "delivered": "delivered", "landed": "landed", "joined": "joined", "chosen": "chosen", "earlier": "earlier",
        "others": "others", "cell": "{department}, delivery {delivery}, file {path}, line {line}",
        "column": "batch {batch}, table {table}, column {column}, known on {known_on}", "value": "{value} ({ground})",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Print where the value of an item comes from, once the look is in the log; a sensitive value stays masked."""
    item = load_catalogue().item(chosen.field)
    known = look(Pool.open(Path(chosen.pool)), chosen, date.today(), item=item.key)
    if item.key not in known.facts and item.key in known.withheld:
        kept = known.withheld[item.key]
        raise InputError(f"the access rules keep {item.key} back.", remedy=kept.why.en)
    if item.key not in known.facts:
        remedy = "`anlan data person` shows what is known of a person."
        raise UnknownKey(f"nothing tells {item.key} of this person.", remedy=remedy)
    fact = known.facts[item.key]
    link = known.records[fact.source.record]
    if chosen.json:
        joined = {"record": link.record, "rule": link.rule, "weight": link.weight}
        found: dict[str, Any] = {"person": known.person, "item": item.key, "joined": joined, "entry": known.entry}
        print_json(found | fact_json(fact, unmasked=False))
        return 0
    words = _WORDS[chosen.language]
    title = words["title"].format(person=known.person, item=item.title.to_json()[chosen.language])
    print_table(title, (words["step"], words["what"]), _steps(fact, link, chosen.language), left=2)
    return 0


def _steps(fact: Fact, link: Link, language: str) -> list[tuple[str, str]]:
    words, source = _WORDS[language], fact.source
    where = {
        "department": source.department,
        "delivery": source.delivery,
        "path": source.path,
        "line": source.line,
        "batch": source.batch,
        "table": source.table,
        "column": source.column,
        "known_on": source.known_on,
    }
    ground = GROUNDS[language].get(fact.ground, fact.ground)
    steps = [
        ("delivered", words["cell"].format(**where)),
        ("landed", words["column"].format(**where)),
        ("joined", RULES[language].get(link.rule, link.rule)),
        ("chosen", words["value"].format(value=shown(fact, fact.value, unmasked=False), ground=ground)),
    ]
    for name, told in (("earlier", fact.earlier), ("others", fact.others)):
        steps += [
            (name, f"{shown(fact, each.value, unmasked=False)}  {each.source.path}:{each.source.line}") for each in told
        ]
    return [(words[name], text) for name, text in steps]
