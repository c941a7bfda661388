"""What does work-injury insurance pay for disability and for death?"""

from typing import Any

from core.errors import InputError
from core.months import Month
from rules.bilingual import Bilingual
from rules.formulas import injury as formulas
from rules.questions.inputs import FLAG, MONEY, MONTH, YEAR, Given, ask, choice, may, whole
from rules.questions.question import Outputs, Question
from rules.questions.working import Working

_DISABILITY = "work_injury.disability"
_LEAVING = "work_injury.leaving"
_DEATH = "work_injury.death"
_FAMILY = whole(0, 20)
_FIRST_CLASS_THAT_LEAVES = 5


def _answer_disability(working: Working, given: Given) -> Outputs:
    day, grade = given.get("month", working.at), given["disability_class"]
    wage = _own_wage(working, given, day)
    months = working.mapping(f"{_DISABILITY}.one_off_months", day)[grade]
    one_off = working.apply(formulas.one_off_grant, wage=wage, months=months)
    share = working.mapping(f"{_DISABILITY}.pension_share", day)[grade]
    monthly = working.apply(
        formulas.disability_pension, wage=wage, share=share, minimum_wage=given.get("minimum_wage", 0.0)
    )
    outputs: dict[str, Any] = {
        "one_off_months": months,
        "one_off": working.money(one_off, day, f"{_DISABILITY}.one_off_months"),
        "pension_share": share,
        "monthly": working.money(monthly, day, f"{_DISABILITY}.pension_share"),
    }
    if "care" in given:
        share = working.mapping("work_injury.care_share", day)[given["care"]]
        care = working.apply(formulas.care_allowance, average_wage=_area_wage(given, "care"), share=share)
        outputs["care"] = working.money(care, day)
    if given.get("leaves_employer", False):
        outputs |= _leaving(working, given, day)
    return outputs


def _leaving(working: Working, given: Given, day: Any) -> Outputs:
    """The two grants on leaving the employer, where the province's figures are in the book."""
    grade = given["disability_class"]
    if grade < _FIRST_CLASS_THAT_LEAVES:
        raise InputError("classes 1 to 4 keep their employment.", remedy="Leave leaves_employer out.")
    average = _area_wage(given, "leaves_employer")
    outputs = {}
    for name in ("medical", "employment"):
        months = working.mapping(f"{_LEAVING}.{name}_months", day)[grade]
        grant = working.apply(formulas.one_off_grant, wage=average, months=months)
        outputs[f"leaving_{name}"] = working.money(grant, day)
    return outputs


def _own_wage(working: Working, given: Given, day: Any) -> float:
    """The own wage, held between the bounds where the area's average is given."""
    if "average_wage" not in given:
        return float(given["own_wage"])
    return working.apply(
        formulas.own_wage,
        wage=given["own_wage"],
        average_wage=given["average_wage"],
        floor_share=working.number("work_injury.own_wage.floor_share", day),
        ceiling_share=working.number("work_injury.own_wage.ceiling_share", day),
    )


def _area_wage(given: Given, reason: str) -> float:
    if "average_wage" not in given:
        raise InputError(f"{reason} is a share of the area's average wage.", remedy="Give average_wage, a month.")
    return float(given["average_wage"])


def _answer_death(working: Working, given: Given) -> Outputs:
    year = given["year"]
    day = Month.of(year, 12)
    income = given.get("urban_income")
    if income is None:
        income = working.number("income.urban_disposable", Month.of(year - 1, 1))
    multiple = working.number(f"{_DEATH}.grant_years", day)
    grant = working.apply(formulas.death_grant, urban_income=income, multiple=multiple)
    outputs: dict[str, Any] = {"one_off": working.money(grant, day)}
    if "average_wage" in given:
        months = working.number(f"{_DEATH}.funeral_months", day)
        funeral = working.apply(formulas.one_off_grant, wage=given["average_wage"], months=months)
        outputs["funeral"] = working.money(funeral, day)
    if "own_wage" in given:
        outputs |= _dependants(working, given, day)
    return outputs


def _dependants(working: Working, given: Given, day: Month) -> Outputs:
    shares = working.mapping(f"{_DEATH}.dependant_shares", day)
    share = working.apply(
        formulas.dependants_share,
        spouses=given.get("spouse", 0),
        others=given.get("other_relatives", 0),
        alone=given.get("orphans_or_alone", 0),
        spouse_share=shares["spouse"],
        other_share=shares["other"],
        alone_share=shares["alone"],
        most=shares["most"],
    )
    monthly = working.apply(
        formulas.disability_pension, wage=_own_wage(working, given, day), share=share, minimum_wage=0.0
    )
    return {"dependants_share": share, "dependants_monthly": working.money(monthly, day)}


WORK_INJURY = Question(
    name="work_injury",
    title=Bilingual("工伤伤残待遇", "Work-injury benefits for disability"),
    inputs=(
        ask("disability_class", whole(1, 10), "伤残等级", "disability class"),
        ask("own_wage", MONEY, "本人工资（受伤前12个月平均）", "own wage, mean of twelve months before"),
        may("average_wage", MONEY, "统筹地区上年度职工月平均工资", "area's average monthly wage of the year before"),
        may("minimum_wage", MONEY, "当地最低工资标准", "local monthly minimum wage"),
        may("care", choice("full", "large", "partial"), "生活自理障碍等级", "degree of dependence on care"),
        may("leaves_employer", FLAG, "解除或终止劳动关系", "whether the person leaves the employer"),
        may("month", MONTH, "待遇核定年月", "month of the decision"),
    ),
    outputs=("one_off_months", "one_off", "pension_share", "monthly"),
    answer=_answer_disability,
)

WORK_INJURY_DEATH = Question(
    name="work_injury_death",
    title=Bilingual("因工死亡待遇", "Work-injury benefits on death"),
    inputs=(
        ask("year", YEAR, "死亡年度", "year of death"),
        may("urban_income", MONEY, "上年度全国城镇居民人均可支配收入", "national urban income per head, year before"),
        may("average_wage", MONEY, "统筹地区上年度职工月平均工资", "area's average monthly wage of the year before"),
        may("own_wage", MONEY, "本人工资", "own wage"),
        may("spouse", whole(0, 1), "配偶", "spouse who was supported"),
        may("other_relatives", _FAMILY, "其他供养亲属人数", "other relatives who were supported"),
        may("orphans_or_alone", _FAMILY, "其中孤寡老人或孤儿人数", "of them orphans, or old people without kin"),
    ),
    outputs=("one_off", "funeral", "dependants_share", "dependants_monthly"),
    answer=_answer_death,
)
