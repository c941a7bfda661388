"""The first tables: cases, their lines, evidence and history, runs of alerts and draws, and the place in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ring", sa.Text),
        sa.Column("typology", sa.Text, nullable=False),
        sa.Column("scheme", sa.Text),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("drawn_with", sa.Float, nullable=False),
        sa.Column("first_month", sa.Date, nullable=False),
        sa.Column("last_month", sa.Date, nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("paid_fen", sa.BigInteger, nullable=False),
        sa.Column("monthly_fen", sa.BigInteger, nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("expected_loss_fen", sa.BigInteger, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("origin", sa.String(6), nullable=False),
        sa.Column("holder", sa.String(6), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("queued_for", sa.Date),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("unit_region", sa.String(6), nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("sent_on", sa.Date),
        sa.Column("due_on", sa.Date),
        sa.Column("finding", sa.String(8)),
        sa.Column("actions", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("due_fen", sa.BigInteger, nullable=False),
        sa.Column("recovered_fen", sa.BigInteger, nullable=False),
        sa.Column("reported_by", sa.Text, nullable=False),
        sa.Column("reported_on", sa.Date),
        sa.Column("reviewed_by", sa.Text, nullable=False),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("closed_on", sa.Date),
    )
    op.create_index("cases_by_state", "cases", ["state", "due_on"])
    op.create_index("cases_by_ring", "cases", ["ring"])


def _lines() -> None:
    op.create_table(
        "lines",
        sa.Column("alert", sa.Text, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("typology", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.create_index("lines_by_case", "lines", ["case"])
    op.create_index("lines_by_subject", "lines", ["subject", "typology"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.create_index("history_by_case", "history", ["case"])


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("alerts", sa.Integer, nullable=False),
    )


def _draws() -> None:
    op.create_table(
        "draws",
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("region", sa.String(6), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("queued", sa.Integer, nullable=False),
        sa.Column("drawn", sa.Integer, nullable=False),
        sa.Column("frame", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )


def upgrade() -> None:
    """Make them."""
    _place()
    _cases()
    _lines()
    _documents()
    _history()
    _imports()
    _draws()


def downgrade() -> None:
    """Remove them, dependents first."""
    for name in ("draws", "imports", "history", "documents", "lines", "cases", "place"):
        op.drop_table(name)
