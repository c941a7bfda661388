"""`anlan ledger …`: the ledger of suspected cases, read: lists, one case, the queue, rates, recall, files."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from casework.alerts import Plan, Wanted, open_ledger
from casework.alerts.bodies import Draw, day_of
from casework.alerts.case import Case, State
from casework.alerts.export import csv_text, workbook
from casework.alerts.line_form import line_json
from casework.alerts.outcomes import outcome_table
from casework.alerts.queueing import budget_of
from casework.alerts.rates import DEFINITIONS, Rates
from casework.alerts.reading import Happened
from casework.alerts.words import word
from cli.console import print_json, print_lines, print_table
from cli.ledger_case import amount, case_json
from cli.ledger_files import actor_in, new_file, put, reader_in
from core.errors import InputError
from core.settings import Settings

_PERCENT = 100
_WORDS = {
    "zh": {
        "cases": "疑点台账", "none": "没有疑点。", "shown": "显示{shown}件，共{all}件；逾期{overdue}件。", "id": "编号",
        "typology": "疑点类型", "scheme": "险种", "person": "人员（脱敏）", "months": "月数", "paid": "涉及金额（元）",
        "state": "状态", "holder": "所在地区", "unit": "承办单位", "officer": "承办人", "due": "办理时限",
        "finding": "核查结论", "outstanding": "未追回（元）", "overdue": "逾期", "what": "项目", "value": "内容",
        "history": "办理过程", "number": "日志条目", "at": "时间", "who": "办理人", "act": "事项", "told": "内容",
        "reason": "理由", "figures": "数据", "reasons": "疑点理由", "articles": "依据",
        "rows": "数据来源（表:批次:行）",
        "evidence": "证据", "size": "字节", "name": "名称", "loss": "预计损失（元）", "queue": "优先核查的疑点",
        "actions": "处理措施", "note": "说明", "due_yuan": "应追回（元）", "recovered": "已追回（元）",
        "fixed": "{month}核查名单：疑点{queued}件，随机抽查{drawn}人（自{frame}人中抽取）；日志第{entry}条。",
        "rates": "核查率、查实率、追回率", "group": "分组", "sent": "已下发", "checked": "核查率",
        "confirmed": "查实率", "recovered_rate": "追回率", "interval": "95%区间", "all": "合计",
        "recall": "发现率（查全率）估计：{estimate}，95%区间{low}至{high}。名单内查实{found}人，在查{open}人；"
        "随机抽查已办结{audited}人，其中查实{confirmed}人，未办结{waiting}人。",
        "unknown": "尚无法估计", "written": "已写入{file}：{rows}行。", "agrees": "数据库与日志一致。",
        "disagrees": "数据库与日志不一致：{tables}",
    },
    "en": {
        "cases": "Suspected cases", "none": "There are no cases.",
        "shown": "{shown} of {all} cases are shown; {overdue} are overdue.", "id": "case", "typology": "typology",
        "scheme": "scheme", "person": "person (masked)", "months": "months", "paid": "yuan", "state": "state",
        "holder": "with", "unit": "unit", "officer": "officer", "due": "due on", "finding": "finding",
        "outstanding": "outstanding", "overdue": "overdue", "what": "what", "value": "value", "history": "History",
        "number": "entry", "at": "when", "who": "who", "act": "act", "told": "told", "reason": "reason",
        "figures": "figures", "reasons": "Reasons", "articles": "articles", "rows": "rows (table:batch:line)",
        "evidence": "Evidence", "size": "bytes", "name": "name", "loss": "expected loss", "queue": "To check first",
        "actions": "actions", "note": "note", "due_yuan": "due, yuan", "recovered": "recovered, yuan",
        "fixed": "Queue of {month}: {queued} cases, {drawn} persons drawn at random of {frame}; entry {entry}.",
        "rates": "Checked, confirmed, recovered", "group": "group", "sent": "sent on", "checked": "checked",
        "confirmed": "confirmed", "recovered_rate": "recovered", "interval": "95 % interval", "all": "all",
        "recall": "Recall is estimated as {estimate}, 95 % interval {low} to {high}. Confirmed in the queue: {found}, "
        "still open: {open}. Random audits closed: {audited}, of them confirmed: {confirmed}; still open: {waiting}.",
        "unknown": "unknown yet", "written": "{rows} rows went into {file}.",
        "agrees": "The tables are what the log says.",
        "disagrees": "Tables that are not what the log says: {tables}",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """List cases; overdue ones are marked."""
    today, found = day_of(datetime.now(UTC)), _wanted_cases(chosen)
    few = found[: max(0, chosen.limit)]
    if chosen.json:
        print_json(
            {"today": today.isoformat(), "cases": len(found), "listed": [case_json(case, today) for case in few]}
        )
        return 0
    words, language = _WORDS[chosen.language], chosen.language
    if not found:
        print_lines(words["none"])
        return 0
    _print_cases(words["cases"], few, today, language)
    overdue = sum(case.is_overdue(today) for case in found)
    print_lines(words["shown"].format(shown=len(few), all=len(found), overdue=overdue))
    return 0


def show(chosen: Namespace, settings: Settings) -> int:
    """Print one case with its reasons, articles, evidence and history; the look is in the log."""
    ledger, who, now = open_ledger(chosen.folder), reader_in(chosen), datetime.now(UTC)
    today = day_of(now)
    case, history = ledger.look(chosen.case, who=who, now=now), ledger.history(chosen.case, who=who)
    if chosen.json:
        lines = [line_json(line) for line in case.lines]
        told = [{name: getattr(each, name) for name in Happened.__slots__} for each in history]
        print_json({**case_json(case, today), "lines": lines, "history": told})
        return 0
    words, language = _WORDS[chosen.language], chosen.language
    _print_cases(words["cases"], [case], today, language)
    facts = [
        (words["loss"], amount(case.expected_loss_fen)),
        (words["due_yuan"], amount(case.due_fen)),
        (words["recovered"], amount(case.recovered_fen)),
        (words["actions"], "、".join(_word("actions", each, language) for each in case.actions)),
        (words["note"], case.note),
        (words["articles"], "\n".join(map(str, case.articles))),
        (words["rows"], "\n".join(dict.fromkeys(row for line in case.lines for row in line.rows))),
    ]
    print_table(case.id, (words["what"], words["value"]), facts, left=2)
    reasons = [
        (each.code, ", ".join(f"{name}={value}" for name, value in each.figures.items()))
        for line in case.lines
        for each in line.reasons
    ]
    print_table(words["reasons"], (words["reason"], words["figures"]), reasons, left=2)
    documents = [(each.name, each.sha256, f"{each.size:,}") for each in case.documents]
    print_table(words["evidence"], (words["name"], "sha256", words["size"]), documents, left=2)
    cells = [_happened_cells(each, language) for each in history]
    print_table(words["history"], [words[name] for name in ("number", "at", "who", "act", "told")], cells, left=5)
    return 0


def queue(chosen: Namespace, settings: Settings) -> int:
    """Print what would be checked first; with --fix, choose it and draw the random audit."""
    budget = _budget(chosen)
    ledger, now = open_ledger(chosen.folder), datetime.now(UTC)
    words, language = _WORDS[chosen.language], chosen.language
    if chosen.fix is None:
        if chosen.subjects is not None:
            raise InputError("nobody is drawn without --fix.", remedy="Give --fix MONTH and --as, or no --subjects.")
        cases = ledger.queue(budget, who=reader_in(chosen))
        if chosen.json:
            print_json({"budget": budget, "queue": [case_json(case, day_of(now)) for case in cases]})
        else:
            _print_cases(words["queue"], cases, day_of(now), language)
        return 0
    subjects = None if chosen.subjects is None else Path(chosen.subjects)
    plan = Plan(chosen.fix, budget, subjects=subjects, seed=chosen.seed, audit_share=chosen.audit_share)
    fixed = ledger.fix_queue(plan, who=actor_in(chosen), now=now)
    if chosen.json:
        print_json(
            {
                "month": f"{plan.month:%Y-%m}", "cases": list(fixed.cases), "audits": list(fixed.audits),
                "frame": fixed.draw.frame, "seed": plan.seed, "entry": fixed.entry,
            }
        )  # fmt: skip
    else:
        print_lines(words["fixed"].format(month=f"{plan.month:%Y-%m}", entry=fixed.entry, **_counts(fixed.draw)))
    return 0


def rates(chosen: Namespace, settings: Settings) -> int:
    """Print the rates and what they mean."""
    ledger, today = open_ledger(chosen.folder), day_of(datetime.now(UTC))
    found = ledger.rates(chosen.by, today=today, who=reader_in(chosen))
    if chosen.json:
        groups = {group or "all": each.to_json() for group, each in found.items()}
        definitions = {name: each.to_json() for name, each in DEFINITIONS.items()}
        print_json({"by": chosen.by, "rates": groups, "definitions": definitions})
        return 0
    words, language = _WORDS[chosen.language], chosen.language
    columns = ("group", "sent", "overdue", "checked", "confirmed", "interval", "recovered_rate")
    kind = {"typology": "typologies", "channel": "channels"}.get(chosen.by)
    cells = [_rate_cells(_word(kind, group, language) if kind else group, each, words) for group, each in found.items()]
    print_table(words["rates"], [words[column] for column in columns], cells)
    print_lines(*(each.text("en" if language == "en" else "zh") for each in DEFINITIONS.values()))
    return 0


def recall(chosen: Namespace, settings: Settings) -> int:
    """Print how much of what is there the queue had, with its interval."""
    ledger = open_ledger(chosen.folder)
    found = ledger.recall(month=None if chosen.month is None else chosen.month.replace(day=1), who=reader_in(chosen))
    if chosen.json:
        print_json(found.to_json())
        return 0
    words = _WORDS[chosen.language]
    print_lines(
        words["recall"].format(
            estimate=words["unknown"] if found.estimate is None else _percent(found.estimate),
            low=_percent(found.low),
            high=_percent(found.high),
            found=found.found,
            open=found.queue_open,
            audited=found.audited,
            confirmed=found.confirmed,
            waiting=found.audit_open,
        )
    )
    return 0


def export(chosen: Namespace, settings: Settings) -> int:
    """Write the ledger as a workbook or CSV."""
    out = new_file(chosen.out, (".xlsx", ".csv"))
    cases = _wanted_cases(chosen)
    content = workbook(cases, today=day_of(datetime.now(UTC))) if out.suffix == ".xlsx" else csv_text(cases)
    put(out, lambda aside: aside.write_bytes(content))
    return _say_written(chosen, out, len(cases))


def outcomes(chosen: Namespace, settings: Settings) -> int:
    """Write what was found of closed cases, as labels."""
    out = new_file(chosen.out, (".parquet",))
    ledger = open_ledger(chosen.folder)
    table = outcome_table(ledger.cases(Wanted(state=State.CLOSED), who=reader_in(chosen)))
    put(out, lambda aside: parquet.write_table(table, aside))
    return _say_written(chosen, out, table.num_rows)


def verify(chosen: Namespace, settings: Settings) -> int:
    """Tell whether the tables are what the log makes of them; 1 where they are not."""
    found, words = open_ledger(chosen.folder).disagreements(), _WORDS[chosen.language]
    if chosen.json:
        print_json({"agrees": not found, "tables": list(found)})
    else:
        print_lines(words["disagrees"].format(tables=", ".join(found)) if found else words["agrees"])
    return 1 if found else 0


def _wanted_cases(chosen: Namespace) -> list[Case]:
    ledger = open_ledger(chosen.folder)
    wanted = Wanted(
        state=None if chosen.state is None else State(chosen.state),
        typology=chosen.typology,
        region=chosen.region,
        overdue_on=day_of(datetime.now(UTC)) if chosen.overdue else None,
    )
    return ledger.cases(wanted, who=reader_in(chosen))


def _budget(chosen: Namespace) -> int:
    """Cases in a month: by number, or by a share of persons."""
    if (chosen.budget is None) == (chosen.share is None) or (chosen.share is None) != (chosen.persons is None):
        raise InputError(
            "it is not clear how many can be checked.", remedy="Give --budget N, or --share P --persons N."
        )
    return int(chosen.budget) if chosen.share is None else budget_of(chosen.share, chosen.persons)


def _print_cases(title: str, cases: Sequence[Case], today: date, language: str) -> None:
    words = _WORDS[language]
    columns = ("id", "typology", "person", "state", "holder", "officer", "due", "finding", "months", "paid")
    cells = [_case_cells(case, today, language) for case in cases]
    print_table(title, [words[column] for column in (*columns, "outstanding")], cells, left=8)


def _case_cells(case: Case, today: date, language: str) -> tuple[str, ...]:
    mark = f" {_WORDS[language]['overdue']}" if case.is_overdue(today) else ""
    return (
        case.id,
        _word("typologies", case.typology, language),
        case.masked if case.members <= 1 else f"{case.masked} ×{case.members}",
        _word("states", case.state, language),
        case.holder,
        case.officer,
        f"{case.due_on or ''}{mark}",
        _word("findings", case.finding, language),
        str(case.months),
        amount(case.paid_fen),
        amount(case.outstanding_fen),
    )


def _happened_cells(each: Happened, language: str) -> tuple[str, ...]:
    told = ", ".join(f"{name}={value}" for name, value in each.told.items() if value not in ("", [], {}))
    return (str(each.number), each.at, f"{each.who} ({each.tenant})", _word("acts", each.act, language), told)


def _rate_cells(group: str, each: Rates, words: dict[str, str]) -> tuple[str, ...]:
    interval = each.confirmed_interval
    return (
        group or words["all"],
        f"{each.sent:,}",
        f"{each.overdue:,}",
        _percent(each.checked_rate),
        _percent(each.confirmed_rate),
        "" if interval is None else f"{_percent(interval[0])} – {_percent(interval[1])}",
        _percent(each.recovered_rate),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{_PERCENT * share:.1f} %"


def _word(kind: str, code: str | None, language: str) -> str:
    return word(kind, code, "en" if language == "en" else "zh")


def _counts(draw: Draw) -> dict[str, Any]:
    return {"queued": draw.queued, "drawn": draw.drawn, "frame": f"{draw.frame:,}"}


def _say_written(chosen: Namespace, out: Path, rows: int) -> int:
    if chosen.json:
        print_json({"file": str(out), "rows": rows})
    else:
        print_lines(_WORDS[chosen.language]["written"].format(file=out, rows=rows))
    return 0
