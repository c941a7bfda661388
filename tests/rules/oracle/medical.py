"""What medical insurance pays of a bill: 社会保险法第二十六条、第二十八条.

The law leaves the amounts to each pooling area. Those typed here are the rule book's reference figures, which an area
replaces by its own; the arithmetic is the law's.
"""

from typing import Any

from .quantities import exact, month_of, yuan

OUTPATIENT_FROM = "2021-05"
LEVELS = ("primary", "secondary", "tertiary")
# By member and place: what the person pays first, in yuan, and the fund's percentage, at each level of hospital.
FIGURES = {
    ("employee", "inpatient"): ((300, 500, 800), (90, 85, 80)),
    ("employee", "outpatient"): ((200, 300, 500), (50, 50, 50)),
    ("retiree", "inpatient"): ((300, 500, 800), (92, 88, 85)),
    ("retiree", "outpatient"): ((200, 300, 500), (60, 60, 60)),
    ("resident", "inpatient"): ((200, 400, 800), (80, 70, 60)),
    ("resident", "outpatient"): ((0, 0, 0), (50, 50, 50)),
}


def answer_medical(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    outpatient_employee = inputs["place"] == "outpatient" and inputs["group"] != "resident"
    if outpatient_employee and month_of(inputs.get("month", OUTPATIENT_FROM)) < month_of(OUTPATIENT_FROM):
        raise LookupError("The employees' scheme pays for outpatients since 国办发〔2021〕14号 of 2021-04-13.")
    deductibles, percents = FIGURES[inputs["group"], inputs["place"]]
    level = LEVELS.index(inputs["hospital_level"])
    deductible = max(deductibles[level] - exact(inputs.get("deductible_paid", 0)), exact(0))
    covered = max(exact(inputs["amount"]) - deductible, exact(0))
    if "room_below_ceiling" in inputs:
        covered = min(covered, exact(inputs["room_below_ceiling"]))
    rate = exact(percents[level]) / 100
    return {
        "deductible": yuan(deductible),
        "covered": yuan(covered),
        "rate": rate,
        "reimbursed": yuan(covered * rate),
    }
