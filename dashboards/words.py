"""Every word of the pages in Chinese and English; Chinese terms are those of the state's final accounts."""

from collections.abc import Mapping

from dashboards.clerical_words import CLERICAL_WORDS
from dashboards.data_words import DATA_WORDS
from dashboards.delivery_words import DELIVERY_WORDS
from dashboards.lineage_words import LINEAGE_WORDS
from dashboards.model_words import MODEL_WORDS
from dashboards.operation_words import OPERATION_WORDS
from dashboards.person_words import PERSON_WORDS
from dashboards.profile_words import PROFILE_WORDS
from dashboards.province_words import PROVINCE_WORDS
from dashboards.reform_words import REFORM_WORDS
from dashboards.risk_words import RISK_WORDS
from dashboards.sharing_words import SHARING_WORDS
from dashboards.site_words import SITE_WORDS
from dashboards.stress_words import STRESS_WORDS
from rules.bilingual import Language

LANGUAGES = {"zh": "中文", "en": "English"}

WORDS: Mapping[str, Mapping[str, str]] = {
    **STRESS_WORDS,
    **REFORM_WORDS,
    **PROVINCE_WORDS,
    **DATA_WORDS,
    **DELIVERY_WORDS,
    **PROFILE_WORDS,
    **LINEAGE_WORDS,
    **PERSON_WORDS,
    **SHARING_WORDS,
    **CLERICAL_WORDS,
    **RISK_WORDS,
    **MODEL_WORDS,
    **OPERATION_WORDS,
    **SITE_WORDS,
    # the page
    "page": {"zh": "基金前景", "en": "Fund outlook"},
    "house": {"zh": "安澜", "en": "Anlan"},
    "language": {"zh": "语言", "en": "Language"},
    "between": {"zh": "；", "en": "; "},
    "listed": {"zh": "、", "en": ", "},
    # first screen
    "overview": {"zh": "各项社会保险基金一览", "en": "The funds at a glance"},
    "year": {"zh": "年份", "en": "Year"},
    "fund": {"zh": "基金", "en": "Fund"},
    "money_unit": {"zh": "亿元", "en": "¥100 million"},
    "people_unit": {"zh": "万人", "en": "10,000 persons"},
    "year_unit": {"zh": "年", "en": "years"},
    "overview_units": {
        "zh": "金额单位：亿元（名义值）；人数单位：万人（年末）；增减为比上年",
        "en": "Money in ¥100 million (nominal); persons in 10,000 at year's end; change is on last year",
    },
    "without_subsidy": {"zh": "不含财政补贴", "en": "without subsidy"},
    "change": {"zh": "比上年", "en": "on last year"},
    "marks": {
        "zh": "无标记：已公布并核实；‡ 已公布、未核实；* 估算（拆分或结余未公布）；† 预测；◇ 按全国数推算；"
        "— 未公布。红色负数为赤字。",
        "en": "No mark: published and verified; ‡ published, unverified; * estimated (a split or balance is not "
        "published); † projected; ◇ fell back to the nation; — not published. Red negative figures are deficits.",
    },
    "together": {"zh": "合并公布，不与上列相加", "en": "as published together; not to be added to the above"},
    "never": {"zh": "至{last}年无", "en": "none to {last}"},
    "soonest": {
        "zh": "测算期内累计结余将耗尽的基金：{funds}。",
        "en": "Funds whose accumulated balance runs out: {funds}.",
    },
    "soonest_fund": {"zh": "{fund}（{year}年）", "en": "{fund} ({year})"},
    "none_depleted": {
        "zh": "到{last}年，各项基金累计结余均未耗尽。",
        "en": "No fund's accumulated balance runs out by {last}.",
    },
    # measures
    "income": {"zh": "收入", "en": "Income"},
    "outgo": {"zh": "支出", "en": "Outgo"},
    "annual_balance": {"zh": "当期结余", "en": "Annual balance"},
    "annual_balance_before_subsidy": {"zh": "当期结余（不含财政补贴）", "en": "Annual balance without subsidy"},
    "accumulated_balance": {"zh": "累计结余", "en": "Accumulated balance"},
    "months_payable": {"zh": "可支付月数", "en": "Months payable"},
    "insured": {"zh": "参保人数", "en": "Insured"},
    "contributors": {"zh": "缴费人数", "en": "Contributors"},
    "beneficiaries": {"zh": "领取待遇人数", "en": "Beneficiaries"},
    "support_ratio": {"zh": "抚养比", "en": "Support ratio"},
    "support_ratio_paying": {"zh": "缴费人员抚养比", "en": "Support ratio, paying"},
    "replacement_ratio": {"zh": "替代率", "en": "Replacement ratio"},
    "share_of_gdp": {"zh": "支出占国内生产总值比重", "en": "Outgo as a share of GDP"},
    "payable_share": {"zh": "耗尽后可支付比例", "en": "Payable share once depleted"},
    "compliance_rate": {"zh": "遵缴率", "en": "Compliance rate"},
    "collection_rate": {"zh": "征缴率", "en": "Collection rate"},
    "base_ratio": {"zh": "缴费基数占平均工资比重", "en": "Contribution base to average wage"},
    "cost_rate": {"zh": "成本率", "en": "Cost rate"},
    "income_rate": {"zh": "收入率", "en": "Income rate"},
    "benefit_per_beneficiary": {"zh": "人均待遇", "en": "Benefit per beneficiary"},
    "first_deficit_year": {"zh": "首次当期赤字", "en": "First deficit year"},
    "depletion_year": {"zh": "累计结余耗尽", "en": "Depletion year"},
    "actuarial_balance": {"zh": "精算平衡", "en": "Actuarial balance"},
    "income_rate_summarised": {"zh": "精算收入率", "en": "Summarised income rate"},
    "cost_rate_summarised": {"zh": "精算成本率", "en": "Summarised cost rate"},
    "open_group_obligation": {"zh": "开放群体债务", "en": "Open-group obligation"},
    "closed_group_obligation": {"zh": "封闭群体债务", "en": "Closed-group obligation"},
    "implicit_pension_debt": {"zh": "隐性养老金债务", "en": "Implicit pension debt"},
    "status": {"zh": "状态", "en": "Status"},
    "status_actual": {"zh": "已公布", "en": "published"},
    "status_unverified": {"zh": "已公布、未核实‡", "en": "published, unverified‡"},
    "status_estimated": {"zh": "估算*", "en": "estimated*"},
    "status_projected": {"zh": "预测†", "en": "projected†"},
    # one fund
    "deficit_found": {"zh": "{year}年首次当期赤字", "en": "first deficit in {year}"},
    "no_deficit_found": {"zh": "至{last}年无当期赤字", "en": "no deficit to {last}"},
    "depletion_found": {"zh": "{year}年累计结余耗尽", "en": "balance depleted in {year}"},
    "no_depletion_found": {"zh": "累计结余至{last}年未耗尽", "en": "balance not depleted by {last}"},
    "finding": {"zh": "{fund}：{deficit}，{depletion}", "en": "{fund}: {deficit}, {depletion}"},
    "payable_found": {
        "zh": "耗尽当年收入可支付当年支出的{share}。",
        "en": "In that year income pays {share} of outgo.",
    },
    "without_subsidy_found": {
        "zh": "不含财政补贴：{deficit}，{depletion}。",
        "en": "Without fiscal subsidy: {deficit}, {depletion}.",
    },
    "deficit_mark": {"zh": "{year}年起赤字", "en": "deficit from {year}"},
    "depletion_mark": {"zh": "{year}年耗尽", "en": "depleted {year}"},
    "base_value": {"zh": "基准 {value}", "en": "base {value}"},
    "same_as_base": {"zh": "与基准相同", "en": "same as base"},
    "years_later_one": {"zh": "推迟1年", "en": "1 year later"},
    "years_earlier_one": {"zh": "提前1年", "en": "1 year earlier"},
    "years_later": {"zh": "推迟{years}年", "en": "{years} years later"},
    "years_earlier": {"zh": "提前{years}年", "en": "{years} years earlier"},
    "at_year": {"zh": "{year}年累计结余", "en": "Accumulated balance {year}"},
    "actuarial_75": {"zh": "75年精算平衡（占缴费基数）", "en": "75-year actuarial balance (of the base)"},
    "actuarial_75_short": {"zh": "75年精算平衡", "en": "75-year actuarial balance"},
    "points": {"zh": "个百分点", "en": "points"},
    "rule_label": {"zh": "实际 | 预测", "en": "actual | projected"},
    "base_line": {"zh": "基准", "en": "base"},
    "horizon": {"zh": "图表截至", "en": "Show to"},
    "view_accounts": {"zh": "收支与结余", "en": "Accounts"},
    "view_lines": {"zh": "收支构成", "en": "Budget lines"},
    "view_ratios": {"zh": "抚养比与可支付月数", "en": "Support and months"},
    "view_people": {"zh": "人口", "en": "Population"},
    "view_sensitivity": {"zh": "敏感性", "en": "Sensitivity"},
    "view_downloads": {"zh": "下载", "en": "Downloads"},
    "table_title": {"zh": "{fund}：分年度情况", "en": "{fund} year by year"},
    "footnote_manifest": {"zh": "测算清单", "en": "Manifest"},
    "note": {"zh": "说明", "en": "Notes"},
    # budget lines
    "income_lines": {"zh": "收入构成", "en": "Income by budget line"},
    "outgo_lines": {"zh": "支出构成", "en": "Outgo by budget line"},
    "lines_note": {
        "zh": "分项决算数未纳入公布数据，构成图自{year}年（预测）起。",
        "en": "Budget lines are not among the published figures held here; they begin with the projection in {year}.",
    },
    "contributions": {"zh": "社会保险费收入", "en": "Contributions"},
    "fiscal_subsidy": {"zh": "财政补贴收入", "en": "Fiscal subsidy"},
    "interest": {"zh": "利息收入", "en": "Interest"},
    "entrusted_investment": {"zh": "委托投资收益", "en": "Return on entrusted investment"},
    "transfers_in": {"zh": "转移收入", "en": "Transfers in"},
    "pooling_received": {"zh": "全国统筹调剂资金收入", "en": "National pooling received"},
    "other_income": {"zh": "其他收入", "en": "Other income"},
    "benefits": {"zh": "社会保险待遇支出", "en": "Benefits"},
    "funeral_and_survivors": {"zh": "丧葬和抚恤支出", "en": "Funeral and survivors' grants"},
    "transfers_out": {"zh": "转移支出", "en": "Transfers out"},
    "pooling_paid": {"zh": "全国统筹调剂资金支出", "en": "National pooling paid"},
    "other_outgo": {"zh": "其他支出", "en": "Other outgo"},
    "borrowing_cost": {"zh": "弥补赤字借款利息", "en": "Interest on borrowing for deficits"},
    "total": {"zh": "合计", "en": "Total"},
    # ratios
    "no_warning_line": {"zh": "本基金无法定警戒线，仅列示月数。", "en": "No line is set for this fund; months only."},
    "warning_source": {"zh": "警戒线：{source}（{status}）。", "en": "Lines: {source} ({status})."},
    "line_short_below": {"zh": "不足线 {months}个月", "en": "short below {months}"},
    "line_fit": {"zh": "合理区间 {low}–{high}个月", "en": "fit {low}–{high}"},
    "line_excessive_above": {"zh": "结余过多 {months}个月", "en": "excessive above {months}"},
    "line_cut_from": {"zh": "阶段性降费线 {months}个月", "en": "rates may fall from {months}"},
    "line_deep_cut_from": {"zh": "较大幅度降费线 {months}个月", "en": "rates may fall further from {months}"},
    "balance_sheet": {"zh": "精算指标", "en": "Actuarial measures"},
    "over_years": {"zh": "{years}年", "en": "{years} years"},
    "measure": {"zh": "指标", "en": "Measure"},
    "value": {"zh": "数值", "en": "Value"},
    # people
    "pyramid": {
        "zh": "{year}年末总人口{yi}亿人，60岁及以上占{sixty}，65岁及以上占{sixty_five}",
        "en": "End of {year}: {million} million people, {sixty} aged 60 and over, {sixty_five} aged 65 and over",
    },
    "pyramid_year": {"zh": "年份（年末人口）", "en": "Year (people at 31 December)"},
    "men": {"zh": "男", "en": "Men"},
    "women": {"zh": "女", "en": "Women"},
    "age": {"zh": "年龄", "en": "Age"},
    "children": {"zh": "16岁以下", "en": "Under 16"},
    "working": {"zh": "劳动年龄（未退休）", "en": "Working age, not retired"},
    "retired": {"zh": "已退休", "en": "Retired"},
    "pyramid_note": {
        "zh": "“已退休”按企业职工退休办法（含弹性退休、特殊工种）对应到各年龄的全部人口，随情景中的退休年龄变化。",
        "en": "'Retired' applies the employees' retirement law, early and late choices included, to everybody of that "
        "age; it moves with the retirement age of the scenario.",
    },
    # levers
    "levers": {"zh": "政策与假设情景", "en": "What if"},
    "levers_hint": {
        "zh": "移动任一项，右侧各表各图立即重算。",
        "en": "Move any lever: every table and chart is projected again.",
    },
    "levers_hint_folded": {
        "zh": "移动任一项，本页立即按新情景重新推演。",
        "en": "Move any lever: this page is answered anew.",
    },
    "since": {"zh": "从哪一年起实施", "en": "In force from"},
    "reset": {"zh": "恢复基准", "en": "Reset to base"},
    "moved": {"zh": "已调整 {count} 项", "en": "{count} moved"},
    "not_moved": {"zh": "当前为基准情景", "en": "This is the base"},
    "reproduce": {"zh": "用命令行复现", "en": "Reproduce on the command line"},
    "group_benefits": {"zh": "待遇", "en": "Benefits"},
    "group_contributions": {"zh": "筹资", "en": "Contributions"},
    "group_retirement": {"zh": "退休年龄", "en": "Retirement age"},
    "group_subsidy": {"zh": "财政与投资", "en": "Subsidy and investment"},
    "group_people": {"zh": "人口", "en": "Population"},
    "group_medical": {"zh": "医疗费用", "en": "Cost of care"},
    "lever_indexation": {"zh": "基本养老金调整比例", "en": "Yearly rise of pensions"},
    "about_indexation": {
        "zh": "每年提高在发基本养老金的幅度（社会保险法第十八条）",
        "en": "How much pensions in payment rise each year (Social Insurance Law, article 18)",
    },
    "lever_employer_rate": {"zh": "单位缴费比例", "en": "Employer contribution rate"},
    "about_employer_rate": {
        "zh": "企业职工基本养老保险单位缴费占缴费基数的比例",
        "en": "Employers' contribution as a share of the contribution base, enterprise pension",
    },
    "lever_base_ratio": {"zh": "缴费基数占平均工资比重", "en": "Contribution base to average wage"},
    "about_base_ratio": {
        "zh": "企业职工平均缴费基数与上年全口径平均工资之比",
        "en": "Mean contribution base of employees of enterprises over last year's full-calibre average wage",
    },
    "lever_compliance": {"zh": "遵缴率", "en": "Compliance"},
    "about_compliance": {
        "zh": "企业职工缴费人数占参保未领取人数的比重",
        "en": "Contributors as a share of the insured who do not draw, employees of enterprises",
    },
    "lever_delay": {"zh": "延迟退休目标再推迟", "en": "Final retirement age, later by"},
    "about_delay": {
        "zh": "在现行办法最长延迟月数（男36、原五十五岁女36、原五十岁女60）上再加，男女同幅；"
        "按现行节奏，在达到现行目标之后（约2040年起）见效",
        "en": "Added to the longest delay of today's law (men 36, women of old age 55 36, of old age 50 60 months), "
        "alike for all; at today's pace it bites once today's target is reached, from about 2040",
    },
    "lever_pace": {"zh": "延迟退休节奏", "en": "Pace of later retirement"},
    "about_pace": {
        "zh": "每延迟一个月对应的出生月数（男4、原五十五岁女4、原五十岁女2）；减少即加快，"
        "自2025年改革起点重算，不受实施年份影响",
        "en": "Months of birth that share one month of delay (men 4, women of old age 55 4, of old age 50 2); "
        "fewer is faster; reckoned anew from the start of the reform in 2025, whatever year is chosen",
    },
    "lever_subsidy": {"zh": "财政补贴占支出（企业职工）", "en": "Subsidy to outgo, enterprise pension"},
    "about_subsidy": {
        "zh": "各级财政补贴占企业职工基本养老保险基金支出的比重",
        "en": "Fiscal subsidy of all levels as a share of outgo, enterprise pension",
    },
    "lever_subsidy_public": {"zh": "财政补贴占支出（机关事业单位）", "en": "Subsidy to outgo, public bodies"},
    "about_subsidy_public": {
        "zh": "各级财政补贴占机关事业单位基本养老保险基金支出的比重",
        "en": "Fiscal subsidy of all levels as a share of outgo, public bodies' pension",
    },
    "lever_investment": {"zh": "委托投资收益率", "en": "Return on entrusted investment"},
    "about_investment": {
        "zh": "累计结余中委托投资部分的年收益率，对各项基金均适用",
        "en": "Yearly return on the part of balances entrusted for investment, for every fund",
    },
    "lever_state_capital": {"zh": "划转国有资本收益", "en": "Income from state capital"},
    "about_state_capital": {
        "zh": "每年由划转的国有资本收益充实企业职工基本养老保险基金的金额",
        "en": "What transferred state capital pays into the enterprise pension each year",
    },
    "lever_fertility": {"zh": "总和生育率增减", "en": "Total fertility rate, shift"},
    "about_fertility": {
        "zh": "在中方案总和生育率上增减，自人口推算起各年适用",
        "en": "Added to the total fertility rate of the medium variant in every projected year",
    },
    "lever_medical": {"zh": "职工医保费用超额增长", "en": "Excess cost growth, employees"},
    "about_medical": {
        "zh": "职工医保人均费用增长超出工资增长的部分",
        "en": "Growth of cost per head beyond wages, employees' medical scheme",
    },
    "lever_medical_residents": {"zh": "居民医保费用超额增长", "en": "Excess cost growth, residents"},
    "about_medical_residents": {
        "zh": "居民医保人均费用增长超出工资增长的部分",
        "en": "Growth of cost per head beyond wages, residents' medical scheme",
    },
    "lever_base": {"zh": "基准{year}年 {value}", "en": "base {year}: {value}"},
    "lever_effect": {"zh": "{step} = 五年 {effect}亿元", "en": "{step} = {effect} in five years"},
    "lever_no_effect": {"zh": "{step}：本基金五年内无影响", "en": "{step}: none here in five years"},
    "lever_effect_about": {
        "zh": "“{step} = 五年 …亿元”：所选基金自实施起第五年末累计结余比基准的变化。",
        "en": "'{step} = … in five years': change of the chosen fund's accumulated balance against the base at the "
        "end of the fifth year, ¥100 million.",
    },
    "lever_about": {
        "zh": "{definition}\n\n单位：{unit}。状态：{status}。来源：{source}",
        "en": "{definition}\n\nUnit: {unit}. Status: {status}. Source: {source}",
    },
    "verified": {"zh": "已核实", "en": "verified"},
    "unverified": {"zh": "未核实", "en": "unverified"},
    "assumption": {"zh": "假设", "en": "assumption"},
    "fitted": {"zh": "拟合", "en": "fitted"},
    "scenario": {"zh": "情景", "en": "scenario"},
    "unit_point": {"zh": "百分点", "en": "points"},
    "unit_point_one": {"zh": "百分点", "en": "point"},
    "unit_births_one": {"zh": "个出生月", "en": "month of birth"},
    "unit_month": {"zh": "个月", "en": "months"},
    "unit_yi": {"zh": "亿元／年", "en": "¥100m a year"},
    "unit_child": {"zh": "孩／每名妇女", "en": "children per woman"},
    "unit_births": {"zh": "个出生月", "en": "months of birth"},
    # downloads
    "download_csv": {"zh": "下载 CSV（全部基金、全部年份）", "en": "Download CSV (all funds, all years)"},
    "download_excel": {"zh": "下载 Excel（每项基金一张表）", "en": "Download Excel (a sheet per fund)"},
    "download_note": {
        "zh": "文件首部载明口径、单位、来源、截止日期、状态说明、情景和测算清单哈希值，凭此可复现全部数字。",
        "en": "Each file opens with scope, units, sources, cut-off, status marks, scenario and manifest hashes, "
        "from which every figure can be reproduced.",
    },
    "sheet_about": {"zh": "说明", "en": "About"},
    "scenario_line": {"zh": "情景", "en": "Scenario"},
    "command_line": {"zh": "复现命令", "en": "Command"},
    "base_scenario": {"zh": "基准情景", "en": "base"},
    "unit": {"zh": "单位", "en": "Unit"},
    "unit_money": {"zh": "元（名义值）", "en": "yuan, nominal"},
    "unit_persons": {"zh": "人（12月31日）", "en": "persons at 31 December"},
    "unit_months": {"zh": "月", "en": "months of the year's outgo"},
    "unit_ratio": {"zh": "比率", "en": "ratio"},
    "unit_year": {"zh": "年份", "en": "calendar year"},
    "units_line": {
        "zh": "金额为元（名义值），结余为12月31日；人数为人（12月31日）；比率为小数；可支付月数为月",
        "en": "yuan (nominal), balances at 31 December; persons at 31 December; ratios as shares of one; months",
    },
    # sensitivity
    "sensitivity_of": {"zh": "影响的指标", "en": "Effect on"},
    "sensitivity_title": {
        "zh": "{fund}：各项假设单独变动对“{figure}”的影响",
        "en": "{fund}: what each change alone does to: {figure}",
    },
    "sensitivity_caption": {"zh": "与当前情景相比的变化", "en": "Change against the scenario in view"},
    "sensitivity_note": {
        "zh": "每次只变动一项，叠加在当前情景之上；— 表示有一方在测算期内未耗尽。",
        "en": "One change at a time, on top of the scenario in view; — where the balance lasts with or without it.",
    },
    "shock": {"zh": "变动", "en": "Change"},
    # what drives outgo
    "spending_decomposition": {
        "zh": "支出占国内生产总值比重的分解（三项相乘）",
        "en": "Outgo as a share of GDP, as the product of three factors",
    },
    "dependency": {"zh": "老年抚养比（60+／20–59）", "en": "Old-age dependency (60+ / 20–59)"},
    "coverage": {"zh": "覆盖率（领取人数／60+）", "en": "Coverage (beneficiaries / 60+)"},
    "benefit_ratio": {"zh": "待遇比", "en": "Benefit ratio"},
    "phone_hint": {
        "zh": "点左上角 » 换页、打开政策与假设情景",
        "en": "Tap » at the top left to change pages and to move levers",
    },
    "phone_hint_pages": {"zh": "点左上角 » 换页", "en": "Tap » at the top left to change pages"},
}


def say(key: str, language: str, **values: object) -> str:
    """The word or sentence `key` in `language`, with `values` in their places."""
    text = WORDS[key][language]
    return text.format(**values) if values else text


def of(language: str) -> Language:
    """The language of the page, as titles from other packages take it."""
    return "en" if language == "en" else "zh"
