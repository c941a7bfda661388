"""A state filled from a pool goes on from there: figures, chances and alerts are those of the pool as it is later."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import InputError
from datapool.marts import Snapshot
from datapool.marts.purpose import find_purpose
from rules.book import RuleBook
from tests.training.risk.streaming.laid_out import SOURCE, assert_same, batch, even_models, opened, rows_in, streamed
from tests.training.risk.test_records import told
from tests.training.risk.world import AS_OF, World
from training.risk.casebook import open_casebook
from training.risk.finding import alerts_in
from training.risk.records import RULES
from training.risk.records.asking import columns_of
from training.risk.streaming.filling import fill
from training.risk.streaming.tables import TABLES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILLED = date(2022, 6, 30)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World()
    told(world)
    world.add("hrss_employers", employer_no="e2", uscc="u2", registered_on=date(2010, 1, 1))
    world.of_them("tax_taxpayers", taxpayer_no="t1", registered_on=date(2010, 1, 1))
    for month in (1, 2):
        world.add("tax_wages", taxpayer_no="t1", uscc="u2", period=date(2022, month, 1), wage_income=5000,
                  declared_on=date(2022, month, 20))  # fmt: skip
    return world.lay(tmp_path_factory.mktemp("pool"))


def test_a_filled_state_and_later_events_give_figures_and_alerts_of_the_pool(root: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    fill(state, Snapshot(root, FILLED), who="tests", now=NOW)
    with (
        open_casebook(Snapshot(root, FILLED), columns_of(RULES), who="tests", now=NOW) as early,
        open_casebook(Snapshot(root, AS_OF), columns_of(RULES), who="tests", now=NOW) as late,
        opened(state, FILLED) as scorer,
    ):
        assert_same(streamed(scorer), batch(early))
        had = {(row.table, row.id) for row in rows_in(early.connection, FILLED)}
        later = [row for row in rows_in(late.connection, AS_OF) if (row.table, row.id) not in had]
        scorer.move(AS_OF)
        scorer.handle([row.event() for row in reversed(later)])
        found = batch(late)
        assert {rule for rule, cases in found.items() if cases} == {
            "after_death", "while_serving", "drawn_twice", "enrolled_twice", "at_work"
        }  # fmt: skip
        assert_same(streamed(scorer), found)
        book = RuleBook.load()
        assert scorer.alerts(scorer.persons(), book).equals(alerts_in(late, even_models(), source=SOURCE, book=book))


def test_an_answer_tells_chance_and_yuan_of_the_alert(root: Path, tmp_path: Path) -> None:
    with (
        open_casebook(Snapshot(root, AS_OF), columns_of(RULES), who="tests", now=NOW) as casebook,
        opened(tmp_path / "state", AS_OF) as scorer,
    ):
        answers = scorer.handle([row.event() for row in rows_in(casebook.connection, AS_OF)])
        told_of = {case.alert: case.to_json() for answer in answers for case in answer.cases}
        alerts = {
            row["alert"]: row
            for row in alerts_in(casebook, even_models(), source=SOURCE, book=RuleBook.load()).to_pylist()
        }
    assert told_of.keys() == alerts.keys()
    for name, one in told_of.items():
        row = alerts[name]
        assert one["chance"] == row["probability"]
        assert one["expected_yuan"] * 100 == row["expected_loss_fen"]
        assert one["reasons"] == [reason["code"] for reason in row["reasons"]]
        assert one["first_month"] == row["first_month"].isoformat()


def test_a_state_is_filled_once(root: Path, tmp_path: Path) -> None:
    fill(tmp_path, Snapshot(root, FILLED), who="tests", now=NOW)
    with pytest.raises(InputError, match="already"):
        fill(tmp_path, Snapshot(root, FILLED), who="tests", now=NOW)


def test_every_column_that_is_kept_is_one_the_purpose_may_see_and_rows_are_known_as_it_says() -> None:
    scopes = find_purpose("risk").tables
    for table in TABLES:
        scope = scopes[table.name]
        assert set(table.columns) <= {*scope.shows, *scope.renames}
        assert set(table.known_on) == set(scope.known_on)
