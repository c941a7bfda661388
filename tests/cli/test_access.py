"""`anlan access explain`: what a role sees and why, in both languages, without reading a row."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import access
from cli.parser import build_parser
from core.errors import FileMissing, InputError, UnknownKey
from core.principal import PrincipalRefused
from core.settings import load_settings

CLERK = ("--role", "clerk", "--purpose", "handling_case", "--region", "4701", "--table", "health_deaths")


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    chosen = build_parser().parse_args(["access", "explain", *words])
    chosen.language = chosen.language or "zh"
    assert access.explain(chosen, load_settings(Path.cwd(), {})) == 0
    return capsys.readouterr().out


def test_json_tells_filter_masks_and_rules(capsys: Any) -> None:
    found = json.loads(answered(capsys, *CLERK, "--json"))
    columns = {column["column"]: column for column in found["columns"]}
    assert found["rows"]["seen"] == "some_rows" and "4701" in found["rows"]["filter"]
    assert columns["citizen_id"]["seen"] == "no_row" and columns["citizen_id"]["mask"] == "CAST(NULL AS VARCHAR)"
    assert columns["person_name"]["mask"] == 't."person_name"'
    assert columns["cause"]["rules"] == ["medical-stays-medical"]
    assert "clerk-own-region" in {rule["rule"] for rule in found["rules"]}


def test_people_read_it_in_either_language(capsys: Any) -> None:
    text = answered(capsys, *CLERK)
    assert "可见记录：记录所属地区在4701之内" in text and "敏感个人信息" in text and "个人信息保护法 第二十八条" in text
    english = answered(capsys, *CLERK, "--language", "en")
    assert "Rows seen: the row's region lies in 4701" in english and "not seen" in english and "forbids" in english


def test_no_rule_at_all_is_said(capsys: Any) -> None:
    words = ("--role", "clerk", "--purpose", "audit", "--region", "4701", "--table", "hrss_contributions")
    text = answered(capsys, *words, "--language", "en")
    assert "Rows seen: no row" in text and "No rule at all." in text


def test_a_pool_with_tables_of_its_own_is_explained(capsys: Any, tmp_path: Path) -> None:
    found = json.loads(answered(capsys, *CLERK, "--pool", str(tmp_path), "--json"))
    assert found["table"] == "health_deaths"


@pytest.mark.parametrize(
    ("words", "error", "reason"),
    [
        (("--role", "clerk", "--purpose", "audit", "--table", "hrss_insured"), PrincipalRefused, "bound to a region"),
        (("--role", "boss", "--purpose", "audit", "--table", "hrss_insured"), InputError, "boss"),
        (("--role", "citizen", "--purpose", "spying", "--table", "hrss_insured"), UnknownKey, "no purpose spying"),
        (("--role", "citizen", "--purpose", "audit", "--table", "hrss_nothing"), UnknownKey, "no table hrss_nothing"),
        ((*CLERK, "--action", "delete"), UnknownKey, "no action delete"),
        ((*CLERK, "--pool", "nowhere"), FileMissing, "not there"),
        ((*CLERK, "--region", "470"), PrincipalRefused, "claim region"),
    ],
)
def test_wrong_input_is_refused_with_the_reason(
    words: tuple[str, ...], error: type[InputError], reason: str, capsys: Any
) -> None:
    with pytest.raises(error, match=reason) as refused:
        answered(capsys, *words)
    assert refused.value.exit_code == 2 and capsys.readouterr().out == ""
