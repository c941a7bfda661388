"""The card of a model: what was measured, on which data, and what it is not for. Made from figures, never by hand."""

import json
from collections.abc import Mapping
from typing import Any

from core.markdown import markdown_table
from training.dataset import PARTS
from training.evaluation import Estimate, Evaluation, GroupComparison

CARD, LANGUAGES = "card.json", ("zh", "en")
_LEAST_POSITIVES = 50
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "模型说明书：{name} 第{version}版", "what": "模型", "task": "任务", "made": "生成时间",
        "code": "程序版本", "data": "数据哈希", "label": "学习目标", "features": "特征", "seed": "随机种子",
        "parts": "数据划分依据", "rows": "行数（训练/验证/测试）", "positives": "其中正例", "parameters": "参数",
        "measured": "测试集指标（95%区间）", "figure": "指标", "value": "数值", "low": "下限", "high": "上限",
        "calibration": "概率校准", "said": "平均预测概率", "observed": "实际比例", "by_chance": "仅因样本少，ECE 可达",
        "groups": "分群体误报", "group": "群体", "honest": "负例", "flagged": "其中被提示", "rate": "误报率",
        "ratio": "最高与最低误报率之比", "no_ratio": "群体太小，不作比较。", "none": "数据中没有可供比较的群体。",
        "flagged_rows": "以得分最高的{share}计。", "limits": "限制", "base": "正例比例",
        "auc": "AUC", "ap": "平均精确率（AP）", "recall_at_1_percent": "最高1%的召回率",
        "recall_at_5_percent": "最高5%的召回率", "brier_skill": "Brier 技巧分", "ece": "校准误差（ECE）",
        "limit_evidence": "模型只提供疑点证据，不作决定；未经核查不得停发待遇。",
        "limit_features": "性别、年龄、户籍、地区不是特征。",
        "limit_no_time": "未按时间划分：对以后时期的效果未经检验。",
        "limit_no_person": "数据没有人员标识：同一人可能同时在训练与测试中。",
        "limit_few": "测试集正例仅{positives}个：区间较宽，指标仅供参考。",
        "limit_leaks": "下列特征单独即可判定目标，经使用者确认保留：{names}。",
        "limit_groups": "公平性未能检验。",
    },
    "en": {
        "title": "Model card: {name}, version {version}", "what": "What it is", "task": "task", "made": "made",
        "code": "code", "data": "data hash", "label": "learns", "features": "features", "seed": "seed",
        "parts": "split by", "rows": "rows (train, validation, test)", "positives": "of them positive",
        "parameters": "Parameters", "measured": "Measured on the test part (95 % intervals)", "figure": "figure",
        "value": "value", "low": "low", "high": "high", "calibration": "Calibration", "said": "mean chance said",
        "observed": "share observed", "by_chance": "ECE that few rows alone can reach",
        "groups": "False alarms by group", "group": "group", "honest": "negatives", "flagged": "of them flagged",
        "rate": "rate",
        "ratio": "highest rate to lowest", "no_ratio": "The groups are too small to compare.",
        "none": "The data have no groups to compare.", "flagged_rows": "Among the highest {share} of scores.",
        "limits": "Limits", "base": "share of positives", "auc": "AUC", "ap": "average precision (AP)",
        "recall_at_1_percent": "recall in the highest 1 %", "recall_at_5_percent": "recall in the highest 5 %",
        "brier_skill": "Brier skill", "ece": "calibration error (ECE)",
        "limit_evidence": "It gives evidence and decides nothing; no benefit is stopped without an investigation.",
        "limit_features": "Sex, age, hukou and region are no features.",
        "limit_no_time": "Not split by time: what it is worth in a later period was not tested.",
        "limit_no_person": "The data name no persons: one person may be in training and test.",
        "limit_few": "The test part has only {positives} positives: intervals are wide.",
        "limit_leaks": "These features alone tell the label and were kept on purpose: {names}.",
        "limit_groups": "Fairness could not be tested.",
    },
}  # fmt: skip


