"""`anlan attribute`: why a figure of a fund differs between two scenarios, factor by factor."""

from argparse import Namespace

from cli.console import print_json, print_lines, print_table, working
from cli.scenarios import read_scenario
from core.errors import InputError
from core.settings import Settings
from dashboards.figures import plain, points, yi
from dashboards.words import say
from simulation.attribution.attribution import Attribution, Method, Part, attribute
from simulation.attribution.factors import Factor, Shown
from simulation.attribution.measure import SHARE, YUAN
from simulation.countries.china.funds import TITLES

_WORKING = {"zh": "正在归因", "en": "Attributing"}
_TITLE = {"zh": "{fund}：{measure} 变动归因（{unit}）", "en": "{fund}: why {measure} changes ({unit})"}
_UNITS = {
    "zh": {SHARE: "占缴费基数，百分点", YUAN: "亿元"},
    "en": {SHARE: "percentage points of the contribution base", YUAN: "¥100 million"},
}
_COLUMNS = {
    "zh": ("因素", "A → B", "贡献", "单独变动时"),
    "en": ("Factor", "A → B", "Adds", "By itself"),
}
_COLON = {"zh": "：", "en": ": "}
_ERROR = {"zh": "标准误", "en": "Standard error"}
_ENDS = {"zh": ("A", "B", "变动合计"), "en": ("A", "B", "Change in all")}
_EXACT = {
    "zh": "沙普利值：对各因素全部先后次序取平均，共{asked}次测算；各项之和等于变动合计。",
    "en": "Shapley values: the mean over every order of the factors, {asked} projections; they add up to the change.",
}
_SAMPLED = {
    "zh": "因素较多，对随机次序取平均，共{asked}次测算；各项之和等于变动合计，单项带标准误。--group 归并后可精确计算。",
    "en": "Many factors: the mean over random orders, {asked} projections; they add up to the change, each with its "
    "standard error. Join factors with --group for exact values.",
}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Split the change and print one row for each factor, or the JSON."""
    a = read_scenario(chosen.a, settings=chosen.set_a, overlays=chosen.overlay_a)
    b = read_scenario(chosen.b, settings=chosen.set_b, overlays=chosen.overlay_b)
    method = Method(tuple(chosen.group), chosen.orders, chosen.seed)
    try:
        with working(_WORKING[chosen.language]):
            found = attribute(a.scenario, b.scenario, chosen.fund, chosen.measure, method=method)
    except InputError as err:
        raise b.located(a.located(err)) from None
    if chosen.json:
        print_json({"scenarios": {"a": a.name, "b": b.name}, **found.to_json()})
    else:
        _print(found, chosen.language)
    return 0


def _print(found: Attribution, language: str) -> None:
    unit = _UNITS[language].get(found.measure.unit, say("unit_months", language))
    title = _TITLE[language].format(fund=TITLES[found.fund][language], measure=found.measure.name, unit=unit)
    columns = _COLUMNS[language] + (() if found.is_exact else (_ERROR[language],))
    first, last, whole = _ENDS[language]
    ends = [(first, found.a), (last, found.b)]
    rows = [_row(part, found, language) for part in found.parts]
    rows += [_padded((whole, "", _amount(found.b - found.a, found, signed=True), ""), columns)]
    rows += [_padded((name, "", _amount(value, found), ""), columns) for name, value in ends]
    print_table(title, columns, rows, left=2)
    print_lines((_EXACT if found.is_exact else _SAMPLED)[language].format(asked=found.asked))


def _padded(cells: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    return cells + ("",) * (len(columns) - len(cells))


def _row(part: Part, found: Attribution, language: str) -> tuple[str, ...]:
    cells = (
        f"{part.factor.title[language]}\n{part.factor.name}",
        _move(part.factor, language),
        _amount(part.value, found, signed=True),
        _amount(part.alone, found, signed=True),
    )
    return cells if found.is_exact else (*cells, _amount(part.standard_error, found))


def _move(factor: Factor, language: str) -> str:
    year = "" if factor.year is None else f"{factor.year}{_COLON[language]}"
    return f"{year}{_shown(factor.before)} → {_shown(factor.after)}"


def _shown(value: Shown) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else f"{value:.6g}"


def _amount(value: float, found: Attribution, *, signed: bool = False) -> str:
    if found.measure.unit == SHARE:
        return points(value, digits=3) if signed else plain(value * 100, digits=3)
    if found.measure.unit == YUAN:
        return yi(value, digits=1, signed=signed)
    return plain(value, digits=2, signed=signed)
