"""The twelve kinds of fraud are data: rates with sources, and at least five look-alikes each."""

from pathlib import Path

import pytest

from core.documents import load_document
from core.errors import InputError, UnknownKey
from datapool.synthetic.fraud.typologies import CODES, FILE, load_typologies


def test_the_file_names_twelve_typologies_with_source_status_and_titles_in_two_languages() -> None:
    for row in load_document(FILE).data["typologies"].values():
        assert set(row["title"]) == {"zh", "en"}
        assert {"title", "en"} <= set(row["source"])
        assert row["status"] in ("verified", "unverified")
    assert tuple(load_typologies().by_code) == CODES


def test_every_typology_has_at_least_two_kinds_of_lookalikes_and_five_of_them_for_each_fraud() -> None:
    for typology in load_typologies().by_code.values():
        assert len(typology.lookalikes) >= 2
        assert sum(typology.lookalikes.values()) >= 5


def test_the_organised_and_the_matchable_are_those_that_the_detectors_will_be_judged_on() -> None:
    kinds = {code: typology.kind for code, typology in load_typologies().by_code.items()}
    assert [code for code, kind in kinds.items() if kind == "organised"] == ["T04", "T05", "T07", "T08", "T11"]
    assert [code for code, kind in kinds.items() if kind == "matchable"] == ["T01", "T02", "T03", "T06"]
    assert all("ring" in t.rest for t in load_typologies().by_code.values() if t.is_organised)


def test_the_auditor_finds_between_a_third_and_two_thirds_of_each_kind() -> None:
    assert all(0.3 <= typology.caught <= 0.6 for typology in load_typologies().by_code.values())


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "typologies.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_too_few_lookalikes_are_refused_with_the_line(tmp_path: Path) -> None:
    path = changed(
        tmp_path, "lookalikes: {transferred: 2.5, merged: 2.0, dormant: 1.5}", "lookalikes: {transferred: 2.5}"
    )
    with pytest.raises(InputError, match="look-alikes") as caught:
        load_typologies(path)
    assert caught.value.line == path.read_text(encoding="utf-8").splitlines().index("  T03:") + 1


def test_a_typology_that_is_missing_or_lacks_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownKey, match="T01 to T12"):
        load_typologies(changed(tmp_path, "  T12:\n", "  T13:\n"))
    with pytest.raises(InputError, match="T02 lacks caught"):
        load_typologies(changed(tmp_path, "    caught: 0.6\n", ""))
