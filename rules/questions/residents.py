"""What do residents pay into their pension, and what does it pay them?"""

from rules.bilingual import Bilingual
from rules.formulas import pension as employees
from rules.formulas import residents as formulas
from rules.formulas.steps import step_value
from rules.questions.inputs import AGE, MONEY, MONTH, NUMBER, Given, ask, may
from rules.questions.question import Outputs, Question
from rules.questions.working import Working


def _answer_pension(working: Working, given: Given) -> Outputs:
    month = given["month"]
    account = working.apply(
        employees.account_pension,
        balance=given["account_balance"],
        payout_months=working.number("resident_pension.payout_months", month),
    )
    minimum = working.number("resident_pension.basic_minimum", month)
    addition = given.get("local_addition", 0.0)
    total = working.apply(formulas.resident_pension, minimum=minimum, local_addition=addition, account=account)
    amounts = {"minimum": minimum, "account": account, "total": total}
    money = {name: working.money(amount, month) for name, amount in amounts.items()}
    return money | {"eligible": _eligible(working, given)}


def _eligible(working: Working, given: Given) -> bool:
    enough = given["years"] >= working.state("resident_pension.minimum_years", given["month"])
    if "age" not in given:
        return bool(enough)
    return bool(enough and given["age"].years >= working.state("resident_pension.age", given["month"]))


def _answer_contribution(working: Working, given: Given) -> Outputs:
    month, grade = given["month"], given["grade"]
    valid = grade in working.table("resident_pension.grades", month)
    subsidy = 0.0
    if valid:
        starts, values = working.steps("resident_pension.subsidy_floor", month)
        subsidy = working.apply(step_value, amount=grade, starts=starts, values=values)
    credited = working.apply(formulas.credited_to_account, grade=grade, subsidy=subsidy)
    return {
        "grade_valid": valid,
        "subsidy_floor": working.money(subsidy, month),
        "to_account": working.money(credited, month),
    }


RESIDENT_PENSION = Question(
    name="resident_pension",
    title=Bilingual("城乡居民基本养老金", "The residents' pension"),
    inputs=(
        ask("month", MONTH, "领取年月", "month of payment"),
        ask("account_balance", MONEY, "个人账户储存额", "balance of the account"),
        ask("years", NUMBER, "缴费年限", "contribution years"),
        may("local_addition", MONEY, "地方加发基础养老金", "what the place adds, a month"),
        may("age", AGE, "年龄", "age"),
    ),
    outputs=("minimum", "account", "total", "eligible"),
    answer=_answer_pension,
)

RESIDENT_CONTRIBUTION = Question(
    name="resident_contribution",
    title=Bilingual("城乡居民养老保险缴费", "Contributions of residents"),
    inputs=(
        ask("grade", MONEY, "缴费档次（元/年）", "grade, yuan a year"),
        ask("month", MONTH, "缴费年月", "month of contribution"),
    ),
    outputs=("grade_valid", "subsidy_floor", "to_account"),
    answer=_answer_contribution,
)
