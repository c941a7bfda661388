"""Mistakes come as often as noise.yaml says, are all noted in the truth, and nothing else is wrong."""

from collections.abc import Callable, Iterable
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from datapool.synthetic.feeds.noise import DEPARTMENTS, load_noise
from datapool.synthetic.registrations import hard_to_match, is_invented, is_second
from tests.datapool.synthetic.feeds.reading import Rendered, Row

BOUND = 4.5
MAIN = {"hrss": "hrss_insured", "tax": "tax_taxpayers", "health": "health_members", "police": "police_population"}
NAME_KINDS = tuple(kind for kind in load_noise().kinds if kind.startswith("name_") and kind != "name_never_learned")
KEY = {"hrss": "person_no", "tax": "taxpayer_no", "health": "member_no"}


def truth_by_key(rendered: Rendered, department: str) -> dict[str, dict[str, object]]:
    """The truth of ordinary persons by the department's key."""
    (truth,) = rendered.block.truth.identities
    odd = is_second(rendered.block.people) | is_invented(rendered.block.people) | hard_to_match(rendered.block)
    width = {"hrss": 10, "tax": 12, "health": 12}[department]
    return {
        f"{truth[KEY[department]][place]:0{width}d}": {name: values[place] for name, values in truth.items()}
        for place in np.flatnonzero(~odd).tolist()
    }


