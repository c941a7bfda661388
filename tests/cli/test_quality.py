"""`anlan data quality` and `anlan data tickets` on a small pool, as a person or a program calls them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.datapool.quality.small import insured, pool_of


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    rows = [insured(1, 2019), insured(2, 2019, sex="1"), insured(3, 2020, phone=None)]
    return pool_of(tmp_path / "pool", *rows).root


def test_scores_come_as_one_json_object(anlan: Any, pool: Path) -> None:
    done = anlan("data", "quality", str(pool), "--by", "department", "--by", "delivery", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [(each["department"], each["delivery"]) for each in answer["scores"]] == [("hrss", "2019"), ("hrss", "2020")]
    first, second = (each["score"] for each in answer["scores"])
    assert first < second == 1.0
    assert {each["rule"] for each in answer["rules"]} >= {"Q-X-001", "Q-C-011"}
    assert any("police_population" in reason for reason in answer["skipped"].values())


def test_a_person_reads_scores_and_rules_in_chinese(anlan: Any, pool: Path) -> None:
    done = anlan("data", "quality", str(pool), "--language", "zh")
    assert done.returncode == 0, done.stderr
    assert "得分" in done.stdout
    assert "性别与身份号码" in done.stdout


def test_tickets_are_exported_sent_and_answered(anlan: Any, pool: Path, tmp_path: Path) -> None:
    done = anlan("data", "tickets", str(pool), "--export", "out", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (ticket,) = answer["tickets"]
    assert (ticket["rule"], ticket["state"], ticket["errors"]) == ("Q-X-001", "sent", 1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "hrss-records.csv", "hrss-tickets.csv", "hrss.xlsx",
    ]  # fmt: skip
    done = anlan("data", "tickets", str(pool), "--mark", f"{ticket['number']}=dispute", "--note", "原件如此", "--json")
    assert json.loads(done.stdout)["tickets"][0]["state"] == "disputed"
    assert json.loads(anlan("data", "tickets", str(pool), "--state", "open", "--json").stdout)["tickets"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--department", "army"], "army"),
        (["--mark", "x=vanish"], "vanish"),
        (["--mark", "2019-hrss-0=send"], "2019-hrss-0"),
    ],
)
def test_what_does_not_exist_is_refused(anlan: Any, pool: Path, words: list[str], said: str) -> None:
    done = anlan("data", "tickets", str(pool), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_pool_is_refused(anlan: Any, tmp_path: Path) -> None:
    done = anlan("data", "quality", str(tmp_path))
    assert done.returncode == 2
    assert "anlan data build" in done.stderr
