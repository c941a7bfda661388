"""Where the yuan are: expected loss of open cases by kind and prefecture."""

from collections import defaultdict

import streamlit as st

from dashboards.data.scored import STEPS
from dashboards.figures import MISSING, plain
from dashboards.risk.ledger_view import title_of
from dashboards.risk.opened import WAN, Opened
from dashboards.tables import Cell, Row, table
from dashboards.words import say

_PREFECTURE = 4


def draw_stake(seen: Opened, language: str) -> None:
    """The table, tinted."""
    st.html(stake_table(seen, language))


def stake_table(seen: Opened, language: str) -> str:
    """Kinds down, prefectures across, both by their sum; darker where more is at stake."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for case in seen.cases:
        if case.is_open:
            sums[case.typology][case.region[:_PREFECTURE]] += case.expected_loss_fen / WAN
    of_region: dict[str, float] = defaultdict(float)
    for row in sums.values():
        for region, value in row.items():
            of_region[region] += value
    regions = sorted(of_region, key=lambda region: (-of_region[region], region))
    most = max((value for row in sums.values() for value in row.values()), default=0.0)
    rows = [
        Row(
            title_of(code, language),
            [Cell(plain(sum(row.values()), digits=1)), *(_cell(row.get(region), most) for region in regions)],
        )
        for code, row in sorted(sums.items(), key=lambda item: -sum(item[1].values()))
    ]
    total = [Cell(plain(sum(of_region.values()), digits=1)), *(Cell(plain(of_region[r], digits=1)) for r in regions)]
    rows.append(Row(say("risk_all_regions", language), total, css="is-total"))
    heads = [say("risk_all_regions", language), *regions]
    caption = f"{say('risk_stake', language)} {say('risk_stake_caption', language)}"
    return table(caption, say("risk_typology", language), heads, rows, css="cards heat")


def _cell(value: float | None, most: float) -> Cell:
    if value is None:
        return Cell(MISSING, css="qn")
    step = min(int(value / most * (len(STEPS) + 1)), len(STEPS)) if most else 0
    return Cell(plain(value, digits=1), css=f"q{step}")
