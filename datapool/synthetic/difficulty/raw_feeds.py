"""The feeds of a generated folder as tables in DuckDB, read as they were delivered and put into standard form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
from openpyxl import load_workbook

from core import duck
from core.errors import FileMissing
from datapool.standards.expressions import identifier, prepare, standard_values
from datapool.standards.regions import POOL_FILE, load_regions
from datapool.standards.sources import Column, Table, load_sources

FEEDS = "feeds"
_BLOCK_BYTES = 1 << 24
# These have Chinese in the header only, so that DuckDB can read their rows without knowing the encoding.
_PLAIN_ROWS = ("tax_wages",)


@dataclass(frozen=True, slots=True)
class Feeds:
    """An open folder: `read` makes a table of the pool's standard columns out of the files of one source."""

    folder: Path
    connection: duckdb.DuckDBPyConnection

    def read(self, table: str, columns: Sequence[str], *, name: str | None = None) -> None:
        """Make a table of the given columns of the pool, under another `name` if wanted; empty where nothing came."""
        source, name = load_sources()[table], name or table
        wanted = [column for column in source.columns if _names(column) & set(columns)]
        values = [
            f"{sql} AS {identifier(to)}"
            for column in wanted
            for to, sql in standard_values(column, identifier(column.column))
            if to in columns
        ]
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        files = sorted((self.folder / FEEDS / source.department / source.name).rglob("*.*"))
        if not files:
            types = ", ".join(f"{identifier(n)} {t}" for c in wanted for n, t in c.standard_columns if n in columns)
            self.connection.execute(f"CREATE TABLE {name} ({types})")
            return
        select = f"CREATE TABLE {name} AS SELECT {', '.join(values)} FROM"
        if source.format == "csv" and (source.encoding != "gb18030" or table in _PLAIN_ROWS):
            self.connection.execute(f"{select} {_csv(source)}", [[str(file) for file in files]])
        elif source.format == "jsonl":
            self.connection.execute(f"{select} ({_json(source, wanted)})", [[str(file) for file in files]])
        else:
            rows = _decoded(source, files, wanted)
            self.connection.register("delivered", rows)
            self.connection.execute(f"{select} delivered")
            self.connection.unregister("delivered")


def open_feeds(folder: Path, scratch: Path) -> Feeds:
    """Open the feeds below `folder`; DuckDB keeps its tables in the file `scratch`.

    Raises FileMissing where there are none.
    """
    if not (folder / FEEDS).is_dir():
        raise FileMissing("there are no feeds here.", path=folder, remedy="`anlan data generate` makes some.")
    connection = duck.connect(scratch, settings={"memory_limit": "3GB", "threads": 2})
    prepare(connection, load_regions(folder / POOL_FILE))
    return Feeds(folder, connection)


def _names(column: Column) -> set[str]:
    return {name for name, _ in column.standard_columns}


def _csv(source: Table) -> str:
    types = ", ".join(f"'{column.column}': 'VARCHAR'" for column in source.columns)
    # The header is skipped, whatever its encoding.
    return (
        f"read_csv(?, header=false, skip=1, auto_detect=false, delim=',', quote='\"', escape='\"', "
        f"columns={{{types}}}, null_padding=false)"
    )


def _json(source: Table, wanted: Sequence[Column]) -> str:
    types = ", ".join(f"'{column.name}': 'VARCHAR'" for column in source.columns)
    names = ", ".join(f"{identifier(column.name)} AS {identifier(column.column)}" for column in wanted)
    return f"SELECT {names} FROM read_json(?, format='newline_delimited', columns={{{types}}})"


def _decoded(source: Table, files: Sequence[Path], wanted: Sequence[Column]) -> pa.RecordBatchReader:
    schema = pa.schema([(column.column, pa.string()) for column in wanted])
    ways = {"fixed": _fixed, "xlsx": _sheets}
    pieces = ways.get(source.format, _transcoded)(source, files, wanted)
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in pieces))


def _transcoded(source: Table, files: Sequence[Path], wanted: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    everything = [column.column for column in source.columns]
    names = [column.column for column in wanted]
    for file in files:
        with pa.input_stream(str(file)) as stream:
            rows = pa_csv.open_csv(
                stream,
                read_options=pa_csv.ReadOptions(
                    encoding=source.encoding, skip_rows=1, column_names=everything, block_size=_BLOCK_BYTES
                ),
                convert_options=pa_csv.ConvertOptions(
                    include_columns=names, column_types={name: pa.string() for name in names}, strings_can_be_null=True
                ),
            )
            yield from rows


def _fixed(source: Table, files: Sequence[Path], wanted: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    """Columns by their bytes; a line is as long as all widths together."""
    starts, at = {}, 0
    for column in source.columns:
        starts[column.column] = at
        at += column.width
    for file in files:
        with pa.input_stream(str(file)) as stream:
            content = stream.read()
        lines = content.splitlines()
        columns = []
        for column in wanted:
            begin = starts[column.column]
            cells = (line[begin : begin + column.width] for line in lines)
            texts = [cell.decode(source.encoding).strip() or None for cell in cells]
            columns.append(pa.array(texts, pa.string()))
        yield pa.RecordBatch.from_arrays(columns, [column.column for column in wanted])


def _sheets(source: Table, files: Sequence[Path], wanted: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    for file in files:
        rows = list(load_workbook(file, read_only=True).active.iter_rows(values_only=True))
        place = {name: at for at, name in enumerate(rows[0])}
        texts = [[None if row[place[c.name]] is None else str(row[place[c.name]]) for row in rows[1:]] for c in wanted]
        yield pa.RecordBatch.from_arrays([pa.array(cells, pa.string()) for cells in texts], [c.column for c in wanted])
