"""The words of the page Stress and of messages about input, in Chinese and English."""

from collections.abc import Mapping

STRESS_WORDS: Mapping[str, Mapping[str, str]] = {
    "stress": {"zh": "压力测试", "en": "Stress test"},
    # what is chosen
    "stress_cases": {"zh": "点一个压力情形（自{since}年起）", "en": "One click lays a case on top (from {since})"},
    "stress_cases_about": {
        "zh": "再点一次取消。情形叠加在当前情景之上，口径见页末。",
        "en": "Click again to lift it. A case is laid on the levers' scenario; definitions at the end of the page.",
    },
    "all_together": {"zh": "全部同时发生", "en": "all together"},
    "plan": {"zh": "路径数与种子", "en": "Futures and seed"},
    "paths": {"zh": "路径数", "en": "Number of futures"},
    "seed": {"zh": "随机种子", "en": "Seed"},
    "plan_about": {
        "zh": "同一路径数和种子得到同样的结果。5,000条路径约需一秒，100,000条约需二十秒和四吉字节内存。",
        "en": "The same number and seed give the same result. 5,000 futures take about a second, 100,000 about twenty "
        "seconds and four gigabytes of memory.",
    },
    # while it works
    "drawing": {"zh": "正在推演{paths}条路径", "en": "Drawing {paths} futures"},
    "drawing_first": {
        "zh": "正在推演{paths}条路径；程序更新后的首次推演需编译一至两分钟，以后约一秒",
        "en": "Drawing {paths} futures; the first time after an update this compiles for a minute or two, later it "
        "takes about a second",
    },
    "drawn": {"zh": "已推演{done}条", "en": "{done} drawn"},
    # findings
    "chance_finding": {
        "zh": "{fund}：到{until}年末累计结余耗尽的概率为{share}",
        "en": "{fund}: depleted by the end of {until} with probability {share}",
    },
    "depletion_between": {
        "zh": "耗尽年份：中位数{middle}；百分之五的路径不晚于{early}，百分之九十五不晚于{late}。",
        "en": "Depletion year: median {middle}; five in a hundred futures by {early}, ninety-five by {late}.",
    },
    "beyond": {"zh": "{last}年后", "en": "after {last}"},
    "depleted_by": {"zh": "到{year}年末耗尽的概率", "en": "Depleted by end of {year}"},
    "depletion_median": {"zh": "耗尽年份中位数", "en": "Median depletion year"},
    "between_percentiles": {"zh": "5%—95%路径：{early}—{late}", "en": "5–95%: {early} – {late}"},
    "expected_shortfall": {
        "zh": "期望短缺：最差5%路径{year}年平均结余（亿元）",
        "en": "Expected shortfall: mean balance {year}, worst 5% (¥100 million)",
    },
    # charts
    "median": {"zh": "中位数", "en": "median"},
    "central_path": {"zh": "中心路径", "en": "central path"},
    "base_median": {"zh": "基准中位数", "en": "base median"},
    "unit_months_short": {"zh": "月", "en": "months"},
    "probability": {"zh": "耗尽概率", "en": "Probability of depletion"},
    "probability_by": {
        "zh": "截至各年末累计结余耗尽的概率",
        "en": "Probability that the balance is depleted by each year's end",
    },
    "fan_alt": {
        "zh": "{fund}{measure}扇形图：至{until}年50%、80%、95%区间、中位数与中心路径",
        "en": "Fan chart, {fund}, {measure}: bands of 50, 80 and 95 % to {until}, median and central path",
    },
    "fan_table": {"zh": "扇形图与概率的数据表", "en": "Fan and probability as a table"},
    # named cases
    "stress_table": {"zh": "压力情形", "en": "Named cases"},
    "cases_alone": {
        "zh": "各情形单独发生（中心路径；第二行小字为与当前情景之差）",
        "en": "Each case alone (central path; small print: change against the scenario in view)",
    },
    "cases_together": {
        "zh": "逐项叠加（最后一行为全部发生）",
        "en": "Added one after another (the last row: all together)",
    },
    "stress_case": {"zh": "情形", "en": "Case"},
    "scenario_itself": {"zh": "当前情景", "en": "The scenario itself"},
    "months_at": {"zh": "{year}年末可支付月数", "en": "Months payable, end of {year}"},
    "needed_for": {"zh": "保持{months}个月所需（现值，亿元）", "en": "To hold {months} months (PV, ¥100m)"},
    "first_needed": {"zh": "最早需要年份", "en": "First needed"},
    "not_needed": {"zh": "不需要", "en": "not needed"},
    "was": {"zh": "原为{before}", "en": "was {before}"},
    "needed_about": {
        "zh": "所需资金：{since}年至{until}年每年末累计结余不足{months}个月支出的部分，在最早不足之年末补足，"
        "按贴现率折算到基年末。",
        "en": "Needed: what the balance lacks of {months} months of outgo at each year's end from {since} to {until}, "
        "paid in when first lacking, discounted to the end of the base year.",
    },
    "cases_about": {"zh": "各情形的口径", "en": "What each case changes"},
    "futures_about": {
        "zh": "† 本页各数均为预测。扇形图：每条路径各有生育、寿命、迁移、工资、物价、利率、失业、覆盖、遵缴和"
        "医疗费用增长；区间为各年分位数，长期均值为情景假设。中心路径为各项假设取中心值时的结果。"
        "耗尽：年末累计结余低于零。金额为名义值，亿元。",
        "en": "† Every figure here is projected. In each future fertility, longevity, migration, wages, prices, "
        "interest, unemployment, coverage, compliance and cost of care go their own way around the scenario; bands "
        "are percentiles of each year. Central path: every assumption at its centre. Depleted: the balance at the "
        "year's end is below zero. Money is nominal, in ¥100 million.",
    },
    "download_stress": {"zh": "下载本页数据（CSV）", "en": "Download these figures (CSV)"},
    # messages about input
    "refused": {"zh": "该情景无法测算", "en": "This scenario cannot be projected"},
    "then": {"zh": "：", "en": ": "},
    "kind_input.wrong": {"zh": "输入有误，请按提示修改。", "en": "something in the input is wrong."},
    "kind_input.unknown_key": {"zh": "没有这个名称，请从列出的名称中选择。", "en": "nothing has that name."},
    "kind_input.unknown_region": {"zh": "没有这个地区代码，请核对。", "en": "no region has that code."},
    "kind_input.wrong_unit": {"zh": "单位不符，请按提示改用规定单位。", "en": "the unit is not the right one."},
    "kind_input.out_of_range": {"zh": "数值超出允许范围，请改为提示中的范围。", "en": "a number is out of range."},
    "kind_input.wrong_type": {"zh": "应填数字，请按提示修改。", "en": "a number was expected."},
    "kind_input.date_out_of_range": {"zh": "年份不在测算期内，请另选年份。", "en": "a year is outside the projection."},
    "kind_input.file_missing": {"zh": "文件无法读取，请重新选择。", "en": "a file cannot be read."},
    "kind_input.workbook": {
        "zh": "工作簿有误，请按所示单元格修改后重新上传。",
        "en": "the workbook is not right; mend the cell named and upload it again.",
    },
}
