"""What is to be paid on a wage, by scheme and group?"""

from dataclasses import dataclass

from core.errors import DateOutOfRange, InputError, ValueOutOfRange
from core.months import Month
from rules.bilingual import Bilingual
from rules.formulas import contribution as formulas
from rules.questions.inputs import MONEY, MONTH, NUMBER, Given, ask, choice, may, whole
from rules.questions.question import Outputs, Question
from rules.questions.working import Working

_BASE = "contribution.base"
_WAGE = f"{_BASE}.average_wage"


@dataclass(frozen=True, slots=True)
class _Rates:
    """Shares of the base: what employer and person pay, and what of it goes to the person's account."""

    employer: float
    employee: float
    account: float


def _answer(working: Working, given: Given) -> Outputs:
    month = given["month"]
    average = _average_wage(working, given)
    floor_share, ceiling_share = _bounds(working, given, average)
    base = working.apply(
        formulas.contribution_base,
        wage=_wage(given, average),
        average_wage=average,
        floor_share=floor_share,
        ceiling_share=ceiling_share,
    )
    rates = _rates(working, given)
    employer = working.apply(formulas.contribution, base=base, rate=rates.employer)
    employee = working.apply(formulas.contribution, base=base, rate=rates.employee)
    account = working.apply(formulas.contribution, base=base, rate=rates.account)
    amounts = {
        "base": base,
        "floor": average * floor_share,
        "ceiling": average * ceiling_share,
        "employer": employer,
        "employee": employee,
        "to_account": account,
        "to_pooled": employer + employee - account,
        "total": employer + employee,
    }
    return {name: working.money(amount, month) for name, amount in amounts.items()}


def _wage(given: Given, average: float) -> float:
    if "chosen_share" in given:
        return float(average * given["chosen_share"])
    if "wage" not in given:
        raise InputError("contribution needs wage, or chosen_share for flexible workers.", remedy="Give one of them.")
    return float(given["wage"])


def _average_wage(working: Working, given: Given) -> float:
    """The month's average wage for bases: given, else the region's own, else the published one of the year before."""
    if "average_wage" in given:
        return float(given["average_wage"])
    month: Month = given["month"]
    if working.rules(month).has(_WAGE):
        return working.number(_WAGE, month)
    reference = working.word(f"{_BASE}.reference_wage", month)
    key = f"wages.average.{reference}"
    if key not in working.book.keys():
        raise DateOutOfRange(
            f"the rule book has no {reference} average wage for {month} in {working.region}.",
            remedy="Give average_wage (yuan a month), or add contribution.base.average_wage for the region.",
        )
    annual = working.number(key, Month.of(month.year - 1, 1))
    return working.apply(formulas.monthly_wage, annual_wage=annual)


def _bounds(working: Working, given: Given, average: float) -> tuple[float, float]:
    month = given["month"]
    ceiling = working.number(f"{_BASE}.ceiling_share", month)
    if given["scheme"] == "unemployment" and working.word("unemployment.base.floor", month) == "minimum_wage":
        if "minimum_wage" not in given:
            raise InputError(
                f"in {working.region} the base of unemployment insurance is at least the minimum wage.",
                remedy="Give minimum_wage (yuan a month).",
            )
        return given["minimum_wage"] / average, ceiling
    flexible = given.get("group") == "flexible"
    return working.number(f"{_BASE}.flexible_floor_share" if flexible else f"{_BASE}.floor_share", month), ceiling


def _rates(working: Working, given: Given) -> _Rates:
    scheme, group = given["scheme"], given.get("group", "enterprise")
    if group == "flexible" and scheme != "pension":
        raise InputError(
            f"the rule book has no {scheme} rate for flexible workers.", remedy="Ask for the pension scheme."
        )
    if scheme == "annuity" and group != "public_body":
        raise InputError("only public bodies pay an occupational annuity.", remedy="Give group: public_body.")
    return _READERS[scheme](working, given, group)


def _pension(working: Working, given: Given, group: str) -> _Rates:
    month, key = given["month"], "pension.contribution"
    if group == "flexible":
        own = working.number(f"{key}.flexible_rate", month)
        return _Rates(0.0, own, working.number(f"{key}.flexible_account_rate", month))
    kind = "public_body_" if group == "public_body" else ""
    return _Rates(
        working.number(f"{key}.{kind}employer_rate", month),
        working.number(f"{key}.{kind}employee_rate", month),
        working.number(f"{key}.account_rate", month),
    )


def _annuity(working: Working, given: Given, group: str) -> _Rates:
    employer = working.number("annuity.contribution.employer_rate", given["month"])
    employee = working.number("annuity.contribution.employee_rate", given["month"])
    return _Rates(employer, employee, employer + employee)


def _unemployment(working: Working, given: Given, group: str) -> _Rates:
    employer = working.number("unemployment.contribution.employer_rate", given["month"])
    return _Rates(employer, working.number("unemployment.contribution.employee_rate", given["month"]), 0.0)


