"""Unemployment benefit of the made-up people: claimed after a job was lost, by months of contributions."""

import numpy as np

from datapool.synthetic import kernels
from datapool.synthetic.block import NOBODY, Block
from datapool.synthetic.careers import Careers
from datapool.synthetic.draws import Draws
from datapool.synthetic.law import Law
from datapool.synthetic.people import population
from datapool.synthetic.province import Province

_REASONS, _SHARES = (1, 2, 3, 4), (0.5, 0.3, 0.08, 0.12)


def claim(block: Block, province: Province, law: Law, careers: Careers, draws: Draws) -> None:
    """Fill unemployment benefit due and paid, and its rows."""
    people, months = block.people, block.months
    draw = draws.generator("dole")
    claims = draw.random(months.wage.shape, dtype=np.float32) < population()["claims_dole"]
    kernels.claim_dole(
        careers.lost, months.works_for, months.insured_by, people.months_before, claims, law.dole_starts,
        law.dole_months, law.dole_longest, law.dole, months.dole_due,
    )  # fmt: skip
    months.dole_paid[:] = months.dole_due
    block.rows.unemployment = paid_rows(block, province, draw)


def paid_rows(block: Block, province: Province, draw: np.random.Generator) -> dict[str, np.ndarray]:
    """A row per month paid; what was told at the claim stays the same as long as the payments run."""
    people, months = block.people, block.months
    person, month = np.nonzero(months.dole_paid)
    first = np.ones(person.size, bool)
    first[1:] = (person[1:] != person[:-1]) | (month[1:] != month[:-1] + 1)
    spell = np.cumsum(first) - 1
    begin = month[first]
    reason = draw.choice(_REASONS, begin.size, p=_SHARES)
    day = province.month_starts[begin] + draw.integers(0, 14, begin.size)
    last = _employer_before(months.insured_by, person[first], begin)
    return {
        "person": person,
        "month": month.astype(np.int32),
        "amount": months.dole_paid[person, month],
        "employer": last[spell],
        "reason": reason[spell].astype(np.int8),
        "claimed_day": day[spell].astype(np.int32),
        "account": people.account[person],
        "device": people.device[person],
        "phone": people.phone[person],
    }


def _employer_before(insured_by: np.ndarray, person: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The employer of the last insured month before `month`, NOBODY where it lies before history."""
    found = np.full(person.size, NOBODY, np.int32)
    for back in range(1, 25):
        earlier = month - back
        employer = insured_by[person, np.maximum(earlier, 0)]
        found = np.where((found < 0) & (earlier >= 0) & (employer >= 0), employer, found)
    return found
