"""`anlan data profiles`: what is published of groups, in words and as JSON; what is held back stays so."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import profiles
from cli.parser import build_parser
from core.errors import FileMissing, UnknownKey, UnknownRegion
from core.settings import load_settings
from datapool.pool import Pool
from datapool.profiles.publishing import publish
from datapool.profiles.segment import load_segments
from tests.datapool.profiles.random_pool import lay_out_random, random_rows


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_out_random(tmp_path_factory.mktemp("profiles") / "pool", random_rows(80))
    publish(Pool.open(root))
    return root


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    chosen = build_parser().parse_args(["data", "profiles", *words])
    chosen.language = chosen.language or "zh"
    assert profiles.run(chosen, load_settings(Path.cwd(), {})) == 0
    return capsys.readouterr().out


def test_the_table_has_every_group_its_definition_and_the_mark_of_the_made_up(root: Path, capsys: Any) -> None:
    text = answered(capsys, str(root))
    assert "2025年末" in text and "虚构：人员与数字均为虚构" in text and "不足10人" in text
    for segment in load_segments().values():
        assert segment.title.zh in text and segment.definition.zh in text
    assert "—" in text


def test_a_year_and_a_region_can_be_asked_for(root: Path, capsys: Any) -> None:
    text = answered(capsys, str(root), "--year", "2023", "--region", "4702", "--language", "en")
    assert "end of 2023, region 4702" in text and "growth a year" not in text


def test_json_holds_groups_only_when_asked_for_and_no_number_below_ten(root: Path, capsys: Any) -> None:
    content = json.loads(answered(capsys, str(root), "--json"))
    assert "groups" not in content and content["made_up"] is True
    assert len(content["segments"]) == len(load_segments()) + 1
    whole = json.loads(answered(capsys, str(root), "--json", "--groups"))
    assert whole["groups"][0]["year"] == 2023
    sizes = [size for each in whole["segments"] for size in each["years"]] + whole["groups"]
    assert all(size["persons"] is None or size["persons"] == 0 or size["persons"] >= 10 for size in sizes)
    assert any(size["persons"] is None for size in sizes)


def test_what_is_not_there_is_refused_with_what_there_is(root: Path, capsys: Any, tmp_path: Path) -> None:
    with pytest.raises(UnknownKey, match="2023 to 2025"):
        answered(capsys, str(root), "--year", "1999")
    with pytest.raises(UnknownRegion, match="4701, 4702"):
        answered(capsys, str(root), "--region", "4799")
    with pytest.raises(FileMissing, match="anlan data build"):
        answered(capsys, str(tmp_path))


def test_one_group_is_shown_with_every_year_and_an_unknown_one_refused(root: Path, capsys: Any) -> None:
    text = answered(capsys, str(root), "--segment", "long_gap", "--language", "en")
    segments = load_segments()
    assert segments["long_gap"].title.en in text and segments["oldest_drawing"].title.en not in text
    assert all(str(year) in text for year in (2023, 2024, 2025))
    content = json.loads(answered(capsys, str(root), "--segment", "long_gap", "--json"))
    assert [each["key"] for each in content["segments"]] == ["long_gap"]
    with pytest.raises(UnknownKey, match=r"no group longgap.*long_gap"):
        answered(capsys, str(root), "--segment", "longgap")
