"""Unemployment benefit: 社会保险法第四十六条、第四十七条; 失业保险条例第十七条、第十八条; and local laws."""

from collections.abc import Callable
from typing import Any

from .quantities import exact, yuan

LONGEST = 24


def national(paid: int) -> int:
    """Twelve months of benefit from one year paid, eighteen from five, twenty-four from ten."""
    return 24 if paid >= 120 else 18 if paid >= 60 else 12 if paid >= 12 else 0


def guangdong(paid: int) -> int:
    """广东省失业保险条例第十七条: a month for each of the first four years, then one for each half year."""
    return min(paid // 12, 4) + max(paid - 48, 0) // 6


def chongqing(paid: int) -> int:
    """重庆市失业保险条例第二十四条: three months a year up to four, fifteen from five, sixteen from seven and on."""
    years = paid // 12
    if years < 5:
        return 3 * years
    return 15 if years < 7 else 16 + years - 7


def zhengzhou(paid: int) -> int:
    """郑州市失业保险条例第二十四条第（一）项; the text leaves open what five years and more give."""
    if paid >= 60:
        raise LookupError("The text can be read in two ways from five years on.")
    return paid // 12 * 3


SCALES: dict[str, Callable[[int], int]] = {"CN-44": guangdong, "CN-50": chongqing, "CN-4101": zhengzhou}
# The share of the minimum wage: 河南省失业保险条例第二十三条, 广东省失业保险条例第十九条, 郑州市失业保险条例第二十五条.
LEVELS = {"CN-41": "0.8", "CN-44": "0.9", "CN-4101": "0.8"}


def answer_unemployment(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Months by the scale, with those left over from last time; the amount is not below the subsistence allowance."""
    entitled = SCALES.get(region, national)(int(inputs["contribution_months"]))
    months = min(entitled + int(inputs.get("months_left_over", 0)), LONGEST)
    out: dict[str, Any] = {"duration_months": months}
    if "minimum_wage" in inputs:
        level = exact(inputs.get("level_share", LEVELS.get(region, "0.8")))
        amount = max(exact(inputs["minimum_wage"]) * level, exact(inputs.get("subsistence", 0)))
        out["monthly_amount"] = yuan(amount if months else amount * 0)
    return out
