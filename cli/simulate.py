"""`anlan simulate`: a scenario in thousands of futures; how likely it is that a fund is depleted, and when."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from cli.console import counting, print_figures, print_json, print_lines
from cli.delivery import json_text, put
from cli.region import regional
from cli.scenarios import read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.chance.plan import Plan
from simulation.futures import FundFutures, Futures, simulate

YI = 1e8
_YEARS = (2035, 2050, 2070)
_WORDS = {
    "zh": {
        "working": "正在推演（程序更新后首次运行需编译约半分钟）",
        "title": "{scenario}：{paths:,} 条随机路径，种子 {seed}",
        "columns": (
            "基金",
            "累计结余耗尽概率\n{0}/{1}/{2}年",
            "耗尽年份\n5%/50%/95%",
            "{0}年末累计结余 亿元\n5%/50%/95%",
            "{1}年末累计结余 亿元\n5%/50%/95%",
            "{1}年末期望短缺 亿元\n最差5%路径平均",
        ),
        "later": "{last}年后",
        "notes": (
            "概率为路径占比；耗尽指年末累计结余首次低于零（含财政补贴）。金额为名义值，均为测算数。",
            "不确定性自{first}年起：生育、死亡、迁移、工资、物价、利率、失业、参保、遵缴、医疗费用；"
            "口径见 docs/stochastic.md。",
        ),
        "mortality": "预期寿命的离散程度取自死亡率模型 {name}（默认为联合国区间 united_nations）。",
        "written": "已写入",
    },
    "en": {
        "working": "Simulating (the first run after an update compiles for about half a minute)",
        "title": "{scenario}: {paths:,} futures, seed {seed}",
        "columns": (
            "fund",
            "depleted by\n{0}/{1}/{2}",
            "depletion year\n5%/50%/95%",
            "balance end {0}, 100m yuan\n5%/50%/95%",
            "balance end {1}, 100m yuan\n5%/50%/95%",
            "expected shortfall {1}, 100m yuan\nmean of the worst 5%",
        ),
        "later": "after {last}",
        "notes": (
            "Probabilities are shares of the futures; depleted: the first year-end balance below zero, subsidy "
            "included. Money is nominal and projected.",
            "Chance plays from {first} on: births, deaths, migration, wages, prices, interest, unemployment, coverage, "
            "compliance, medical cost; definitions in docs/stochastic.md.",
        ),
        "mortality": "Life expectancy spreads as the model of mortality {name} has it (default: united_nations).",
        "written": "Written:",
    },
}
_PERCENTS = (5.0, 50.0, 95.0)


def run(chosen: Namespace, settings: Settings) -> int:
    """Simulate, write the file asked for, print the table or the JSON."""
    named = read_scenario(chosen.scenario, settings=chosen.set, overlays=chosen.overlay)
    plan = Plan(chosen.paths, chosen.seed, chosen.sampling, tuple(chosen.hold), chosen.mortality)
    if chosen.out and Path(chosen.out).suffix != ".json":
        raise InputError("the result is a JSON file.", path=chosen.out, remedy="Name a file that ends in .json.")
    scenario = regional(named.scenario, region=chosen.region, fund_data=chosen.fund_data)
    words = _WORDS[chosen.language]
    try:
        with counting(str(words["working"]), plan.paths) as progress:
            futures = simulate(scenario, plan, ray=settings.ray if chosen.ray else None, progress=progress)
    except InputError as err:
        raise named.located(err) from None
    if chosen.out:
        put(Path(chosen.out), json_text(futures.to_json()))
    if chosen.json:
        print_json(futures.to_json())
    else:
        _print(futures, chosen.language)
        print_lines(*([f"{words['written']} {chosen.out}"] if chosen.out else []))
    return 0


def _print(futures: Futures, language: str) -> None:
    words = _WORDS[language]
    years = [min(year, int(futures.years[-1])) for year in _YEARS]
    title = str(words["title"]).format(scenario=futures.scenario, paths=futures.plan.paths, seed=futures.plan.seed)
    columns = [column.format(*years) for column in words["columns"]]
    rows = [tuple(_cells(fund, years, language)) for fund in futures.funds.values()]
    print_figures(title, columns, rows, left=1, spare=(5, 4, 3))
    notes = [note.format(first=int(futures.years[0]) + 2) for note in words["notes"]]
    if futures.plan.mortality != Plan().mortality:
        notes.append(str(words["mortality"]).format(name=futures.plan.mortality))
    print_lines(*notes, *futures.plan.notes)


def _cells(fund: FundFutures, years: list[int], language: str) -> Iterator[str]:
    later = str(_WORDS[language]["later"]).format(last=int(fund.years[-1]))
    yield fund.title[language]
    yield " / ".join(f"{fund.probability_of_depletion(year):.1%}" for year in years)
    yield " / ".join(str(year or later) for year in fund.depletion_quantiles(_PERCENTS))
    balances = fund.quantiles("accumulated_balance", _PERCENTS)
    for year in years[:2]:
        yield " / ".join(f"{value / YI:,.0f}" for value in balances[:, year - int(fund.years[0])])
    yield f"{fund.expected_shortfall(years[1]) / YI:,.0f}"
