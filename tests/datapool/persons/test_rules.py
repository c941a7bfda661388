"""Which records are one person's, on small registers that each hold one difficulty."""

from pathlib import Path

from tests.datapool.persons.registers import (
    clusters,
    doubts,
    insured,
    linked,
    member,
    number,
    pool_of,
    resident,
    rules,
)

BORN = "1980-03-04"
HERS = number(BORN, 12)
HRSS, H, P = "hrss_insured", "health_members", "police_population"


def test_the_old_number_of_fifteen_digits_is_the_new_one(tmp_path: Path) -> None:
    old = HERS[:6] + HERS[8:17]
    pool = pool_of(tmp_path, {HRSS: [insured("1", "王芳", old, BORN, "2")], P: [resident("王芳", HERS, BORN, "2")]})
    assert clusters(pool, linked(pool)) == {frozenset({f"{HRSS} 2", f"{P} 1"})}


def _slips(right: str) -> list[str]:
    """A wrong digit near each end, two digits swapped, one left out, one too many, a wrong check digit."""
    wrong = [right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :] for place in (3, 9, 15)]
    swapped = [right[:place] + right[place + 1] + right[place] + right[place + 2 :] for place in (8, 10, 15)]
    return [
        *wrong,
        *(each for each in swapped if each != right),
        right[:7] + right[8:],
        right[:13] + "4" + right[13:],
        right[:17] + ("1" if right[17] != "1" else "2"),
    ]


def test_one_slip_in_a_number_is_seen_through_by_name_or_birth(tmp_path: Path) -> None:
    residents, registered = [], []
    for year in range(1950, 1990):
        # Numbers far apart, so that no slip makes one resemble two.
        right, born = number(f"{year}-03-04", 2 * (7 * (year - 1950) + 11)), f"{year}-03-04"
        for slip in _slips(right)[year % 8 :][:1]:
            name, day = [("王芳", f"{year}-03-05"), ("王方", f"{year}-03-05"), ("李静", born)][year % 3]
            residents.append(resident("王芳", right, born, "2"))
            registered.append(insured(str(year), name, slip, day, "2"))
    assert len({len(row["citizen_id"]) for row in registered}) == 3
    pool = pool_of(tmp_path, {P: residents, HRSS: registered})
    assert clusters(pool, linked(pool)) == {
        frozenset({f"{P} {line}", f"{HRSS} {line + 1}"}) for line in range(1, len(residents) + 1)
    }


def test_one_slip_alone_joins_nobody(tmp_path: Path) -> None:
    wrong = HERS[:15] + str((int(HERS[15]) + 3) % 10) + HERS[16:]
    rows = {HRSS: [insured("1", "李静", wrong, "1975-01-01", "2")], P: [resident("王芳", HERS, BORN, "2")]}
    pool = pool_of(tmp_path, rows)
    assert len(clusters(pool, linked(pool))) == 2


