"""The words of the page Reform lab, in Chinese and English."""

from collections.abc import Mapping

REFORM_WORDS: Mapping[str, Mapping[str, str]] = {
    "reform": {"zh": "改革", "en": "Reform lab"},
    "effect_of_levers": {"zh": "当前情景对基金的影响", "en": "What the levers do to the fund"},
    # solver
    "solver": {"zh": "求解：需要调整多少", "en": "Solve: how much it takes"},
    "solver_about": {
        "zh": "在当前情景之上，求某一手段的最小变动，使基金至目标年份每年末累计结余不为负的概率不低于目标；"
        "选第二手段则求两者的帕累托前沿。",
        "en": "On top of the levers' scenario: the least move of a lever with which the balance is not below zero at "
        "any year's end to the target year, with the probability asked for. With a second lever: their Pareto front.",
    },
    "solver_hint": {"zh": "填好目标后按“求解”。", "en": "Set the target and press Solve."},
    "solver_until": {"zh": "目标年份", "en": "Target year"},
    "solver_percent": {"zh": "目标概率（%）", "en": "Probability (%)"},
    "solver_lever": {"zh": "手段", "en": "Lever"},
    "solver_lever2": {"zh": "第二手段（帕累托前沿）", "en": "Second lever (Pareto front)"},
    "no_second_lever": {"zh": "不选", "en": "none"},
    "solve": {"zh": "求解", "en": "Solve"},
    "solving": {
        "zh": "正在求解；单一手段约十秒，前沿约半分钟",
        "en": "Solving; one lever takes about ten seconds, a front about half a minute",
    },
    "solving_first": {
        "zh": "正在求解；程序更新后的首次推演需编译一至两分钟",
        "en": "Solving; the first time after an update this compiles for a minute or two",
    },
    "scenarios_asked": {"zh": "已测算{count}个方案", "en": "{count} scenarios asked about"},
    "solution_finding": {
        "zh": "{lever} {move}，可使{fund}至{until}年不耗尽的概率达到{share}",
        "en": "{lever} {move}: {fund} stays solvent to {until} with probability {share}",
    },
    "nothing_needed": {
        "zh": "无需变动：{fund}至{until}年不耗尽的概率已不低于{share}",
        "en": "Nothing need be moved: {fund} stays solvent to {until} with probability {share} or more",
    },
    "front_finding": {
        "zh": "两种手段的各种搭配，均可使{fund}至{until}年不耗尽的概率达到{share}",
        "en": "Pairs of moves with which {fund} stays solvent to {until} with probability {share}",
    },
    "front_about": {
        "zh": "帕累托前沿：在第一手段各取值下，第二手段的最小变动",
        "en": "Pareto front: for each move of the first lever, the least move of the second",
    },
    "front_out_of_reach": {
        "zh": "第一手段取下列数值时，第二手段在其范围内无解：{moves}",
        "en": "With the first lever at these, no second within its bounds is enough: {moves}",
    },
    "least_move": {"zh": "最小变动", "en": "Least move"},
    "probability_before": {"zh": "变动前概率", "en": "Probability before"},
    "probability_achieved": {"zh": "达到概率", "en": "Probability achieved"},
    "residual": {"zh": "残差（达到减目标）", "en": "Residual (achieved less target)"},
    "smaller_move": {"zh": "稍小变动：{smaller}", "en": "a smaller move: {smaller}"},
    "solver_note": {
        "zh": "{paths}条路径，种子{seed}，各方案用同一批随机数；共测算{asked}个方案；变动自{since}年起；情景："
        "{scenario}。† 预测",
        "en": "{paths} futures, seed {seed}, the same draws for every scenario; {asked} scenarios; moves begin in "
        "{since}; "
        "scenario: {scenario}. † projected",
    },
    "solver_outdated": {
        "zh": "此后情景已调整，按“求解”重新计算。",
        "en": "The levers have been moved since: press Solve again.",
    },
    "solver_turned": {
        "zh": "继续变动时概率有所下降，所示为最靠近当前情景的解。",
        "en": "The probability falls somewhere as the lever is moved further; shown is the solution nearest to "
        "the scenario.",
    },
    "target_refused": {
        "zh": "该目标无解或有误，可提早目标年份、降低概率、改用其他手段或加第二手段",
        "en": "This target cannot be met or is not a target",
    },
    # attribution
    "attribution": {"zh": "变动归因：各项手段各贡献多少", "en": "Why it changes: what each lever adds"},
    "attribution_of": {"zh": "归因的指标", "en": "Figure to explain"},
    "attribution_nothing": {
        "zh": "当前为基准情景，没有变动可归因。请在“政策与假设情景”中移动一项或几项。",
        "en": "This is the base: nothing has changed. Move one lever or several.",
    },
    "attributing": {"zh": "正在归因", "en": "Attributing"},
    "attribution_finding": {
        "zh": "{fund}{figure}：{a} → {b}，变动 {change}（{unit}）",
        "en": "{fund}, {figure}: {a} → {b}, change {change} ({unit})",
    },
    "attribution_exact": {
        "zh": "沙普利值：对各因素全部先后次序取平均，共{asked}次测算；各项之和等于变动合计。基准 → 当前情景，† 预测。",
        "en": "Shapley values: the mean over every order of the factors, {asked} projections; they add up to the "
        "change. "
        "Base → levers, † projected.",
    },
    "attribution_sampled": {
        "zh": "因素较多，对随机次序取平均，共{asked}次测算；各项之和等于变动合计，单项带标准误。† 预测。",
        "en": "Many factors: the mean over random orders, {asked} projections; they add up to the change, each "
        "with its "
        "standard error. † projected.",
    },
    "standard_error": {"zh": "标准误 {error}", "en": "standard error {error}"},
    "whole_change": {"zh": "变动合计", "en": "Change in all"},
    "factor": {"zh": "因素", "en": "Factor"},
    "from_to": {"zh": "基准 → 情景", "en": "Base → levers"},
    "adds": {"zh": "贡献", "en": "Adds"},
    "by_itself": {"zh": "单独变动时", "en": "By itself"},
    "unit_points_of_base": {"zh": "占缴费基数，百分点", "en": "percentage points of the contribution base"},
    "outgo_at": {"zh": "{year}年基金支出", "en": "Outgo {year}"},
}
