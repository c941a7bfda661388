"""How well the feeds know who they speak of: rows with a valid ID number, and mistakes by kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from datapool.synthetic.difficulty.raw_feeds import Feeds

# Columns of the pool that hold an ID number of a person.
ID_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hrss_insured": ("citizen_id",),
    "tax_taxpayers": ("citizen_id",),
    "police_population": ("citizen_id",),
    "police_changes": ("citizen_id",),
    "police_sentences": ("citizen_id",),
    "civil_marriages": ("husband_id", "wife_id"),
    "civil_cremations": ("citizen_id",),
    "civil_allowances": ("citizen_id",),
    "health_members": ("citizen_id",),
    "health_deaths": ("citizen_id",),
    "health_births": ("mother_id",),
}


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """One feed: rows, share of ID numbers that are valid, and mistakes by kind for each row."""

    rows: int
    valid_id_share: float | None
    errors_per_row: Mapping[str, float]


def feed_figures(feeds: Feeds) -> dict[str, FeedFigures]:
    """[department_table] for every feed that names persons by an ID number or in which the generator made mistakes."""
    made = _mistakes(feeds)
    figures = {}
    for table in sorted({*ID_COLUMNS, *made}):
        columns = ID_COLUMNS.get(table, ())
        rows, share = _valid(feeds, table, columns)
        errors = {kind: round(count / max(rows, 1), 6) for kind, count in sorted(made.get(table, {}).items())}
        figures[table] = FeedFigures(rows, share, errors)
    return figures


def _valid(feeds: Feeds, table: str, columns: tuple[str, ...]) -> tuple[int, float | None]:
    counts = []
    for column in columns or ("region_code",):
        name = f"{table}_ids"
        feeds.read(table, [column], name=name)
        row = feeds.connection.execute(f"SELECT count(*), count({column}) FROM {name}").fetchone()
        feeds.connection.execute(f"DROP TABLE {name}")
        counts.append(row if row is not None else (0, 0))
    rows, valid = (sum(int(count[place]) for count in counts) for place in (0, 1))
    return rows // max(len(columns), 1), round(valid / rows, 5) if columns and rows else None


def _mistakes(feeds: Feeds) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for table, kind, count in feeds.connection.execute(
        'SELECT "table", kind, count(*) FROM given_errors GROUP BY 1, 2'
    ).fetchall():
        found.setdefault(str(table), {})[str(kind)] = int(count)
    return found
