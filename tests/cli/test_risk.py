"""`anlan risk` from investigations to an explained alert in the ledger, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from core.alerts import ALERTS
from tests.training.risk.test_finding import with_deaths
from tests.training.risk.world import AS_OF

DAY = AS_OF.isoformat()


@pytest.fixture(scope="module")
def pools(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One to learn from, one to look at."""
    taught, _ = with_deaths(24, 60, confirmed=10, unfounded=8)
    asked, _ = with_deaths(6, 30)
    return taught.lay(tmp_path_factory.mktemp("taught")), asked.lay(tmp_path_factory.mktemp("asked"))


def test_the_walk_from_findings_to_a_case_in_the_ledger(pools: tuple[Path, Path], anlan: Any, tmp_path: Path) -> None:
    taught, asked = pools
    learned = anlan("risk", "learn", str(taught), "--as-of", DAY, "--registry", "models", "--who", "t", "--json")
    assert learned.returncode == 0, learned.stderr
    assert set(json.loads(learned.stdout)["rules"]) == {"after_death"}
    scored = anlan(
        "risk", "score", str(asked), "--as-of", DAY, "--registry", "models", "--model", "risk.records@challenger",
        "--out", "alerts.parquet", "--who", "t", "--json",
    )  # fmt: skip
    assert scored.returncode == 0, scored.stderr
    told = json.loads(scored.stdout)
    listed = json.loads(anlan("risk", "alerts", "alerts.parquet", "--top", "3", "--json").stdout)
    assert told["alerts"] == listed["alerts"] >= 6
    first = listed["shown"][0]
    explained = anlan("risk", "explain", first["alert"], "--alerts", "alerts.parquet", "--language", "zh")
    assert "社会保险经办条例 第二十五条" in explained.stdout
    assert "不是认定" in explained.stdout
    claims = {
        "sub": "p",
        "tenant": "hrss",
        "roles": ["risk_investigator"],
        "region": "47",
        "purpose": "fraud_investigation",
    }
    (tmp_path / "claims.json").write_text(json.dumps(claims))
    assert anlan("ledger", "import", "cases", "alerts.parquet", "--as", "claims.json").returncode == 0
    queued = json.loads(anlan("ledger", "queue", "cases", "--budget", "1", "--json").stdout)
    assert json.dumps(queued).count('"T01"') >= 1


def test_alerts_are_not_written_over(pools: tuple[Path, Path], anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "alerts.parquet").write_bytes(b"kept")
    done = anlan("risk", "score", str(pools[1]), "--out", "alerts.parquet", "--who", "t")
    assert (done.returncode, (tmp_path / "alerts.parquet").read_bytes()) == (2, b"kept")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("score", "nowhere", "--out", "a.parquet"), "registry"),
        (("learn", "nowhere"), "nowhere"),
        (("alerts", "absent.parquet"), "absent.parquet"),
        (("explain", "nobody", "--alerts", "empty.parquet"), "no alert"),
        (("alerts", "empty.parquet", "--typology", "T99"), "T99"),
        (("alerts", "empty.parquet", "--top", "0"), "--top"),
        (("alerts", "text.parquet"), "no Parquet"),
    ],
)
def test_a_wrong_input_is_said_once(words: tuple[str, ...], said: str, anlan: Any, tmp_path: Path) -> None:
    parquet.write_table(ALERTS.empty_table(), tmp_path / "empty.parquet")
    (tmp_path / "text.parquet").write_text("no table")
    done = anlan("risk", *words)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_lacks_a_column_is_refused_by_name(anlan: Any, tmp_path: Path) -> None:
    parquet.write_table(pa.table({"alert": ["a"]}), tmp_path / "thin.parquet")
    done = anlan("risk", "alerts", "thin.parquet")
    assert done.returncode == 2
    assert "ring" in done.stderr


def test_models_of_cases_pass_the_gate_by_what_another_pool_confirmed(
    pools: tuple[Path, Path], anlan: Any, tmp_path: Path
) -> None:
    """Judged on no other pool they have no card, and no gate is passed."""
    judged, _ = with_deaths(30, 70, confirmed=12, unfounded=6)
    other = judged.lay(tmp_path / "other")
    common = ("--registry", "models", "--who", "t")
    bare = anlan("risk", "learn", str(pools[0]), "--as-of", DAY, *common, "--json")
    assert json.loads(bare.stdout)["test"] is None
    refused = anlan("models", "promote", "risk.records", *common)
    assert refused.returncode == 2
    assert "has no card" in refused.stderr
    itself = anlan("risk", "learn", str(pools[0]), "--as-of", DAY, "--test", f"{pools[0]}/../{pools[0].name}", *common)
    assert itself.returncode == 2
    assert "learned from" in itself.stderr
    learned = anlan("risk", "learn", str(pools[0]), "--as-of", DAY, "--test", str(other), *common, "--json")
    assert learned.returncode == 0, learned.stderr
    told = json.loads(learned.stdout)["test"]
    assert told["positives"] == 12
    assert {group["column"] for group in told["groups"]} == {"sex", "hukou_kind", "region_code"}
    assert "confirmed" in anlan("models", "show", "risk.records@2", "--registry", "models").stdout
    promoted = anlan("models", "promote", "risk.records", *common, "--json")
    assert promoted.returncode == 0, promoted.stderr
    assert json.loads(promoted.stdout)["champion"] == 2
    again = anlan("models", "reproduce", "risk.records@2", "--data", str(other), "--registry", "models")
    assert again.returncode == 2
