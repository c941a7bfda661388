"""Quality: departments by dimension, their course over deliveries, and the way down to tables, items and rules."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboards.data.choosing import choose, pick
from dashboards.data.contents import Contents
from dashboards.data.heat_map import heat_map
from dashboards.data.invitation import draw_part_not_built
from dashboards.data.rules_view import draw_items, draw_rules, draw_skipped
from dashboards.data.score_lines import key, score_lines
from dashboards.data.scored import points, scores_by
from dashboards.drawing import CONFIG
from dashboards.words import say
from datapool.quality.assessment import Assessment
from datapool.quality.scores import Score

ALL = ""
KINDS = ("as_delivered", "as_corrected")
Heat = tuple[str, Score | None, Mapping[str, Score]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scores are in view.

    delivery    its name; empty for all of them together
    is_current  whether what has been corrected since is left out
    """

    assessment: Assessment
    delivery: str
    is_current: bool

    def scores(self, *by: str) -> Mapping[tuple[str, ...], Score]:
        """[values of `by`] scores of the delivery in view."""
        if self.delivery == ALL:
            return scores_by(self.assessment, *by, current=self.is_current)
        found = scores_by(self.assessment, *by, "delivery", current=self.is_current)
        return {group[:-1]: score for group, score in found.items() if group[-1] == self.delivery}


def draw_quality(contents: Contents, language: str) -> None:
    """Draw the part; without an assessment it says which command makes one."""
    if contents.assessment is None:
        draw_part_not_built(contents.folder, language)
        return
    asked = _ask(contents.assessment, language)
    st.html(_departments(contents, asked, language))
    _draw_lines(contents, contents.assessment, language)
    _draw_closer(contents, asked, language)
    draw_skipped(contents, language)


def _ask(assessment: Assessment, language: str) -> Asked:
    deliveries = [delivery for (delivery,) in sorted(scores_by(assessment, "delivery"), reverse=True)]
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        delivery = choose(
            say("data_delivery", language),
            [*deliveries, ALL],
            key="data_delivery",
            title=lambda name: delivery_title(name, language),
        )
    with right:
        kind = pick(say("score_as", language), KINDS, key="data_kind", title=lambda name: say(name, language))
    return Asked(assessment, delivery, kind == "as_corrected")


def delivery_title(delivery: str, language: str) -> str:
    """The name of a delivery, or of all of them together."""
    return delivery if delivery != ALL else say("all_deliveries", language)


def _departments(contents: Contents, asked: Asked, language: str) -> str:
    whole, parts = asked.scores("department"), asked.scores("department", "dimension")
    rows = [
        (contents.department_title(name, language), whole.get((name,)), _dimensions(parts, name))
        for name in contents.departments()
    ]
    caption = say("heat_departments", language, **_caption(asked, language))
    return heat_map(caption, say("data_department", language), rows, language)


def _draw_lines(contents: Contents, assessment: Assessment, language: str) -> None:
    found = scores_by(assessment, "department", "delivery")
    deliveries = sorted({delivery for _, delivery in found})
    if len(deliveries) < 2:
        return
    lines = {
        contents.department_title(name, language): [
            points(found[name, delivery].score) if (name, delivery) in found else float("nan")
            for delivery in deliveries
        ]
        for name in contents.departments()
        if any(owner == name for owner, _ in found)
    }
    title = say("score_lines_title", language)
    st.html(f'<h2 class="al-h2">{title}</h2>{key(tuple(lines))}')
    figure = score_lines(lines, deliveries, language)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="score_lines", alt=title)


def _draw_closer(contents: Contents, asked: Asked, language: str) -> None:
    """One department's tables, then one table's items and rules."""
    st.html(f'<h2 class="al-h2">{say("look_closer", language)}</h2>')
    owners = {table: department for department, table in asked.scores("department", "table")}
    departments = [name for name in contents.departments() if name in owners.values()]
    if not departments:
        return
    scores = asked.scores("department")
    department = pick(
        say("data_department", language),
        departments,
        first=min(departments, key=lambda name: worst_first(scores[name,].score)),
        key="data_department",
        title=lambda name: contents.department_title(name, language),
    )
    tables = [table for table, owner in owners.items() if owner == department]
    whole, parts = asked.scores("table"), asked.scores("table", "dimension")
    tables.sort(key=lambda table: worst_first(whole[table,].score))
    rows = [(contents.table_title(name, language), whole.get((name,)), _dimensions(parts, name)) for name in tables]
    title = contents.department_title(department, language)
    caption = say("heat_tables", language, department=title, **_caption(asked, language))
    st.html(heat_map(caption, say("data_table", language), rows, language, is_keyed=False))
    table = choose(
        say("data_table", language),
        tables,
        key="data_table",
        title=lambda name: contents.table_title(name, language),
    )
    items, rules = st.columns([2, 3], gap="large")
    with items:
        draw_items(contents, asked.assessment, table, asked.scores("table", "item"), asked.delivery, language)
    with rules:
        draw_rules(contents, asked.assessment, table, asked.scores("table", "rule"), asked.delivery, language)


def worst_first(score: float | None) -> float:
    """For ordering: what was not judged comes after everything that was."""
    return math.inf if score is None else score


def _dimensions(parts: Mapping[tuple[str, ...], Score], name: str) -> dict[str, Score]:
    return {dimension: score for (owner, dimension), score in parts.items() if owner == name}


def _caption(asked: Asked, language: str) -> dict[str, str]:
    kind = say(KINDS[1] if asked.is_current else KINDS[0], language)
    return {"delivery": delivery_title(asked.delivery, language), "kind": kind}
