"""The tables that belong to no block: whole keys, equal addresses of equal buildings, workbooks without time."""

import io
import time
from collections import defaultdict

import numpy as np
import openpyxl
from stdnum.cn import uscc

from datapool.synthetic import feeds
from datapool.synthetic.feeds.noise import load_noise
from datapool.synthetic.feeds.organisations import organisations_of
from datapool.synthetic.feeds.spreadsheets import spreadsheet
from datapool.synthetic.feeds.writing import tables
from datapool.synthetic.province import Province, make_province
from tests.datapool.synthetic.feeds.reading import parsed


def rows_of(province: Province, table: str) -> list[dict[str, str | None]]:
    pieces = [content for name, _, content in feeds.render_province(province) if name == table]
    return [row for content in pieces for row in parsed(tables()[table], content)]


def test_the_workbook_holds_every_provider_under_the_described_header(made_up_province: Province) -> None:
    (content,) = [content for name, _, content in feeds.render_province(made_up_province) if name == "health_providers"]
    header, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    assert list(header) == [column.name for column in tables()["health_providers"].columns]
    assert len(rows) == len(made_up_province.providers)
    assert len({row[0] for row in rows}) == len(rows)
    assert all(uscc.is_valid(row[5]) for row in rows)


def test_a_workbook_written_later_has_the_same_bytes() -> None:
    first = spreadsheet(["一", "二"], [["1", None], ["2", "b"]])
    time.sleep(1.1)
    assert spreadsheet(["一", "二"], [["1", None], ["2", "b"]]) == first


def test_every_employer_comes_once_and_every_firm_that_shares(made_up_province: Province) -> None:
    employers = rows_of(made_up_province, "hrss_employers")
    assert len({row["employer_no"] for row in employers}) == len(employers)
    # Who opens after history never comes.
    assert len(employers) == (made_up_province.employers.opened < made_up_province.months).sum()
    assert all(uscc.is_valid(row["uscc"]) for row in employers)
    firms = rows_of(made_up_province, "tax_firms")
    shares = made_up_province.counties.shares[made_up_province.employers.county]
    assert len(firms) <= shares.sum()
    assert {row["uscc"] for row in firms} < {row["uscc"] for row in employers}


def test_equal_buildings_have_equal_addresses_unless_one_is_shortened(made_up_province: Province) -> None:
    made, employers = organisations_of(made_up_province), made_up_province.employers
    address = {row["employer_no"]: str(row["address"]) for row in rows_of(made_up_province, "hrss_employers")}
    by_building = defaultdict(set)
    for place, number in enumerate(made.employer_no.tolist()):
        key = f"{number:08d}"
        if key in address and address[key].startswith("澜江省"):
            by_building[int(employers.address[place]), int(employers.county[place])].add(address[key])
    assert {len(found) for found in by_building.values()} == {1}
    short = np.mean([not text.startswith("澜江省") for text in address.values()])
    assert abs(short - load_noise().rate("address_short", "hrss")) < 0.1


def test_provinces_of_other_seeds_have_other_keys(made_up_province: Province) -> None:
    other = organisations_of(make_province(1_000, seed=8))
    same = set(other.employer_uscc.tolist()) & set(organisations_of(made_up_province).employer_uscc.tolist())
    assert not same
