"""How long and how much unemployment benefit?"""

from core.errors import ValueOutOfRange
from rules.bilingual import Bilingual
from rules.formulas import unemployment as formulas
from rules.formulas.steps import step_value
from rules.questions.inputs import COUNT, MONEY, MONTH, SHARE, Given, ask, may, whole
from rules.questions.question import Outputs, Question
from rules.questions.working import Working


def _answer(working: Working, given: Given) -> Outputs:
    day = given.get("month", working.at)
    starts, values = working.steps("unemployment.benefit.duration", day)
    scale = working.apply(step_value, amount=given["contribution_months"], starts=starts, values=values)
    months = working.apply(
        formulas.benefit_months,
        months_of_scale=scale,
        months_left_over=given.get("months_left_over", 0),
        longest=working.number("unemployment.benefit.longest", day),
    )
    outputs: dict[str, object] = {"duration_months": months}
    if "minimum_wage" in given:
        outputs["monthly_amount"] = working.money(
            _monthly(working, given) if months > 0 else 0.0, day, "unemployment.benefit.level_share"
        )
    return outputs


def _monthly(working: Working, given: Given) -> float:
    share, subsistence = given.get("level_share"), given.get("subsistence", 0.0)
    if share is None:
        share = working.number("unemployment.benefit.level_share", given.get("month", working.at))
    if subsistence > given["minimum_wage"]:
        raise ValueOutOfRange(
            "subsistence is more than minimum_wage.", remedy="Give both in yuan a month for one person."
        )
    return working.apply(
        formulas.unemployment_benefit,
        minimum_wage=given["minimum_wage"],
        level_share=share,
        subsistence=subsistence,
    )


UNEMPLOYMENT = Question(
    name="unemployment",
    title=Bilingual("失业保险金", "Unemployment benefit"),
    inputs=(
        ask("contribution_months", COUNT, "累计缴费月数", "months of contributions"),
        may("months_left_over", whole(0, 24), "前次尚未领取的月数", "months not drawn last time"),
        may("minimum_wage", MONEY, "当地最低工资标准（元/月）", "local monthly minimum wage"),
        may("level_share", SHARE, "占最低工资的比例", "share of the minimum wage; the region's unless said"),
        may("subsistence", MONEY, "城市居民最低生活保障标准（元/月）", "local subsistence allowance, a month"),
        may("month", MONTH, "登记失业年月", "month of registration"),
    ),
    outputs=("duration_months", "monthly_amount"),
    answer=_answer,
)
