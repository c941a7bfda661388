"""`anlan data quality` and `anlan data tickets`: how good the data are, and what departments are asked to mend."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.console import counting, print_json, print_lines, print_table
from cli.delivery import put
from core.errors import UnknownKey
from core.settings import Settings
from datapool.intake.record import DUPLICATE
from datapool.pool import Pool
from datapool.quality.assessment import Assessment
from datapool.quality.keeping import bring_up_to_date, ticket_book
from datapool.quality.scores import Score
from datapool.quality.tickets.export import export_files
from datapool.quality.tickets.ticket import Event, State, Ticket
from datapool.quality.tickets.writing import records_to_correct

_PERCENT = 100
_STEPS = 100
_WORDS = {
    "zh": {
        "working": "正在评估数据质量",
        "scores": "数据质量得分（满分100）",
        "rules": "问题最多的规则",
        "tickets": "数据纠错工单",
        "none": "没有问题。",
        "no_tickets": "没有工单。",
        "written": "已写入",
        "department": "部门", "table": "数据表", "item": "数据项", "dimension": "维度", "rule": "规则", "batch": "批次",
        "delivery": "报送批次", "score": "得分", "checked": "检查数", "failed": "问题数", "mended": "已改正",
        "title": "问题",
        "number": "工单编号", "state": "状态", "remaining": "待改正", "errors": "问题记录", "due": "办理时限（工作日）",
        "skipped": "未评估的检查",
    },
    "en": {
        "working": "Assessing the quality of the data",
        "scores": "Quality of the data (100 is best)",
        "rules": "Rules broken most",
        "tickets": "Correction tickets",
        "none": "Nothing was found.",
        "no_tickets": "There are no tickets.",
        "written": "Written:",
        "department": "department", "table": "table", "item": "item", "dimension": "dimension", "rule": "rule",
        "batch": "batch", "delivery": "delivery", "score": "score", "checked": "checked", "failed": "failed",
        "mended": "mended", "title": "what is wrong",
        "number": "ticket", "state": "state", "remaining": "remaining", "errors": "errors", "due": "working days",
        "skipped": "checks that could not be made",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Score the pool, after bringing its assessment up to date."""
    pool = Pool.open(Path(chosen.folder))
    _check_department(pool, chosen.department)
    assessment = _assess(pool, chosen)
    by = chosen.by or ["department"]
    scores = assessment.scores(by, department=chosen.department, current=chosen.current)
    broken = _broken_rules(assessment, chosen.department)
    if chosen.json:
        print_json(
            {
                "version": assessment.version,
                "scores": [_score_json(score) for score in scores],
                "rules": broken,
                "skipped": dict(assessment.skipped),
            }
        )
    else:
        _print_scores(scores, by, chosen.language)
        _print_rules(broken, chosen.language)
    return 0


def tickets(chosen: Namespace, settings: Settings) -> int:
    """List the tickets, hand them out as files, or write down what became of one."""
    pool = Pool.open(Path(chosen.folder))
    _check_department(pool, chosen.department)
    assessment, book = _assess(pool, chosen), ticket_book(pool)
    if chosen.mark:
        number, _, event = chosen.mark.rpartition("=")
        book.record(number, _event(event), chosen.note)
    listed = book.tickets(department=chosen.department, state=State(chosen.state) if chosen.state else None)
    files: list[str] = []
    if chosen.export:
        listed = [ticket for ticket in listed if ticket.state is not State.CLOSED]
        files = _export(pool, assessment, listed, Path(chosen.export))
        listed = [book.record(t.number, Event.SEND) if t.state is State.OPEN else t for t in listed]
    if chosen.json:
        print_json({"tickets": [_ticket_json(ticket, assessment) for ticket in listed], "files": files})
    else:
        _print_tickets(listed, assessment, chosen.language)
        print_lines(*(f"{_WORDS[chosen.language]['written']} {file}" for file in files))
    return 0


def _export(pool: Pool, assessment: Assessment, listed: Sequence[Ticket], folder: Path) -> list[str]:
    """Write the files of these tickets; returns where they are."""
    paths = {batch.batch: batch.path for batch in pool.batches() if batch.state != DUPLICATE}
    records = records_to_correct(assessment, pool.tables(), paths)
    files = export_files(listed, records, rules=assessment.rules, tables=pool.tables())
    for name, content in files.items():
        put(folder / name, content)
    return [str(folder / name) for name in files]


