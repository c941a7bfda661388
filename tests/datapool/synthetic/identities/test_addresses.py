"""Addresses are the same for the same number, differ between numbers, and can be shortened."""

import numpy as np

from datapool.synthetic.identities.addresses import PROVINCE_NAME, addresses, shortened
from datapool.synthetic.identities.organisations import employer_names, provider_names

COUNTY = "澜州市东澜区"


def made(numbers: list[int], *, rural: bool = False) -> np.ndarray:
    count = len(numbers)
    return addresses(np.array(numbers), np.full(count, COUNTY), 3, rural=np.full(count, rural))


def test_one_household_has_one_address_and_others_have_others() -> None:
    assert np.unique(made([5] * 20)).size == 1
    assert np.unique(made(list(range(2000)))).size > 1990


def test_an_address_names_province_and_county_and_fits_the_police_register() -> None:
    for rural in (False, True):
        for text in made(list(range(500)), rural=rural).tolist():
            assert text.startswith(PROVINCE_NAME + COUNTY)
            assert len(text.encode("gb18030")) <= 96


def test_villages_have_groups_and_towns_have_streets() -> None:
    assert all("村" in text for text in made([1, 2, 3], rural=True).tolist())
    assert all("街道" in text for text in made([1, 2, 3]).tolist())


def test_a_shortened_address_is_shorter_and_keeps_the_house_number() -> None:
    assert (
        shortened("澜江省澜州市东澜区城南街道解放路12号安居小区3号楼2单元501室")
        == "澜州市东澜区城南解放路12-安居小区3#2-501"
    )


def test_organisations_are_called_by_what_they_do() -> None:
    kinds, industries = np.array([2, 4, 1, 3]), np.array(["P", "L", "C", "H"])
    names = employer_names(kinds, industries, np.full(4, COUNTY), seed=3)
    assert names[0].startswith(COUNTY)
    assert all(name.startswith("澜州市") for name in names.tolist())
    assert names[3].endswith("经营部")
    assert any(word in names[1] for word in ("人力资源服务", "劳务派遣", "人才服务"))
    places = provider_names(np.array([1, 3]), np.array([3, 9]), np.full(2, COUNTY), seed=3)
    assert "医院" in places[0] and places[1].endswith("店")
