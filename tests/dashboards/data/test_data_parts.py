"""What the parts of the page Data are made of: sums, scores and their tints, words for every reason, files."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import plotly.graph_objects as go
import pytest
from openpyxl import load_workbook

from dashboards.data.batches_view import FIELDS, as_csv, chosen, reason_title, remedy
from dashboards.data.heat_map import heat_map
from dashboards.data.quarantine_view import deliveries_table
from dashboards.data.quarantine_view import reason_title as fault_title
from dashboards.data.quarantined_lines import READ, quarantined_lines
from dashboards.data.score_lines import score_lines
from dashboards.data.scored import change_text, latest_of, points, score_text, scores_by, tint
from dashboards.data.tallies import faults, tally
from dashboards.data.ticket_files import ticket_file
from dashboards.data.tickets_view import tickets_of
from dashboards.drawing import name_periods
from dashboards.words import LANGUAGES, WORDS
from datapool.intake import refusal, rows
from datapool.intake.checking import OTHER_PROVINCE
from datapool.intake.record import DUPLICATE, LANDED, REJECTED
from datapool.standards.column_sql import reasons_of
from datapool.standards.sources import load_sources
from tests.dashboards.data.conftest import Built
from tests.dashboards.data.pools import personal_values

COLUMNS = [column for table in load_sources().values() for column in table.columns]
FAULTS = {*rows.REASONS, *(reason for column in COLUMNS for reason in reasons_of(column)), OTHER_PROVINCE}


def test_what_is_delivered_is_landed_or_quarantined(built: Built) -> None:
    whole = tally(built.contents.batches)
    assert whole.rows == whole.landed + whole.quarantined
    assert whole.landed == sum("_quarantined" not in row for listed in built.rows.values() for row in listed)
    assert whole.quarantined == sum("_quarantined" in row for listed in built.rows.values() for row in listed) > 0
    assert whole.batches[REJECTED] == whole.batches[DUPLICATE] == 1


def test_parts_of_the_pool_add_up_to_the_whole(built: Built) -> None:
    records = built.contents.batches
    parts = [tally(each for each in records if each.department == name) for name in built.contents.departments()]
    assert sum(part.landed for part in parts) == tally(records).landed
    assert sum(part.batches[LANDED] for part in parts) == tally(records).batches[LANDED]


def test_every_row_in_quarantine_has_a_fault(built: Built) -> None:
    records = built.contents.batches
    assert sum(faults(records).values()) >= tally(records).quarantined
    rejected = [replace(each, state=REJECTED) for each in records]
    assert faults(rejected) == {}


@pytest.mark.parametrize(
    ("score", "text", "colour"),
    [(1.0, "100.00", "q0"), (0.99999, "99.99", "q0"), (0.99, "99.00", "q0"), (0.98999, "98.99", "q1"),
     (0.95, "95.00", "q1"), (0.9499, "94.99", "q2"), (0.9, "90.00", "q2"), (0.0, "0.00", "q3"), (None, "—", "qn")],
)  # fmt: skip
def test_a_score_is_cut_and_tinted_by_what_is_written(score: float | None, text: str, colour: str) -> None:
    assert (score_text(score), tint(score)) == (text, colour)


def test_a_fall_carries_a_minus_sign() -> None:
    assert (change_text(-0.0123), change_text(0.005), change_text(None)) == ("−1.23", "+0.50", "—")


def test_the_change_of_a_department_is_between_its_own_last_two_deliveries(built: Built) -> None:
    assessment = built.contents.assessment
    assert assessment is not None
    scores = scores_by(assessment, "department", "delivery")
    for name in built.contents.departments():
        found = latest_of(assessment, name)
        assert found is not None
        mine = sorted(delivery for owner, delivery in scores if owner == name)
        assert (found.previous, found.delivery) == tuple(mine[-2:])
        assert found.change == scores[name, mine[-1]].score - scores[name, mine[-2]].score  # type: ignore[operator]
    assert latest_of(assessment, "customs") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_quarantine_and_refusal_has_words(language: str) -> None:
    assert not [reason for reason in FAULTS if fault_title(reason, language) == reason]
    for reason in refusal.REASONS:
        assert f"remedy_{reason}" in WORDS
        assert reason_title(reason, language) == refusal.REASONS[reason][language]
    assert remedy("never heard of", language) == WORDS["remedy_other"][language]


def test_a_heat_map_leaves_what_was_not_judged_untinted(built: Built) -> None:
    assessment = built.contents.assessment
    assert assessment is not None
    whole = scores_by(assessment, "department")["tax",]
    text = heat_map("", "", [("税务", whole, {"validity": whole})], "zh")
    assert text.count(f'class="{tint(whole.score)}"') == 2
    assert text.count('class="qn"') == 5


def test_the_axis_of_scores_holds_every_line() -> None:
    chart = score_lines({"a": [points(0.97), float("nan")], "b": [points(0.5), points(1.0)]}, ("2020", "2021"), "zh")
    low, high = chart.layout.yaxis.range
    assert low < 50.0 < 100.0 < high
    assert [trace.name for trace in chart.data] == ["a", "b"]
    assert list(chart.data[1].x) == ["2020", "2021"]


@pytest.mark.parametrize("count", [1, 2, 6, 7, 10, 25])
def test_the_last_period_is_always_named_and_never_more_than_a_phone_holds(count: int) -> None:
    periods = [str(2000 + place) for place in range(count)]
    figure = go.Figure()
    name_periods(figure, periods)
    assert figure.layout.xaxis.tickvals[-1] == periods[-1]
    assert len(figure.layout.xaxis.tickvals) <= 6
    assert list(figure.layout.xaxis.tickvals) == sorted(figure.layout.xaxis.tickvals)


def test_the_quarantine_is_read_without_the_bytes(built: Built) -> None:
    assert "original" not in READ
    found = quarantined_lines(built.contents, "tax_wages", "", limit=50)
    wanted = [row["_line"] for row in built.rows["tax_wages"] if "_quarantined" in row]
    assert sorted(line.line for line in found) == sorted(wanted)
    assert {line.faults for line in found} == {(("not_a_date", "declared_on"),)}
    assert len(quarantined_lines(built.contents, "tax_wages", "", limit=2)) == 2


def test_the_table_of_deliveries_adds_up(built: Built) -> None:
    text = deliveries_table(built.contents, "zh")
    assert text.count("<tr>") == 1 + len({line.table for line in faults(built.contents.batches)})


def test_the_list_of_batches_holds_every_batch_once(built: Built) -> None:
    text = as_csv(built.contents.batches).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert tuple(rows[0]) == FIELDS
    assert sorted(row["batch"] for row in rows) == sorted(record.batch for record in built.contents.batches)
    assert [row["reason"] for row in rows if row["state"] == "rejected"] == ["undecodable"]


def test_batches_are_chosen_by_state_and_department(built: Built) -> None:
    found = chosen(built.contents.batches, "landed", "tax")
    assert {(record.state, record.department) for record in found} == {("landed", "tax")}
    assert [record.delivery for record in found] == sorted((record.delivery for record in found), reverse=True)
    assert len(chosen(built.contents.batches, "", "")) == len(built.contents.batches)


def test_the_files_of_tickets_hold_one_department_and_no_value(built: Built) -> None:
    tickets = tickets_of(built.contents)
    book = load_workbook(BytesIO(ticket_file(built.contents, tickets, "health.xlsx")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    numbers = {row[0].value for row in book["工单"].iter_rows(min_row=2)}
    assert numbers == {ticket.number for ticket in tickets if ticket.department == "health"}
    text = "\n".join(cells)
    assert not [value for value in set(personal_values(built.rows)) if value in text]
    listed = ticket_file(built.contents, tickets, "health-tickets.csv").decode("utf-8-sig")
    assert numbers == {line.partition(",")[0] for line in listed.splitlines()[1:]}
