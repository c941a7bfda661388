"""From pool to aggregates: every key and measure that is published, out of the questions that are put to the pool."""

from collections.abc import Iterator

from datapool.aggregates import queries
from datapool.aggregates.schema import BREAKDOWNS, PERSONS
from datapool.lineage.graph import Made
from datapool.lineage.origin import Source
from datapool.lineage.relation import Catalog
from datapool.lineage.statements import Lineage, Output, run_script

# Which region and years are asked for changes no edge.
_WORDS = {"region": "0000", "first": 2000, "last": 2000}


def aggregate_steps(catalog: Catalog) -> Iterator[Made]:
    """What is counted of the registers of all regions, and of each region."""
    for steps, wanted in ((queries.REGISTERS, queries.OF_REGISTERS), (queries.REGION, queries.OF_REGION)):
        _, known = run_script((step.format(**_WORDS) for step in (queries.PREPARATION, *steps)), catalog)
        for name, sql in wanted.items():
            ((lineage,), _) = run_script([sql.format(**_WORDS)], known)
            columns = tuple(each for each in lineage.columns if each.name in BREAKDOWNS[name].columns)
            yield Made(f"aggregates.{name}", Lineage(columns=columns), f"aggregates {name}")
            yield Made(f"aggregates.{name}", Lineage(columns=tuple(_held_back(name))), "suppression")


def _held_back(name: str) -> Iterator[Output]:
    """How many persons stand behind a cell decides whether it is published: by a program, not by a statement."""
    persons = frozenset([Source(f"aggregates.{name}", PERSONS)])
    for measure in BREAKDOWNS[name].measures:
        yield Output(measure, frozenset(), persons, frozenset())
