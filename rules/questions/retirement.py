"""When may a person retire, how many years must be paid, for how many months is the account divided?"""

from datetime import date

from core.errors import ValueOutOfRange
from core.months import MONTHS_PER_YEAR, Age, Month
from rules.bilingual import Bilingual
from rules.formulas import retirement as formulas
from rules.questions.inputs import AGE, BIRTH, CATEGORY, MONTH, Given, ask, may, whole
from rules.questions.question import Outputs, Question
from rules.questions.working import Working

CHOICE = whole(-600, 600)


def statutory_month(working: Working, birth: Month, category: str) -> Month:
    """The month of the statutory age, by the law in force when the old age is reached."""
    old_age, reached = old_age_months(working, birth, category)
    longest = int(working.number(f"retirement.longest_delay.{category}", reached))
    # Before the reform there is no first month of birth: nobody is affected.
    affected = longest > 0
    ordinal = working.apply(
        formulas.statutory_retirement_month,
        birth_month=birth.ordinal,
        old_age_months=old_age,
        start_month=int(working.number(f"retirement.start_month.{category}", reached)) if affected else birth.ordinal,
        months_per_step=int(working.number(f"retirement.months_per_step.{category}", reached)) if affected else 1,
        longest_delay=longest,
    )
    return Month(ordinal)


def old_age_months(working: Working, birth: Month, category: str) -> tuple[int, Month]:
    """The age before the reform in months, and the month in which the person reaches it."""
    key = f"retirement.old_age.{category}"
    first = working.book.parameter(key).first_day
    expected = birth.shift(int(working.rules(first).number(key)) * MONTHS_PER_YEAR)
    old_age = int(working.number(key, max(expected.first_day, first))) * MONTHS_PER_YEAR
    return old_age, birth.shift(old_age)


def payout_months_at(working: Working, age: Age, month: date | Month) -> float:
    """Payout months at an exact age under the law of `month`."""
    table = working.table("pension.payout_months", month)
    if age.rest:
        working.word("pension.payout_months_between_ages", month)
    return working.apply(formulas.payout_months, age_months=age.months, table=table)


def _answer_retirement(working: Working, given: Given) -> Outputs:
    birth, category = given["birth"].month, given["category"]
    old_age, reached = old_age_months(working, birth, category)
    month = statutory_month(working, birth, category)
    earliest, latest = _window(working, month, birth, old_age)
    age = Age.at(month, born=birth)
    outputs = {
        "delay_months": month.since(reached),
        "statutory_age": age,
        "statutory_month": month,
        "minimum_years": working.state("pension.minimum_years", month),
        "earliest_month": earliest,
        "latest_month": latest,
    }
    # Who retired before 2006 has an account under the rules of that time, which are not in the book.
    if working.rules(month).has("pension.payout_months"):
        outputs["payout_months"] = payout_months_at(working, age, month)
    if given["birth"].day is not None:
        outputs["statutory_date"] = month.day(given["birth"].day)
    if "choice_months" in given:
        outputs |= _choose(working, given, month, (earliest, latest))
    return outputs


def _window(working: Working, month: Month, birth: Month, old_age: int) -> tuple[Month, Month]:
    earliest = working.apply(
        formulas.earliest_month,
        statutory_month=month.ordinal,
        birth_month=birth.ordinal,
        old_age_months=old_age,
        months_earlier=int(working.number("retirement.flexible_earlier", month)),
    )
    latest = working.apply(
        formulas.latest_month,
        statutory_month=month.ordinal,
        months_later=int(working.number("retirement.flexible_later", month)),
    )
    return Month(earliest), Month(latest)


def _choose(working: Working, given: Given, month: Month, window: tuple[Month, Month]) -> Outputs:
    chosen = month.shift(given["choice_months"])
    if not window[0] <= chosen <= window[1]:
        raise ValueOutOfRange(
            f"{given['choice_months']} months of choice lead to {chosen}.",
            remedy=f"Choose a month from {window[0]} to {window[1]}.",
        )
    age = Age.at(chosen, born=given["birth"].month)
    return {
        "chosen_month": chosen,
        "chosen_age": age,
        # Who goes later is measured by the year of the statutory age, who goes earlier by the year of going.
        "chosen_minimum_years": working.state("pension.minimum_years", min(chosen, month)),
        "chosen_payout_months": payout_months_at(working, age, chosen),
    }


def _answer_minimum_years(working: Working, given: Given) -> Outputs:
    return {"years": working.state("pension.minimum_years", given["month"])}


def _answer_payout_months(working: Working, given: Given) -> Outputs:
    return {"months": payout_months_at(working, given["age"], given.get("month", working.at))}


RETIREMENT = Question(
    name="retirement",
    title=Bilingual("法定退休年龄与弹性退休", "Statutory retirement age and the choice around it"),
    inputs=(
        ask("birth", BIRTH, "出生年月", "month or day of birth"),
        ask(
            "category", CATEGORY, "人员类别（灵活就业女性按女干部）", "category; women in flexible work as female_cadre"
        ),
        may("choice_months", CHOICE, "弹性提前（负）或延迟（正）月数", "months earlier (negative) or later by choice"),
    ),
    outputs=(
        "delay_months",
        "statutory_age",
        "statutory_month",
        "minimum_years",
        "earliest_month",
        "latest_month",
        "payout_months",
    ),
    answer=_answer_retirement,
)

MINIMUM_YEARS = Question(
    name="minimum_years",
    title=Bilingual("最低缴费年限", "Least contribution years"),
    inputs=(ask("month", MONTH, "达到法定退休年龄的年月", "month of the statutory retirement age"),),
    outputs=("years",),
    answer=_answer_minimum_years,
)

PAYOUT_MONTHS = Question(
    name="payout_months",
    title=Bilingual("个人账户养老金计发月数", "Payout months of the personal account"),
    inputs=(
        ask("age", AGE, "退休年龄", "age at retirement"),
        may("month", MONTH, "退休年月", "month of retirement"),
    ),
    outputs=("months",),
    answer=_answer_payout_months,
)
