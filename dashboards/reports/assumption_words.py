"""Units and reasons of assumptions in Chinese; the English of their files stands where there is no translation."""

from dashboards.reports.texts import read_texts
from simulation.assumptions import Assumption


def unit_text(unit: str, language: str) -> str:
    """The unit of an assumption in a language."""
    return unit if language == "en" else read_texts("assumption_units").get(unit, {}).get("zh", unit)


def reason_text(row: Assumption, language: str) -> str:
    """The reason of an assumption in a language."""
    return (
        row.reason if language == "en" else read_texts("assumption_reasons").get(row.reason, {}).get("zh", row.reason)
    )
