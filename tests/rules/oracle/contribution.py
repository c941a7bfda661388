"""What is paid on a wage: base, floor, ceiling and the shares of employer and employee.

Figures typed from 国发〔2005〕38号, 国办发〔2019〕13号, 国发〔2015〕2号, 国发〔1998〕44号, 国办发〔2021〕14号,
失业保险条例第六条, the staged notices on unemployment rates, 人社部发〔2015〕71号, 劳部发〔1994〕504号,
and the provincial laws named beside them.
"""

from fractions import Fraction
from typing import Any, NamedTuple

from .quantities import exact, in_force, month_of, yuan

PENSION_EMPLOYER = {"1998-01": "0.20", "2019-05": "0.16"}
PENSION_OWN = {"2006-01": "0.08"}
FLEXIBLE_OWN, FLEXIBLE_TO_ACCOUNT = {"2006-01": "0.20"}, {"2006-01": "0.08"}
ANNUITY = {"2014-10": ("0.08", "0.04")}
UNEMPLOYMENT = {
    "1999-02": ("0.02", "0.01"),
    "2015-03": ("0.015", "0.005"),
    "2016-05": ("0.01", "0.005"),
    "2017-01": ("0.005", "0.005"),
}
INJURY = {1: "0.002", 2: "0.004", 3: "0.007", 4: "0.009", 5: "0.011", 6: "0.013", 7: "0.016", 8: "0.019"}
INJURY_LEAST, INJURY_MOST = Fraction(1, 2), Fraction(3, 2)
MEDICAL_EMPLOYER, MEDICAL_OWN = "0.06", "0.02"
# The part of the employer's medical contribution that goes to the account; the notice is of 2021-04-13.
MEDICAL_TO_ACCOUNT = {"1999-01": "0.3", "2021-05": "0"}
MATERNITY = {"1995-01": "0.01", "2015-10": "0.005", "2020-01": "0"}

# National average wage of urban non-private units, yuan a year: what set the base until 2019-04.
NON_PRIVATE = {
    2010: 36539, 2011: 41799, 2012: 46769, 2013: 51483, 2014: 56360, 2015: 62029, 2016: 67569, 2017: 74318, 2018: 82413,
}  # fmt: skip
FULL_CALIBRE_FROM = "2019-05"
SHANGHAI = {
    "2015-04": 5451, "2016-04": 5939, "2017-04": 6504, "2018-04": 7132,
    "2019-04": 8211, "2020-07": 9339, "2021-07": 10338,
}  # fmt: skip
SHANGHAI_KNOWN_TO = "2022-06"
# 浙江省职工基本养老保险条例（2008年修正）第十一条, until the nation's 60 % of 2019-05.
ZHEJIANG_FLEXIBLE_FLOOR = {"2008-06": "0.8", "2019-05": "0.6"}
# 广东省失业保险条例（2022年修正）第八条: the base is at least the minimum wage.
GUANGDONG_MINIMUM_WAGE_FROM = "2022-06"


class Shares(NamedTuple):
    """Of the base: the employer's, the person's, and what of both goes to the person's account."""

    employer: Fraction
    own: Fraction
    to_account: Fraction


def shares(scheme: str, month: int, inputs: dict[str, Any]) -> Shares:
    none = Fraction(0)
    if scheme == "pension" and inputs.get("group") == "flexible":
        return Shares(none, exact(in_force(FLEXIBLE_OWN, month)), exact(in_force(FLEXIBLE_TO_ACCOUNT, month)))
    if scheme == "pension":
        own = exact(in_force(PENSION_OWN, month))
        return Shares(exact(in_force(PENSION_EMPLOYER, month)), own, own)
    if scheme == "annuity":
        employer, own = map(exact, in_force(ANNUITY, month))
        return Shares(employer, own, employer + own)
    if scheme == "unemployment":
        employer, own = map(exact, in_force(UNEMPLOYMENT, month))
        return Shares(employer, own, none)
    if scheme == "work_injury":
        industry, floated = int(inputs["injury_class"]), exact(inputs.get("float_share", 1))
        if floated > INJURY_MOST or floated < (1 if industry == 1 else INJURY_LEAST):
            raise LookupError("The first class floats upwards only, the others from half to one and a half.")
        return Shares(exact(INJURY[industry]) * floated, none, none)
    if scheme == "medical":
        employer, own = exact(MEDICAL_EMPLOYER), exact(MEDICAL_OWN)
        return Shares(employer, own, own + employer * exact(in_force(MEDICAL_TO_ACCOUNT, month)))
    if scheme == "maternity":
        return Shares(exact(in_force(MATERNITY, month)), none, none)
    raise LookupError(scheme)


def average_wage(inputs: dict[str, Any], region: str) -> Fraction:
    """Yuan a month: as given, else Shanghai's own, else a twelfth of last year's national average."""
    if "average_wage" in inputs:
        return exact(inputs["average_wage"])
    month = month_of(inputs["month"])
    if region == "CN-31" and month <= month_of(SHANGHAI_KNOWN_TO):
        return Fraction(in_force(SHANGHAI, month))
    if month >= month_of(FULL_CALIBRE_FROM):
        raise LookupError("The average of all urban units is each province's own.")
    return Fraction(NON_PRIVATE[month // 12 - 1], 12)


def bounds(inputs: dict[str, Any], region: str, average: Fraction) -> tuple[Fraction, Fraction]:
    """Floor and ceiling of the base."""
    month, floor = month_of(inputs["month"]), average * 60 / 100
    if inputs.get("group") == "flexible" and region == "CN-33":
        floor = average * exact(in_force(ZHEJIANG_FLEXIBLE_FLOOR, month))
    if inputs["scheme"] == "unemployment" and region == "CN-44" and month >= month_of(GUANGDONG_MINIMUM_WAGE_FROM):
        floor = exact(inputs["minimum_wage"])
    return floor, average * 3


def answer_contribution(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    month, average = month_of(inputs["month"]), average_wage(inputs, region)
    floor, ceiling = bounds(inputs, region, average)
    wage = average * exact(inputs["chosen_share"]) if "chosen_share" in inputs else exact(inputs["wage"])
    base = min(max(wage, floor), ceiling)
    employer, own, account = (base * share for share in shares(inputs["scheme"], month, inputs))
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
