"""The words of the page Operation, in Chinese and English."""

from collections.abc import Mapping

OPERATION_WORDS: Mapping[str, Mapping[str, str]] = {
    "operation": {"zh": "运行监测", "en": "Operation"},
    "operation_about": {
        "zh": "收支监测、收支与业务量预测、政策效果",
        "en": "Payments and collections, forecasts, service demand, effect of policies",
    },
    "operation_part_watch": {"zh": "收支监测", "en": "Payments and collections"},
    "operation_part_forecast": {"zh": "收支预测", "en": "Income and outgo"},
    "operation_part_demand": {"zh": "业务量预测", "en": "Service demand"},
    "operation_part_effect": {"zh": "政策效果", "en": "Effect of a policy"},
    "operation_none": {"zh": "尚无监测结果", "en": "There are no results yet"},
    "operation_invitation": {
        "zh": "先计算、后查看（结果可由定时任务每晚更新）：`anlan operation watch DIR --out 结果目录`，"
        "`anlan operation forecast DIR --out 结果目录`，`anlan operation demand DIR --out 结果目录`；"
        "然后 `anlan dashboard --operation 结果目录`。",
        "en": "Compute first, then look (a nightly task keeps the results new): "
        "`anlan operation watch DIR --out RESULTS`, `anlan operation forecast DIR --out RESULTS`, "
        "`anlan operation demand DIR --out RESULTS`; "
        "then `anlan dashboard --operation RESULTS`.",
    },
    "operation_refused": {"zh": "监测结果不能显示。", "en": "The results cannot be shown."},
    "op_part_none": {"zh": "结果目录中还没有这一部分。", "en": "The folder of results has nothing of this part yet."},
    "op_how_watch": {
        "zh": "`anlan operation watch DIR --out 结果目录`（按日：`--step day --last 30`）",
        "en": "`anlan operation watch DIR --out RESULTS` (by day: `--step day --last 30`)",
    },
    "op_how_forecast": {
        "zh": "`anlan operation forecast DIR --out 结果目录`",
        "en": "`anlan operation forecast DIR --out RESULTS`",
    },
    "op_how_demand": {
        "zh": "`anlan operation demand DIR --out 结果目录`",
        "en": "`anlan operation demand DIR --out RESULTS`",
    },
    "op_how_effect": {
        "zh": "`anlan operation effect DIR --only flow=collections scheme=110 --treated 地区 --since 年-月 "
        "--title 政策名称 --out 结果目录`",
        "en": "`anlan operation effect DIR --only flow=collections scheme=110 --treated REGION --since YYYY-MM "
        "--title NAME --out RESULTS`",
    },
    # which results, and where they come from
    "op_result": {"zh": "结果", "en": "Result"},
    "op_step_day": {"zh": "按日", "en": "by day"},
    "op_step_week": {"zh": "按周", "en": "by week"},
    "op_step_month": {"zh": "按月", "en": "by month"},
    "op_span_day": {"zh": "{count}天", "en": "{count} days"},
    "op_span_week": {"zh": "{count}周", "en": "{count} weeks"},
    "op_span_month": {"zh": "{count}个月", "en": "{count} months"},
    "op_unit_yuan": {"zh": "万元", "en": "¥10,000"},
    "op_unit_cases": {"zh": "件", "en": "cases"},
    "op_unit_count": {"zh": "个", "en": "count"},
    "op_source": {
        "zh": "来源：{source}；单位：{unit}；数据截至{cut_off}；{step}；计算于{made_at}。",
        "en": "Source: {source}; unit: {unit}; data until {cut_off}; {step}; computed {made_at}.",
    },
    "op_origin_pool": {"zh": "数据池", "en": "data pool"},
    "op_origin_made_up": {"zh": "数据池（虚构省份，非真实数据）", "en": "data pool (a made-up province, no real data)"},
    "op_origin_file": {"zh": "用户文件", "en": "a file of the user's"},
    "op_status": {
        "zh": "实线和“实际”为已发生数；预期、预测、影响为模型估计，阴影为95%区间。异常是线索，不是认定。",
        "en": "Solid lines, and what is called actual, happened; expected, forecast and effect are estimates of "
        "models, shades are intervals of 95 %. An alert is evidence and no decision.",
    },
    "op_definition_yuan": {
        "zh": "口径：待遇支付＝养老金（不含退回）＋失业保险金＋生育津贴＋医疗费用基金支付；基金征缴＝单位和个人缴费＋"
        "城乡居民缴费及补贴；按到账日、险种和统筹地市汇总。支付与征缴不相加。",
        "en": "Payments are pensions that were not returned, unemployment benefit, maternity allowance and what the "
        "fund paid of medical bills; collections are contributions of employers and persons, of residents with their "
        "subsidy; by the day of payment, scheme and prefecture. The two are never added.",
    },
    "op_definition_cases": {
        "zh": "口径：经办机构办结的业务件数，按经办业务类型、地市和周（周一起）汇总。",
        "en": "Cases done by the service halls, by business, prefecture and week (from Monday).",
    },
    "op_definition_file": {
        "zh": "口径：由提供文件的人说明；本页只按文件中的日期和分组汇总。",
        "en": "What the figures count is for whoever brought the file to say; they are added by its dates and groups.",
    },
    "op_left_out": {"zh": "未计入的项目（{count}个）", "en": "Not used ({count})"},
    "op_small": {
        "zh": "人数不足10人的金额不显示；超过五分之一的时期不足10人的项目整体不计入。",
        "en": "Sums of fewer than ten persons are held back; where that is more than a fifth of the periods, so is the "
        "whole series.",
    },
    "op_all": {"zh": "全部", "en": "all"},
    "op_together": {"zh": "合计", "en": "All together"},
    "op_range": {"zh": "{low}至{high}", "en": "{low} to {high}"},
    "op_broken": {
        "zh": "历史线中断处：其中有项目当期人数不足10人，合计也不显示。",
        "en": "Where the line of a sum breaks, a part of it is of fewer than ten persons: so the sum is held back.",
    },
    # keys of series of a pool; those of a file are called as the file calls them
    "op_key_flow": {"zh": "收支", "en": "Flow"},
    "op_key_scheme": {"zh": "险种", "en": "Scheme"},
    "op_key_region": {"zh": "地区", "en": "Region"},
    "op_key_business": {"zh": "经办业务", "en": "Business"},
    "op_key_series": {"zh": "项目", "en": "Series"},
    # against expectation
    "op_alerts": {"zh": "异常（条）", "en": "Alerts"},
    "op_alerts_note": {"zh": "误报率控制在{rate}", "en": "false alerts held to {rate}"},
    "op_compared": {"zh": "已核对（期）", "en": "Periods compared"},
    "op_series_count": {"zh": "{count}个项目", "en": "{count} series"},
    "op_gap_sum": {"zh": "异常偏离合计（{unit}）", "en": "Gaps of alerts, added ({unit})"},
    "op_gap_note": {"zh": "按绝对值", "en": "sizes, without signs"},
    "op_coverage": {"zh": "区间覆盖率", "en": "Coverage of intervals"},
    "op_coverage_note": {"zh": "回溯检验{count}次，目标95%", "en": "{count} back-tests, 95 % is aimed at"},
    "op_no_coverage": {"zh": "历史太短", "en": "the history is too short"},
    "op_found": {
        "zh": "最近{last}有{count}条异常，最大一条：{series}，{period}，偏离{gap}",
        "en": "{count} alerts in the newest {last}; the largest: {series}, {period}, {gap} off",
    },
    "op_found_none": {
        "zh": "最近{last}没有异常：{series}个项目共{compared}期，{outside}期超出区间，经多重检验校正均不显著",
        "en": "Nothing unusual in the newest {last}: of {compared} periods of {series} series {outside} lie outside, "
        "none more than chance among so many brings",
    },
    "op_alerts_caption": {
        "zh": "异常，偏离大的在前（单位：{unit}）",
        "en": "Alerts, the largest gap first (unit: {unit})",
    },
    "op_period": {"zh": "时期", "en": "Period"},
    "op_actual": {"zh": "实际", "en": "Actual"},
    "op_expected": {"zh": "预期", "en": "Expected"},
    "op_interval": {"zh": "95%区间", "en": "95 % interval"},
    "op_gap": {"zh": "偏离", "en": "Gap"},
    "op_adjusted": {"zh": "校正后概率", "en": "Adjusted chance"},
    "op_map_caption": {
        "zh": "{period}实际比预期：浅色底超出95%区间，深色底为异常；预期很小的按金额（{unit}）",
        "en": "{period}: actual against expected; light where outside the interval, dark where an alert; where little "
        "is expected, the gap itself ({unit})",
    },
    "op_course": {"zh": "{series}：实际与预期（{unit}）", "en": "{series}: actual and expected ({unit})"},
    "op_course_caption": {
        "zh": "{series}：核对的时期（单位：{unit}）",
        "en": "{series}: the periods judged (unit: {unit})",
    },
    "op_model": {"zh": "方法：{model}", "en": "Model: {model}"},
    "op_off": {"zh": "{off}个标准差", "en": "{off} s.d."},
    # forecasts
    "op_ahead": {"zh": "未来{ahead}合计（{unit}）", "en": "Sum of {ahead} ahead ({unit})"},
    "op_next": {"zh": "下一期{period}（{unit}）", "en": "Next, {period} ({unit})"},
    "op_forecast_title": {
        "zh": "{series}：未来{ahead}预计{sums}（{unit}）",
        "en": "{series}: {sums} expected in the next {ahead} ({unit})",
    },
    "op_forecast": {"zh": "预测", "en": "forecast"},
    "op_mase": {"zh": "误差（MASE）", "en": "Error (MASE)"},
    "op_mase_note": {"zh": "上年同期法{naive}；越小越好", "en": "season before: {naive}; less is better"},
    "op_forecast_caption": {
        "zh": "{series}预测：均值，下为95%区间（单位：{unit}）",
        "en": "{series}: mean, below it the 95 % interval (unit: {unit})",
    },
    # demand
    "op_demand_title": {
        "zh": "未来{ahead}周预计{cases}件，比上年同期{change}；最忙的一周是{week}起的一周",
        "en": "About {cases} cases in the next {ahead} weeks, {change} against the year before; most in the week of "
        "{week}",
    },
    "op_demand_title_short": {
        "zh": "未来{ahead}周预计{cases}件；最忙的一周是{week}起的一周",
        "en": "About {cases} cases in the next {ahead} weeks; busiest: week of {week}",
    },
    "op_demand_caption": {
        "zh": "未来{ahead}周预计件数；下为比上年同期（上年同期不足20件的不比）",
        "en": "Cases expected in the next {ahead} weeks; below them the change against the year before, where that had "
        "20 at least",
    },
    "op_demand_week": {"zh": "{series}：每周件数", "en": "{series}: cases by week"},
    # effect
    "op_policy_title": {
        "zh": "{policy}：自{since}起平均影响{share}（95%区间{lower}至{upper}）",
        "en": "{policy}: {share} on average since {since} (95 % interval {lower} to {upper})",
    },
    "op_policy_unsure": {
        "zh": "{policy}：自{since}起看不出影响（{share}，95%区间{lower}至{upper}含零）",
        "en": "{policy}: no effect to be seen since {since} ({share}, 95 % interval {lower} to {upper} has zero in it)",
    },
    "op_policy_of": {"zh": "{treated}的政策（{only}）", "en": "{treated} ({only})"},
    "op_gap_course": {
        "zh": "实施地区与对照地区之差，以政策前平均为0（%）",
        "en": "The treated less the controls, the mean before the policy being 0 (%)",
    },
    "op_own_course": {
        "zh": "实施地区自身，减去政策前的趋势（%）",
        "en": "The treated by themselves, less their trend before the policy (%)",
    },
    "op_effect_level": {"zh": "平均影响", "en": "mean effect"},
    "op_since": {"zh": "政策开始", "en": "policy begins"},
    "op_design": {"zh": "方法", "en": "Design"},
    "op_design_interrupted_series": {"zh": "间断时间序列（无对照）", "en": "interrupted series (no controls)"},
    "op_design_difference_in_differences": {
        "zh": "双重差分（对照{count}个）",
        "en": "difference in differences ({count} controls)",
    },
    "op_share": {"zh": "平均影响", "en": "Mean effect"},
    "op_total": {"zh": "累计影响（{unit}）", "en": "In all ({unit})"},
    "op_chance": {"zh": "偶然出现的概率", "en": "Chance without a policy"},
    "op_by_cluster": {"zh": "按地区聚类的区间（地区少时偏窄）", "en": "Interval by clusters (too narrow with few)"},
    "op_by_regions": {
        "zh": "地区置换检验（最小可能{least}）",
        "en": "Chance by exchange of regions (cannot be below {least})",
    },
    "op_pre_trend": {"zh": "政策前趋势差异的p值", "en": "Chance of the difference in trend before"},
    "op_placebo_dates": {
        "zh": "虚拟日期误报（{count}个，名义5%）",
        "en": "Placebo dates found (of {count}, nominal 5 %)",
    },
    "op_placebo_regions": {
        "zh": "虚拟地区误报（{count}个，名义5%）",
        "en": "Placebo regions found (of {count}, nominal 5 %)",
    },
    "op_untried": {"zh": "历史太短，未做", "en": "the history is too short"},
    "op_figure": {"zh": "指标", "en": "Figure"},
    "op_value": {"zh": "数值", "en": "Value"},
    "op_effect_caption": {"zh": "政策效果与检验", "en": "The effect, and what was tried against it"},
    "op_treated": {"zh": "实施", "en": "Treated"},
    "op_controls": {"zh": "对照", "en": "Controls"},
    "op_apart": {
        "zh": "政策前两组走势已不平行：结果只供参考。",
        "en": "The two ran apart before the policy already: take this with care.",
    },
    "op_loud": {
        "zh": "虚拟日期误报率高于名义水平：区间可能偏窄。",
        "en": "Placebo dates are found more often than they should be: the interval may be too narrow.",
    },
    "op_alone": {
        "zh": "没有对照地区：同期其他变化也会计入效果。",
        "en": "There are no controls: whatever else happened then counts as effect.",
    },
    "op_not_alone": {
        "zh": "换成其他地区也有不小的“影响”（置换检验p值{chance}）：不能断定是政策所致。",
        "en": "Other regions show as much (chance by exchange {chance}): it cannot be said that the policy did it.",
    },
    "op_placebo_course": {
        "zh": "在没有政策的虚拟日期测得的“影响”（%）：菱形为误报",
        "en": "Effects found at placebo dates, when there was no policy (%): diamonds are false alarms",
    },
}
