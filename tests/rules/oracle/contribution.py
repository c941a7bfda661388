"""What is paid on a wage: base, floor, ceiling and the shares of employer and employee, with the relief of 2020.

Figures typed from 国发〔2005〕38号, 国办发〔2019〕13号, 国发〔2015〕2号, 国发〔1998〕44号, 失业保险条例第六条, the staged notices on
unemployment rates, 人社部发〔2015〕71号, 人社部发〔2020〕11号 and 人社部发〔2020〕49号.
"""

from fractions import Fraction
from typing import Any

from .quantities import exact, in_force, month_of, yuan

FLOOR, CEILING = Fraction(60, 100), Fraction(300, 100)
PENSION_EMPLOYER = {"1998-01": "0.20", "2019-05": "0.16"}
PENSION_EMPLOYEE = {"2006-01": "0.08"}
FLEXIBLE, FLEXIBLE_ACCOUNT = {"2006-01": "0.20"}, {"2006-01": "0.08"}
UNEMPLOYMENT = {"1999-01": ("0.02", "0.01"), "2015-03": ("0.015", "0.005"), "2016-05": ("0.01", "0.005"), "2017-01": ("0.005", "0.005")}
INJURY = {1: "0.002", 2: "0.004", 3: "0.007", 4: "0.009", 5: "0.011", 6: "0.013", 7: "0.016", 8: "0.019"}
MEDICAL_EMPLOYER, MEDICAL_EMPLOYEE = "0.06", "0.02"


def shares(scheme: str, month: int, inputs: dict[str, Any]) -> tuple[Fraction, Fraction, Fraction]:
    """Employer's rate, the person's own rate, and the rate that goes to the person's account."""
    none = Fraction(0)
    if scheme == "pension" and inputs.get("group") == "flexible":
        return none, exact(in_force(FLEXIBLE, month)), exact(in_force(FLEXIBLE_ACCOUNT, month))
    if scheme == "pension":
        own = exact(in_force(PENSION_EMPLOYEE, month))
        return exact(in_force(PENSION_EMPLOYER, month)), own, own
    if scheme == "unemployment":
        employer, own = in_force(UNEMPLOYMENT, month)
        return exact(employer), exact(own), none
    if scheme == "work_injury":
        return exact(INJURY[int(inputs["injury_class"])]) * exact(inputs.get("float_share", 1)), none, none
    if scheme == "medical":
        return exact(MEDICAL_EMPLOYER), exact(MEDICAL_EMPLOYEE), exact(MEDICAL_EMPLOYEE)
    raise LookupError(scheme)


def answer_contribution(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    month, average = month_of(inputs["month"]), exact(inputs["average_wage"])
    floor, ceiling = average * FLOOR, average * CEILING
    wage = average * exact(inputs["chosen_share"]) if "chosen_share" in inputs else exact(inputs["wage"])
    base = min(max(wage, floor), ceiling)
    employer, own, account = (base * rate for rate in shares(inputs["scheme"], month, inputs))
    return {
        "base": yuan(base),
        "floor": yuan(floor),
        "ceiling": yuan(ceiling),
        "employer": yuan(employer),
        "employee": yuan(own),
        "to_account": yuan(account),
        "to_pooled": yuan(employer + own - account),
        "total": yuan(employer + own),
    }


RELIEF_SCHEMES = ("pension", "unemployment", "work_injury")


def relief_share(size: str, month: int, *, in_hubei: bool) -> Fraction:
    """The part of the employer's contribution that still falls due in a month of 2020."""
    first, june, december = (month_of(text) for text in ("2020-02", "2020-06", "2020-12"))
    if size == "public_body" or not first <= month <= december:
        return Fraction(1)
    if size == "micro_small_medium":
        return Fraction(0)
    if month > june:
        return Fraction(1)
    return Fraction(0) if in_hubei else Fraction(1, 2)
