"""Unemployment benefit: 社会保险法第四十六条、第四十七条; 失业保险条例第十七条、第十八条."""

from typing import Any

from .quantities import exact, yuan


def answer_unemployment(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Twelve months from one year paid, eighteen from five, twenty-four from ten; what was left over counts, never beyond 24."""
    paid = int(inputs["contribution_months"])
    months = 24 if paid >= 120 else 18 if paid >= 60 else 12 if paid >= 12 else 0
    months = min(months + int(inputs.get("months_left_over", 0)), 24)
    out: dict[str, Any] = {"duration_months": months}
    if "minimum_wage" in inputs and "level_share" in inputs:
        out["monthly_amount"] = yuan(exact(inputs["minimum_wage"]) * exact(inputs["level_share"]) * (months > 0))
    return out
