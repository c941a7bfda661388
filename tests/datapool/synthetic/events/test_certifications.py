"""Pensioners prove once a year that they live, by channels that change, with devices that are innocently shared."""

import numpy as np
import pytest

from datapool.synthetic.block import NEVER, NOBODY, Block
from datapool.synthetic.events.certifications import COMMUNITY, COUNTER, FACE, HOME, MATCHING, prove
from datapool.synthetic.events.sentences import absences
from datapool.synthetic.province import Province


def test_only_living_pensioners_outside_prison_prove_that_they_live(
    happened: Block, made_up_province: Province
) -> None:
    people, rows = happened.people, happened.rows.certifications
    person, day = rows["person"], rows["day"]
    assert (day < people.died[person]).all() and (people.retired_month[person] < made_up_province.months).all()
    assert happened.months.pension_paid[person].any(axis=1).all()
    assert not absences(len(people), happened.rows.sentences).cover(person, day).any()


def test_the_next_proof_comes_within_twelve_months_but_for_a_few(happened: Block) -> None:
    person, day = (happened.rows.certifications[name] for name in ("person", "day"))
    free = ~np.isin(person, happened.rows.sentences["person"])
    gap = np.diff(day[free])[np.diff(person[free]) == 0]
    assert (gap > 250).all() and 0.01 < (gap > 370).mean() < 0.04 and (gap <= 365 + 110).all()


def test_every_long_pensioner_proves_about_yearly(happened: Block, made_up_province: Province) -> None:
    people = happened.people
    whole = (people.retired_month < 0) & (people.died == NEVER) & happened.months.pension_paid[:, 0].astype(bool)
    whole[happened.rows.sentences["person"]] = False
    count = np.bincount(happened.rows.certifications["person"], minlength=len(people))[whole]
    assert count.size > 1000 and count.min() >= 8 and 10 <= count.mean() <= 12.5


def test_what_lapsed_is_a_year_after_the_proof_before(happened: Block, made_up_province: Province) -> None:
    absent = absences(len(happened.people), happened.rows.sentences)
    proofs = prove(happened, made_up_province, absent, made_up_province.draws(0))
    np.testing.assert_array_equal(proofs.day, happened.rows.certifications["day"])
    late = np.flatnonzero(proofs.lapsed_on != NEVER)
    follows = late[(late > 0) & (proofs.person[late - 1] == proofs.person[late])]
    np.testing.assert_array_equal(proofs.lapsed_on[follows], proofs.day[follows - 1] + 365)
    assert (proofs.day[late] > proofs.lapsed_on[late] + 5).all()


def test_the_face_app_grows_and_matching_knows_no_device(happened: Block, made_up_province: Province) -> None:
    rows = happened.rows.certifications
    year = made_up_province.month_of(rows["day"]) // 12
    share = [(rows["channel"][year == one] == FACE).mean() for one in range(10)]
    assert share[0] < 0.03 and share[3] < share[5] < share[9] and share[9] > 0.35
    matched, at_counter = (rows["channel"] == channel for channel in (MATCHING, COUNTER))
    assert (rows["device"][matched | at_counter] == NOBODY).all() and (rows["phone"][matched] == NOBODY).all()
    assert (rows["device"][np.isin(rows["channel"], (FACE, COMMUNITY, HOME))] != NOBODY).all()


def test_devices_are_shared_in_families_and_by_community_workers(happened: Block) -> None:
    rows, people = happened.rows.certifications, happened.people
    face = rows["channel"] == FACE
    own = rows["device"][face] == people.device[rows["person"][face]]
    assert 0.5 < own.mean() < 0.95
    device, first = np.unique(rows["device"], return_index=True)
    serves = [np.unique(rows["person"][rows["device"] == one]).size for one in device[:200] if one != NOBODY]
    assert max(serves) >= 2 and first.size > 100
    worker = np.unique(rows["device"][rows["device"] >= 8_000_000_000])
    most = max(np.unique(rows["person"][rows["device"] == one]).size for one in worker)
    assert most > 30


@pytest.mark.parametrize("age", [80])
def test_the_oldest_use_the_app_less(happened: Block, age: int) -> None:
    rows = happened.rows.certifications
    old = (rows["day"] - happened.people.born[rows["person"]]) / 365.25 >= age
    face = rows["channel"] == FACE
    assert face[old].mean() < face[~old].mean()
