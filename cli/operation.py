"""`anlan operation`: what is unusual, what comes next, how many cases to staff for, and what a policy did."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cli.console import counting, print_json, print_lines, print_table
from cli.operation_kept import keep
from cli.operation_source import history_of
from core.settings import Settings
from training.operation import pooled
from training.operation import words as said
from training.operation.effect import LEVEL, Effect
from training.operation.effect import effect as effect_of
from training.operation.intervals import Coverage
from training.operation.outlook import Outlook, outlook
from training.operation.panel import by_key
from training.operation.series import History
from training.operation.watching import Watch, Watched
from training.operation.watching import watch as watch_series

_SHOWN = 40
# A tenth of placebo dates found, twice what chance gives, is said.
_LOUD = 0.1
_WORDS = {
    "zh": {
        "watching": "正在计算预期", "alerts": "异常（{count} 条，共核对 {compared:,} 期；误报率控制在 {rate:.0%}）",
        "series": "项目", "period": "时期", "actual": "实际（{unit}）", "expected": "预期（{unit}）",
        "interval": "95% 区间（{unit}）", "gap": "偏离（{unit}）", "off": "偏离（标准差）", "chance": "校正后概率",
        "none": "最近 {last} 期没有异常：{series} 个项目、{compared:,} 期均在预期之内（误报率控制在 {rate:.0%}）。",
        "coverage": "区间在回溯检验中覆盖 {share:.1%}（{count:,} 次），目标 95%。",
        "no_coverage": "历史太短，无法检验区间的覆盖率。",
        "forecasting": "正在预测", "forecast": "预测（{unit}，{ahead} 期）", "next": "下一期 {period}",
        "total": "{ahead} 期合计",
        "model": "方法", "mase": "MASE（上年同期）", "all": "全部", "held": "覆盖率",
        "effect": "政策效果：{treated}，自 {since} 起", "what": "指标", "value": "数值",
        "share": "平均影响（占无政策情形的比例）", "total_effect": "累计影响（{unit}）", "chance_of": "偶然出现的概率",
        "by_cluster": "按地区聚类的区间（地区少时偏窄）", "by_regions": "地区置换检验 p 值（最小可能 {least:.2f}）",
        "pre_trend": "政策前趋势差异的 p 值", "placebo_dates": "虚拟日期误报率（名义 5%，{count} 个日期）",
        "placebo_regions": "虚拟地区误报（名义 5%）", "design": "方法",
        "interrupted_series": "间断时间序列", "difference_in_differences": "双重差分（对照 {count} 个地区）",
        "apart": "政策前两组走势已不平行：结果只供参考。", "untried": "历史太短，未做",
        "loud": "虚拟日期误报率高于名义水平：区间可能偏窄。", "alone": "没有对照地区：同期其他变化也会计入效果。",
        "source": "来源：{source}；单位：{unit}；数据截至 {cut_off}。", "notes": "说明", "left_out": "未计入的项目：",
        "is_evidence": "异常是线索，不是认定。",
    },
    "en": {
        "watching": "Working out what to expect",
        "alerts": "Alerts ({count} of {compared:,} periods compared; at most {rate:.0%} of them expected by chance)",
        "series": "series", "period": "period", "actual": "actual ({unit})", "expected": "expected ({unit})",
        "interval": "95 % interval ({unit})", "gap": "gap ({unit})", "off": "standard deviations",
        "chance": "adjusted chance",
        "none": "Nothing unusual in the newest {last} periods: {series} series, {compared:,} periods, false alerts "
        "held to {rate:.0%}.",
        "coverage": "In back-tests the intervals held {share:.1%} ({count:,} tries); 95 % is aimed at.",
        "no_coverage": "The history is too short to try the intervals on it.",
        "forecasting": "Forecasting", "forecast": "Forecast ({unit}, {ahead} periods)", "next": "next: {period}",
        "total": "sum of {ahead}", "model": "model", "mase": "MASE (season before)", "all": "all", "held": "coverage",
        "effect": "Effect of a policy on {treated} since {since}", "what": "figure", "value": "value",
        "share": "mean effect, share of what would have been", "total_effect": "in all ({unit})",
        "chance_of": "chance of so much without a policy",
        "by_cluster": "interval by clusters of regions (too narrow with few)",
        "by_regions": "chance by exchange of regions (cannot be below {least:.2f})",
        "pre_trend": "chance of the difference in trend before", "design": "design",
        "placebo_dates": "placebo dates found (nominal 5 %, {count} dates)",
        "placebo_regions": "placebo regions found (nominal 5 %)", "interrupted_series": "interrupted series",
        "difference_in_differences": "difference in differences ({count} controls)",
        "apart": "The two ran apart before the policy already: take this with care.",
        "untried": "the history is too short",
        "loud": "Placebo dates are found more often than they should be: the interval may be too narrow.",
        "alone": "There are no controls: whatever else happened then counts as effect.",
        "source": "Source: {source}; unit: {unit}; data until {cut_off}.", "notes": "Notes",
        "left_out": "Not used:", "is_evidence": "An alert is evidence and no decision.",
    },
}  # fmt: skip


def watch(chosen: Namespace, settings: Settings) -> int:
    """Judge the newest periods of every series and list what lies outside."""
    del settings
    words, language = _WORDS[chosen.language], chosen.language
    history = history_of(chosen, lambda root, step, as_of: pooled.money(root, step, as_of=as_of))
    with counting(words["watching"], len(history.series)) as moved:
        found = watch_series(history, last=chosen.last, rate=chosen.rate, moved=moved)
    keep(chosen, "watch", found.history, watch=found)
    if chosen.json:
        print_json(_watch_json(found))
        return 0
    unit = said.UNITS[language][found.watched[0].series.unit]
    if found.alerts:
        heads = [
            words[word].format(unit=unit)
            for word in ("series", "period", "actual", "expected", "interval", "gap", "off", "chance")
        ]
        rows = [
            (
                said.title(found.history, alert.series.keys, language), alert.series.period(alert.place),
                f"{alert.actual:,.0f}", f"{alert.expected:,.0f}", f"{alert.lower:,.0f} – {alert.upper:,.0f}",
                f"{alert.gap:+,.0f}", f"{alert.off:+.1f}", f"{alert.adjusted:.4f}",
            )
            for alert in found.alerts[:_SHOWN]
        ]  # fmt: skip
        title = words["alerts"].format(count=len(found.alerts), compared=found.compared, rate=found.rate)
        print_table(title, heads, rows, left=2)
        print_lines(words["is_evidence"])
    else:
        print_lines(
            words["none"].format(last=chosen.last, series=len(found.watched), compared=found.compared, rate=found.rate)
        )
    print_lines(_coverage(found.coverage, language), *_notes(found.history, found.watched, language))
    print_lines(_source(found.history, unit, language))
    return 0


def forecast(chosen: Namespace, settings: Settings) -> int:
    """Forecast income and outgo: every series, and their sums by flow and scheme."""
    del settings
    history = history_of(chosen, lambda root, step, as_of: pooled.money(root, step, as_of=as_of))
    # Income and outgo are never added to one another.
    sums = [[], *([key] for key in chosen.group[:1])] if chosen.csv else [["flow"], ["flow", "scheme"]]
    return _forecast(chosen, history, sums, most=24)


def demand(chosen: Namespace, settings: Settings) -> int:
    """Forecast service cases: every business and region, and their sums."""
    del settings
    history = history_of(chosen, lambda root, step, as_of: pooled.cases(root, step, as_of=as_of))
    return _forecast(chosen, history, None, most=26)


def effect(chosen: Namespace, settings: Settings) -> int:
    """Tell what a policy did to the regions, or other units, under it."""
    del settings
    history = history_of(chosen, lambda root, step, as_of: pooled.money(root, step, as_of=as_of))
    controls = None if chosen.controls is None else tuple(chosen.controls)
    key = chosen.by or list(history.series[0].keys)[-1]
    units = by_key(history, key, until=chosen.until)
    found = effect_of(units, treated=tuple(chosen.treated), controls=controls, since=chosen.since, seed=chosen.seed)
    unit = next(iter(units.values())).unit
    keep(chosen, "effect", replace(history, series=tuple(units.values())), effect=found)
    if chosen.json:
        print_json({**_source_json(history), "unit": unit, **_clean(found.to_json())})
        return 0
    words, shown = _WORDS[chosen.language], said.UNITS[chosen.language][unit]
    since = found.panel.step.text(found.panel.step.shift(found.panel.first, found.panel.since))
    treated = "、".join(history.title(key, name, chosen.language) for name in found.panel.treated)
    print_table(
        words["effect"].format(treated=treated, since=since), [words["what"], words["value"]],
        _effect_rows(found, shown, words),
    )  # fmt: skip
    print_lines(*_cautions(found, words), _source(history, shown, chosen.language))
    return 0


def _forecast(chosen: Namespace, history: History, sums: list[list[str]] | None, *, most: int) -> int:
    words, language = _WORDS[chosen.language], chosen.language
    with counting(words["forecasting"], len(history.series)) as moved:
        used, found = outlook(history, ahead=chosen.ahead, most=most, sums=sums, moved=moved)
    keep(chosen, "forecast" if sums is not None else "demand", used, outlooks=found)
    unit = used.series[0].unit
    if chosen.json:
        print_json({**_source_json(used), "unit": unit, "forecasts": [one.to_json() for one in found]})
        return 0
    first = used.series[0]
    heads = [words["series"], words["next"].format(period=first.period(first.values.size)), words["interval"],
             words["total"].format(ahead=chosen.ahead), words["mase"], words["held"], words["model"]]  # fmt: skip
    shown = said.UNITS[language][unit]
    rows = [
        (
            said.title(used, one.series.keys, language, words["all"]), f"{one.mean[0]:,.0f}",
            f"{one.lower[0]:,.0f} – {one.upper[0]:,.0f}", f"{one.mean.sum():,.0f}",
            f"{one.mase:.2f} ({one.naive_mase:.2f})",
            "–" if one.coverage.share is None else f"{one.coverage.share:.0%}", said.MODELS[language][one.model],
        )
        for one in found[:_SHOWN]
    ]  # fmt: skip
    title = words["forecast"].format(unit=shown, ahead=chosen.ahead)
    print_table(title, [head.format(unit=shown) for head in heads], rows)
    held = sum((one.coverage for one in found if one.model != "sum"), Coverage(0, 0))
    print_lines(*([said.NOTES[language]["more"].format(figure=len(found) - _SHOWN)] if len(found) > _SHOWN else []))
    print_lines(_coverage(held, language), *_notes(used, found, language), _source(used, shown, language))
    return 0


def _effect_rows(found: Effect, unit: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    def share(values: Sequence[float]) -> str:
        return " – ".join(f"{value:+.2%}" for value in values)

    least, rate = 1 / (1 + len(found.placebo_regions)), found.placebo_rate
    estimate, *span = found.share
    total, lower, upper = found.total
    plain = found.to_json()
    regions = sum(one.chance < LEVEL for one in found.placebo_regions)
    dates = words["placebo_dates"].format(count=len(found.placebo_dates))
    rows = [
        (words["design"], words[found.design].format(count=len(found.panel.controls))),
        (words["share"], f"{estimate:+.2%} ({share(span)})"),
        (words["total_effect"].format(unit=unit), f"{total:+,.0f} ({lower:+,.0f} – {upper:+,.0f})"),
        (words["chance_of"], f"{found.found.chance:.4f}"),
        (words["pre_trend"], f"{found.pre_trend.chance:.3f}"),
        (dates, words["untried"] if rate is None else f"{rate:.0%}"),
    ]
    if found.by_cluster is not None and found.by_regions is not None:
        rows += [
            (words["by_cluster"], share(plain["share_by_cluster"])),
            (words["by_regions"].format(least=least), f"{found.by_regions:.2f}"),
            (words["placebo_regions"], f"{regions} / {len(found.placebo_regions)}"),
        ]
    return rows


def _cautions(found: Effect, words: Mapping[str, str]) -> list[str]:
    """What stands against taking the figure as it is."""
    return [
        *([words["alone"]] if not found.panel.controls else []),
        *([words["apart"]] if found.panel.controls and found.pre_trend.chance < LEVEL else []),
        *([words["loud"]] if (found.placebo_rate or 0) > _LOUD else []),
    ]


def _clean(plain: Any) -> Any:
    """The same with None for what is no number."""
    if isinstance(plain, dict):
        return {key: _clean(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_clean(value) for value in plain]
    return _number(plain) if isinstance(plain, float) else plain


def _watch_json(found: Watch) -> dict[str, Any]:
    return {
        **_source_json(found.history),
        "unit": found.watched[0].series.unit,
        "compared": found.compared,
        "rate": found.rate,
        "coverage": _coverage_json(found.coverage),
        "alerts": [alert.to_json() for alert in found.alerts],
        "series": [_watched_json(one) for one in found.watched],
    }


def _watched_json(one: Watched) -> dict[str, Any]:
    return {
        **one.series.keys,
        "model": one.model,
        "errors": {name: _number(error) for name, error in one.errors.items()},
        "coverage": _coverage_json(one.coverage),
        "notes": [note.to_json() for note in one.notes],
        "periods": [
            {
                "period": one.series.period(place), "actual": _number(one.series.values[place]),
                "expected": _number(one.expected[at]), "lower": _number(one.lower[at]),
                "upper": _number(one.upper[at]), "standard_deviations": _number(one.off[at]),
            }
            for at, place in enumerate(one.places)
        ],
    }  # fmt: skip


def _number(value: float) -> float | None:
    """JSON has no word for what is not known but null."""
    return float(value) if value == value and abs(value) != float("inf") else None


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    return {"share": coverage.share, "count": coverage.count, "aim": 0.95}


def _coverage(coverage: Coverage, language: str) -> str:
    words = _WORDS[language]
    if coverage.share is None:
        return words["no_coverage"]
    return words["coverage"].format(share=coverage.share, count=coverage.count)


def _source_json(history: History) -> dict[str, Any]:
    return {
        "source": history.source,
        "cut_off": history.cut_off.isoformat(),
        "left_out": [one.to_json() for one in history.left_out],
    }


def _source(history: History, unit: str, language: str) -> str:
    return _WORDS[language]["source"].format(source=history.source, unit=unit, cut_off=history.cut_off)


def _notes(history: History, found: Sequence[Watched | Outlook], language: str) -> list[str]:
    words = _WORDS[language]
    with_notes = [one for one in found if one.notes]
    lines = [
        f"  - {said.title(history, one.series.keys, language)}: {said.notes(one.notes, language)}" for one in with_notes
    ]
    dropped = said.left_out(history, language)
    return [*([f"{words['notes']}:", *lines] if lines else []), *([words["left_out"], *dropped] if dropped else [])]
