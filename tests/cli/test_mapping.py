import json
from pathlib import Path

import pytest

from cli.main import main
from datapool.standards.catalogue import load_catalogue
from datapool.standards.sources import load_sources
from tests.datapool.standards.mapping.unknown_feeds import send, write_csv

TABLE = load_sources()["hrss_unemployment"]


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sent = send(TABLE, "renamed", 7, rows=60, strangers=1)
    return write_csv(sent.feed, tmp_path_factory.mktemp("feed") / "unknown.csv")


def said(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    assert main([*map(str, words), "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([*map(str, words)]) == 2
    return capsys.readouterr().err


def test_a_feed_is_mapped_and_accepted_once_the_steward_has_named_the_rest(
    feed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = said(capsys, "data", "map", feed, "--sample", 50)
    columns = answer["columns"]
    assert isinstance(columns, list)
    assert (answer["table"], answer["rows_read"], answer["has_headers"]) == ("hrss_unemployment", 50, True)
    strange = [column["header"] for column in columns if column["item"] is None]
    assert len(strange) == 1
    out = tmp_path / "sources" / "hrss.yaml"
    accept = ("data", "map", feed, "--accept", "--out", out)
    assert strange[0] in refused(capsys, *accept)
    assert not out.exists()
    written = said(capsys, *accept, "--set", f"{strange[0]}=remark")
    assert written["written"] == str(out)
    described = load_sources(out.parent)["hrss_unemployment"]
    assert [column.name for column in described.columns] == [column["header"] for column in columns]
    assert "there already" in refused(capsys, *accept, "--set", f"{strange[0]}=remark")
    before = out.read_text(encoding="utf-8")
    said(capsys, *accept, "--set", f"{strange[0]}=remark", "--replace")
    assert out.read_text(encoding="utf-8") == before


def test_a_mapping_is_shown_as_a_table_in_chinese(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "map", str(feed), "--sample", "30"]) == 0
    shown = capsys.readouterr().out
    assert "字段对应建议" in shown and "未知" in shown and "hrss_unemployment" in shown


def test_no_value_of_a_feed_is_printed(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["data", "map", str(feed), "--json"])
    printed = capsys.readouterr().out
    cells = {cell for line in feed.read_text(encoding="utf-8").splitlines()[1:] for cell in line.split(",")}
    assert [cell for cell in cells if len(cell) > 5 and cell in printed] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--widths", "a,b"), "widths"),
        (("--accept",), "--out"),
        (("--pool", "nowhere"), "nowhere"),
        (("--sources", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_option_is_named(
    feed: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert says in refused(capsys, "data", "map", feed, *words)


def test_the_catalogue_is_listed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    items = said(capsys, "data", "catalogue")["items"]
    assert isinstance(items, list)
    assert {item["item"] for item in items} == set(load_catalogue())
    assert main(["data", "catalogue"]) == 0
    assert "AN-P-003" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["sex", "AN-P-004"])
def test_one_item_is_told_with_its_codes_and_where_it_is_delivered(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    item = said(capsys, "data", "catalogue", name)
    assert item["codes"] == {"1": {"zh": "男", "en": "Male"}, "2": {"zh": "女", "en": "Female"}}
    assert isinstance(item["delivered"], list) and "hrss_insured.sex" in item["delivered"]
    assert main(["data", "catalogue", name, "--language", "en"]) == 0
    assert "1 Male  2 Female" in capsys.readouterr().out


def test_an_item_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "salary" in refused(capsys, "data", "catalogue", "salary")