def first_rows(rows: Iterable[Row], key: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(str(row[key]), row)
    return found


def share_within(count: int, of: int, rate: float) -> bool:
    return abs(count - rate * of) <= BOUND * sqrt(of * rate * (1 - rate)) + 1


@pytest.mark.parametrize("department", ["hrss", "tax", "health"])
def test_wrong_and_missing_numbers_are_as_frequent_as_said_and_noted(rendered: Rendered, department: str) -> None:
    table, noise = MAIN[department], load_noise()
    known = truth_by_key(rendered, department)
    rows = {key: row for key, row in first_rows(rendered.rows(table), KEY[department]).items() if key in known}
    kinds = {"id_missing": set(), "id_typo": set(), "id_old_form": set()}
    for key, row in rows.items():
        given, true = row["citizen_id"], (known[key]["citizen_id"], known[key]["later_id"])
        kind = None
        if given is None:
            kind = "id_missing"
        elif given in {one[:6] + one[8:17] for one in true}:
            kind = "id_old_form"
        elif given not in true:
            kind = "id_typo"
        if kind:
            kinds[kind].add(known[key]["number"])
    numbers = {known[key]["number"] for key in rows}
    for kind, found in kinds.items():
        assert found == rendered.errors(table, kind) & numbers, kind
    for kind in ("id_missing", "id_typo"):
        assert share_within(len(kinds[kind]), len(rows), noise.rate(kind, department)), kind
    born = dict(zip(rendered.block.people.number.tolist(), rendered.block.people.born.tolist(), strict=True))
    old = sum(born[number] < noise.old_form_before for number in numbers)
    assert share_within(len(kinds["id_old_form"]), old, noise.rate("id_old_form", department))


@pytest.mark.parametrize("department", ["hrss", "tax", "health"])
def test_every_name_that_differs_is_noted_with_its_kind(rendered: Rendered, department: str) -> None:
    table, known = MAIN[department], truth_by_key(rendered, department)
    noted = set().union(*(rendered.errors(table, kind) for kind in NAME_KINDS))
    pairs = [(row, known.get(str(row[KEY[department]]))) for row in rendered.rows(table)]
    wrong = {
        true["number"] for row, true in pairs if true and row["person_name"] not in (true["name"], true["later_name"])
    }
    assert wrong
    assert wrong <= noted
    assert rendered.errors(table, "name_same_sound")


@pytest.mark.parametrize("department", ["hrss", "health"])
def test_sex_and_birth_slips_are_as_frequent_as_said(rendered: Rendered, department: str) -> None:
    table, people = MAIN[department], rendered.block.people
    known = truth_by_key(rendered, department)
    place = {number: at for at, number in enumerate(people.number.tolist())}
    rows = first_rows(rendered.rows(table), KEY[department])
    numbers = {key: known[key]["number"] for key in rows if key in known}
    wrong_sex = {number for key, number in numbers.items() if (rows[key]["sex"] == "1") != people.male[place[number]]}
    days = {number: np.datetime64(rows[key]["birth_date"]).astype(int) for key, number in numbers.items()}
    wrong_day = {number for number, day in days.items() if day != people.born[place[number]]}
    for kind, wrong in (("sex_slip", wrong_sex), ("birth_slip", wrong_day)):
        assert wrong == rendered.errors(table, kind) & set(numbers.values())
        assert share_within(len(wrong), len(numbers), load_noise().rate(kind, department))


def test_departments_are_wrong_about_different_persons(rendered: Rendered) -> None:
    at_agency, at_health = (rendered.errors(MAIN[d], "id_typo") for d in ("hrss", "health"))
    assert len(at_agency & at_health) < 0.2 * min(len(at_agency), len(at_health))


def test_months_of_wages_are_missing_as_often_as_said_and_noted(rendered: Rendered) -> None:
    noted = [table for table in rendered.block.truth.errors if table["kind"][0] == "missing_month"]
    lost = {(int(p), int(m)) for table in noted for p, m in zip(table["person"], table["period"], strict=True)}
    number_of = {key: true["number"] for key, true in truth_by_key(rendered, "tax").items()}
    rows = [row for row in rendered.rows("tax_wages") if row["taxpayer_no"] in number_of]
    given = {(number_of[str(row["taxpayer_no"])], int(str(row["period"]))) for row in rows}
    assert not given & lost
    # Wages of the last month are declared after history, so that they come in no delivery.
    before = {pair for pair in lost if pair[1] < 202412}
    assert share_within(len(before), len(before) + len(given), load_noise().rate("missing_month", "tax"))


def test_cremations_are_typed_wrongly_as_often_as_said(rendered: Rendered) -> None:
    rows = list(rendered.rows("civil_cremations"))
    wrong = rendered.errors("civil_cremations", "typed_id")
    assert share_within(len(wrong), len(rows), load_noise().rate("typed_id", "civil") * 0.95)
    (truth,) = rendered.block.truth.identities
    true = dict(zip(truth["number"].tolist(), truth["citizen_id"].tolist(), strict=True))
    given = {row["citizen_id"] for row in rows}
    assert not {true[number] for number in wrong} & given


@pytest.mark.parametrize(
    ("table", "rows_of"),
    [
        ("health_deaths", lambda rendered: rendered.block.rows.deaths["person"]),
        (
            "police_changes",
            lambda rendered: rendered.block.rows.changes["person"][
                rendered.block.rows.changes["kind"].astype(int) == 2
            ],
        ),
    ],
)
def test_some_deaths_never_reach_the_file(
    rendered: Rendered, table: str, rows_of: Callable[[Rendered], np.ndarray]
) -> None:
    persons = rows_of(rendered)
    lost = rendered.errors(table, "missing_death")
    assert lost <= set(rendered.block.people.number[persons].tolist())
    assert share_within(len(lost), len(persons), load_noise().rate("missing_death", table.partition("_")[0]))


def test_hard_cases_have_a_wrong_number_at_the_agency(rendered: Rendered) -> None:
    hard = hard_to_match(rendered.block)
    assert hard.any()
    (truth,) = rendered.block.truth.identities
    true = {f"{truth['person_no'][place]:010d}": truth["citizen_id"][place] for place in np.flatnonzero(hard).tolist()}
    rows = first_rows(rendered.rows("hrss_insured"), "person_no")
    shown = {key: rows[key]["citizen_id"] for key in true if key in rows}
    assert shown
    assert all(shown[key] != true[key] for key in shown)


def test_a_rate_that_is_no_share_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "noise.yaml"
    rates = ", ".join(f"{department}: 0.1" for department in DEPARTMENTS[:-1])
    path.write_text(f"id_typo:\n  rates: {{{rates}, health: 1.5}}\n", encoding="utf-8")
    with pytest.raises(ValueOutOfRange, match=r":2: id_typo has no share from 0 to 1 for health"):
        load_noise(path)


def test_every_kind_says_where_its_rates_are_from() -> None:
    for kind, rule in load_noise().kinds.items():
        assert rule["status"] in ("verified", "unverified"), kind
        assert {"zh", "en"} <= set(rule["title"]), kind
        assert rule["source"]["title"], kind