def _work_injury(working: Working, given: Given, group: str) -> _Rates:
    month, key, share = given["month"], "work_injury.contribution", given.get("float_share", 1.0)
    if "injury_class" not in given:
        raise InputError("the work-injury rate depends on the industry.", remedy="Give injury_class from 1 to 8.")
    # The first class floats upwards only.
    lowest = "least_float_first_class" if given["injury_class"] == 1 else "least_float"
    least, most = working.number(f"{key}.{lowest}", month), working.number(f"{key}.most_float", month)
    if not least <= share <= most:
        raise ValueOutOfRange(f"float_share is {share:g}.", remedy=f"Give a share from {least:g} to {most:g}.")
    class_rate = working.table(f"{key}.class_rates", month)[given["injury_class"] - 1]
    return _Rates(working.apply(formulas.floated_rate, class_rate=class_rate, float_share=share), 0.0, 0.0)


def _medical(working: Working, given: Given, group: str) -> _Rates:
    month, key = given["month"], "medical.contribution"
    employer, employee = working.number(f"{key}.employer_rate", month), working.number(f"{key}.employee_rate", month)
    share = working.number(f"{key}.employer_share_to_account", month)
    return _Rates(employer, employee, employee + employer * share)


def _maternity(working: Working, given: Given, group: str) -> _Rates:
    return _Rates(working.number("maternity.contribution.employer_rate", given["month"]), 0.0, 0.0)


_READERS = {
    "pension": _pension,
    "annuity": _annuity,
    "unemployment": _unemployment,
    "work_injury": _work_injury,
    "medical": _medical,
    "maternity": _maternity,
}

CONTRIBUTION = Question(
    name="contribution",
    title=Bilingual("社会保险缴费", "Social insurance contributions"),
    inputs=(
        ask("scheme", choice(*_READERS), "险种", "scheme"),
        ask("month", MONTH, "缴费年月", "month of contribution"),
        may("wage", MONEY, "月工资", "monthly wage"),
        may("group", choice("enterprise", "public_body", "flexible"), "人员类别", "group; enterprise unless said"),
        may("injury_class", whole(1, 8), "工伤行业类别", "industry class of work injury"),
        may("float_share", NUMBER, "工伤浮动比例", "floating of the work-injury rate; 1 unless said"),
        may("average_wage", MONEY, "核定缴费基数的月平均工资", "monthly average wage that sets the base"),
        may("minimum_wage", MONEY, "最低工资标准", "local monthly minimum wage"),
        may("chosen_share", NUMBER, "灵活就业人员自选基数占平均工资比例", "base a flexible worker chooses, as a share"),
    ),
    outputs=("base", "floor", "ceiling", "employer", "employee", "to_account", "to_pooled", "total"),
    answer=_answer,
)


def _answer_relief(working: Working, given: Given) -> Outputs:
    month, size = given["month"], given["size"]
    before = _before_relief(working, given)
    reduction = _reduction(working, given, size) if given["scheme"] in _RELIEVED else 0.0
    due = working.apply(formulas.employer_due, contribution_due=before, reduction=reduction)
    return {
        "before_relief": working.money(before, month),
        "reduction": reduction,
        "employer_due": working.money(due, month),
    }


def _before_relief(working: Working, given: Given) -> float:
    if "employer_contribution" in given:
        return float(given["employer_contribution"])
    if "base" not in given:
        raise InputError("relief needs employer_contribution, or the base it is due on.", remedy="Give one of them.")
    return working.apply(formulas.contribution, base=given["base"], rate=_rates(working, given).employer)


def _reduction(working: Working, given: Given, size: str) -> float:
    if size != "hubei":
        return working.number(f"relief.employer.{size}", given["month"])
    return working.number("relief.employer.large", given["month"], region=_HUBEI)


# The notices name these three; the medical scheme had a relief of its own, which is not in the rule book.
_RELIEVED = ("pension", "unemployment", "work_injury")
_HUBEI = "CN-42"

RELIEF = Question(
    name="relief",
    title=Bilingual("2020年阶段性减免社会保险费", "The temporary relief of 2020"),
    inputs=(
        ask("month", MONTH, "费款所属年月", "month of contribution"),
        ask("size", choice("micro_small_medium", "large", "hubei", "public_body"), "单位类型", "kind of employer"),
        ask("scheme", choice(*_READERS), "险种", "scheme"),
        may("employer_contribution", MONEY, "减免前单位应缴", "employer's contribution before relief"),
        may("base", MONEY, "单位缴费基数", "or the wages on which it is due"),
        may("injury_class", whole(1, 8), "工伤行业类别", "industry class of work injury"),
        may("float_share", NUMBER, "工伤浮动比例", "floating of the work-injury rate; 1 unless said"),
    ),
    outputs=("before_relief", "reduction", "employer_due"),
    answer=_answer_relief,
)
