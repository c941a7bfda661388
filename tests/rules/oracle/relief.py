"""The relief of 2020 for the pension, unemployment and work-injury contributions of employers.

人社部发〔2020〕11号 第一条、第二条, prolonged by 人社部发〔2020〕49号 第一条. Public bodies are left out of it.
"""

from fractions import Fraction
from typing import Any

from .quantities import exact, month_of, yuan

SCHEMES = ("pension", "unemployment", "work_injury")
FIRST, LAST_FOR_LARGE, LAST = "2020-02", "2020-06", "2020-12"


def share_due(size: str, month: int, *, in_hubei: bool) -> Fraction:
    """The part of the employer's contribution that still falls due."""
    first, june, december = (month_of(text) for text in (FIRST, LAST_FOR_LARGE, LAST))
    if size == "public_body" or not first <= month <= december:
        return Fraction(1)
    if size == "micro_small_medium":
        return Fraction(0)
    if month > june:
        return Fraction(1)
    return Fraction(0) if in_hubei else Fraction(1, 2)


def answer_relief(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    in_hubei = inputs["size"] == "hubei" or region == "CN-42"
    size = "large" if inputs["size"] == "hubei" else inputs["size"]
    named = inputs["scheme"] in SCHEMES
    due = share_due(size, month_of(inputs["month"]), in_hubei=in_hubei) if named else Fraction(1)
    return {"reduction": 1 - due, "employer_due": yuan(exact(inputs["employer_contribution"]) * due)}
