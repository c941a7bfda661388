"""One table of the pool from close by: its items, the rules its rows break, and on which lines."""

from collections.abc import Mapping
from html import escape

import pyarrow.compute as arrow
import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.contents import Contents
from dashboards.data.heat_map import score_cell
from dashboards.data.text_column import text_column
from dashboards.figures import percent, plain
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from datapool.quality.assessment import Assessment
from datapool.quality.scores import Score

# Lines named of one rule: enough to see a pattern, few enough to read.
EXAMPLES = 20
Scores = Mapping[tuple[str, ...], Score]


def draw_items(
    contents: Contents, assessment: Assessment, name: str, scores: Scores, delivery: str, language: str
) -> None:
    """The items of a table from the weakest to the best, with the share of rows that have something there."""
    title = say("items_title", language, table=contents.table_title(name, language))
    mine = sorted((each for each in scores.items() if each[0][0] == name), key=lambda each: each[1].score or 0.0)
    shares = filled(assessment, name, delivery)
    rows = []
    for (_, item), found in mine:
        columns = _columns_of(contents, name, item)
        share = [shares[column] for column in columns if column in shares]
        below = percent(min(share)) if share else ""
        rows.append(
            Row(
                _item_title(contents, name, item, language), [score_cell(found), Cell(plain(found.failed)), Cell(below)]
            )
        )
    if not rows:
        st.html(f'<p class="al-sub">{escape(title)}</p><p>{escape(say("no_item_judged", language))}</p>')
        return
    heads = [say(word, language) for word in ("data_score", "failing", "items_filled")]
    st.html(table(title, say("data_item", language), heads, rows, css="compact", is_tall=len(rows) > 9))


def filled(assessment: Assessment, name: str, delivery: str) -> dict[str, float]:
    """[column] share of the rows of a table that have something in it; in all deliveries when none is named."""
    kept = assessment.filled.filter(arrow.equal(assessment.filled.column("table"), name))
    if delivery:
        kept = kept.filter(arrow.equal(kept.column("delivery"), delivery))
    sums = kept.group_by("column").aggregate([("rows", "sum"), ("filled", "sum")]).to_pylist()
    return {each["column"]: each["filled_sum"] / each["rows_sum"] for each in sums if each["rows_sum"]}


def draw_rules(
    contents: Contents, assessment: Assessment, name: str, scores: Scores, delivery: str, language: str
) -> None:
    """The rules that rows of a table break, the heaviest first, and one of them whole."""
    title = say("rules_title", language, table=contents.table_title(name, language))
    broken = {rule: found for (owner, rule), found in scores.items() if owner == name and found.failed}
    order = sorted(broken, key=lambda rule: (-broken[rule].numerator, -broken[rule].failed, rule))
    if not order:
        st.html(f'<p class="al-sub">{escape(title)}</p><p>{escape(say("no_rule_broken", language))}</p>')
        return
    heads = [say(word, language) for word in ("severity", "checked", "failed_rows", "failed_share", "mended")]
    rows = [_rule_row(assessment, rule, broken[rule], language) for rule in order]
    st.html(table(title, say("quality_rule", language), heads, rows, css="cards", is_tall=len(rows) > 7))
    rule = choose(
        say("see_rule", language),
        order,
        key="data_rule",
        title=lambda code: f"{code} {assessment.rules[code]['title'][language]}",
    )
    _draw_rule(contents, assessment, rule, name, delivery, language)


def draw_skipped(contents: Contents, language: str) -> None:
    """Checks that this pool does not allow, and why."""
    assessment = contents.assessment
    if assessment is None or not assessment.skipped:
        return
    with st.expander(say("skipped_checks", language, count=plain(len(assessment.skipped)))):
        rows = [Row(check, [Cell(why, css="text")]) for check, why in assessment.skipped.items()]
        st.html(table("", say("quality_rule", language), [text_column("skipped_why", language)], rows, is_tall=True))


def _rule_row(assessment: Assessment, rule: str, found: Score, language: str) -> Row:
    described = assessment.rules[rule]
    severity = str(described["severity"])
    cells = [
        Cell(say(f"severity_{severity}", language), css=f"severity {severity}"),
        Cell(plain(found.checked)),
        Cell(plain(found.failed)),
        Cell(percent(found.failed / found.checked, digits=2) if found.checked else ""),
        Cell(plain(found.mended)),
    ]
    return Row(str(described["title"][language]), cells, unit=rule)


def _draw_rule(contents: Contents, assessment: Assessment, rule: str, name: str, delivery: str, language: str) -> None:
    described = assessment.rules[rule]
    text = f"**{say('rule_correct', language)}** {described['correct'][language]}"
    basis = described.get("basis")
    if basis:
        text += f"\n\n**{say('rule_basis', language)}** {basis['title']} {basis.get('article', '')}"
    st.markdown(text)
    lines = example_lines(contents, assessment, rule, name, delivery)
    if not lines:
        st.caption(say("no_examples", language))
        return
    shown = sum(len(numbers) for numbers in lines.values())
    rows = [Row(file, [Cell(", ".join(map(str, numbers)), css="text")]) for file, numbers in lines.items()]
    caption = say("rule_examples", language, count=shown)
    st.html(table(caption, say("batch_file", language), [text_column("line_numbers", language)], rows, css="files"))
    st.caption(say("no_values", language))


def example_lines(
    contents: Contents, assessment: Assessment, rule: str, name: str, delivery: str
) -> dict[str, list[int]]:
    """[file] numbers of the first lines that break a rule; never what stands there."""
    found = assessment.findings(rule)
    found = found.filter(arrow.equal(found.column("table"), name))
    if delivery:
        found = found.filter(arrow.equal(found.column("delivery"), delivery))
    paths = {record.batch: record.path for record in contents.batches}
    lines: dict[str, list[int]] = {}
    for row in found.slice(0, EXAMPLES).select(["batch", "line"]).to_pylist():
        lines.setdefault(file_name(paths.get(row["batch"], row["batch"])), []).append(int(row["line"]))
    return lines


def file_name(path: str) -> str:
    """The last part of a path: folders are told by table and delivery."""
    return path.rpartition("/")[2]


def _columns_of(contents: Contents, name: str, item: str) -> list[str]:
    described = contents.tables.get(name)
    return [column.column for column in described.columns if column.item.key == item] if described else []


def _item_title(contents: Contents, name: str, item: str, language: str) -> str:
    columns = _columns_of(contents, name, item)
    return contents.column_title(name, columns[0], language) if columns else item
