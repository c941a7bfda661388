"""The words of the page Risk, in Chinese and English."""

from collections.abc import Mapping

RISK_WORDS: Mapping[str, Mapping[str, str]] = {
    "risk": {"zh": "风险", "en": "Risk"},
    "risk_about": {"zh": "疑点台账", "en": "The ledger of suspected cases"},
    "risk_part_ledger": {"zh": "疑点台账", "en": "Ledger"},
    "risk_part_case": {"zh": "一案", "en": "One case"},
    "risk_part_stake": {"zh": "分布", "en": "Where"},
    "risk_part_rates": {"zh": "查实与召回", "en": "Findings and recall"},
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
    "risk_unknown": {"zh": "未知", "en": "unknown"},
    "risk_nobody": {"zh": "未指派", "en": "nobody yet"},
}
