"""`anlan data build`: from what departments delivered to what others may use, with what happened on the way."""

from argparse import Namespace
from pathlib import Path

from cli.console import counting, print_json, print_lines, print_table
from core.errors import ValueOutOfRange
from core.settings import Settings
from datapool.build import INTAKE, OUT, QUALITY, BuildReport, build

_STEPS = 100
_MOST_WORKERS = 256
_WORDS = {
    "zh": {
        INTAKE: "接收与标准化", QUALITY: "质量评估", OUT: "汇总输出",
        "title": "数据池构建结果", "what": "项目", "figure": "数量",
        "landed": "入库批次", "rejected": "整批退回", "duplicate": "重复批次", "new": "本次处理批次",
        "delivered": "报送记录", "rows": "入库记录", "quarantined": "隔离记录", "tickets": "待办纠错工单",
        "scores": "各部门质量得分（满分100）", "department": "部门", "score": "得分",
        "refused": "退回批次", "path": "文件", "reason": "原因",
        "same": "没有新的报送，数据池已是最新。",
    },
    "en": {
        INTAKE: "Taking in", QUALITY: "Assessing the quality", OUT: "Giving out",
        "title": "The pool as built", "what": "what", "figure": "number",
        "landed": "batches landed", "rejected": "batches rejected", "duplicate": "batches delivered twice",
        "new": "batches dealt with now", "delivered": "rows delivered", "rows": "rows landed",
        "quarantined": "rows in quarantine", "tickets": "open correction tickets",
        "scores": "Quality by department (100 is best)", "department": "department", "score": "score",
        "refused": "Rejected batches", "path": "file", "reason": "why",
        "same": "Nothing new was delivered; the pool is up to date.",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Build the pool of a folder; rejected batches are told, they are no failure of the build."""
    if not 1 <= chosen.workers <= _MOST_WORKERS:
        raise ValueOutOfRange(f"--workers is {chosen.workers}.", remedy=f"Give a number from 1 to {_MOST_WORKERS}.")
    words = _WORDS[chosen.language]
    report = build(
        Path(chosen.folder),
        workers=chosen.workers,
        showing=lambda stage: counting(words[stage], _STEPS),
        ray=settings.ray.address,
        on_ray=chosen.ray,
    )
    if chosen.json:
        print_json(report.to_json())
    else:
        _print(report, words)
    return 0


def _print(report: BuildReport, words: dict[str, str]) -> None:
    rows = report.rows
    figures = {name: report.batches[name] for name in ("new", "landed", "duplicate", "rejected")}
    figures |= {"delivered": rows["delivered"], "rows": rows["landed"], "quarantined": rows["quarantined"]}
    figures["tickets"] = report.tickets
    listed = [(words[name], f"{figure:,}") for name, figure in figures.items()]
    print_table(words["title"], (words["what"], words["figure"]), listed)
    scores = [(department, f"{100 * score:.2f}") for department, score in report.scores.items()]
    print_table(words["scores"], (words["department"], words["score"]), scores)
    if report.rejected:
        refused = [(each.path, each.detail) for each in report.rejected]
        print_table(words["refused"], (words["path"], words["reason"]), refused, left=2)
    if not report.batches["new"]:
        print_lines(words["same"])
