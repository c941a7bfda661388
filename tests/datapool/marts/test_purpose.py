"""A purpose says what may be seen; a file that would show who somebody is is refused at its line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from datapool.marts.purpose import FOLDER, PurposeExceeded, find_purpose, read_purpose
from datapool.standards.sources import load_sources

NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
INSURED = {"split_by": "person_no", "known_on": ["registered_on"], "shows": ["sex"], "renames": ["person_no"]}
PLAIN = {
    "title": {"zh": "试用", "en": "A trial"},
    "legal_basis": ["社会保险法 第七十四条"],
    "status": "unverified",
    "retention_days": 30,
    "tells_persons": True,
    "shows": ["public", "internal", "personal"],
    "tables": {"hrss_insured": INSURED},
}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "trial.yaml"
    path.write_text(yaml.safe_dump({**PLAIN, **changes}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def with_table(folder: Path, **changes: Any) -> Path:
    return written(folder, tables={"hrss_insured": {**INSURED, **changes}})


@pytest.mark.parametrize("name", NAMES)
def test_every_purpose_that_comes_with_the_project_has_a_ground_an_end_and_tables(name: str) -> None:
    purpose = find_purpose(name)
    assert purpose.legal_basis and purpose.retention_days > 0 and purpose.tables
    assert purpose.title.zh and purpose.title.en


@pytest.mark.parametrize("name", NAMES)
def test_no_purpose_of_the_project_shows_a_column_twice(name: str) -> None:
    for scope in find_purpose(name).tables.values():
        assert len(set(scope.columns)) == len(scope.columns)


def test_the_narrow_purposes_see_no_medical_bill_and_no_id() -> None:
    for name in ("simulation_fitting", "statistics"):
        tables = find_purpose(name).tables
        assert "health_settlements" not in tables
        assert "sensitive" not in find_purpose(name).shows
        assert all("citizen_id" not in scope.shows for scope in tables.values())


def test_statistics_cannot_tell_that_two_rows_are_of_one_person() -> None:
    for scope in find_purpose("statistics").tables.values():
        assert not scope.renames and not scope.tells_persons


def test_an_unknown_purpose_is_refused_with_those_there_are() -> None:
    with pytest.raises(PurposeExceeded, match=r"no purpose called 'marketing'.*risk, simulation_fitting, statistics"):
        find_purpose("marketing")


@pytest.mark.parametrize(
    "column", ["person_name", "phone", "address", "account_no", "person_no", "citizen_id", "citizen_id_written"]
)
def test_a_file_that_shows_who_somebody_is_is_refused_with_its_line(column: str, tmp_path: Path) -> None:
    path = with_table(tmp_path, shows=["sex", column])
    with pytest.raises(PurposeExceeded, match=r"trial.yaml:\d+: ") as caught:
        read_purpose(path, load_sources())
    assert column in str(caught.value)


def test_a_column_of_a_class_beyond_the_purpose_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, shows=["public", "internal"])
    with pytest.raises(PurposeExceeded, match="sex is personal; the purpose shows public, internal only"):
        read_purpose(path, load_sources())


def test_every_renamed_column_may_be_of_any_class(tmp_path: Path) -> None:
    path = with_table(tmp_path, renames=["person_no", "citizen_id", "person_name", "phone"])
    assert read_purpose(path, load_sources()).tables["hrss_insured"].renames[1] == "citizen_id"


@pytest.mark.parametrize(
    ("changes", "kind", "says"),
    [
        ({"tables": {"hrss_nobody": INSURED}}, UnknownKey, "no table hrss_nobody"),
        ({"tables": {"hrss_insured": {**INSURED, "shows": ["shoe_size"]}}}, UnknownKey, "no column shoe_size"),
        ({"tables": {"hrss_insured": {**INSURED, "hides": []}}}, UnknownKey, "the key hides is not known"),
        ({"tables": {"hrss_insured": {"shows": []}}}, InputError, "split_by is missing"),
        ({"tables": {"hrss_insured": ["sex"]}}, WrongType, "not a mapping"),
        ({"legal_basis": []}, InputError, "no legal basis"),
        ({"legal_basis": ["动物防疫法 第一条"]}, UnknownKey, "not an article of a known law"),
        ({"retention_days": "a year"}, ValueOutOfRange, "not a number of days"),
        ({"shows": ["secret"]}, WrongType, "'secret' cannot stand here"),
        ({"keeps": 1}, UnknownKey, "the key keeps is not known"),
    ],
)
def test_whatever_is_wrong_in_a_file_is_named(
    changes: dict[str, Any], kind: type[InputError], says: str, tmp_path: Path
) -> None:
    with pytest.raises(kind, match=says) as caught:
        read_purpose(written(tmp_path, **changes), load_sources())
    assert "trial.yaml" in str(caught.value)


def test_narrowing_keeps_what_was_asked_for_and_refuses_what_lies_beyond() -> None:
    scope = find_purpose("risk").tables["hrss_awards"]
    narrow = scope.narrowed(["pension_amount", "person_no"])
    assert narrow.columns == ("person_no", "pension_amount")
    with pytest.raises(PurposeExceeded, match="does not cover favourite_colour of hrss_awards"):
        scope.narrowed(["person_no", "favourite_colour"])
