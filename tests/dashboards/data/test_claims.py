"""`anlan dashboard --as`: wrong claims end the command before a page is served, and nobody is let in from outside."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from core.errors import FileMissing, InputError
from core.principal import Principal
from dashboards.data.claims import read_claims
from tests.dashboards.data.people import People, clerk

Run = Callable[..., CompletedProcess[str]]
GOOD = clerk().to_claims()


def test_claims_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    path.write_text(json.dumps({**GOOD, "exp": 1}), encoding="utf-8")
    assert read_claims(path) == Principal.from_claims(GOOD)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "sub is missing"),
        (json.dumps({**GOOD, "roles": ["king"]}), "roles"),
        (json.dumps({each: GOOD[each] for each in GOOD if each != "region"}), "bound to a region"),
        (json.dumps({**GOOD, "sub": "a b"}), "sub"),
    ],
)
def test_wrong_claims_are_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_claims(path)
    assert told in str(refused.value)
    assert refused.value.exit_code == 2


def test_wrong_claims_end_the_command_with_one_message(persons: People, anlan: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text("{}", encoding="utf-8")
    ended = anlan("dashboard", "--pool", str(persons.root), "--as", str(path))
    assert ended.returncode == 2
    assert "sub is missing" in ended.stderr and "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_a_page_that_others_can_open_takes_no_claims(persons: People, anlan: Run, tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    ended = anlan("dashboard", "--as", str(path), ANLAN_DASHBOARD_HOST="0.0.0.0")
    assert ended.returncode == 2
    assert "asks for no login" in ended.stderr


def test_claims_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nowhere\.json"):
        read_claims(tmp_path / "nowhere.json")
