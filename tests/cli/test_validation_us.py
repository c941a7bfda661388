"""`anlan validate` adds US OASDI where the reference data hold its people, and says nothing of it elsewhere."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from cli import validation
from core.settings import Settings, load_settings
from simulation.validation import us_oasdi


def settings_with(folder: Path, data: Path | None) -> Settings:
    return load_settings(folder, {} if data is None else {"ANLAN_REFERENCE_DATA": str(data)})


def names_told(folder: Path, data: Path | None, capsys: pytest.CaptureFixture[str]) -> set[str]:
    chosen = Namespace(report=str(folder / "report.md"), json=True, language="en")
    assert validation.run(chosen, settings_with(folder, data)) == 0
    return {case["name"] for case in json.loads(capsys.readouterr().out)}


@pytest.fixture(autouse=True)
def nothing_else_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "validate", list)
    monkeypatch.setattr(validation, "report_text", lambda cases: f"{len(cases)}\n")


def test_with_reference_data_its_cases_and_page_are_there(
    reference_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not us_oasdi.is_there(reference_data):
        pytest.skip(f"the reference data hold no {us_oasdi.PEOPLE_FILE}")
    told = names_told(tmp_path, reference_data.resolve(), capsys)
    assert "US OASDI projected: cost rate" in told
    assert (tmp_path / "report-us-oasdi.md").read_text(encoding="utf-8").startswith("<!-- made by `anlan validate`")
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == "0\n"


def test_without_them_nothing_of_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert names_told(tmp_path, None, capsys) == set()
    assert names_told(tmp_path, tmp_path, capsys) == set()
    assert not (tmp_path / "report-us-oasdi.md").exists()