def card(about: Mapping[str, Any], data: Mapping[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """A card as plain values.

    about  name, version, task, created_at, data_hash, code_version, parameters, seed: as in the manifest
    data   label, features, by, time, rows and positives of each part, leaking: what the model was made from
    """
    return {
        "about": {name: value for name, value in about.items() if name != "metrics"},
        "data": dict(data),
        "evaluation": evaluation.to_json(),
        "limits": _limits(data, evaluation),
    }


def card_json(made: Mapping[str, Any]) -> bytes:
    """The card as a JSON file."""
    return f"{json.dumps(made, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)}\n".encode()


def files_of_card(made: Mapping[str, Any]) -> dict[str, bytes]:
    """[file] the card as plain values, and as a page in each language."""
    texts = {f"card.{language}.md": card_text(made, language).encode() for language in LANGUAGES}
    return {CARD: card_json(made), **texts}


def card_text(made: Mapping[str, Any], language: str) -> str:
    """The card as Markdown."""
    words, about, data = WORDS[language], made["about"], made["data"]
    evaluation = Evaluation.from_json(made["evaluation"])
    limits = [words[each["limit"]].format(**each) for each in made["limits"]]
    sections = [
        f"# {words['title'].format(name=about['name'], version=about['version'])}",
        f"## {words['what']}",
        markdown_table(("", ""), _what(words, about, data)),
        f"## {words['parameters']}",
        markdown_table(("", ""), [(name, f"{value}") for name, value in sorted(about["parameters"]["params"].items())]),
        f"## {words['measured']}",
        markdown_table([words[each] for each in ("figure", "value", "low", "high")], _figures(words, evaluation)),
        f"## {words['calibration']}",
        markdown_table([words[each] for each in ("value", "said", "observed")], _reliability(evaluation)),
        f"{words['by_chance']}: {evaluation.ece_by_chance:.3f}",
        f"## {words['groups']}",
        words["flagged_rows"].format(share=f"{evaluation.flagged_share:.0%}"),
        *([_group(words, each) for each in evaluation.groups] or [words["none"]]),
        f"## {words['limits']}",
        "\n".join(f"- {limit}" for limit in limits),
    ]
    return "\n\n".join(section.strip("\n") for section in sections) + "\n"


def _what(words: Mapping[str, str], about: Mapping[str, Any], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    counts = [" / ".join(f"{data[name][part]:,}" for part in PARTS) for name in ("rows", "positives")]
    return [
        (words["task"], about["task"]),
        (words["label"], data["label"]),
        (words["made"], about["created_at"]),
        (words["code"], about["code_version"]),
        (words["data"], f"`{about['data_hash']}`"),
        (words["seed"], str(about["seed"])),
        (words["parts"], data["by"]),
        (words["rows"], counts[0]),
        (words["positives"], counts[1]),
        (words["features"], ", ".join(f"`{name}`" for name in data["features"])),
    ]


def _figures(words: Mapping[str, str], evaluation: Evaluation) -> list[tuple[str, ...]]:
    rows = [(words[name], *_cells(each)) for name, each in evaluation.figures.items()]
    return [*rows, (words["base"], f"{evaluation.base_rate:.4f}", "", "")]


def _cells(figure: Estimate) -> tuple[str, str, str]:
    return f"{figure.value:.4f}", f"{figure.low:.4f}", f"{figure.high:.4f}"


def _reliability(evaluation: Evaluation) -> list[tuple[str, ...]]:
    return [(f"{rows:,.0f}", f"{said:.4f}", f"{observed:.4f}") for rows, said, observed in evaluation.reliability]


def _group(words: Mapping[str, str], compared: GroupComparison) -> str:
    rows = [(each.group, f"{each.honest:,}", f"{each.flagged:,}", f"{each.rate:.4f}") for each in compared.rates]
    table = markdown_table([compared.column, words["honest"], words["flagged"], words["rate"]], rows)
    ratio = words["no_ratio"] if compared.ratio is None else f"{words['ratio']}: {compared.ratio}"
    return f"{table.strip()}\n\n{ratio}"


def _limits(data: Mapping[str, Any], evaluation: Evaluation) -> list[dict[str, Any]]:
    """What holds for every model, and what the data did not allow to be tested."""
    found: list[dict[str, Any]] = [{"limit": "limit_evidence"}, {"limit": "limit_features"}]
    if not data["time"]:
        found.append({"limit": "limit_no_time"})
    if data["by"].startswith("rows"):
        found.append({"limit": "limit_no_person"})
    if evaluation.positives < _LEAST_POSITIVES:
        found.append({"limit": "limit_few", "positives": evaluation.positives})
    if data["leaking"]:
        found.append({"limit": "limit_leaks", "names": ", ".join(data["leaking"])})
    if not any(each.ratio for each in evaluation.groups):
        found.append({"limit": "limit_groups"})
    return found
