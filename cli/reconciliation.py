"""`anlan reconcile`: why a valuation differs from the one before, cause by cause."""

from argparse import Namespace
from collections.abc import Iterator, Mapping

from cli.console import print_json, print_table, working
from cli.scenarios import read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.countries.china.funds import TITLES
from simulation.reconciliation import CAUSES, Reconciliation, reconcile

_WORKING = {"zh": "正在对账", "en": "Reconciling"}
_TITLE = {
    "zh": "与上次估值对账：2050年累计结余（亿元）",
    "en": "Against the previous valuation: balance at the end of 2050 (100 million yuan)",
}
_ENDS = {"zh": ("基金", "上次", "本次"), "en": ("Fund", "Previous", "Current")}
_FIGURE = "accumulated_balance"
_YUAN_PER_YI = 1e8


def run(chosen: Namespace, _settings: Settings) -> int:
    """Take over the causes one after another and print what each adds."""
    previous = read_scenario(chosen.previous, settings=(), overlays=())
    current = read_scenario(chosen.current, settings=(), overlays=())
    try:
        with working(_WORKING[chosen.language]):
            found = reconcile(previous.scenario, current.scenario)
    except InputError as err:
        raise current.located(err) from None
    if chosen.json:
        print_json({"previous": previous.name, "current": current.name, **found.to_json()})
        return 0
    fund, before, after = _ENDS[chosen.language]
    causes = tuple(title[chosen.language] for title in CAUSES.values())
    print_table(_TITLE[chosen.language], (fund, before, *causes, after), list(_cells(found, chosen.language)))
    return 0


def _cells(found: Reconciliation, language: str) -> Iterator[tuple[str, ...]]:
    for name, fund in found.funds.items():
        steps = (f"{_yi(fund.steps[cause]):+,.0f}" for cause in CAUSES)
        yield (TITLES[name][language], f"{_yi(fund.previous):,.0f}", *steps, f"{_yi(fund.current):,.0f}")


def _yi(amounts: Mapping[str, float]) -> float:
    return next(value for name, value in amounts.items() if name.startswith(_FIGURE)) / _YUAN_PER_YI
