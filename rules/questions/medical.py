"""What does medical insurance pay of a bill?"""

import math

from rules.bilingual import Bilingual
from rules.formulas import medical as formulas
from rules.questions.inputs import MONEY, MONTH, Given, ask, choice, may
from rules.questions.question import Outputs, Question
from rules.questions.working import Working


def _answer(working: Working, given: Given) -> Outputs:
    day = given.get("month", working.at)
    key = f"medical.{given['group']}.{given['place']}"
    level = given["hospital_level"]
    deductible = max(working.mapping(f"{key}.deductible", day)[level] - given.get("deductible_paid", 0.0), 0.0)
    covered = working.apply(
        formulas.covered_amount,
        amount=given["amount"],
        deductible=deductible,
        room=given.get("room_below_ceiling", math.inf),
    )
    rate = working.mapping(f"{key}.rate", day)[level]
    reimbursed = working.apply(formulas.reimbursed_amount, covered=covered, rate=rate)
    return {
        "deductible": working.money(deductible, day),
        "covered": working.money(covered, day),
        "rate": rate,
        "reimbursed": working.money(reimbursed, day),
    }


MEDICAL = Question(
    name="medical",
    title=Bilingual("基本医疗保险报销", "Reimbursement by medical insurance"),
    inputs=(
        ask("group", choice("employee", "retiree", "resident"), "参保类别", "kind of member"),
        ask("amount", MONEY, "目录内费用", "cost within the catalogues"),
        ask("hospital_level", choice("primary", "secondary", "tertiary"), "医院级别", "level of the hospital"),
        ask("place", choice("outpatient", "inpatient"), "门诊或住院", "outpatient or inpatient"),
        may("deductible_paid", MONEY, "本年已付起付线", "deductible already paid this year"),
        may("room_below_ceiling", MONEY, "年度支付限额剩余", "what is left below the year's ceiling"),
        may("month", MONTH, "就医年月", "month of treatment"),
    ),
    outputs=("deductible", "covered", "rate", "reimbursed"),
    answer=_answer,
)
