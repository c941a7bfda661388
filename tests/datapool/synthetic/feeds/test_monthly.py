"""The rows of months add up to the truth: every month insured, every fen paid, by the rates of the law."""

from collections import defaultdict

import numpy as np
import pytest

from datapool.synthetic.block import FLEXIBLE, NEVER, NOBODY, Block, Rows
from datapool.synthetic.feeds.accounts import accounts_in
from datapool.synthetic.feeds.rates import load_rates
from datapool.synthetic.feeds.rendering import Rendering
from datapool.synthetic.province import Province
from tests.datapool.synthetic.feeds.reading import Rendered, Row

ACCOUNT_CHANGED = 4


def fen(text: str | None) -> int:
    return round(float(text or 0) * 100)


def of_person_no(rendered: Rendered) -> dict[str, int]:
    """Index of the entry by its key at the agency."""
    (truth,) = rendered.block.truth.identities
    return {f"{number:010d}": place for place, number in enumerate(truth["person_no"].tolist())}


def month_index(row: Row) -> int:
    period = int(str(row["period"]))
    return (period // 100 - 2015) * 12 + period % 100 - 1


def test_every_month_insured_within_reach_has_its_row_and_no_other(rendered: Rendered) -> None:
    months, entry = rendered.block.months, of_person_no(rendered)
    found = np.zeros(months.insured_by.shape, dtype=np.int64)
    for row in rendered.rows("hrss_contributions"):
        found[entry[str(row["person_no"])], month_index(row)] += 1
    late = months.back_paid_on >= rendered.province.month_starts[-1]
    assert (found == ((months.insured_by != NOBODY) & ~late)).all()


def test_contributions_follow_the_rates_of_their_month(rendered: Rendered) -> None:
    rates = load_rates(rendered.province.first_month, rendered.province.months)
    months, entry = rendered.block.months, of_person_no(rendered)
    for row in rendered.rows("hrss_contributions"):
        person, month = entry[str(row["person_no"])], month_index(row)
        base = round(float(months.base[person, month]) * 100)
        assert abs(fen(row["contribution_base"]) - base) <= 1
        if months.insured_by[person, month] == FLEXIBLE:
            assert row["employer_contribution"] == "0.00" and row["employer_no"] is None
            assert abs(fen(row["person_contribution"]) - base * rates.flexible[month]) <= 1
        else:
            assert abs(fen(row["person_contribution"]) - base * rates.person[month]) <= 1
            assert min(abs(fen(row["employer_contribution"]) - base * rates.employer[:, month])) <= 1


def test_all_that_an_employer_pays_for_a_month_in_time_comes_on_one_day(rendered: Rendered) -> None:
    days = defaultdict(set)
    for row in rendered.rows("hrss_contributions"):
        if row["contribution_kind"] == "10":
            days[row["employer_no"], row["period"]].add(row["received_on"])
    assert {len(found) for found in days.values()} == {1}


def test_pensions_sum_up_to_what_was_paid(rendered: Rendered) -> None:
    paid, entry = rendered.block.months.pension_paid.astype(np.int64), of_person_no(rendered)
    found = np.zeros_like(paid)
    for row in rendered.rows("hrss_pensions"):
        found[entry[str(row["person_no"])], month_index(row)] += fen(row["amount"])
        assert (row["payment_result"] == "1") == (row["amount"] != "0.00")
    assert (found == paid).all()


def test_wages_are_the_true_ones_and_their_tax_is_never_negative(rendered: Rendered) -> None:
    (truth,) = rendered.block.truth.identities
    months = rendered.block.months
    entries = defaultdict(list)
    for place, number in enumerate(truth["taxpayer_no"].tolist()):
        entries[f"{number:012d}"].append(place)
    taxed = 0
    for row in rendered.rows("tax_wages"):
        true = {round(float(months.wage[place, month_index(row)]) * 100) for place in entries[str(row["taxpayer_no"])]}
        assert min(abs(fen(row["wage_income"]) - wage) for wage in true) <= 1
        assert 0 <= fen(row["wage_tax"]) < 0.45 * fen(row["wage_income"])
        taxed += row["wage_tax"] != "0.00"
    assert taxed > 100


@pytest.fixture
def changed(lived: Block, made_up_province: Province) -> Rendering:
    """Person 5 changes the account in March 2016 and in January 2018, person 6 once; nobody else does."""
    days = [np.datetime64(day, "s").astype(np.int64) for day in ("2016-03-10", "2018-01-05", "2017-07-01")]
    operations = {
        "kind": np.full(3, ACCOUNT_CHANGED),
        "person": np.array([5, 5, 6]),
        "other": np.full(3, -1),
        "new_account": np.array([111, 222, 333]),
        "second": np.array(days),
    }
    return Rendering(Block(lived.index, lived.people, lived.months, Rows(operations=operations)), made_up_province)


def test_a_new_account_holds_from_the_month_after_its_change(changed: Rendering) -> None:
    own = changed.block.people.account
    month = np.array([14, 15, 36, 37, 30, 31, 119])
    person = np.array([5, 5, 5, 5, 6, 6, 7])
    expected = [own[5], 111, 111, 222, own[6], 333, own[7]]
    assert accounts_in(changed, person, month).tolist() == expected


def test_without_operations_everybody_keeps_their_account(lived: Block, made_up_province: Province) -> None:
    rendering = Rendering(Block(lived.index, lived.people, lived.months), made_up_province)
    person = np.arange(50)
    assert (accounts_in(rendering, person, np.full(50, 60)) == lived.people.account[:50]).all()


def test_residents_pay_only_of_age_and_before_they_draw(rendered: Rendered) -> None:
    people, entry = rendered.block.people, of_person_no(rendered)
    rows = list(rendered.rows("hrss_resident_contributions"))
    assert rows
    for row in rows:
        person, year = entry[str(row["person_no"])], int(str(row["contribution_year"]))
        born = (np.datetime64("1970-01-01") + int(people.born[person])).astype("datetime64[Y]").astype(int) + 1970
        assert people.scheme[person] == 170
        assert 15 <= year - born <= 60
        assert people.died[person] == NEVER or str(row["received_on"]) <= str(
            np.datetime64(int(people.died[person]), "D")
        )
        assert row["resident_subsidy"] == ("60.00" if fen(row["resident_grade"]) >= 50_000 else "30.00")
