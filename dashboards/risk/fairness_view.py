"""Fairness: whether honest people of one group are suspected more often than those of others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import streamlit as st

from casework.alerts.bodies import OWNER
from casework.alerts.case import Case, Channel, Finding, Line
from core.errors import InputError
from core.principal import Principal
from dashboards.data.text_column import text_column
from dashboards.figures import MISSING, plain
from dashboards.refusals import draw_refusal
from dashboards.risk.opened import Opened
from dashboards.risk.person_groups import GROUPINGS, groups_of
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from datapool.aggregates.schema import LEAST_PERSONS
from training.fairness import BAR, LEAST, Group, Ratio, false_positive_ratios

SHOWN = "groups_of_ledger"
_PREFECTURE = 4
Grouping = Mapping[str, str]


def draw_fairness(seen: Opened, language: str) -> None:
    """By region from the ledger, by sex, age and hukou once somebody lets them be read."""
    alarms, innocents = found_honest(seen.cases, Channel.QUEUE), found_honest(seen.cases, Channel.AUDIT)
    st.html(
        f'<h2 class="al-title" id="fairness">{escape(say("risk_fair_title", language, bar=plain(BAR, digits=2)))}</h2>'
    )
    if len(alarms) < LEAST or len(innocents) < LEAST:
        counts = {"alarms": len(alarms), "innocents": len(innocents), "least": LEAST}
        st.info(say("risk_fair_none", language, **counts))
        return
    regions = {line.subject: line.region[:_PREFECTURE] for line in (*alarms, *innocents)}
    st.html(ratio_table("region", ratios_of(alarms, innocents, regions), language))
    read = _read_groups(seen, (*alarms, *innocents), language)
    if read is not None and not any(read.values()):
        st.info(say("risk_fair_unknown", language))
    for name, grouping in (read or {}).items():
        if grouping:
            st.html(ratio_table(name, ratios_of(alarms, innocents, grouping), language))
    st.caption(say("risk_fair_definition", language, innocents=len(innocents)))


def found_honest(cases: Iterable[Case], channel: Channel) -> list[Line]:
    """Subjects of closed cases of whom nothing was confirmed, each once."""
    found: dict[str, Line] = {}
    confirmed: set[str] = set()
    for case in cases:
        if case.channel is not channel or case.is_open or case.finding is None:
            continue
        for line in case.lines:
            if line.subject_kind == "person" and not line.is_attached:
                if (line.finding or case.finding) is Finding.FALSE:
                    found.setdefault(line.subject, line)
                else:
                    confirmed.add(line.subject)
    return [line for subject, line in sorted(found.items()) if subject not in confirmed]


def ratios_of(alarms: Sequence[Line], innocents: Sequence[Line], grouping: Grouping) -> tuple[Ratio, ...]:
    """Each group against all others; who is drawn with a smaller chance stands for more, in proportion."""
    caught = Counter(grouping[line.subject] for line in alarms if line.subject in grouping)
    drawn = [line for line in innocents if line.subject in grouping]
    weights: dict[str, float] = {}
    for line in drawn:
        name = grouping[line.subject]
        weights[name] = weights.get(name, 0.0) + (1 / line.drawn_with if line.drawn_with > 0 else 1.0)
    whole = sum(weights.values()) or 1.0
    names = sorted({*caught, *weights})
    groups = [Group(name, caught[name], round(len(drawn) * weights.get(name, 0.0) / whole)) for name in names]
    return false_positive_ratios(groups, is_sampled=True)


def ratio_table(what: str, ratios: Sequence[Ratio], language: str) -> str:
    """One line a group."""
    rows = [
        Row(
            ratio.group.name,
            [
                Cell(_count(ratio.group.alarms, what, language)),
                Cell(_count(ratio.group.innocents, what, language)),
                Cell(
                    MISSING if ratio.estimate is None else plain(ratio.estimate, digits=2),
                    below=f"{plain(ratio.low, digits=2)}–{plain(ratio.high, digits=2)}"
                    if ratio.low is not None and ratio.high is not None
                    else "",
                ),
                Cell(
                    say(f"risk_fair_{ratio.says}", language), css=f"text{' rejected' if ratio.says == 'beyond' else ''}"
                ),
            ],
        )
        for ratio in ratios
    ]
    heads = [
        Column(say("risk_fair_alarms", language)),
        Column(say("risk_fair_innocents", language)),
        Column(say("risk_fair_ratio", language), below="95 %"),
        text_column("risk_fair_says", language),
    ]
    caption = say("risk_fair_caption", language, what=say(f"risk_fair_{what}", language))
    return table(caption, say("risk_fair_group", language), heads, rows, css="cards")


def _count(persons: int, what: str, language: str) -> str:
    """How many persons; how few exactly is not told of groups that the ledger itself does not show."""
    if what == "region" or persons == 0 or persons >= LEAST_PERSONS:
        return plain(persons)
    return say("risk_fair_few", language, least=LEAST_PERSONS)


def _read_groups(seen: Opened, lines: Sequence[Line], language: str) -> Mapping[str, Grouping] | None:
    """[grouping] the group of each subject, read from the pool once somebody asks for it."""
    if seen.pool is None:
        st.caption(say("risk_fair_no_pool", language))
        return None
    key = (seen.pool, seen.who, frozenset(line.subject for line in lines), language)
    kept = st.session_state.get(SHOWN)
    if kept is not None and kept[0] == key:
        found: Mapping[str, Grouping] = kept[1]
        return found
    asking = st.empty()
    with asking.container():
        st.caption(say("risk_fair_persons", language))
        if not st.button(say("risk_fair_show", language), key="show_groups_of_ledger"):
            return None
    asking.empty()
    try:
        with st.spinner(say("risk_rows_reading", language)):
            read = _read(seen.pool, seen.who or OWNER, {line.subject for line in lines}, language)
    except InputError as err:
        draw_refusal(err, language, what="risk_refused")
        return None
    st.session_state[SHOWN] = (key, read)
    return read


def _read(pool: Path, who: str | Principal, subjects: set[str], language: str) -> Mapping[str, Grouping]:
    found = groups_of(pool, subjects, language, who=who, now=datetime.now(UTC))
    return {name: found[name] for name in GROUPINGS}
