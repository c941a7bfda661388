"""`anlan risk evaluate`: how well the anomalies of any labelled table can be found, told honestly."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from cli.console import counting, print_json, print_lines, print_table, working
from cli.recipe import in_file
from core.manifest import code_version
from core.settings import Settings
from training.anomaly.drawing import CHOSEN
from training.anomaly.evaluating import GROUPS, Found, evaluate
from training.anomaly.table import Asked, read
from training.evaluation import Estimate

_MOST_WORKERS = 4
_SHOWN = ("auc", "ap", "recall_at_1_percent", "recall_at_5_percent", "ece", "brier_skill")
_WORDS = {
    "zh": {
        "reading": "正在读取", "drawing": "正在评估", "warning": "注意：{text}",
        "title": "{path}：{rows:,} 行，异常 {anomalies:,} 行；{draws} 次抽样的均值（95 % 区间）",
        "label": "标签 {column}：值“{value}”为异常（{rule}）。划分：{split}。",
        "known": "训练部分 {of:,} 个异常中已知 {known:,} 个；其余训练行均视为未标注。",
        "unsupervised": "无监督", "semi_supervised": "半监督", "supervised": "监督（全部标签，上限参考）",
        "kind": "类别", "scorer": "方法", "recall_at_1_percent": "查全率（前 1 %）",
        "recall_at_5_percent": "查全率（前 5 %）", "brier_skill": "Brier 技巧分",
        "auc": "AUC", "ap": "AP", "ece": "ECE",
        "chosen": "选用的方法由这些加权合成：{weights}",
        "gain": "与事后看最好的单一方法（{peer}）相比，AUC 差 {gain}。",
    },
    "en": {
        "reading": "Reading", "drawing": "Evaluating", "warning": "Mind: {text}",
        "title": "{path}: {rows:,} rows, {anomalies:,} anomalies; means over {draws} draws (95 % interval)",
        "label": "Label {column}: the value {value!r} is the anomaly ({rule}). Parts: {split}.",
        "known": "Of {of:,} anomalies of the training part {known:,} are known; all its other rows are unlabelled.",
        "unsupervised": "unsupervised", "semi_supervised": "semi-supervised",
        "supervised": "supervised (all labels, an upper reference)", "kind": "kind", "scorer": "scorer",
        "recall_at_1_percent": "recall in top 1 %", "recall_at_5_percent": "recall in top 5 %",
        "brier_skill": "Brier skill", "auc": "AUC", "ap": "AP", "ece": "ECE",
        "chosen": "The chosen scorer blends: {weights}",
        "gain": "Against the best single peer in hindsight ({peer}), AUC differs by {gain}.",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Read the table, run every scorer on every draw, and print the figures."""
    del settings
    words, path = _WORDS[chosen.language], Path(chosen.data)
    asked = Asked(
        label=chosen.label, time=chosen.time or "", entities=tuple(chosen.entity), without=tuple(chosen.without),
        anomaly=chosen.anomaly, known_share=chosen.labelled_fraction, draws=chosen.draws, seed=chosen.seed,
        workers=chosen.workers or min(_MOST_WORKERS, len(os.sched_getaffinity(0))),
    )  # fmt: skip
    with in_file(path):
        with working(words["reading"]):
            table = read(path, asked)
        for text in table.warnings:
            sys.stderr.write(f"anlan: {words['warning'].format(text=text)}\n")
        with counting(words["drawing"], asked.draws) as moved:
            found = evaluate(table, asked, moved=moved)
    if chosen.json:
        print_json({"file": str(path), "code_version": code_version(), **found.to_json()})
        return 0
    _print(path, found, words)
    return 0


def _print(path: Path, found: Found, words: Mapping[str, str]) -> None:
    label, asked = found.table.label, found.asked
    rows = [
        (name, words[group], *(_cell(found.figures[name][figure]) for figure in _SHOWN))
        for group, names in GROUPS.items()
        for name in names
    ]
    title = words["title"].format(
        path=path, rows=found.table.is_anomaly.size, anomalies=int(found.table.is_anomaly.sum()), draws=asked.draws
    )
    print_table(title, [words["scorer"], words["kind"], *(words[figure] for figure in _SHOWN)], rows, left=2)
    weights = sorted(found.weights.items(), key=lambda each: -each[1])
    print_lines(
        words["label"].format(column=label.column, value=label.value, rule=label.rule, split=found.split),
        words["known"].format(known=found.known[0], of=found.known[1]),
        words[CHOSEN].format(weights=", ".join(f"{name} {weight:.0%}" for name, weight in weights)),
        words["gain"].format(peer=found.peer, gain=_cell(found.gain)),
    )


def _cell(figure: Estimate) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"
