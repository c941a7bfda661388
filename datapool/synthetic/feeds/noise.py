"""How often what goes wrong on the way into each department's files: rates with their sources, read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import ValueOutOfRange
from core.months import parse_date

FILE = Path(__file__).parent / "noise.yaml"
DEPARTMENTS = ("hrss", "tax", "police", "civil", "health")
_EPOCH = parse_date("1970-01-01")


@dataclass(frozen=True, slots=True)
class Noise:
    """The kinds of mistakes and their settings."""

    kinds: Mapping[str, Mapping[str, Any]]

    def rate(self, kind: str, department: str) -> float:
        """Share of what the kind says that goes wrong in the department."""
        return float(self.kinds[kind]["rates"][department])

    @property
    def old_form_before(self) -> int:
        """Day since 1970 before which a person must be born to have a number of 15 digits somewhere."""
        return (parse_date(self.kinds["id_old_form"]["born_before"]) - _EPOCH).days

    @property
    def learned(self) -> tuple[float, float]:
        """Median days and log spread until a department learns of a change of name or number."""
        rule = self.kinds["name_never_learned"]
        return float(rule["median_days"]), float(rule["spread"])


@cache
def load_noise(path: Path = FILE) -> Noise:
    """Read the rates; raises ValueOutOfRange at a rate that is no share, or where a department has none."""
    document = load_document(path)
    for kind, rule in document.data.items():
        for department in DEPARTMENTS:
            rate = rule["rates"].get(department)
            if rate is None or not 0.0 <= rate <= 1.0:
                raise ValueOutOfRange(
                    f"{kind} has no share from 0 to 1 for {department}.",
                    path=path,
                    line=document.line(kind, "rates"),
                    remedy="Give every department one.",
                )
    return Noise(document.data)
