"""Small tables whose label follows from some columns, so that a model has something to find."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet


def table(rows: int = 1500, *, seed: int = 3, base: float = -1.5) -> pa.Table:
    """x0 to x3, of which x3 says nothing and x2 is empty here and there; two rows a person; sorted by month."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(rows, 4))
    log_odds = base + 1.6 * x[:, 0] - 1.2 * x[:, 1] * (x[:, 2] > 0)
    label = (draw.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int64)
    x[draw.random(rows) < 0.05, 2] = np.nan
    number = np.arange(rows)
    return pa.table(
        {
            **{f"x{column}": x[:, column] for column in range(4)},
            "sex": np.where(draw.random(rows) < 0.5, "m", "f"),
            "age": draw.integers(20, 90, rows),
            "note": [f"row {each}" for each in number],
            "_person": [f"p{each // 2}" for each in number],
            "month": [f"{2020 + each * 4 // rows}-{1 + each * 48 // rows % 12:02d}" for each in number],
            "found": label,
        }
    )


def write(made: pa.Table, path: Path) -> Path:
    if path.suffix == ".parquet":
        parquet.write_table(made, path)
    else:
        csv.write_csv(made, path)
    return path


def with_column(made: pa.Table, name: str, values: object) -> pa.Table:
    column = pa.array(values)
    if name in made.column_names:
        return made.set_column(made.column_names.index(name), name, column)
    return made.append_column(name, column)
