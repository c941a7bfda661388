"""`anlan compare`: two scenarios side by side, and by how much they differ."""

from argparse import Namespace
from collections.abc import Iterator

from cli.console import print_json, print_lines, print_table, working
from cli.fund_table import money_unit
from cli.scenarios import NamedScenario, read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.comparison import Comparison, compare_projections
from simulation.key_figures import Difference
from simulation.projection import project
from simulation.result import Projection

_WORKING = {"zh": "正在测算", "en": "Projecting"}
_TITLE = {"zh": "情景比较（差额 = B − A）", "en": "Two scenarios (difference = B − A)"}
_COLUMNS = {"zh": ("基金", "指标", "A", "B", "差额"), "en": ("Fund", "Figure", "A", "B", "Difference")}
_FIGURES = {
    "first_deficit_year": {"zh": "首次当期赤字年份", "en": "First deficit"},
    "depletion_year": {"zh": "累计结余耗尽年份", "en": "Depletion"},
    "accumulated_balance": {"zh": "年累计结余（{unit}）", "en": "accumulated balance ({unit})"},
    "outgo": {"zh": "年支出（{unit}）", "en": "outgo ({unit})"},
    "actuarial_balance": {"zh": "年精算平衡（占缴费基数）", "en": "years' actuarial balance (share of base)"},
}
_NEVER = {"zh": "— 至{last}年未出现。", "en": "— does not come until {last}."}
_MONEY = ("accumulated_balance.", "outgo.")


def run(chosen: Namespace, settings: Settings) -> int:
    """Project both, and print the differences fund by fund."""
    data = settings.reference_data
    a = read_scenario(chosen.a, settings=chosen.set_a, overlays=chosen.overlay_a, reference_data=data)
    b = read_scenario(chosen.b, settings=chosen.set_b, overlays=chosen.overlay_b, reference_data=data)
    with working(_WORKING[chosen.language]):
        comparison = compare_projections(_projected(a), _projected(b))
    if chosen.json:
        print_json({**comparison.to_json(), "specs": {"a": _spec(a), "b": _spec(b)}})
        return 0
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], list(_rows(comparison, chosen.language)), left=2)
    print_lines(_NEVER[chosen.language].format(last=int(comparison.a.years[-1])))
    print_lines(f"A: {' '.join(_spec(a))}", f"B: {' '.join(_spec(b))}")
    return 0


def _projected(named: NamedScenario) -> Projection:
    try:
        return project(named.scenario)
    except InputError as err:
        raise named.located(err) from None


def _spec(named: NamedScenario) -> list[str]:
    """The name, then every setting and overlay that the name does not show."""
    scenario = named.scenario
    return [named.name, *(s for s in scenario.settings if s not in named.name), *map(str, scenario.overlays)]


def _rows(comparison: Comparison, language: str) -> Iterator[tuple[str, ...]]:
    for name, figures in comparison.funds.items():
        title = comparison.a.funds[name].title[language]
        unit = money_unit(comparison.a.units["money"])
        shown = [
            (_heading(figure, language).format(unit=unit.text[language]), *_cells(figure, found, unit.size))
            for figure, found in figures.items()
        ]
        yield (title, *("\n".join(lines) for lines in zip(*shown, strict=True)))


def _heading(figure: str, language: str) -> str:
    if figure in _FIGURES:
        return _FIGURES[figure][language]
    name, _, year = figure.partition(".")
    return f"{year}{'' if language == 'zh' else ' '}{_FIGURES[name][language]}"


def _cells(figure: str, found: Difference, unit: float) -> tuple[str, str, str]:
    if figure.startswith(_MONEY):
        return _money(found.a, unit), _money(found.b, unit), _money(found.difference, unit)
    if figure.startswith("actuarial_balance."):
        return _share(found.a), _share(found.b), _share(found.difference)
    return _text(found.a), _text(found.b), "—" if found.difference is None else f"{found.difference:+d}"


def _money(value: float | None, unit: float) -> str:
    return "—" if value is None else f"{value / unit:,.0f}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:+.2%}"


def _text(value: float | None) -> str:
    return "—" if value is None else str(value)
