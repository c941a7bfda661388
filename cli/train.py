"""`anlan train` and `anlan evaluate`: a model fitted, judged, signed and registered; a model judged on other data."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cli.console import print_json, print_lines, print_table, working
from cli.recipe import in_file, recipe_of, registry_folder
from core.errors import InputError
from core.keys import read_trust
from core.manifest import code_version
from core.releases import About, Release, copy_release, open_release
from core.settings import Settings
from training.card import WORDS as CARD_WORDS
from training.dataset import TEST, read_dataset, read_table
from training.evaluation import Evaluation, evaluate
from training.making import make, model_of
from training.registry import Registry, refuse_name

_WORDS = {
    "zh": {
        "fitting": "正在训练", "judging": "正在评估", "made": "已登记：{model}（挑战者）。发布包：{folder}",
        "copied": "发布包另存：{folder}", "title": "{model}：测试集指标（{rows:,} 行，正例 {positives:,}）",
        "parts": "划分依据 {by}：训练 {train:,}，验证 {validation:,}，测试 {test:,} 行；未用 {left_out:,} 行。",
        "kept": "注意：{names} 单独即可判定目标，按 --keep 保留。",
        "next": "下一步：anlan models promote {name}",
        "by_chance": "仅因样本少，ECE 可达 {value:.3f}。",
        "ratio": "{column}：最高与最低误报率之比 {ratio}。", "no_ratio": "{column}：群体太小，不作比较。",
    },
    "en": {
        "fitting": "Fitting", "judging": "Judging",
        "made": "Registered: {model}, the challenger from now on. Its release: {folder}",
        "copied": "A copy of the release: {folder}",
        "title": "{model}: on the test part ({rows:,} rows, {positives:,} positive)",
        "parts": "By {by}: {train:,} rows to learn, {validation:,} to choose, {test:,} to judge; {left_out:,} in none.",
        "kept": "Mind: {names} alone tell the label and were kept by --keep.",
        "next": "Next: anlan models promote {name}",
        "by_chance": "So few rows alone can bring the ECE to {value:.3f}.",
        "ratio": "{column}: highest rate of false alarms to lowest {ratio}.",
        "no_ratio": "{column}: the groups are too small to compare.",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Fit, judge on the test part, write the signed release, register it as the challenger."""
    words, recipe = _WORDS[chosen.language], recipe_of(chosen)
    name, out = chosen.name or recipe.task.name, Path(chosen.out) if chosen.out else None
    refuse_name(name)
    if out is not None and out.exists():
        raise InputError("there is something already.", path=out, remedy="Name a new folder.")
    dataset = read_dataset(Path(chosen.data), recipe.task)
    with working(words["fitting"]):
        with in_file(Path(chosen.data)):
            made = make(recipe, dataset)
        registry = Registry.make(registry_folder(chosen, settings))
    created_at = datetime.now(UTC).isoformat(timespec="seconds")

    def write(number: str) -> tuple[About, Mapping[str, bytes]]:
        about = made.about(name, number, created_at=created_at, code_version=code_version())
        return about, made.files(about)

    version = registry.register(name, write)
    release = registry.release(version)
    if out is not None:
        copy_release(release, out)
    if chosen.json:
        plain = {"model": version.to_json(), "data": dict(made.data), "evaluation": made.evaluation.to_json()}
        print_json({**plain, "params": made.fitted.params})
        return 0
    print_evaluation(f"{name}@{version.number}", made.evaluation, chosen.language)
    print_lines(words["parts"].format(by=dataset.by, left_out=dataset.left_out, **made.data["rows"]))
    if made.fitted.leaking:
        print_lines(words["kept"].format(names=", ".join(made.fitted.leaking)))
    print_lines(words["made"].format(model=f"{name}@{version.number}", folder=version.folder))
    print_lines(*([words["copied"].format(folder=out)] if out else []), words["next"].format(name=name))
    return 0


def run_evaluate(chosen: Namespace, settings: Settings) -> int:
    """Judge a model on the test part of a table, or on all of one it never saw."""
    release = _release(chosen, settings)
    recipe, model = model_of(release)
    path = Path(chosen.data)
    if chosen.part == TEST:
        dataset = read_dataset(path, recipe.task)
        table, rows_hash = dataset.parts[TEST], dataset.rows_hash(TEST)
    else:
        table, rows_hash = read_table(path)
        if rows_hash == release.about.data_hash:
            what = "the model was fitted to rows of this table."
            raise InputError(what, path=path, remedy="Judge it on the test part: leave out --part all.")
    with working(_WORDS[chosen.language]["judging"]), in_file(path):
        evaluation = evaluate(model, recipe.task, table, rows_hash=rows_hash, seed=recipe.seed)
    about = release.about
    if chosen.json:
        which = {"name": about.name, "version": about.version, "release_hash": release.hash, "part": chosen.part}
        print_json({"model": which, "evaluation": evaluation.to_json()})
    else:
        print_evaluation(f"{about.name}@{about.version}", evaluation, chosen.language)
    return 0


def print_evaluation(model: str, evaluation: Evaluation, language: str) -> None:
    """The figures of a model with their intervals."""
    words, names = _WORDS[language], CARD_WORDS[language]
    title = words["title"].format(model=model, rows=evaluation.rows, positives=evaluation.positives)
    rows: Sequence[tuple[str, ...]] = [
        (names[name], f"{each.value:.3f}", f"{each.low:.3f}", f"{each.high:.3f}")
        for name, each in evaluation.figures.items()
    ]
    print_table(title, [names[each] for each in ("figure", "value", "low", "high")], rows)
    print_lines(words["by_chance"].format(value=evaluation.ece_by_chance))
    for group in evaluation.groups:
        which = "no_ratio" if group.ratio is None else "ratio"
        print_lines(words[which].format(column=group.column, ratio=group.ratio))


def _release(chosen: Namespace, settings: Settings) -> Release:
    folder = registry_folder(chosen, settings)
    if Path(chosen.model).is_dir():
        trusted = read_trust(Path(chosen.trust) if chosen.trust else folder / "trusted")
        return open_release(Path(chosen.model), trusted)
    registry = Registry.open(folder)
    return registry.release(registry.find(chosen.model))
