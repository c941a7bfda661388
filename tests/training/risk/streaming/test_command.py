"""`anlan risk stream`: fill from a pool, score a file of events, hand what changed to the ledger."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cli.main import main
from core.alerts import ALERTS, read_file
from core.manifest import code_version
from datapool.marts import Snapshot
from tests.training.risk.test_finding import with_deaths
from tests.training.risk.world import AS_OF
from training.registry import Registry
from training.risk.casebook import open_casebook
from training.risk.finding import learn_rules
from training.risk.reading import MODEL
from training.risk.records import RULES
from training.risk.records.asking import columns_of
from training.risk.release import about_of, files_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
# Models are learned for the release.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A pool, a registry with models learned from it, and somebody of the pool."""
    folder = tmp_path_factory.mktemp("stream")
    world, _ = with_deaths(24, 60, confirmed=10, unfounded=8)
    pool = world.lay(folder / "pool")
    models, missing, hashes = learn_rules([(pool, AS_OF)], who="tests", now=NOW)
    registry = Registry.make(folder / "registry")
    registry.register(
        MODEL,
        lambda number: (
            about_of(models, version=number, created_at=NOW.isoformat(), code_version=code_version(), hashes=hashes,
                     days=[AS_OF], missing=missing),
            files_of(models),
        ),
    )  # fmt: skip
    with open_casebook(Snapshot(pool, AS_OF), columns_of(RULES), who="tests", now=NOW) as casebook:
        (person,) = casebook.connection.sql("SELECT min(_linked) FROM civil_cremations").fetchall()[0]
    return pool, folder / "registry", str(person)


def test_a_state_filled_from_a_pool_scores_events_and_writes_alerts(
    made: tuple[Path, Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pool, registry, person = made
    state, shared = tmp_path / "state", ["--registry", str(registry), "--language", "en"]
    assert main(["risk", "stream", "--state", str(state), "--from", str(pool), "--json", "--as-of", "2023-12-31",
                 *shared]) == 0  # fmt: skip
    filled = json.loads(capsys.readouterr().out)
    assert (filled["as_of"], filled["events"], filled["filled_rows"] > 500) == ("2023-12-31", 0, True)
    row = {"person_no": "x", "period": "2023-12-01", "amount": 3000, "paid_on": "2023-12-15", "region_code": "470102"}
    event = {"id": "e1", "table": "hrss_pensions", "person": person, "row": row}
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join([json.dumps(event), json.dumps(event), "", "{"]), encoding="utf-8")
    alerts = tmp_path / "alerts.parquet"
    code = main(["risk", "stream", "--state", str(state), "--events", str(events), "--alerts", str(alerts),
                 "--as-of", "2023-12-31", *shared])  # fmt: skip
    printed = capsys.readouterr()
    first, again, refused = map(json.loads, printed.out.splitlines())
    assert code == 2
    assert (first["reception"], again["reception"], refused["reception"]) == ("taken", "again", "refused")
    assert first["changed"] == [first["cases"][0]["alert"]]
    assert first["cases"][0]["last_month"] == "2023-12-01"
    assert first["cases"][0]["monthly_yuan"] == 3000
    assert "1 refused" in printed.err
    (alert,) = read_file(alerts, ALERTS).to_pylist()
    assert (alert["alert"], alert["probability"]) == (first["cases"][0]["alert"], first["cases"][0]["chance"])
    assert alert["last_month"] == date(2023, 12, 1)


def test_one_object_and_answers_do_not_share_standard_output(
    made: tuple[Path, Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, registry, _ = made
    shared = ["--state", str(tmp_path / "state"), "--registry", str(registry)]
    assert main(["risk", "stream", "--json", "--events", "-", *shared]) == 2
    assert "--answers" in capsys.readouterr().err
    assert main(["risk", "stream", "--events", str(tmp_path / "nowhere"), *shared]) == 2
    assert "cannot be read" in capsys.readouterr().err
