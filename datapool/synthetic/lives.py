"""The lives of one block of made-up persons, from birth to death, honest and in full; fraud comes afterwards."""

from datapool.synthetic import careers, dole, pensions
from datapool.synthetic.block import Block, Months
from datapool.synthetic.law import Law
from datapool.synthetic.people import make_people
from datapool.synthetic.province import Province


def live(index: int, province: Province, law: Law) -> Block:
    """Block `index`: people, their months, pensions and unemployment benefit; other events are not made yet."""
    draws = province.draws(index)
    people = make_people(index, province, draws)
    block = Block(index, people, Months.empty(len(people), province.months))
    lived = careers.work(people, block.months, province, law, draws)
    pensions.retire(block, province, law, lived, draws)
    dole.claim(block, province, law, lived, draws)
    return block