def test_two_people_with_one_number_are_told_apart_and_queued(tmp_path: Path) -> None:
    rows = {
        P: [resident("王芳", HERS, BORN, "2")],
        H: [member("7", "王芳", HERS, BORN, "2")],
        HRSS: [insured("1", "赵强", HERS, "1962-07-08", "1"), insured("2", "王芳", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert clusters(pool, index) == {frozenset({f"{HRSS} 2"}), frozenset({f"{HRSS} 3", f"{H} 2", f"{P} 1"})}
    assert doubts(index) == ["one_number_two_people"]


def test_the_number_stays_with_those_whom_it_fits_even_where_the_stranger_comes_first_and_twice(tmp_path: Path) -> None:
    rows = {
        HRSS: [insured("1", "赵强", HERS, "1962-07-08", "1"), insured("2", "赵强", HERS, "1962-07-08", "1")],
        P: [resident("王芳", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert clusters(pool, index) == {frozenset({f"{HRSS} 2", f"{HRSS} 3"}), frozenset({f"{P} 1"})}
    assert rules(index)[f"{P} 1"] == "citizen_id"


def test_a_person_registered_three_times_is_one(tmp_path: Path) -> None:
    slip = HERS[:8] + str((int(HERS[8]) + 1) % 10) + HERS[9:]
    rows = {
        HRSS: [
            insured("1", "王芳", HERS, BORN, "2"),
            insured("2", "王芳", HERS[:6] + HERS[8:17], BORN, "2"),
            insured("3", "王芳", slip, BORN, "2"),
        ],
        P: [resident("王芳", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    assert len(clusters(pool, linked(pool))) == 1


def test_twins_stay_two_whatever_they_share(tmp_path: Path) -> None:
    one, other = number(BORN, 11), number(BORN, 13)
    home = {"address": "澜江路3号", "phone": "13812345678"}
    rows = {
        P: [resident("张建国", one, BORN, "1", address="澜江路3号"), resident("张建华", other, BORN, "1")],
        HRSS: [insured("1", "张建国", one, BORN, "1", **home), insured("2", "张建华", other, BORN, "1", **home)],
        H: [member("7", "张建国", "", BORN, "1", phone="13812345678"), member("8", "张建华", "", BORN, "1")],
    }
    pool = pool_of(tmp_path, rows)
    assert clusters(pool, linked(pool)) == {
        frozenset({f"{P} 1", f"{HRSS} 2", f"{H} 2"}),
        frozenset({f"{P} 2", f"{HRSS} 3", f"{H} 3"}),
    }


def test_a_twin_without_a_number_is_not_taken_for_the_other(tmp_path: Path) -> None:
    rows = {
        HRSS: [insured("1", "张建国", number(BORN, 11), BORN, "1", phone="13812345678")],
        H: [member("8", "张建华", "", BORN, "1", phone="13812345678")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert len(clusters(pool, index)) == 2
    assert doubts(index) == ["birth_sex_phone"]


def test_a_new_number_of_which_the_register_tells_is_the_same_person(tmp_path: Path) -> None:
    new = number(BORN, 14)
    change = {"population_change": "04", "former_value": HERS, "new_value": new, "citizen_id": HERS}
    dates = {"event_on": "20160101", "registered_on": "20160105", "person_name": "王芳", "region_code": "470101"}
    rows = {
        HRSS: [insured("1", "王芳", HERS, BORN, "2")],
        H: [member("7", "王芳", new, BORN, "2")],
        "police_changes": [change | dates],
    }
    pool = pool_of(tmp_path, rows)
    assert len(clusters(pool, linked(pool))) == 1
    (tmp_path / "without").mkdir()
    alone = pool_of(tmp_path / "without", {table: rows[table] for table in (HRSS, H)})
    assert len(clusters(alone, linked(alone))) == 2


def test_a_new_number_in_the_departments_own_record_is_the_same_person_unless_it_is_somebody_elses(
    tmp_path: Path,
) -> None:
    again = {"registered_on": "2018-01-01"}
    same, other = number(BORN, 14), number("1971-09-09", 21)
    rows = {
        HRSS: [
            insured("1", "王芳", HERS, BORN, "2"),
            insured("1", "王芳", same, BORN, "2", **again),
            insured("2", "陈静", number(BORN, 16), BORN, "2"),
            insured("2", "陈静", other, BORN, "2", **again),
        ],
        P: [resident("王芳", same, BORN, "2"), resident("刘洋", other, "1971-09-09", "1")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert clusters(pool, index) == {
        frozenset({f"{HRSS} 2", f"{HRSS} 3", f"{P} 1"}),
        frozenset({f"{HRSS} 4", f"{HRSS} 5"}),
        frozenset({f"{P} 2"}),
    }
    assert doubts(index) == ["one_record_two_numbers"]


def test_without_a_number_name_birth_and_sex_find_the_person(tmp_path: Path) -> None:
    rows = {
        P: [
            resident("王芳", HERS, BORN, "2"),
            resident("李静", number(BORN, 22), BORN, "2"),
            resident("赵俊龑", number(BORN, 24), BORN, "2"),
        ],
        H: [
            member("7", "王方", "", BORN, "2"),
            member("8", "李静", "", BORN, "2"),
            member("9", "赵俊YAN", "", BORN, "2"),
        ],
    }
    pool = pool_of(tmp_path, rows)
    assert clusters(pool, linked(pool)) == {frozenset({f"{P} {line}", f"{H} {line + 1}"}) for line in (1, 2, 3)}


def test_an_unreadable_character_without_a_number_is_left_to_a_clerk(tmp_path: Path) -> None:
    rows = {
        HRSS: [insured("1", "王芳", HERS, BORN, "2", phone="13812345678")],
        H: [member("7", "王?", "", BORN, "2", phone="13812345678")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert len(clusters(pool, index)) == 2 and doubts(index) == ["birth_sex_phone"]


def test_namesakes_born_on_one_day_are_left_to_a_clerk(tmp_path: Path) -> None:
    rows = {
        P: [resident("王芳", HERS, BORN, "2"), resident("王芳", number(BORN, 22), BORN, "2")],
        H: [member("7", "王芳", "", BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert len(clusters(pool, index)) == 3
    assert doubts(index) == ["several_candidates"] * 2


def test_another_name_under_the_same_number_is_the_same_person_but_looked_at(tmp_path: Path) -> None:
    rows = {P: [resident("王芳", HERS, BORN, "2")], HRSS: [insured("1", "赵敏", HERS, BORN, "2")]}
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert len(clusters(pool, index)) == 1 and doubts(index) == ["name_differs"]


def test_a_former_name_of_the_register_raises_no_doubt(tmp_path: Path) -> None:
    rows = {
        P: [resident("赵敏", HERS, BORN, "2", former_name="王芳")],
        HRSS: [insured("1", "王芳", HERS, "1980-03-05", "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert len(clusters(pool, index)) == 1 and doubts(index) == []


def test_the_dot_and_another_form_of_a_character_make_no_other_name(tmp_path: Path) -> None:
    rows = {
        P: [resident("古丽·買买提", HERS, BORN, "2")],
        HRSS: [insured("1", "古丽买买提", "", BORN, "2")],
        H: [member("7", "古丽.买买提", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert frozenset({f"{P} 1", f"{HRSS} 2", f"{H} 2"}) in clusters(pool, index)


def test_a_spouse_and_a_child_lead_to_whom_the_number_does_not(tmp_path: Path) -> None:
    his, child = number("1978-05-06", 31), number("2017-06-07", 21)
    together = {"household_no": "470000000001"}
    rows = {
        P: [
            resident("王芳", HERS, BORN, "2", **together),
            resident("李强", his, "1978-05-06", "1", **together),
            resident("李涛", child, "2017-06-07", "1", **together),
            resident("王芳", number("1990-01-01", 12), "1990-01-01", "2", household_no="470000000002"),
        ],
        "civil_marriages": [
            {"husband_name": "李强", "husband_id": his, "wife_name": "王芳", "wife_id": "", "region_code": "470101"}
        ],
        "health_births": [
            {"mother_name": "王芳", "mother_id": "", "sex": "1", "birth_date": "2017-06-07", "region_code": "470101"}
        ],
    }
    pool = pool_of(tmp_path, rows)
    found = clusters(pool, linked(pool))
    assert frozenset({f"{P} 1", "civil_marriages 1/wife", "health_births 1/mother"}) in found


def test_a_death_without_a_number_is_found_by_its_day(tmp_path: Path) -> None:
    rows = {
        P: [resident("王芳", HERS, BORN, "2"), resident("王芳", number("1990-01-01", 12), "1990-01-01", "2")],
        "civil_cremations": [
            {"person_name": "王芳", "citizen_id": HERS, "death_date": "2018-02-03", "sex": "2", "region_code": "470101"}
        ],
        "health_deaths": [
            {"person_name": "王芳", "citizen_id": "", "death_date": "2018-02-03", "region_code": "470101"},
            {"person_name": "王芳", "citizen_id": "", "death_date": "2018-02-04", "region_code": "470101"},
        ],
    }
    pool = pool_of(tmp_path, rows)
    found = clusters(pool, linked(pool))
    assert frozenset({f"{P} 1", "civil_cremations 2", "health_deaths 1"}) in found
    assert frozenset({"health_deaths 2"}) in found


def test_a_name_that_nobody_else_has_is_enough_for_an_allowance_but_never_for_a_death(tmp_path: Path) -> None:
    nameless = {"person_name": "欧阳芳", "citizen_id": "", "region_code": "470101"}
    rows = {
        P: [resident("欧阳芳", HERS, BORN, "2"), resident("王芳", number(BORN, 22), BORN, "2")],
        "civil_allowances": [nameless, nameless | {"person_name": "王芳", "region_code": "470601"}],
        "health_deaths": [nameless | {"death_date": "2018-02-03"}],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert frozenset({f"{P} 1", "civil_allowances 2"}) in clusters(pool, index)
    assert frozenset({"health_deaths 1"}) in clusters(pool, index)
    assert frozenset({"civil_allowances 3"}) in clusters(pool, index)
    assert doubts(index) == ["name_alone"]


def test_a_former_name_of_the_stranger_is_not_the_owners(tmp_path: Path) -> None:
    rows = {
        P: [
            resident("王芳", HERS, BORN, "2"),
            resident("赵强", HERS, "1962-07-08", "1", former_name="赵刚", registered_on="20150101"),
        ],
        H: [member("7", "王芳", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    index = linked(pool)
    assert clusters(pool, index) == {frozenset({f"{P} 1", f"{H} 2"}), frozenset({f"{P} 2"})}
    assert doubts(index) == ["one_number_two_people"]
