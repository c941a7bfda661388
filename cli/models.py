"""`anlan models`: what there is, the card of one, promotion through the gate, the way back, copies and proof."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from cli.console import print_json, print_lines, print_table, working
from cli.recipe import registry_in, who_asks
from core.keys import shown
from core.manifest import code_version
from core.releases import copy_release
from core.settings import Settings
from training.card import CARD, card_text
from training.dataset import read_dataset
from training.gate import GATE, TITLES, Line, load_gate
from training.making import Recipe, reproduce
from training.promotion import promote, rollback
from training.registry import CHALLENGER, Version

_WORDS = {
    "zh": {
        "models": "模型", "none": "登记库中没有模型。", "model": "模型", "version": "版本", "role": "角色",
        "task": "任务", "made": "生成时间", "champion": "现用", "challenger": "挑战者", "data": "数据哈希",
        "signed": "签名有效：密钥 {key}，发布哈希 {hash}", "working": "正在计算",
        "promoted": "{version} 已启用。", "replaced": "替换 {before}；如需退回：anlan models rollback {name}",
        "gate": "准入门槛", "line": "条目", "result": "结果", "figures": "实测与限值",
        "passed": "通过", "failed": "不通过", "unknown": "无法检验",
        "back": "已由 {current} 退回 {earlier}。", "exported": "已导出 {version}：{folder}\n公钥指纹：{key}",
        "same": "{version} 复现一致：{files} 个文件逐字节相同，发布哈希 {hash}。",
        "different": "{version} 复现不一致：{names}。", "code": "程序版本不同：原 {before}，现 {now}。",
    },
    "en": {
        "models": "Models", "none": "The registry has no models.", "model": "model", "version": "version",
        "role": "role", "task": "task", "made": "made", "champion": "champion", "challenger": "challenger",
        "data": "data hash", "signed": "Signature valid: key {key}, release hash {hash}", "working": "Working",
        "promoted": "{version} is the champion.",
        "replaced": "It replaces {before}; the way back: anlan models rollback {name}",
        "gate": "The gate", "line": "line", "result": "result", "figures": "measured and limit",
        "passed": "passed", "failed": "failed", "unknown": "not judged",
        "back": "Back from {current} to {earlier}.",
        "exported": "{version} is in {folder}.\nFingerprint of the key: {key}",
        "same": "{version} comes out the same: {files} files to the byte, release hash {hash}.",
        "different": "{version} comes out otherwise: {names}.",
        "code": "The code is another: {before} then, {now} now.",
    },
}  # fmt: skip


def list_versions(chosen: Namespace, settings: Settings) -> int:
    """Print every version of every model, or of one."""
    registry = registry_in(chosen, settings)
    names = [chosen.model] if chosen.model else registry.names()
    found = [version for name in names for version in reversed(registry.versions(name))]
    if chosen.json:
        print_json({"models": [version.to_json() for version in found]})
        return 0
    words = _WORDS[chosen.language]
    if not found:
        print_lines(words["none"])
        return 0
    columns = [words[each] for each in ("model", "role", "task", "made", "data")]
    print_table(words["models"], [*columns, "AUC", "AP"], [_cells(each, chosen.language) for each in found], left=5)
    return 0


def show(chosen: Namespace, settings: Settings) -> int:
    """Print the card of a verified release."""
    registry = registry_in(chosen, settings)
    version = registry.find(chosen.model)
    release = registry.release(version)
    if chosen.json:
        history = [entry.body for entry in registry.log.entries() if entry.body["model"] == version.name]
        signed = {"signed_by": release.signed_by, "release_hash": release.hash}
        print_json({"model": version.to_json(), **signed, "card": release.json(CARD), "history": history})
        return 0
    words = _WORDS[chosen.language]
    print_lines(card_text(release.json(CARD), chosen.language))
    print_lines(words["signed"].format(key=shown(release.signed_by), hash=release.hash))
    return 0


def run_promote(chosen: Namespace, settings: Settings) -> int:
    """Judge a version by the gate and make it the champion; a refusal ends with 1."""
    registry = registry_in(chosen, settings)
    version = registry.find(chosen.model if "@" in chosen.model else f"{chosen.model}@{CHALLENGER}")
    gate = load_gate(Path(chosen.gate) if chosen.gate else GATE)
    dataset = None
    if chosen.data:
        dataset = read_dataset(Path(chosen.data), Recipe.of(registry.release(version).about).task)
    with working(_WORDS[chosen.language]["working"]):
        done = promote(registry, version, gate, who=who_asks(chosen), now=datetime.now(UTC), dataset=dataset)
    before = None if done.before is None else done.before.number
    if chosen.json:
        lines = [line.to_json() for line in done.lines]
        print_json({"model": version.name, "champion": version.number, "before": before, "gate": lines})
        return 0
    words = _WORDS[chosen.language]
    print_table(
        words["gate"], [words[each] for each in ("line", "result", "figures")], _lines(done.lines, chosen), left=3
    )
    print_lines(words["promoted"].format(version=version))
    if done.before is not None:
        print_lines(words["replaced"].format(before=done.before, name=version.name))
    return 0


def run_rollback(chosen: Namespace, settings: Settings) -> int:
    """Put the champion before this one back in use."""
    registry = registry_in(chosen, settings)
    current, earlier = rollback(registry, chosen.model, who=who_asks(chosen), now=datetime.now(UTC))
    if chosen.json:
        print_json({"model": chosen.model, "champion": earlier.number, "before": current.number})
    else:
        print_lines(_WORDS[chosen.language]["back"].format(current=current, earlier=earlier))
    return 0


def export(chosen: Namespace, settings: Settings) -> int:
    """Copy a verified release into a new folder, for a site to pull."""
    registry = registry_in(chosen, settings)
    version = registry.find(chosen.model)
    copied = copy_release(registry.release(version), Path(chosen.out))
    said = {"folder": str(copied.folder), "signed_by": copied.signed_by, "release_hash": copied.hash}
    if chosen.json:
        print_json({"model": version.to_json(), **said})
    else:
        words = _WORDS[chosen.language]["exported"]
        print_lines(words.format(version=version, folder=copied.folder, key=copied.signed_by))
    return 0


def run_reproduce(chosen: Namespace, settings: Settings) -> int:
    """Make a model again from its data; 1 where any file comes out otherwise."""
    registry = registry_in(chosen, settings)
    version = registry.find(chosen.model)
    release = registry.release(version)
    dataset = read_dataset(Path(chosen.data), Recipe.of(release.about).task)
    words, now = _WORDS[chosen.language], code_version()
    with working(words["working"]):
        done = reproduce(release, dataset, code_version=now)
    if chosen.json:
        plain = {"is_same": done.is_same, "different": list(done.different), "release_hash": release.hash}
        print_json({"model": version.to_json(), **plain, "same_code": done.same_code})
    elif done.is_same:
        print_lines(words["same"].format(version=version, files=len(release.files), hash=release.hash))
    else:
        print_lines(words["different"].format(version=version, names=", ".join(done.different)))
    if not done.same_code and not chosen.json:
        print_lines(words["code"].format(before=release.about.code_version, now=now))
    return 0 if done.is_same else 1


def _cells(version: Version, language: str) -> tuple[str, ...]:
    roles = ", ".join(_WORDS[language].get(alias, alias) for alias in version.aliases)
    tags = version.tags
    about = (tags.get("task", ""), tags.get("created_at", ""), shown(tags.get("data_hash", "")))
    return (f"{version.name}@{version.number}", roles, *about, tags.get("auc", ""), tags.get("ap", ""))


def _lines(lines: tuple[Line, ...], chosen: Namespace) -> list[tuple[str, str, str]]:
    words = _WORDS[chosen.language]
    results = {True: words["passed"], False: words["failed"], None: words["unknown"]}
    return [(TITLES[line.name][chosen.language], results[line.passed], line.said[chosen.language]) for line in lines]
