"""The auditor: what the pool learns of the truth is incomplete, biased and sometimes wrong."""

from dataclasses import dataclass

import numpy as np
import pytest

from datapool.synthetic import fraud
from datapool.synthetic.block import NOBODY, Block, Table
from datapool.synthetic.fraud.auditor import FALSE, OPEN, TRUE, _of_firms
from datapool.synthetic.fraud.stage import EMPLOYER, PERSON, FraudPlan
from datapool.synthetic.province import make_province
from tests.datapool.synthetic.fraud.conftest import Stage

T12 = 12


@pytest.fixture(scope="module")
def firms() -> tuple[FraudPlan, list[Table]]:
    """The cases against firms in every block of a larger province, in which nobody has lived."""
    plan = fraud.plan(make_province(300_000, 4))
    return plan, [_firms_of(plan, index) for index in range(plan.province.blocks)]


@dataclass
class _People:
    number: np.ndarray
    county: np.ndarray


def _firms_of(plan: FraudPlan, index: int) -> Table:
    block = Block.__new__(Block)
    block.index = index
    block.people = _People(np.arange(10), np.zeros(10, np.int64))  # type: ignore[assignment]
    return _of_firms(block, plan)


def test_a_firm_that_under_declares_is_looked_at_once_whatever_the_number_of_blocks(
    firms: tuple[FraudPlan, list[Table]],
) -> None:
    plan, cases = firms
    subjects = np.concatenate([case["subject"] for case in cases])
    dishonest = np.flatnonzero(~plan.province.employers.honest)
    assert np.unique(subjects).size == subjects.size
    assert np.isin(subjects, dishonest).all()
    assert 0.15 < subjects.size / dishonest.size < 0.45
    findings = np.concatenate([case["finding"] for case in cases])
    assert 0.90 < (findings == TRUE).mean() < 0.99
    assert all((case["subject_kind"] == EMPLOYER).all() and (case["typology"] == T12).all() for case in cases)


def test_a_firm_is_looked_at_while_it_under_declares(firms: tuple[FraudPlan, list[Table]]) -> None:
    plan, cases = firms
    starts, employers = plan.province.month_starts, plan.province.employers
    for case in cases:
        opened, closed = employers.opened[case["subject"]], employers.closed[case["subject"]]
        assert (case["opened"] >= starts[np.maximum(opened, 0)]).all()
        assert (case["opened"] <= starts[np.minimum(closed, plan.province.months)]).all()
        assert (case["closed"] > case["opened"]).all()


def test_letters_accuse_of_what_people_are_known_to_do(stage: Stage) -> None:
    known = {int(t) for table in stage.block.truth.frauds for t in table["typology"]}
    known |= {int(t) for table in stage.block.truth.lookalikes for t in table["typology"]}
    assert {int(typology) for typology in stage.cases["typology"]} <= known


def test_nobody_has_two_cases_of_one_kind_and_open_cases_say_nothing(stage: Stage) -> None:
    cases = stage.cases
    keys = list(zip(*(cases[name].tolist() for name in ("subject_kind", "subject", "typology")), strict=True))
    assert len(set(keys)) == len(keys)
    is_open = cases["finding"] == OPEN
    assert (cases["closed"][is_open] == NOBODY).all()
    end = int(stage.province.month_starts[-1])
    assert (cases["opened"] < end).all() and (cases["closed"][~is_open] < end).all()


def test_most_of_what_is_hidden_is_not_found_and_most_findings_are_right(stage: Stage) -> None:
    guilty = {
        (int(table["typology"][at]), int(table["subject"][at]))
        for table in stage.block.truth.frauds
        for at in range(table["subject"].size)
        if table["subject_kind"][at] == PERSON and table["role"][at] == 1
    }
    numbers = stage.block.people.number
    is_person = stage.cases["subject_kind"] == PERSON
    cases = {name: values[is_person] for name, values in stage.cases.items()}
    found = [
        ((int(typology), int(numbers[subject])) in guilty, int(finding))
        for typology, subject, finding in zip(cases["typology"], cases["subject"], cases["finding"], strict=True)
    ]
    confirmed = sum(is_guilty and finding == TRUE for is_guilty, finding in found)
    assert 0 < confirmed < 0.75 * len(guilty)
    wrong = sum(is_guilty != (finding == TRUE) for is_guilty, finding in found if finding in (TRUE, FALSE))
    assert wrong / len(found) < 0.12