def _assess(pool: Pool, chosen: Namespace) -> Assessment:
    with counting(_WORDS[chosen.language]["working"], _STEPS) as moved:
        return bring_up_to_date(pool, workers=chosen.workers, progress=moved)


def _check_department(pool: Pool, department: str | None) -> None:
    known = sorted({table.department for table in pool.tables().values()})
    if department is not None and department not in known:
        raise UnknownKey(f"there is no department {department}.", remedy=f"Choose of {', '.join(known)}.")


def _event(word: str) -> Event:
    said = [event for event in Event if event not in (Event.MENDED, Event.AGAIN)]
    if word not in {event.value for event in said}:
        raise UnknownKey(
            f"{word!r} is nothing that happens to a ticket.",
            remedy=f"Write --mark NUMBER=EVENT with one of {', '.join(event.value for event in said)}.",
        )
    return Event(word)


def _broken_rules(assessment: Assessment, department: str | None) -> list[dict[str, Any]]:
    scores = assessment.scores(("rule",), department=department)
    found = sorted((score for score in scores if score.failed), key=lambda score: (-score.failed, score.group["rule"]))
    return [
        {
            "rule": score.group["rule"],
            "title": assessment.rules[score.group["rule"]]["title"],
            "severity": assessment.rules[score.group["rule"]]["severity"],
            "checked": score.checked,
            "failed": score.failed,
            "mended": score.mended,
        }
        for score in found
    ]


def _score_json(score: Score) -> dict[str, Any]:
    return {
        **score.group,
        "score": score.score,
        "numerator": score.numerator,
        "denominator": score.denominator,
        "checked": score.checked,
        "failed": score.failed,
        "mended": score.mended,
    }


def _ticket_json(ticket: Ticket, assessment: Assessment) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "department": ticket.department,
        "table": ticket.table,
        "rule": ticket.rule,
        "title": assessment.rules.get(ticket.rule, {}).get("title"),
        "delivery": ticket.delivery,
        "severity": ticket.severity,
        "state": ticket.state.value,
        "errors": ticket.errors,
        "remaining": ticket.remaining,
        "due_working_days": ticket.due_working_days,
        "reopened": ticket.reopened,
        "note": ticket.note,
        "examples": [{"path": each.path, "line": each.line, "columns": list(each.columns)} for each in ticket.examples],
    }


def _print_scores(scores: Sequence[Score], by: Sequence[str], language: str) -> None:
    words = _WORDS[language]
    heads = [*(words[name] for name in by), words["score"], words["checked"], words["failed"], words["mended"]]
    rows = [
        [
            *(score.group[name] for name in by),
            "—" if score.score is None else f"{score.score * _PERCENT:.3f}",
            *(f"{number:,}" for number in (score.checked, score.failed, score.mended)),
        ]
        for score in scores
    ]
    print_table(words["scores"], heads, rows, left=len(by))


def _print_rules(broken: Sequence[dict[str, Any]], language: str) -> None:
    words = _WORDS[language]
    if not broken:
        print_lines(words["none"])
        return
    rows = [
        [each["rule"], each["title"][language], f"{each['checked']:,}", f"{each['failed']:,}", f"{each['mended']:,}"]
        for each in broken
    ]
    heads = [words[name] for name in ("rule", "title", "checked", "failed", "mended")]
    print_table(words["rules"], heads, rows, left=2)


def _print_tickets(listed: Sequence[Ticket], assessment: Assessment, language: str) -> None:
    words = _WORDS[language]
    if not listed:
        print_lines(words["no_tickets"])
        return
    rows = [
        [
            ticket.number,
            ticket.table,
            f"{ticket.rule} {assessment.rules.get(ticket.rule, {}).get('title', {}).get(language, '')}",
            ticket.state.value,
            f"{ticket.errors:,}",
            f"{ticket.remaining:,}",
            str(ticket.due_working_days),
        ]
        for ticket in listed
    ]
    heads = [words[name] for name in ("number", "table", "rule", "state", "errors", "remaining", "due")]
    print_table(words["tickets"], heads, rows, left=4)
