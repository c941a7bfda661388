"""From pool to profiles: the sums of every named group and of the breakdown of all insured."""

from collections.abc import Iterator, Sequence

# The statements are private to the modules that run them; they are read here, never copied.
from datapool.lineage.graph import Made
from datapool.lineage.relation import Catalog, table_of
from datapool.lineage.statements import run_script
from datapool.profiles import counting, person_years
from datapool.standards.sql import quote

_AGE_LAW = ("year", "category", "old_age", "start", "step", "longest")
_REGION = quote("0000")


def profile_steps(catalog: Catalog) -> Iterator[Made]:
    """What is counted of the insured of each region."""
    words = {"region": _REGION, "first": "2000"}
    catalog = catalog.with_relation("age_law", table_of("law.retirement_ages", _AGE_LAW))
    catalog = _run(["CREATE TABLE years AS SELECT unnest(range(2000, 2001))::INTEGER AS year"], catalog)
    for name, sql in person_years._CONDENSED.items():
        path = f"condensed/{name}.parquet"
        catalog = _run([f"CREATE TABLE {name}_condensed AS {sql.format(**words)}"], catalog)
        condensed = catalog.find(f"{name}_condensed")
        assert condensed is not None
        catalog = catalog.with_relation(path, condensed)
        words[name] = quote(path)
    steps = (person_years._STATUTORY, person_years._STANDING, person_years._TWICE, person_years._YEARS)
    catalog = _run([step.format(**words) for step in (*steps, person_years._INSURED_YEARS)], catalog)
    catalog = _run(["CREATE TEMP TABLE years_of_persons AS SELECT * FROM insured_years"], catalog)
    for table, sql, keys in (
        ("segments", " UNION ALL ".join(counting._segment_queries()), counting.SEGMENT_KEYS),
        ("groups", counting._GROUPS.format(bands=counting._bands()), counting.GROUP_KEYS),
    ):
        wanted = f"CREATE TABLE {table} ({', '.join((*keys, *counting.SUMS))}) AS {sql}"
        ((lineage,), _) = run_script([wanted], catalog)
        yield Made(f"profiles.{table}", lineage, f"profiles {table}")


def _run(statements: Sequence[str], catalog: Catalog) -> Catalog:
    return run_script(statements, catalog)[1]
