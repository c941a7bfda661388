"""The files that pass between finding and checking: alerts one way, outcomes back. Both are Parquet of one schema.

Amounts are whole fen, months are first days of months. `alert` is a name that follows from subject, typology and the
first month, so that a later run finds the case that is already open.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from core.alert_names import alert_name as alert_name
from core.errors import FileMissing, WrongType

_REASON = pa.struct([("code", pa.string()), ("figures", pa.string()), ("weight", pa.float64())])
_ARTICLE = pa.struct([("law", pa.string()), ("article", pa.string()), ("status", pa.string())])
ALERTS = pa.schema(
    [
        pa.field("alert", pa.string(), nullable=False),
        # Alerts of one ring are one case; empty for a case of its own.
        pa.field("ring", pa.string()),
        pa.field("typology", pa.string(), nullable=False),
        pa.field("subject_kind", pa.string(), nullable=False),  # person, employer, provider, clerk
        pa.field("subject", pa.string(), nullable=False),  # a name of the purpose `risk`
        pa.field("scheme", pa.string()),
        pa.field("region", pa.string(), nullable=False),
        pa.field("first_month", pa.date32(), nullable=False),
        pa.field("last_month", pa.date32(), nullable=False),
        pa.field("months", pa.int32(), nullable=False),
        pa.field("paid_fen", pa.int64(), nullable=False),  # that seems to have been paid without ground
        pa.field("monthly_fen", pa.int64(), nullable=False),  # that goes on being paid, 0 where it has ended
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("expected_loss_fen", pa.int64(), nullable=False),
        pa.field("reasons", pa.list_(_REASON), nullable=False),  # figures as JSON
        pa.field("articles", pa.list_(_ARTICLE), nullable=False),
        pa.field("rows", pa.list_(pa.string()), nullable=False),  # table:batch:line
        pa.field("clears", pa.list_(pa.string()), nullable=False),  # codes of what would clear the subject
        pa.field("rule", pa.string(), nullable=False),  # key of the rule book, "" for a model alone
        pa.field("model", pa.string(), nullable=False),
        pa.field("release", pa.string(), nullable=False),
        pa.field("as_of", pa.date32(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),  # queue, or audit: drawn at random
        # The chance with which an audit was drawn; what was found among them is weighed by it.
        pa.field("drawn_with", pa.float64(), nullable=False),
    ]
)
OUTCOMES = pa.schema(
    [
        pa.field("alert", pa.string(), nullable=False),
        pa.field("typology", pa.string(), nullable=False),
        pa.field("subject_kind", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("drawn_with", pa.float64(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("finding", pa.string(), nullable=False),  # true, partly, false
        pa.field("due_fen", pa.int64(), nullable=False),
        pa.field("recovered_fen", pa.int64(), nullable=False),
        pa.field("closed_on", pa.date32(), nullable=False),
    ]
)


def read_file(path: Path, schema: pa.Schema) -> pa.Table:
    """A file of alerts or outcomes. Raises FileMissing, or WrongType where it has another schema."""
    if not path.is_file():
        raise FileMissing("this file is not there.", path=path, remedy="Check the path.")
    try:
        found = parquet.read_table(path)
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check its owner and the disk.") from err
    except pa.ArrowInvalid as err:
        raise WrongType("this is no Parquet file.", path=path, remedy="Give what `anlan risk score` wrote.") from err
    missing = [name for name in schema.names if name not in found.column_names]
    if missing:
        raise WrongType(
            f"the column {missing[0]} is missing.", path=path, remedy=f"It takes {', '.join(schema.names)}."
        )
    try:
        return found.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, ValueError, pa.ArrowNotImplementedError) as err:
        raise WrongType(
            "a column is of another type than this file has.", path=path, remedy="Give what Anlan wrote."
        ) from err
