"""What is said of series, models and notes, in both languages."""

from collections.abc import Mapping

from training.operation.outlook import ALL
from training.operation.series import History, LeftOut, Note

NOTES = {
    "zh": {
        "gaps": "{period} 起有 {figure:.0f} 期数据缺失，不参与计算",
        "zeros": "有 {figure:.0f} 期为零，按原值而非对数处理",
        "held_back": "有 {figure:.0f} 期人数不足 10 人，不显示", "not_over": "{period} 尚未结束，不计入",
        "not_whole": "{period} 数据不完整，不计入",
        "shift": "{period} 起水平变动 {figure:+.1%}，此前数据已按新水平调整",
        "shift_now": "{period} 起连续三期同向偏离：水平可能已变动",
        "no_season": "历史仅 {figure:.0f} 期，无法估计季节性",
        "few_scores": "仅 {figure:.0f} 次回溯检验，区间按 t 分布给出",
        "few_persons": "人数不足 10 人（{figure:.0f}）",
        "short": "仅 {figure:.0f} 期有数据，至少需要 12 期", "more": "…… 另有 {figure:.0f} 条",
    },
    "en": {
        "gaps": "{figure:.0f} periods from {period} are not known and are left out",
        "zeros": "{figure:.0f} periods are zero, so that values are taken as they are and not as logarithms",
        "held_back": "{figure:.0f} periods of fewer than 10 persons are held back",
        "not_over": "{period} is not over and is left out", "not_whole": "{period} is not whole and is left out",
        "shift": "the level moved by {figure:+.1%} in {period}; what lies before is lifted to the new level",
        "shift_now": "three periods in a row lie on one side from {period}: the level seems to have moved",
        "no_season": "{figure:.0f} periods are too few to tell of seasons",
        "few_scores": "only {figure:.0f} back-tests: the interval is that of Student's distribution",
        "few_persons": "fewer than 10 persons ({figure:.0f})", "short": "{figure:.0f} known periods, 12 are needed",
        "more": "… and {figure:.0f} more",
    },
}  # fmt: skip
MODELS = {
    "zh": {"seasonal_naive": "上年同期", "smoothing": "指数平滑", "arima": "季节 ARIMA", "structural": "结构时间序列",
           "poisson": "泊松/负二项回归", "sum": "加总"},
    "en": {"seasonal_naive": "season before", "smoothing": "exponential smoothing", "arima": "seasonal ARIMA",
           "structural": "structural", "poisson": "Poisson or negative binomial", "sum": "sum"},
}  # fmt: skip
UNITS = {"zh": {"yuan": "元", "cases": "件", "count": "个"}, "en": {"yuan": "yuan", "cases": "cases", "count": "count"}}
_SHOWN = 12


def title(history: History, keys: Mapping[str, str], language: str, whole: str = ALL) -> str:
    """What a series is called; `whole` stands for a key over all of whose values a sum runs."""
    return " · ".join(whole if value == ALL else history.title(key, value, language) for key, value in keys.items())


def notes(found: tuple[Note, ...], language: str) -> str:
    """All notes of a series in one line."""
    return (
        "；".join(one(note, language) for note in found)
        if language == "zh"
        else "; ".join(one(note, language) for note in found)
    )


def one(note: Note | LeftOut, language: str) -> str:
    """A note, or why a series is left out, as a sentence."""
    if isinstance(note, LeftOut):
        return NOTES[language][note.why].format(figure=note.figure)
    return NOTES[language][note.code].format(period=note.period, figure=note.figure)


def left_out(history: History, language: str) -> list[str]:
    """Lines that name what is not used, and why; the first dozen."""
    lines = [f"  - {each.name}: {one(each, language)}" for each in history.left_out[:_SHOWN]]
    over = len(history.left_out) - _SHOWN
    return [*lines, *([NOTES[language]["more"].format(figure=over)] if over > 0 else [])]
