"""The words of the page Risk, in Chinese and English."""

from collections.abc import Mapping

RISK_WORDS: Mapping[str, Mapping[str, str]] = {
    "risk": {"zh": "风险", "en": "Risk"},
    "risk_about": {"zh": "疑点台账", "en": "The ledger of suspected cases"},
    "risk_part_ledger": {"zh": "疑点台账", "en": "Ledger"},
    "risk_part_case": {"zh": "一案", "en": "One case"},
    "risk_part_stake": {"zh": "分布", "en": "Where"},
    "risk_part_rates": {"zh": "查实与召回", "en": "Findings and recall"},
    "risk_part_drift": {"zh": "漂移", "en": "Drift"},
    "risk_part_fairness": {"zh": "公平", "en": "Fairness"},
    "risk_no_ledger": {"zh": "尚无疑点台账", "en": "There is no ledger yet"},
    "risk_invitation": {
        "zh": "先查疑点，再立台账：`anlan risk learn DIR`，`anlan risk score DIR --out alerts.parquet`，"
        "`anlan ledger import 台账目录 alerts.parquet --as claims.json`；然后 `anlan dashboard --ledger 台账目录`。",
        "en": "First find, then keep: `anlan risk learn DIR`, `anlan risk score DIR --out alerts.parquet`, "
        "`anlan ledger import LEDGER alerts.parquet --as claims.json`; then `anlan dashboard --ledger LEDGER`.",
    },
    "risk_refused": {"zh": "台账不能显示。", "en": "The ledger cannot be shown."},
    "risk_empty": {"zh": "台账中没有案件。", "en": "The ledger has no cases."},
    "risk_evidence": {
        "zh": "疑点是线索，不是认定：停发、追回须经调查核实（社会保险经办条例 第二十六条）。人员以化名显示。",
        "en": "A suspicion is evidence and no decision: nothing is stopped or recovered before an investigation. "
        "Persons stand under names of this purpose.",
    },
    "risk_open": {"zh": "在办（件）", "en": "Open cases"},
    "risk_of_all": {"zh": "共{count}件", "en": "of {count}"},
    "risk_overdue": {"zh": "逾期（件）", "en": "Overdue"},
    "risk_expected": {"zh": "预计损失（万元）", "en": "Expected loss (¥10,000)"},
    "risk_expected_note": {"zh": "概率 × 涉及金额", "en": "chance times yuan at stake"},
    "risk_due": {"zh": "应追回（万元）", "en": "Due back (¥10,000)"},
    "risk_recovered": {"zh": "已追回{yuan}万元", "en": "¥{yuan} ×10,000 came back"},
    "risk_list": {"zh": "案件：按预计损失排序，{shown}／{count}件", "en": "Cases by expected loss: {shown} of {count}"},
    "risk_caption": {
        "zh": "金额单位：元；概率为模型估计，非认定；截至{day}",
        "en": "Money in yuan; the chance is a model's estimate and no decision; on {day}",
    },
    "risk_case_no": {"zh": "编号", "en": "Case"},
    "risk_typology": {"zh": "疑点类型", "en": "Kind"},
    "risk_subject": {"zh": "对象（化名）", "en": "Subject"},
    "risk_members": {"zh": "团伙{count}人", "en": "a ring of {count}"},
    "risk_months": {"zh": "起止年月", "en": "Months"},
    "risk_month_count": {"zh": "{count}个月", "en": "{count} months"},
    "risk_paid": {"zh": "涉及金额", "en": "Yuan"},
    "risk_loss": {"zh": "预计损失", "en": "Expected loss"},
    "risk_chance": {"zh": "概率{chance}", "en": "chance {chance}"},
    "risk_state": {"zh": "状态", "en": "State"},
    "risk_due_on": {"zh": "时限{day}", "en": "due {day}"},
    "risk_unit": {"zh": "承办", "en": "In charge"},
    "risk_any": {"zh": "全部", "en": "All"},
    "risk_only_overdue": {"zh": "仅看逾期", "en": "Overdue only"},
    "risk_download": {"zh": "导出台账（XLSX）", "en": "Ledger as XLSX"},
    "risk_choose": {"zh": "案件", "en": "Case"},
    "risk_reasons": {"zh": "理由", "en": "Reasons"},
    "risk_weight": {"zh": "对概率的影响（对数几率）", "en": "Weight (log odds)"},
    "risk_articles": {"zh": "依据", "en": "Articles"},
    "risk_unverified": {"zh": "未核实", "en": "unverified"},
    "risk_limit": {"zh": "法定限度", "en": "Limit of the law"},
    "risk_clears": {"zh": "可以排除嫌疑的证据", "en": "What would clear the subject"},
    "risk_rows": {"zh": "所依据的记录", "en": "Rows it rests on"},
    "risk_rows_of": {"zh": "{table}：{count}行", "en": "{table}: {count} rows"},
    "risk_rows_caption": {
        "zh": "记录以“批次:行”标识，由此可回溯到原始报送文件",
        "en": "Rows are named by batch and line, which lead back to the file as delivered",
    },
    "risk_contents": {"zh": "记录内容、发放时间线与关联", "en": "What the rows say: payments and neighbourhood"},
    "risk_rows_no_pool": {
        "zh": "没有给出数据池，看不到记录内容：`anlan dashboard --ledger 台账 --pool DIR --as claims.json`。",
        "en": "No data pool was given, so that the rows cannot be read: "
        "`anlan dashboard --ledger LEDGER --pool DIR --as claims.json`.",
    },
    "risk_rows_nobody": {
        "zh": "没有说明由谁、为何查看，看不到记录内容：`anlan dashboard … --as claims.json`。",
        "en": "Nobody says who looks and what for, so that the rows cannot be read: "
        "`anlan dashboard … --as claims.json`.",
    },
    "risk_rows_of_nobody": {
        "zh": "这一案件的对象不是个人，记录内容请在“数据”页查看。",
        "en": "The subject is no person; its rows are read on the page Data.",
    },
    "risk_rows_logged": {
        "zh": "记录内容按访问规则显示；查看前先记入数据池日志（谁、何时、为何、看了哪些字段）。",
        "en": "The access rules say what is shown; the look is in the log of the pool first: who, when, what for, "
        "which columns.",
    },
    "risk_rows_show": {"zh": "查看记录内容", "en": "Show what the rows say"},
    "risk_rows_reading": {"zh": "正在读取记录", "en": "Reading the rows"},
    "risk_rows_missing": {
        "zh": "{rows}行不可读或已不在池中；{persons}人在当前关联索引中找不到。",
        "en": "{rows} rows may not be read or are no longer there; {persons} persons are not in the present index.",
    },
    "risk_row": {"zh": "批次:行", "en": "Batch:line"},
    "risk_payments": {"zh": "按月发放金额（元）", "en": "Payments by month (yuan)"},
    "risk_paid_with": {"zh": "发放", "en": "paid"},
    "risk_paid_without": {"zh": "疑似无依据的发放", "en": "seems paid without ground"},
    "risk_worked": {"zh": "有工资或缴费申报的月份", "en": "months with a wage or contribution"},
    "risk_mark_death_date": {"zh": "死亡", "en": "death"},
    "risk_mark_sentence_from": {"zh": "服刑开始", "en": "sentence begins"},
    "risk_mark_sentence_until": {"zh": "服刑结束", "en": "sentence ends"},
    "risk_mark_allowance_from": {"zh": "低保开始", "en": "allowance begins"},
    "risk_mark_allowance_until": {"zh": "低保结束", "en": "allowance ends"},
    "risk_mark_delivered_on": {"zh": "分娩", "en": "delivery"},
    "risk_net": {"zh": "关联", "en": "Neighbourhood"},
    "risk_net_said": {
        "zh": "{subjects}个对象关联{things}个单位、账户、电话等（显示{shown}个），红线为多人共用；名称均已遮盖",
        "en": "{subjects} subjects and {things} employers, accounts, phones and the like ({shown} shown); red where "
        "shared by several; names are masked",
    },
    "risk_net_caption": {"zh": "关联：共用对象多的在前", "en": "Neighbourhood: shared by most subjects first"},
    "risk_net_thing": {"zh": "关联项", "en": "What"},
    "risk_net_subjects": {"zh": "对象数", "en": "Subjects"},
    "risk_net_rows": {"zh": "记录数", "en": "Rows"},
    "risk_kind_ring": {"zh": "团伙", "en": "ring"},
    "risk_kind_employer": {"zh": "单位", "en": "employer"},
    "risk_kind_account": {"zh": "账户", "en": "account"},
    "risk_kind_phone": {"zh": "电话", "en": "phone"},
    "risk_kind_device": {"zh": "设备", "en": "device"},
    "risk_kind_address": {"zh": "地址", "en": "address"},
    "risk_kind_clerk": {"zh": "经办人", "en": "clerk"},
    "risk_kind_provider": {"zh": "医疗机构", "en": "provider"},
    "risk_kind_doctor": {"zh": "医师", "en": "doctor"},
    "risk_kind_household": {"zh": "户", "en": "household"},
    "risk_history": {"zh": "办理过程", "en": "What was done"},
    "risk_when": {"zh": "时间", "en": "When"},
    "risk_act": {"zh": "事项", "en": "Act"},
    "risk_who": {"zh": "经办人", "en": "By"},
    "risk_span": {"zh": "涉及月份", "en": "Months concerned"},
    "risk_stake": {"zh": "预计损失：按疑点类型和地区（万元）", "en": "Expected loss by kind and region (¥10,000)"},
    "risk_stake_caption": {
        "zh": "在办案件；概率 × 涉及金额（含仍在发放的待遇按12个月计）；颜色越深金额越大",
        "en": "Open cases; chance times yuan, with twelve months of what is still being paid; darker is more",
    },
    "risk_all_regions": {"zh": "合计", "en": "All"},
    "risk_rates": {"zh": "核查、查实与追回", "en": "Checked, confirmed, recovered"},
    "risk_rates_caption": {
        "zh": "核查率＝已上报结论件数／已下发件数；查实率＝其中属实、部分属实件数（95%精确区间）；"
        "追回率＝已追回金额／应追回金额",
        "en": "Checked: reported of those sent on; confirmed: of those, true or partly (exact 95 % interval); "
        "recovered: yuan that came back of yuan due",
    },
    "risk_group": {"zh": "类型", "en": "Kind"},
    "risk_sent": {"zh": "下发（件）", "en": "Sent on"},
    "risk_checked": {"zh": "核查率", "en": "Checked"},
    "risk_confirmed": {"zh": "查实率", "en": "Confirmed"},
    "risk_back": {"zh": "追回率", "en": "Recovered"},
    "risk_recall": {"zh": "召回率估计", "en": "Estimated recall"},
    "risk_recall_said": {
        "zh": "核查名单查到全部应查对象的{estimate}，95%区间{low}至{high}：名单内查实{found}，"
        "随机抽查{audited}人、查实{confirmed}人。",
        "en": "The queue had {estimate} of all there was to find, 95 % interval {low} to {high}: {found} confirmed in "
        "the queue, {audited} drawn at random and checked, {confirmed} of them confirmed.",
    },
    "risk_recall_none": {
        "zh": "尚不能估计召回率：需要按月固定核查名单并完成随机抽查（`anlan ledger queue … --fix 月份`）。",
        "en": "Recall cannot be estimated yet: it takes a fixed queue with random audits that were checked "
        "(`anlan ledger queue … --fix MONTH`).",
    },
    "risk_drift_title": {
        "zh": "概率与依据和学习后最初几次相比：{moved}项明显变化，{moving}项有变化，{steady}项平稳",
        "en": "Chances and figures against the first runs after learning: {moved} moved, {moving} moving, "
        "{steady} steady",
    },
    "risk_drift_none": {
        "zh": "还不能判断漂移：每条规则需要同一模型版本、不同日期的两次查找，各不少于{least}条疑点。",
        "en": "Drift cannot be told yet: it takes two runs of one release on different days, with {least} alerts of a "
        "rule in each.",
    },
    "risk_drift_caption": {
        "zh": "PSI：群体稳定性指数，低于0.1平稳，高于0.25明显变化，均另加样本少时的偶然部分；同一模型版本，"
        "最近一次查找与此前各次相比；□为所比较的数",
        "en": "PSI: population stability index; below 0.1 steady, above 0.25 moved, each with what chance adds where "
        "alerts are few; the newest run of a release against its earlier ones; □ is the figure that is compared",
    },
    "risk_drift_figure": {"zh": "指标", "en": "Figure"},
    "risk_drift_chance": {"zh": "概率", "en": "chance"},
    "risk_drift_before": {"zh": "此前", "en": "Then"},
    "risk_drift_now": {"zh": "现在", "en": "Now"},
    "risk_drift_index": {"zh": "稳定性指数（PSI）", "en": "PSI"},
    "risk_drift_middle": {"zh": "中位数", "en": "median"},
    "risk_drift_alerts": {"zh": "{count}条", "en": "{count} alerts"},
    "risk_drift_says": {"zh": "判断", "en": "Says"},
    "risk_drift_steady": {"zh": "平稳", "en": "steady"},
    "risk_drift_moving": {"zh": "有变化：留意", "en": "moving: watch it"},
    "risk_drift_moved": {"zh": "明显变化：核对数据，考虑重新学习", "en": "moved: check the data, learn anew"},
    "risk_drift_too_few": {"zh": "太少，不能判断", "en": "too few to say"},
    "risk_fair_title": {
        "zh": "误报率之比（该群体与其余各群体相比），标准：不超过{bar}",
        "en": "False-positive rate of a group over that of all others; the bar: {bar} at most",
    },
    "risk_fair_definition": {
        "zh": "误报：已办结且查否的疑点对象；无辜者的构成由随机抽查中查否的对象估计（{innocents}人）。"
        "性别、年龄、户口性质、地区不是模型的输入。区间为95%（对数比，Katz法）。",
        "en": "False alarms are subjects of closed cases found false; how the honest are made up is estimated "
        "from those "
        "drawn at random and found honest ({innocents}). Sex, age, hukou and region are no features of any model. "
        "Intervals of 95 % on the logarithm (Katz).",
    },
    "risk_fair_caption": {
        "zh": "按{what}：误报率之比，下为95%区间",
        "en": "By {what}: ratio, below it the 95 % interval",
    },
    "risk_fair_region": {"zh": "地区", "en": "region"},
    "risk_fair_sex": {"zh": "性别", "en": "sex"},
    "risk_fair_age": {"zh": "年龄段", "en": "age band"},
    "risk_fair_hukou": {"zh": "户口性质", "en": "hukou"},
    "risk_fair_group": {"zh": "群体", "en": "Group"},
    "risk_fair_alarms": {"zh": "误报（人）", "en": "False alarms"},
    "risk_fair_innocents": {"zh": "抽查查否（人）", "en": "Honest in the sample"},
    "risk_fair_ratio": {"zh": "误报率之比", "en": "Ratio"},
    "risk_fair_says": {"zh": "判断", "en": "Says"},
    "risk_fair_within": {"zh": "在标准之内", "en": "within the bar"},
    "risk_fair_beyond": {"zh": "超出标准", "en": "beyond the bar"},
    "risk_fair_unclear": {"zh": "区间跨过标准，不能判断", "en": "the interval has the bar in it"},
    "risk_fair_too_few": {"zh": "太少，不能判断", "en": "too few to say"},
    "risk_fair_none": {
        "zh": "还不能比较误报率：已办结且查否的疑点对象{alarms}人，随机抽查查否{innocents}人；两者各需{least}人以上。",
        "en": "False alarms cannot be compared yet: {alarms} subjects of closed cases were found honest, and "
        "{innocents} "
        "of those drawn at random; it takes {least} of each at least.",
    },
    "risk_fair_persons": {
        "zh": "按性别、年龄段、户口性质比较需要从数据池读取对象的这三项；按访问规则，记入日志，只用于汇总。",
        "en": "Sex, age band and hukou are read from the data pool, by its access rules and written down; "
        "they are only "
        "counted.",
    },
    "risk_fair_unknown": {
        "zh": "这些对象都不在当前数据池中，不能按性别、年龄段、户口性质比较。",
        "en": "None of the subjects is in this pool: sex, age band and hukou cannot be compared.",
    },
    "risk_fair_few": {"zh": "不足{least}", "en": "under {least}"},
    "risk_fair_show": {"zh": "读取并比较", "en": "Read and compare"},
    "risk_fair_no_pool": {
        "zh": "没有给出数据池：只能按地区比较（`anlan dashboard --ledger 台账 --pool DIR`）。",
        "en": "No pool was given: only regions can be compared (`anlan dashboard --ledger LEDGER --pool DIR`).",
    },
    "risk_unknown": {"zh": "未知", "en": "unknown"},
    "risk_nobody": {"zh": "未指派", "en": "nobody yet"},
}
