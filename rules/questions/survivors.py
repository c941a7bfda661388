"""What do the survivors receive of an insured person who did not die of work?"""

from core.months import MONTHS_PER_YEAR
from rules.bilingual import Bilingual
from rules.formulas import survivors as formulas
from rules.formulas.steps import step_value
from rules.questions.inputs import COUNT, MONEY, MONTH, NUMBER, Given, ask, may
from rules.questions.question import Outputs, Question
from rules.questions.working import Working


def _answer(working: Working, given: Given) -> Outputs:
    month, income = given["month"], given["urban_income"]
    months = _grant_months(working, given)
    grant = working.apply(formulas.survivors_amount, monthly_income=income, months=months)
    funeral_months = working.number("survivors.funeral_months", month)
    funeral = working.apply(formulas.survivors_amount, monthly_income=income, months=funeral_months)
    return {
        "funeral": working.money(funeral, month),
        "grant_months": months,
        "grant": working.money(grant, month),
        "total": working.money(funeral + grant, month),
    }


def _grant_months(working: Working, given: Given) -> float:
    month, years = given["month"], given["contribution_years"]
    starts, values = working.steps("survivors.grant_months", month)
    months = working.apply(
        formulas.grant_months,
        scale_months=working.apply(step_value, amount=years, starts=starts, values=values),
        years=years,
        scale_years=working.number("survivors.scale_years", month),
        most_months=working.number("survivors.most_months", month),
    )
    if "retired_months_drawn" not in given:
        return months
    return working.apply(
        formulas.grant_months_of_retired,
        months=months,
        years_drawn=given["retired_months_drawn"] / MONTHS_PER_YEAR,
        months_per_year=working.number("survivors.retired_reduction", month),
        least=working.number("survivors.retired_least", month),
    )


SURVIVORS = Question(
    name="survivors",
    title=Bilingual("企业职工基本养老保险遗属待遇", "Survivors' benefits of the basic pension"),
    inputs=(
        ask("month", MONTH, "死亡年月", "month of death"),
        ask("urban_income", MONEY, "上年度城镇居民月人均可支配收入", "urban income per head and month, year before"),
        ask("contribution_years", NUMBER, "缴费年限", "contribution years"),
        may("retired_months_drawn", COUNT, "退休人员已领取月数", "months a pensioner has drawn; left out if none"),
    ),
    outputs=("funeral", "grant_months", "grant", "total"),
    answer=_answer,
)
