"""The lineage of a pool, read anew each time out of the statements that it runs; nothing of it is kept."""

from collections.abc import Iterator, Mapping
from functools import cache

from datapool.lineage.aggregate_steps import aggregate_steps
from datapool.lineage.graph import Graph, Made, graph_of
from datapool.lineage.intake_steps import intake_steps, pool_catalog
from datapool.lineage.mart_steps import mart_steps
from datapool.lineage.profile_steps import profile_steps
from datapool.lineage.quality_steps import quality_steps
from datapool.pool import Pool
from datapool.standards.regions import POOL_FILE, Regions, load_regions
from datapool.standards.sources import Table, load_sources


def pool_graph(pool: Pool | None = None) -> Graph:
    """Every column with what it comes from: feed, pool, quality, aggregates, profiles, marts.

    pool  whose descriptions hold; None for those that come with the project
    """
    if pool is None:
        return _of_project()
    own = pool.root / POOL_FILE
    tables, regions = pool.tables(), load_regions(own if own.is_file() else None)
    if dict(tables) == dict(load_sources()) and regions == load_regions():
        return _of_project()
    return graph_of(steps_of(tables, regions))


@cache
def _of_project() -> Graph:
    """Read once: what a program is made of does not change while it runs."""
    return graph_of(steps_of(load_sources(), load_regions()))


def steps_of(tables: Mapping[str, Table], regions: Regions) -> Iterator[Made]:
    """What each step makes of these tables."""
    catalog = pool_catalog(tables)
    yield from intake_steps(tables, regions)
    yield from aggregate_steps(catalog)
    yield from profile_steps(catalog)
    yield from quality_steps(tables, catalog)
    yield from mart_steps(tables, catalog)
