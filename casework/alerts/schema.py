"""The tables of the ledger. They follow from the log beside them, entry by entry, and `place` says how far they do."""

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

# One row: behind which entry of the log the tables stand (core.chain.Position).
place = Table(
    "place",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ring", Text),
    Column("typology", Text, nullable=False),
    Column("scheme", Text),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("region", String(6), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("drawn_with", Float, nullable=False),
    Column("first_month", Date, nullable=False),
    Column("last_month", Date, nullable=False),
    Column("months", Integer, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("monthly_fen", BigInteger, nullable=False),
    Column("probability", Float, nullable=False),
    Column("expected_loss_fen", BigInteger, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("origin", String(6), nullable=False),
    Column("holder", String(6), nullable=False),
    Column("state", String(16), nullable=False),
    Column("queued_for", Date),
    Column("unit", Text, nullable=False),
    Column("unit_region", String(6), nullable=False),
    Column("officer", Text, nullable=False),
    Column("sent_on", Date),
    Column("due_on", Date),
    Column("finding", String(8)),
    # Words with commas between.
    Column("actions", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("due_fen", BigInteger, nullable=False),
    Column("recovered_fen", BigInteger, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("reported_on", Date),
    Column("reviewed_by", Text, nullable=False),
    Column("reviewed_on", Date),
    Column("closed_by", Text, nullable=False),
    Column("closed_on", Date),
    Index("cases_by_state", "state", "due_on"),
    Index("cases_by_ring", "ring"),
)
lines = Table(
    "lines",
    metadata,
    Column("alert", Text, primary_key=True),
    Column("case", String(32), ForeignKey("cases.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("typology", Text, nullable=False),
    # The whole line as JSON, reasons and articles among it.
    Column("told", Text, nullable=False),
    Index("lines_by_case", "case"),
    Index("lines_by_subject", "subject", "typology"),
)
documents = Table(
    "documents",
    metadata,
    Column("case", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
)
history = Table(
    "history",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("case", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("act", String(16), nullable=False),
    Column("at", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("told", Text, nullable=False),
    Index("history_by_case", "case"),
)
imports = Table(
    "imports",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("alerts", Integer, nullable=False),
)
draws = Table(
    "draws",
    metadata,
    Column("month", Date, primary_key=True),
    Column("region", String(6), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("queued", Integer, nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("frame", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
)
