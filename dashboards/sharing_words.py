"""The words of the part Agreements and releases of the page Data, in Chinese and English."""

from collections.abc import Mapping

SHARING_WORDS: Mapping[str, Mapping[str, str]] = {
    "part_sharing": {"zh": "共享协议", "en": "Agreements"},
    "nothing_to_do": {
        "zh": "共{count}份协议，没有到期或60天内到期的",
        "en": "Agreements: {count}; none has expired or ends within 60 days",
    },
    "found_expired": {"zh": "{count}份协议已到期", "en": "agreements that have expired: {count}"},
    "found_ends_soon": {"zh": "{count}份协议60天内到期", "en": "agreements that end within 60 days: {count}"},
    "log_broken_found": {
        "zh": "共享日志从第{number}条起不完整",
        "en": "The log is not whole from entry {number} on",
    },
    "agreements": {"zh": "共享协议", "en": "Sharing agreements"},
    "agreements_caption": {"zh": "截至{day}；需处理的在前", "en": "On {day}; what needs attention first"},
    "agreement": {"zh": "协议", "en": "Agreement"},
    "any_agreement": {"zh": "全部协议", "en": "All agreements"},
    "agreement_whole": {"zh": "查看协议全文", "en": "Read one agreement"},
    "no_agreements": {
        "zh": "这个数据池没有共享协议。虚构省份可用 `anlan data agreements {folder} --examples` 放入示意协议；"
        "真实协议放入 agreements 文件夹，格式见文档“数据共享”。",
        "en": "This pool has no agreements. `anlan data agreements {folder} --examples` puts made-up ones into a "
        "made-up province; real ones go into the folder agreements, as the document Sharing describes.",
    },
    "agreements_in_force": {"zh": "有效协议（份）", "en": "Agreements in force"},
    "of_count": {"zh": "共{count}", "en": "of {count}"},
    "share_rate": {"zh": "共享率", "en": "Share rate"},
    "milestone_is": {"zh": "目标{milestone}", "en": "aim {milestone}"},
    "items_flowing": {"zh": "已流动的需求（项）", "en": "Needs that flow"},
    "releases": {"zh": "放行（次）", "en": "Releases"},
    "refusals": {"zh": "拒绝（次）", "en": "Refusals"},
    "in_the_log": {"zh": "日志所记", "en": "in the log"},
    "given_from_to": {"zh": "提供方 → 接收方", "en": "From → to"},
    "purpose_of": {"zh": "用途", "en": "Purpose"},
    "columns_given": {"zh": "字段", "en": "Columns"},
    "of_tables": {"zh": "{count}张表", "en": "tables: {count}"},
    "until": {"zh": "截止", "en": "Until"},
    "days_left": {"zh": "还有{days}天", "en": "{days} days left"},
    "valid": {"zh": "有效期", "en": "Valid"},
    "standing_in_force": {"zh": "有效", "en": "in force"},
    "standing_ends_soon": {"zh": "将到期", "en": "ends soon"},
    "standing_expired": {"zh": "已到期", "en": "expired"},
    "standing_not_yet": {"zh": "尚未开始", "en": "not begun"},
    "standing_draft": {"zh": "草案", "en": "draft"},
    "standing_suspended": {"zh": "暂停", "en": "suspended"},
    "standing_ended": {"zh": "终止", "en": "ended"},
    "rows_tested": {"zh": "（限满足{count}项条件的记录）", "en": " (rows that pass tests: {count})"},
    "of_regions": {"zh": "（限地区{regions}）", "en": " (regions {regions})"},
    "rate_agreed": {"zh": "每日限额", "en": "Rate"},
    "rate_a_day": {"zh": "{rows}行，{requests}次请求", "en": "{rows} rows and {requests} requests a day"},
    "kept_for": {"zh": "接收方保存", "en": "Kept by receiver"},
    "kept_days": {"zh": "至多{days}天，到期删除", "en": "at most {days} days, then deleted"},
    "liability": {"zh": "接收方责任", "en": "Liability"},
    "contact": {"zh": "联系", "en": "Contact"},
    "assessment": {"zh": "影响评估", "en": "Assessment"},
    "assessed": {
        "zh": "{reference}，{day}完成，报告保存至{until}",
        "en": "{reference}, done on {day}, kept until {until}",
    },
    "no_assessment": {"zh": "不涉及个人信息，无须评估", "en": "not needed: nothing of persons is shared"},
    "legal_basis": {"zh": "法律依据", "en": "Legal basis"},
    "hash": {"zh": "内容哈希", "en": "Content hash"},
    # share rate
    "share_rate_found": {
        "zh": "{needed}项部门间需求中{flowing}项已流动，共享率{rate}（按地区计{by_region}），目标{milestone}。"
        "口径：有效协议向需求方提供该字段，且最近年度（{year}年）有数据到达；来源：协议与批次记录；截至{day}。",
        "en": "{flowing} of {needed} needs flow: {rate} ({by_region} by region), aim {milestone}. A need flows when an "
        "agreement in force gives the column to who needs it and data of the last year ({year}) arrived. "
        "Source: agreements and records of batches; on {day}.",
    },
    "needs_caption": {"zh": "部门间需求，未满足的在前", "en": "What departments need of one another, unmet first"},
    "needed_by": {"zh": "需求方 ← 提供方", "en": "Needed by ← of"},
    "business": {"zh": "用于", "en": "Business"},
    "need_met": {"zh": "是否流动", "en": "Flows"},
    "need_flows": {"zh": "流动", "en": "flows"},
    "missing_no_agreement": {"zh": "没有协议", "en": "no agreement"},
    "missing_not_in_force": {"zh": "协议未生效", "en": "no agreement in force"},
    "missing_no_data": {"zh": "最近年度没有数据", "en": "no data in the last year"},
    "regions_lacking": {"zh": "缺少：{regions}", "en": "lacking: {regions}"},
    # the log
    "the_log": {"zh": "放行与拒绝日志", "en": "Log of releases and refusals"},
    "no_log": {
        "zh": "还没有日志：没有放行、拒绝，也没有人查看过个人信息。",
        "en": "There is no log yet: nothing was released or refused, and nobody looked at a person.",
    },
    "log_whole": {"zh": "日志完整：{count}条，逐条哈希相符。", "en": "The log is whole: {count} entries fit."},
    "log_broken": {
        "zh": "日志从第{number}条起不完整：{reason}。请保留原件，运行 `anlan log verify`，查明谁能写入。",
        "en": "The log is not whole from entry {number} on: {reason}. Keep a copy, run `anlan log verify`, and find "
        "out who could write.",
    },
    "log_head": {
        "zh": "末条编号与哈希，请定期另行记下；没有它，删去末尾或整体重写就看不出来：",
        "en": "Number and hash of the last entry. Note it down elsewhere now and then: without it nobody can tell that "
        "the end was cut off, or that the whole was written anew.",
    },
    "head_noted": {"zh": "核对以前记下的末条", "en": "Check an entry noted down earlier"},
    "head_noted_about": {"zh": "编号、冒号、哈希（至少前16位）", "en": "number, colon, at least 16 digits of the hash"},
    "head_found": {"zh": "记下的这一条仍在日志中，未被改动。", "en": "This entry is still there, unchanged."},
    "head_refused": {"zh": "这不是日志的一条", "en": "This is no entry of a log"},
    "fault_altered": {"zh": "该条已被改动", "en": "the entry is not as it was written"},
    "fault_misplaced": {"zh": "该处应为另一条（被取出、插入、重复或移动）", "en": "another entry ought to stand there"},
    "fault_torn": {"zh": "末行没有写完或被改动", "en": "the last line has no end"},
    "fault_another": {"zh": "与记下的不符，日志被重写", "en": "it is not the one noted down: the log was written anew"},
    "fault_cut_off": {"zh": "日志在记下的一条之前就结束", "en": "the log ends before the entry that was noted down"},
    "log_what": {"zh": "事项", "en": "What"},
    "log_any": {"zh": "全部", "en": "All"},
    "log_release": {"zh": "放行", "en": "released"},
    "log_view": {"zh": "查看", "en": "looked"},
    "log_refusal": {"zh": "拒绝", "en": "refused"},
    "log_who": {"zh": "单位／人", "en": "Office, person"},
    "log_self": {"zh": "本人", "en": "the person themselves"},
    "log_columns": {"zh": "字段", "en": "Columns"},
    "log_entry": {"zh": "条目号", "en": "Entry"},
    "log_when": {"zh": "时间（北京）", "en": "When (China)"},
    "log_caption": {"zh": "最新在前，显示{shown}条，共{count}条", "en": "Newest first; {shown} of {count}"},
    "no_entries_so": {"zh": "没有这样的条目。", "en": "There are no such entries."},
    "who_is_hidden": {
        "zh": "查询人姓名只向审计人员、风险核查人员和数据管理员显示。",
        "en": "Who asked is told by name to auditors, risk investigators and data stewards only.",
    },
    "sharing_about": {
        "zh": "协议在 agreements 文件夹，日志在 sharing/log.jsonl。命令行：`anlan data agreements {folder}`、"
        "`anlan data share-rate {folder}`、`anlan log verify`。",
        "en": "Agreements lie in the folder agreements, the log in sharing/log.jsonl. On the command line: "
        "`anlan data agreements {folder}`, `anlan data share-rate {folder}`, `anlan log verify`.",
    },
}
