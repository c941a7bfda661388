"""How does the account grow, what is the pension at retirement, and what does a yearly increase make of it?"""

from core.errors import DateOutOfRange, InputError, ValueOutOfRange
from core.months import Age, Month
from rules.bilingual import Bilingual
from rules.formulas import pension as formulas
from rules.questions.illustration import typical_member
from rules.questions.inputs import AGE, BIRTH, CATEGORY, MONEY, MONTH, NUMBER, SHARE, YEAR, Given, ask, by_year, may
from rules.questions.question import Outputs, Question
from rules.questions.retirement import payout_months_at, statutory_month
from rules.questions.working import Working

_ROUNDED_BY = "pension.basic.accrual_rate"


def _answer_account(working: Working, given: Given) -> Outputs:
    first, last = given["from_year"], given["to_year"]
    if first > last:
        raise ValueOutOfRange(f"from_year {first} lies after to_year {last}.", remedy="Exchange the two.")
    paid = given["contributions"]
    if outside := [year for year in paid if not first <= year <= last]:
        raise ValueOutOfRange(f"contributions of {outside[0]} lie outside.", remedy=f"Give years {first} to {last}.")
    balance, balances = given["opening"], {}
    for year in range(first, last + 1):
        balance = _credit(working, given, balance, year)
        balances[str(year)] = working.money(balance, Month.of(year, 12))
    return {"balances": balances, "balance": balances[str(last)]}


def _credit(working: Working, given: Given, opening: float, year: int) -> float:
    month = Month.of(year, 12)
    share = given.get("share_of_year")
    rate = working.number("pension.account.credit_rate", month)
    return working.apply(
        formulas.credited_balance,
        opening=opening,
        contributions=given["contributions"].get(year, 0.0),
        rate=rate,
        share_of_year=working.number("pension.account.share_of_year", month) if share is None else share,
    )


def _answer_pension(working: Working, given: Given) -> Outputs:
    month, age = _retirement(working, given)
    divisor = payout_months_at(working, age, month)
    basic = working.apply(
        formulas.basic_pension,
        average_wage=given["average_wage"],
        index=given["index"],
        years=given["years"],
        accrual_rate=working.number("pension.basic.accrual_rate", month),
    )
    account = working.apply(formulas.account_pension, balance=given["account_balance"], payout_months=divisor)
    transitional = _transitional(working, given, month)
    total = working.apply(formulas.pension_total, basic=basic, account=account, transitional=transitional)
    amounts = {"basic": basic, "account": account, "transitional": transitional, "total": total}
    money = {name: working.money(amount, month, _ROUNDED_BY) for name, amount in amounts.items()}
    entitlement = _entitlement(working, given, month)
    return {"retirement_month": month, **money, "payout_months": divisor, **entitlement}


def _retirement(working: Working, given: Given) -> tuple[Month, Age]:
    """Month and age of retirement: as given, else the statutory ones of birth and category."""
    if "birth" in given:
        birth = given["birth"].month
        if "retirement_month" not in given and "category" not in given:
            raise InputError("the month of retirement is not known.", remedy="Give retirement_month, or category.")
        month = given.get("retirement_month") or statutory_month(working, birth, given["category"])
        return month, Age.at(month, born=birth)
    if "retirement_month" not in given or "age" not in given:
        raise InputError(
            "the age at retirement is not known.", remedy="Give birth and category, or retirement_month and age."
        )
    return given["retirement_month"], given["age"]


def _transitional(working: Working, given: Given, month: Month) -> float:
    deemed = given.get("deemed_years", 0.0)
    if deemed == 0.0:
        return 0.0
    if deemed > given["years"]:
        raise ValueOutOfRange(
            f"deemed_years {deemed:g} is more than years {given['years']:g}.",
            remedy="Let years include the deemed years.",
        )
    rate = given.get("transition_rate")
    return working.apply(
        formulas.transitional_pension,
        average_wage=given["average_wage"],
        index=given["index"],
        deemed_years=deemed,
        rate=working.number("pension.transitional.rate", month) if rate is None else rate,
    )


def _entitlement(working: Working, given: Given, month: Month) -> Outputs:
    least = working.state("pension.minimum_years", month)
    shortfall = working.apply(formulas.shortfall_years, years=given["years"], minimum_years=least)
    return {"minimum_years": least, "meets_minimum": shortfall == 0.0, "shortfall_years": shortfall}


def _answer_indexation(working: Working, given: Given) -> Outputs:
    year, pension = given["year"], given["pension"]
    december = Month.of(year, 12)
    if given.get("retired_year", year - 1) > year:
        raise ValueOutOfRange(f"retired_year lies after {year}.", remedy="Ask for a year after the retirement.")
    # The year's own new retirees wait for the next increase.
    takes_part = given.get("retired_year", year - 1) < year
    try:
        rate = working.number("pension.indexation.increase", december) if takes_part else 0.0
    except DateOutOfRange as err:
        raise DateOutOfRange(err.what, remedy="Add the year's increase in an overlay.") from err
    after = working.apply(formulas.indexed_pension, pension=pension, rate=rate)
    return {"new_pension": working.money(after, december), "increase": working.money(after - pension, december)}


ACCOUNT = Question(
    name="account",
    title=Bilingual("个人账户记账", "How the personal account grows"),
    inputs=(
        ask("opening", MONEY, "期初储存额", "balance at the end of the year before"),
        ask("contributions", by_year(MONEY), "各年记入额", "credited contributions by year"),
        ask("from_year", YEAR, "起始年", "first year"),
        ask("to_year", YEAR, "截止年", "last year"),
        may("share_of_year", SHARE, "当年缴费计息比例", "part of the year for which contributions earn interest"),
    ),
    outputs=("balances", "balance"),
    answer=_answer_account,
)

PENSION = Question(
    name="pension",
    title=Bilingual("职工基本养老金计发", "The pension at retirement"),
    inputs=(
        may("birth", BIRTH, "出生年月", "month of birth"),
        may("category", CATEGORY, "人员类别", "category"),
        may("retirement_month", MONTH, "退休年月", "month of retirement; the statutory one unless said"),
        may("age", AGE, "退休年龄", "age at retirement, where birth is not given"),
        ask("average_wage", MONEY, "养老金计发基数（元/月）", "average wage for pensions, a month"),
        ask("index", NUMBER, "平均缴费指数", "average contribution index"),
        ask("years", NUMBER, "缴费年限（含视同）", "contribution years, deemed years included"),
        may("deemed_years", NUMBER, "视同缴费年限", "deemed years"),
        ask("account_balance", MONEY, "个人账户储存额", "balance of the personal account"),
        may("transition_rate", SHARE, "过渡系数", "rate of the transitional pension; the region's unless said"),
    ),
    outputs=(
        "retirement_month",
        "basic",
        "account",
        "transitional",
        "total",
        "payout_months",
        "minimum_years",
        "meets_minimum",
        "shortfall_years",
    ),
    answer=_answer_pension,
    illustration=typical_member,
)

INDEXATION = Question(
    name="indexation",
    title=Bilingual("基本养老金年度调整（平均水平）", "The yearly increase of pensions, on average"),
    inputs=(
        ask("pension", MONEY, "调整前养老金", "monthly pension before"),
        ask("year", YEAR, "调整年度", "year of the increase"),
        may("retired_year", YEAR, "退休年度", "year of retirement"),
    ),
    outputs=("new_pension", "increase"),
    answer=_answer_indexation,
)
