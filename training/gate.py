"""The gate: what a model must show before it is promoted. A refusal says which line failed, with both figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import AnlanError, InputError, UnknownKey, WrongType
from training.evaluation import Estimate, Evaluation, GroupComparison

GATE = Path(__file__).with_name("gate.yaml")
_FORM: Mapping[str, tuple[str, ...]] = {
    "quality": ("metric", "auc_at_least"),
    "calibration": ("ece_at_most", "brier_skill_above"),
    "fairness": ("ratio_at_most", "least_false_alarms"),
}
TITLES: Mapping[str, Mapping[str, str]] = {
    "auc_floor": {"zh": "排序能力（AUC）不低于下限", "en": "AUC not below the floor"},
    "champion": {"zh": "不劣于现用模型", "en": "not below the champion"},
    "ece": {"zh": "概率校准误差（ECE）", "en": "calibration error (ECE)"},
    "brier_skill": {"zh": "优于只报基准率（Brier 技巧分）", "en": "better than the base rate (Brier skill)"},
    "fairness": {"zh": "各群体误报率之比", "en": "false alarms between groups"},
}


class GateRefused(AnlanError):
    """A model that does not pass the gate."""

    code = "training.gate_refused"

    def __init__(self, model: str, lines: Sequence["Line"]) -> None:
        """Name the lines that failed."""
        failed = "; ".join(str(line) for line in lines if line.passed is False)
        super().__init__(f"{model} does not pass the gate: {failed}. It stays a challenger; the champion is as before.")


@dataclass(frozen=True, slots=True)
class Gate:
    """Limits of the gate, as in gate.yaml."""

    metric: str
    auc_at_least: float
    ece_at_most: float
    brier_skill_above: float
    ratio_at_most: float
    least_false_alarms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the gate.

    passed  None where the figure cannot be measured on these data
    said    [language] the figure and the limit
    """

    name: str
    passed: bool | None
    measured: float | None
    limit: float | None
    said: Mapping[str, str]

    def __str__(self) -> str:
        return f"{TITLES[self.name]['en']}: {self.said['en']}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def load_gate(path: Path = GATE) -> Gate:
    """A gate from its file. UnknownKey or WrongType, with the line, for what is no gate."""
    document = load_document(path)
    sections = document.data if isinstance(document.data, dict) else {}
    if set(sections) != set(_FORM) or not all(isinstance(each, dict) for each in sections.values()):
        raise UnknownKey("this is no gate.", path=path, remedy=f"It has the parts {', '.join(_FORM)}.")
    values: dict[str, Any] = {}
    for section, names in _FORM.items():
        for name in names:
            values[name] = _value(document, section, name)
        if unknown := sorted(set(sections[section]) - set(names)):
            line = document.line(section, unknown[0])
            raise UnknownKey(f"no line is called {unknown[0]!r}.", path=path, line=line, remedy=f"{', '.join(names)}.")
    return Gate(**values)


def judge(gate: Gate, challenger: Evaluation, champion: Evaluation | None) -> tuple[Line, ...]:
    """Every line of the gate; `champion` None where there is none yet.

    Raises InputError where the two were measured on different data: figures of different rows say nothing.
    """
    if champion is not None and champion.rows_hash != challenger.rows_hash:
        raise InputError(
            "the champion was measured on other rows than the challenger.",
            remedy="Give data with --data: both are measured on its test part.",
        )
    figures = challenger.figures
    return (
        _least("auc_floor", figures["auc"], gate.auc_at_least),
        *(() if champion is None else (_not_below(gate.metric, figures, champion.figures),)),
        _calibrated(gate, challenger),
        _above("brier_skill", figures["brier_skill"], gate.brier_skill_above),
        *([_fair(gate, group) for group in challenger.groups] or [_no_groups(gate)]),
    )


def passes(lines: Sequence[Line]) -> bool:
    """Whether no line failed."""
    return all(line.passed is not False for line in lines)


def _value(document: Document, section: str, name: str) -> Any:
    value, line = document.data[section].get(name), document.line(section, name)
    if name == "metric":
        if value not in ("ap", "auc"):
            raise WrongType(f"the metric is {value!r}.", path=document.path, line=line, remedy="Write ap or auc.")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongType(f"{name} is {value!r}, not a number.", path=document.path, line=line, remedy="Write a number.")
    return value


def _least(name: str, found: Estimate, limit: float) -> Line:
    said = {"zh": f"{found}，下限 {limit:.3f}", "en": f"{found}, at least {limit:.3f}"}
    return Line(name, found.value >= limit, found.value, limit, said)


def _above(name: str, found: Estimate, limit: float) -> Line:
    said = {"zh": f"{found}，应高于 {limit:.3f}", "en": f"{found}, above {limit:.3f}"}
    return Line(name, found.value > limit, found.value, limit, said)


def _not_below(metric: str, figures: Mapping[str, Estimate], champion: Mapping[str, Estimate]) -> Line:
    mine, other = figures[metric], champion[metric]
    said = {
        "zh": f"{metric} {mine}，现用模型 {other}：下限 {other.low:.3f}",
        "en": f"{metric} {mine}, the champion's {other}: at least {other.low:.3f}",
    }
    return Line("champion", mine.value >= other.low, mine.value, other.low, said)


def _calibrated(gate: Gate, challenger: Evaluation) -> Line:
    found, by_chance, rows = challenger.figures["ece"], challenger.ece_by_chance, challenger.rows
    limit = max(gate.ece_at_most, by_chance)
    is_small = limit > gate.ece_at_most
    why = {"zh": f"（{rows} 行仅凭偶然可达）", "en": f" (what chance alone reaches on {rows} rows)"}
    said = {
        "zh": f"{found}，上限 {limit:.3f}{why['zh'] if is_small else ''}",
        "en": f"{found}, at most {limit:.3f}{why['en'] if is_small else ''}",
    }
    return Line("ece", found.value <= limit, found.value, limit, said)


def _fair(gate: Gate, group: GroupComparison) -> Line:
    alarms, limit, name = sum(rate.flagged for rate in group.rates), gate.ratio_at_most, group.column
    if group.ratio is None or alarms < gate.least_false_alarms:
        said = {
            "zh": f"{name}：{len(group.rates)} 个群体共误报 {alarms} 例，太少，不作判断",
            "en": f"{name}: not judged, {alarms} false alarms in {len(group.rates)} groups are too few",
        }
        return Line("fairness", None, None if group.ratio is None else group.ratio.value, limit, said)
    said = {"zh": f"{name}：{group.ratio}，上限 {limit:.2f}", "en": f"{name}: {group.ratio}, at most {limit:.2f}"}
    return Line("fairness", group.ratio.value <= limit, group.ratio.value, limit, said)


def _no_groups(gate: Gate) -> Line:
    said = {"zh": "数据中没有可供比较的群体，不作判断", "en": "not judged, the data have no groups to compare"}
    return Line("fairness", None, None, gate.ratio_at_most, said)
