"""From pool to profiles: the sums of every named group and of the breakdown of all insured."""

from collections.abc import Iterator, Sequence

from datapool.lineage.graph import Made
from datapool.lineage.relation import Catalog, table_of
from datapool.lineage.statements import run_script
from datapool.profiles.counting import KEYS, PREPARATION, SUMS, questions
from datapool.profiles.person_years import AGE_LAW_COLUMNS, assembling, condensing

# Which region and years are asked for changes no edge.
_REGION, _YEARS = "0000", range(2000, 2001)


def profile_steps(catalog: Catalog) -> Iterator[Made]:
    """What is counted of the insured of each region."""
    catalog = catalog.with_relation("age_law", table_of("law.retirement_ages", AGE_LAW_COLUMNS))
    files: dict[str, str] = {}
    for name, sql in condensing(_REGION).items():
        files[name] = f"condensed/{name}.parquet"
        catalog = _run([f"CREATE TABLE {name}_condensed AS {sql}"], catalog)
        condensed = catalog.find(f"{name}_condensed")
        assert condensed is not None
        catalog = catalog.with_relation(files[name], condensed)
    catalog = _run([*assembling(_REGION, _YEARS, files), PREPARATION], catalog)
    for table, sql in questions().items():
        wanted = f"CREATE TABLE {table} ({', '.join((*KEYS[table], *SUMS))}) AS {sql}"
        ((lineage,), _) = run_script([wanted], catalog)
        yield Made(f"profiles.{table}", lineage, f"profiles {table}")


def _run(statements: Sequence[str], catalog: Catalog) -> Catalog:
    return run_script(statements, catalog)[1]
