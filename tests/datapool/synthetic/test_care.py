"""The catalogue of care names only what it holds, and fits the sexes."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import InputError
from datapool.synthetic.care import ANY_SEX, FILE, NO_ITEM, Care, load_care


@pytest.fixture(scope="module")
def care() -> Care:
    return load_care()


def test_every_diagnosis_that_can_be_treated_has_an_item_for_it(care: Care) -> None:
    assert (care.visit_items[care.visit > 0, 0] != NO_ITEM).all()
    assert (care.stay_items[care.stay > 0, 0] != NO_ITEM).all()
    assert (care.stay_days > 0).all() and (care.ages[:, 0] <= care.ages[:, 1]).all()


def test_pharmacies_sell_a_drug_for_whatever_is_bought_there(care: Care) -> None:
    for items in care.visit_items[care.purchase > 0]:
        assert care.is_drug[items[items != NO_ITEM]].any()


def test_no_item_of_one_sex_serves_the_other(care: Care) -> None:
    for table in (care.visit_items, care.stay_items, care.long_items):
        diagnosis, choice = np.nonzero(table != NO_ITEM)
        of_item = care.item_sex[table[diagnosis, choice]]
        assert ((of_item == ANY_SEX) | (of_item == care.sex[diagnosis])).all()


def test_drugs_last_and_services_do_not(care: Care) -> None:
    assert (care.days_per_unit[care.is_drug] > 0).all() and (care.days_per_unit[~care.is_drug] == 0).all()
    assert not (care.per_day & care.is_drug).any() and (care.price > 0).all()
    assert ((care.covered >= 0) & (care.covered <= 1)).all() and care.resale.sum() >= 10


def test_every_condition_has_diagnoses_for_both_sexes(care: Care) -> None:
    for condition in care.conditions:
        for sex in (1, 2):
            mine = (care.chronic == condition) & ((care.sex == ANY_SEX) | (care.sex == sex))
            assert care.chronic_share[mine].sum() > 0


def test_codes_are_unique_and_found_again(care: Care) -> None:
    assert len(set(care.diagnosis_codes)) == len(care.diagnosis_codes) >= 60
    assert len(set(care.item_codes)) == len(care.item_codes) >= 80
    assert care.diagnosis_codes[care.diagnosis("I10")] == "I10" and care.item_codes[care.item("S040")] == "S040"


def test_an_item_that_is_not_listed_is_reported_with_its_line(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    wrong = tmp_path / "care.yaml"
    wrong.write_text(text.replace("stay_items: [S026]", "stay_items: [S999]"), encoding="utf-8")
    with pytest.raises(InputError, match=r"H25\.9 names the item S999") as raised:
        load_care(wrong)
    assert raised.value.line == next(n for n, line in enumerate(text.splitlines(), 1) if "H25.9" in line)


def test_a_condition_that_is_not_listed_is_reported(tmp_path: Path) -> None:
    wrong = tmp_path / "care.yaml"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace("chronic: 1,", "chronic: 99,"), encoding="utf-8")
    with pytest.raises(InputError, match="condition that is not listed"):
        load_care(wrong)
