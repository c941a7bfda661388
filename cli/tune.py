"""`anlan tune`: a search for better parameters on Ray, shown while it runs, judged on data it was not tuned on."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from os import cpu_count
from pathlib import Path
from threading import Event, Thread

from rich.console import Console
from rich.live import Live
from rich.table import Table

from cli.console import print_json, print_lines, print_table, working
from cli.delivery import json_text, put
from cli.recipe import in_file, recipe_of, registry_folder
from core.settings import Settings
from training.dataset import read_dataset
from training.tuning.board import Trial, board
from training.tuning.finals import finals
from training.tuning.judgement import Judgement, judge
from training.tuning.plan import Plan
from training.tuning.sweep import longest, search, seconds_of_one

_BEST = "best.json"
_SHOWN, _SECONDS_BETWEEN = 10, 1.0
_WORDS = {
    "zh": {
        "board": "调参排行（验证集 {metric}）", "trial": "试验", "score": "得分", "step": "步", "state": "状态",
        "params": "参数", "running": "进行中", "terminated": "结束", "error": "出错",
        "estimate": "一次试验约 {one:.0f} 秒；如无提前结束，{trials} 次试验约 {most}。可随时中断，再加 --resume 继续。",
        "minutes": "{n:.0f} 分钟", "seconds": "{n:.0f} 秒", "judging": "正在用未参与调参的数据评判",
        "better": "在未参与调参的数据上，最优参数优于默认：{metric} {best} 对 {defaults}，差 {gain}。",
        "not_better": "在未参与调参的数据上，不能说最优参数优于默认：{metric} {best} 对 {defaults}，差 {gain}。",
        "written": "最优参数：{path}\n下一步：anlan train {task} --data {data}{label} --params {path}",
        "again": "中断后重做 {again} 步。",
    },
    "en": {
        "board": "Trials ({metric} on the validation part)", "trial": "trial", "score": "score", "step": "step",
        "state": "state", "params": "parameters", "running": "running", "terminated": "ended", "error": "failed",
        "estimate": "One trial takes about {one:.0f} s; {trials} trials about {most} if none falls behind. "
        "Interrupt it at any time, and go on with --resume.",
        "minutes": "{n:.0f} min", "seconds": "{n:.0f} s", "judging": "Judging on data not tuned on",
        "better": "On data not tuned on the best parameters beat the defaults: {metric} {best} against {defaults}, "
        "difference {gain}.",
        "not_better": "On data not tuned on the best parameters cannot be said to beat the defaults: {metric} {best} "
        "against {defaults}, difference {gain}.",
        "written": "Best parameters: {path}\nNext: anlan train {task} --data {data}{label} --params {path}",
        "again": "Steps made again after a kill: {again}.",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Search, or go on with a search; then judge the best parameters beside the defaults."""
    recipe = recipe_of(chosen)
    dataset = read_dataset(Path(chosen.data), recipe.task)
    where = f"{recipe.task.name}-{dataset.data_hash[:8]}-{recipe.seed}"
    folder = Path(chosen.out) if chosen.out else registry_folder(chosen, settings) / "searches" / where
    with in_file(Path(chosen.data)):
        plan = Plan(recipe, dataset, chosen.trials, folder)
    words = _WORDS[chosen.language]
    # Whoever resumes was told before, and waits for the trials that are left.
    most = None if chosen.resume else _estimate(plan, chosen.language)
    with _shown_live(plan, chosen.language):
        trials = search(plan, address=settings.ray.address, resume=chosen.resume)
    with working(words["judging"]):
        ranked = finals(plan, trials)
        judged = judge(plan, ranked[0].params)
    path = folder / _BEST
    put(path, json_text(judged.to_json()))
    if chosen.json:
        plain = {"folder": str(folder), "trials": [trial.to_json() for trial in trials], "judgement": judged.to_json()}
        plain["finals"] = [each.to_json() for each in ranked]
        print_json({**plain, "best_params": str(path), "estimate_s": most, "reports_made_again": _again(trials)})
        return 0
    metric = plan.task.metric
    rows = [_cells(trial, chosen.language) for trial in trials[:_SHOWN]]
    print_table(words["board"].format(metric=metric), _columns(chosen.language), rows, left=5)
    if again := _again(trials):
        print_lines(words["again"].format(again=again))
    print_lines(_verdict(judged, chosen.language))
    label = f" --label {chosen.label}" if chosen.label else ""
    print_lines(words["written"].format(path=path, task=recipe.task.name, data=chosen.data, label=label))
    return 0


@contextmanager
def _shown_live(plan: Plan, language: str) -> Iterator[None]:
    """The best trials on standard error while the block runs; nothing where that is a file or another program."""
    if not sys.stderr.isatty():
        yield
        return
    over = Event()
    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:

        def follow() -> None:
            while not over.wait(_SECONDS_BETWEEN):
                live.update(_table(board(plan.folder), plan, language), refresh=True)

        following = Thread(target=follow, daemon=True)
        following.start()
        try:
            yield
        finally:
            over.set()
            following.join()


def _table(trials: list[Trial], plan: Plan, language: str) -> Table:
    ended = sum(trial.state != "running" for trial in trials)
    title = f"{_WORDS[language]['board'].format(metric=plan.task.metric)} {ended}/{plan.trials}"
    table = Table(*_columns(language), title=title, title_justify="left")
    for trial in trials[:_SHOWN]:
        table.add_row(*_cells(trial, language))
    return table


def _columns(language: str) -> list[str]:
    return [_WORDS[language][name] for name in ("trial", "score", "step", "state", "params")]


def _cells(trial: Trial, language: str) -> tuple[str, ...]:
    params = ", ".join(f"{name}={value:.4g}" for name, value in trial.params.items())
    return trial.name, f"{trial.score:.4f}", f"{trial.step}/{trial.of}", _WORDS[language][trial.state], params


def _verdict(judged: Judgement, language: str) -> str:
    figures = {"best": judged.best.figures[judged.metric], "defaults": judged.defaults.figures[judged.metric]}
    words = _WORDS[language]["better" if judged.is_better else "not_better"]
    return words.format(metric=judged.metric, gain=judged.gain, **figures)


def _estimate(plan: Plan, language: str) -> float:
    """Time one trial and tell how long all of them take; seconds."""
    one = seconds_of_one(plan, time.monotonic)
    most = longest(plan, one, cpu_count() or 1)
    told = {"one": max(one, 1), "trials": plan.trials, "most": _duration(most, language)}
    sys.stderr.write(f"{_WORDS[language]['estimate'].format(**told)}\n")
    return most


def _again(trials: list[Trial]) -> int:
    return sum(trial.again for trial in trials)


def _duration(seconds: float, language: str) -> str:
    words = _WORDS[language]
    return words["minutes"].format(n=seconds / 60) if seconds > 120 else words["seconds"].format(n=seconds)
