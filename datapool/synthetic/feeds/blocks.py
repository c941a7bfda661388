"""All tables of one block of persons, rendered one after the other, and what they hide noted in its truth."""

from collections.abc import Iterator

from datapool.synthetic.block import Block, Table
from datapool.synthetic.feeds import casework, civil, health, insured, monthly, police, residents
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Rendering
from datapool.synthetic.identities.persons import truth_of
from datapool.synthetic.province import Province

_TABLES = (
    insured.insured,
    residents.resident_contributions,
    monthly.contributions,
    monthly.pensions,
    casework.awards,
    casework.certifications,
    casework.unemployment,
    casework.operations,
    casework.investigations,
    monthly.wages,
    police.population,
    police.changes,
    police.sentences,
    civil.marriages,
    civil.cremations,
    civil.allowances,
    health.members,
    health.settlements,
    health.maternity,
    health.deaths,
    health.births,
)


def render(block: Block, province: Province) -> Iterator[Piece]:
    """The rows of every department about a block, table by table and delivery by delivery.

    When all have been taken, the block's truth knows every key of every person and every mistake in the rows.
    """
    rendering = Rendering(block, province)
    for table in _TABLES:
        yield from table(rendering)
    block.truth.identities.append(truth_of(block.people, rendering.identities) | _first_written(rendering))
    block.truth.errors.extend(rendering.errors)


def _first_written(rendering: Rendering) -> Table:
    """[entry] name and number as each department wrote them down at first, a missing number as an empty text."""
    count = len(rendering.block.people)
    names = {f"{department}_name": wrote.names[:count] for department, wrote in rendering.wrote.items()}
    return names | {f"{department}_id": wrote.ids[:count] for department, wrote in rendering.wrote.items()}
