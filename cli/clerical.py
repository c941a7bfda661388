"""`anlan data doubts` and `anlan data decide`: the clerical queue, and what a clerk decides about two records."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.console import print_json, print_lines, print_table
from cli.looker import principal_in
from core.errors import InputError
from core.settings import Settings
from datapool.persons.clerical import OpenDoubt, Place, open_doubts
from datapool.persons.clerical import decide as keep
from datapool.persons.decisions import Decision, Verdict, undo
from datapool.persons.linker import Doubt
from datapool.persons.storing import persons_folder
from datapool.pool import Pool
from datapool.viewing.queue import decide_for, open_doubts_for, undo_for

_WORDS = {
    "zh": {
        "title": "待人工核对", "none": "没有待核对的记录。", "reason": "原因", "record": "记录", "other": "另一记录",
        "joined": "现已归并", "yes": "是", "no": "否", "shown": "显示{shown}条，共{all}条。",
        "kept": "决定第{number}号已记录；`anlan data link-persons` 后生效。",
    },
    "en": {
        "title": "To be looked at by a clerk", "none": "There is nothing to decide.", "reason": "reason",
        "record": "record", "other": "other record", "joined": "joined now", "yes": "yes", "no": "no",
        "shown": "{shown} of {all} are shown.",
        "kept": "Decision {number} is kept; `anlan data link-persons` puts it into effect.",
    },
}  # fmt: skip
_REASONS = {
    "zh": {
        Doubt.ONE_NUMBER_TWO_PEOPLE: "一号两人", Doubt.ONE_RECORD_TWO_NUMBERS: "一条记录两个号码",
        Doubt.NAME_DIFFERS: "号码相同、姓名不同", Doubt.SEVERAL_CANDIDATES: "候选人不止一个",
        Doubt.NAME_TOO_COMMON: "同名同生日，姓名常见", Doubt.NAME_ALONE: "仅凭唯一姓名归并",
        Doubt.BIRTH_SEX_PHONE: "生日、性别、电话相同，姓名不同",
    },
    "en": {
        Doubt.ONE_NUMBER_TWO_PEOPLE: "one number, two people", Doubt.ONE_RECORD_TWO_NUMBERS: "one record, two numbers",
        Doubt.NAME_DIFFERS: "same number, other name", Doubt.SEVERAL_CANDIDATES: "several persons fit",
        Doubt.NAME_TOO_COMMON: "same birth, common name", Doubt.NAME_ALONE: "joined by a rare name alone",
        Doubt.BIRTH_SEX_PHONE: "same birth, sex and phone, other name",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Print the pairs of records that are not decided, by where they stand; no value of them is shown."""
    if chosen.reason is not None and chosen.reason not in tuple(Doubt):
        raise InputError(f"there is no reason {chosen.reason}.", remedy=f"Reasons: {', '.join(Doubt)}.")
    pool, now = Pool.open(Path(chosen.folder)), datetime.now(UTC)
    if chosen.claims is None:
        found = open_doubts(pool, reason=chosen.reason)
    else:
        found = open_doubts_for(pool, who=principal_in(pool, chosen.claims, now), now=now, reason=chosen.reason)
    few = found[: chosen.limit]
    if chosen.json:
        print_json({"doubts": len(found), "pairs": [_json(doubt) for doubt in few]})
        return 0
    words = _WORDS[chosen.language]
    if not found:
        print_lines(words["none"])
        return 0
    columns = ("reason", "record", "other", "joined")
    print_table(words["title"], [words[c] for c in columns], [_cells(doubt, chosen.language) for doubt in few], left=4)
    print_lines(words["shown"].format(shown=len(few), all=len(found)))
    return 0


def decide(chosen: Namespace, settings: Settings) -> int:
    """Keep a decision, or take one back; with --as where the rules let its principal decide, and in their name."""
    if (chosen.who is None) == (chosen.claims is None):
        raise InputError("it is not clear who decides.", remedy="Give --as CLAIMS.json, or --who NAME.")
    if chosen.undo is not None and (chosen.record is not None or chosen.verdict is not None):
        raise InputError("both a decision and --undo are given.", remedy="Give one of the two.")
    if chosen.undo is None and None in (chosen.record, chosen.other, chosen.verdict):
        raise InputError("the decision is not whole.", remedy="Give two records and --verdict, or --undo N.")
    kept = _kept(Pool.open(Path(chosen.folder)), chosen, datetime.now(UTC))
    if chosen.json:
        print_json(kept.to_json())
    else:
        print_lines(_WORDS[chosen.language]["kept"].format(number=kept.number))
    return 0


def _kept(pool: Pool, chosen: Namespace, now: datetime) -> Decision:
    pair = (chosen.record, chosen.other)
    if chosen.claims is not None:
        who = principal_in(pool, chosen.claims, now)
        if chosen.undo is not None:
            return undo_for(pool, chosen.undo, who=who, now=now)
        return decide_for(pool, Verdict(chosen.verdict), pair, who=who, now=now)
    if chosen.undo is not None:
        return undo(persons_folder(pool.root), chosen.undo, who=chosen.who, now=now)
    return keep(pool, Verdict(chosen.verdict), pair, who=chosen.who, now=now)


def _json(doubt: OpenDoubt) -> dict[str, Any]:
    return {
        "reason": doubt.reason,
        "record": _place_json(doubt.record),
        "other": _place_json(doubt.other),
        "joined": doubt.are_joined,
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {"record": place.record, "table": place.table, "batch": place.batch, "line": place.line}


def _cells(doubt: OpenDoubt, language: str) -> tuple[str, ...]:
    words = _WORDS[language]
    places = (f"{place.record}\n{place.table} {place.batch}:{place.line}" for place in (doubt.record, doubt.other))
    reason = {str(why): title for why, title in _REASONS[language].items()}.get(doubt.reason, doubt.reason)
    return (reason, *places, words["yes" if doubt.are_joined else "no"])
