"""A file of alerts, read and looked through before anything of it comes into the ledger."""

import math
import re
from hashlib import file_digest
from pathlib import Path
from typing import Any

from casework.alerts.case import Channel, Line
from casework.alerts.line_form import line_of_row
from casework.alerts.refusals import AlertRefused
from core.alerts import ALERTS, alert_name, read_file
from core.principal import NATION

# A name that the marts give. Numbers of persons, phones, accounts and cards are shorter, and of other letters.
_PSEUDONYM = re.compile(r"[0-9a-f]{20,64}", re.ASCII)
_REGION = re.compile(rf"{NATION}|[1-9]\d(?:\d\d){{0,2}}", re.ASCII)
_MOST_FEN = 10**15
_AMOUNTS = ("paid_fen", "monthly_fen", "expected_loss_fen")


def read_alerts(path: Path) -> tuple[Line, ...]:
    """Every alert of a file, in its order.

    Raises what `core.alerts.read_file` raises, and AlertRefused with the row (from 1) for one that cannot be; a message
    never repeats a value, which may be a person's.
    """
    lines: dict[str, Line] = {}
    for number, row in enumerate(read_file(path, ALERTS).to_pylist(), start=1):
        wrong = _fault(row)
        if wrong is None and row["alert"] in lines:
            wrong = "its alert stands in an earlier row too"
        if wrong is not None:
            raise AlertRefused(f"row {number}: {wrong}.", path=path, remedy="Write the file anew; nothing was taken.")
        try:
            lines[row["alert"]] = line_of_row(row)
        except (ValueError, TypeError) as err:
            remedy = "Write the file anew; nothing was taken."
            raise AlertRefused(f"row {number}: a reason has no figures as JSON.", path=path, remedy=remedy) from err
    return tuple(lines.values())


def file_hash(path: Path) -> str:
    """SHA-256 of the bytes of a file that was read before."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def is_pseudonym(subject: object) -> bool:
    """Whether it can be a name that the marts give: never a name or a number that somebody has elsewhere."""
    return isinstance(subject, str) and _PSEUDONYM.fullmatch(subject) is not None


def is_region(region: object) -> bool:
    """The nation, or 2, 4 or 6 digits."""
    return isinstance(region, str) and _REGION.fullmatch(region) is not None


def _fault(row: dict[str, Any]) -> str | None:
    """What is wrong with a row; None where nothing is."""
    empty = [field.name for field in ALERTS if not field.nullable and row[field.name] is None]
    if empty:
        return f"{empty[0]} is empty"
    if not is_pseudonym(row["subject"]):
        return "subject is no name of the purpose risk"
    if not is_region(row["region"]):
        return "region is neither CN nor 2, 4 or 6 digits"
    if row["first_month"].day != 1 or row["last_month"].day != 1 or row["first_month"] > row["last_month"]:
        return "first_month and last_month are not the first days of months in their order"
    if row["alert"] != alert_name(row["subject"], row["typology"], f"{row['first_month']:%Y-%m}"):
        return "alert is not the name that follows from subject, typology and first month"
    if row["months"] < 1 or any(not 0 <= row[name] < _MOST_FEN for name in _AMOUNTS):
        return "months or an amount is out of range"
    if not 0.0 <= row["probability"] <= 1.0:
        return "probability is no chance"
    if row["channel"] not in tuple(Channel):
        return f"channel is not one of {', '.join(Channel)}"
    if row["channel"] == Channel.AUDIT and (not 0.0 < row["drawn_with"] <= 1.0 or row["ring"]):
        return "an audit was drawn with a chance above 0, and belongs to no ring"
    return None if math.isfinite(row["drawn_with"]) else "drawn_with is no number"
