"""The words of the page Data, in Chinese and English."""

from collections.abc import Mapping

DATA_WORDS: Mapping[str, Mapping[str, str]] = {
    "data": {"zh": "数据", "en": "Data"},
    "data_no_pool": {"zh": "数据池", "en": "Data pool"},
    # no pool yet
    "pool_invited": {"zh": "这里还没有数据池", "en": "No data pool is open here yet"},
    "pool_invited_about": {
        "zh": "两条命令建成一个虚构省份：第一条生成五个部门的报送数据，第二条完成接入、标准化、质量检查和汇总。"
        "一万人约需几分钟。",
        "en": "Two commands make one of a made-up province: the first writes what five departments deliver, the second "
        "takes it in, standardises, checks and sums it up. Ten thousand persons take a few minutes.",
    },
    "pool_open_it": {
        "zh": "然后用第三条命令打开本页，或在 settings.toml 中写明 pool。",
        "en": "The third opens this page on it; the setting pool in settings.toml does the same for good.",
    },
    "pool_own_feeds": {
        "zh": "已有部门数据？按“部门／表／报送批期”放入 DIR/feeds，只需第二条命令。",
        "en": "Feeds of your own? Put them into DIR/feeds by department, table and delivery; the second command is "
        "enough.",
    },
    "pool_missing": {"zh": "找不到设置的数据池文件夹", "en": "The folder of the data pool is not there"},
    "pool_missing_about": {
        "zh": "设置的文件夹是 {folder}。核对路径，或用下面的命令新建。",
        "en": "The setting names {folder}. Check the path, or make a pool there:",
    },
    "pool_unbuilt": {"zh": "数据已到，还没有接入", "en": "Delivered, and not yet taken in"},
    "pool_unbuilt_about": {
        "zh": "文件夹 {folder} 里没有接入记录。运行下面的命令，完成后刷新本页。",
        "en": "There is no record of a build in {folder}. Run this command, then load the page again.",
    },
    "pool_nothing": {"zh": "没有收到任何批次", "en": "Nothing has been delivered"},
    "pool_nothing_about": {
        "zh": "文件夹 {folder} 已经建好，但没有收到数据。把部门数据放入 feeds 后再运行：",
        "en": "The pool in {folder} is there and empty. Put the departments' files into feeds, then run:",
    },
    "pool_refused": {"zh": "数据池无法读取", "en": "The data pool cannot be read"},
    "kind_data.unreadable": {
        "zh": "文件损坏或不是本程序所写，请按提示处理。",
        "en": "a file is damaged, or was not written by this program.",
    },
    "part_not_built": {
        "zh": "这一部分还没有生成。运行 `anlan data build {folder}` 后刷新。",
        "en": "This part has not been made yet. Run `anlan data build {folder}`, then load the page again.",
    },
    "part_is_stale": {
        "zh": "批次或规则已有变化，得分和工单仍是上一次评估的；运行 `anlan data build {folder}` 后更新。",
        "en": "Batches or rules have changed since: scores and tickets are those of the assessment before. "
        "`anlan data build {folder}` brings them up to date.",
    },
    "batches_in_all": {"zh": "{count}个批次", "en": "batches: {count}"},
    "made_up": {"zh": "虚构", "en": "made up"},
    "made_up_about": {
        "zh": "本省人员、单位和数字均为程序生成，不对应任何真实的人和地区。",
        "en": "Persons, employers and figures of this province were made by a program; none is real.",
    },
    # head
    "data_history": {"zh": "数据所属期{first}至{last}", "en": "History {first} to {last}"},
    "data_newest": {"zh": "最新报送批期{delivery}", "en": "newest delivery {delivery}"},
    "data_version": {"zh": "评估版本{version}", "en": "assessment {version}"},
    "worst_feed": {
        "zh": "{department}得分下降最多：{delivery}报送批期{score}分，比{previous}下降{fall}分",
        "en": "{department} fell most: {score} in delivery {delivery}, {fall} below {previous}",
    },
    "no_feed_worse": {
        "zh": "最新报送批期没有部门得分下降",
        "en": "No department's score fell with its newest delivery",
    },
    "rejected_waiting": {
        "zh": "{count}个批次被拒收",
        "en": "batches rejected: {count}",
    },
    "tickets_waiting": {"zh": "{count}张工单待办结", "en": "tickets open: {count}"},
    "rows_landed": {"zh": "入库（行）", "en": "Landed (rows)"},
    "rows_quarantined": {"zh": "隔离（行）", "en": "Quarantined (rows)"},
    "batches_rejected": {"zh": "拒收（批次）", "en": "Rejected (batches)"},
    "tickets_open": {"zh": "待办结（工单）", "en": "To correct (tickets)"},
    "in_newest": {"zh": "最新报送批期{delivery}：{count}", "en": "newest, {delivery}: {count}"},
    "of_delivered": {"zh": "占报送{share}", "en": "{share} of delivered"},
    "of_batches": {"zh": "共{count}个批次", "en": "of {count} batches"},
    "score_change": {"zh": "{delivery}，较{previous}", "en": "{delivery}; on {previous}"},
    "score_only": {"zh": "{delivery}，首次报送", "en": "{delivery}; first delivery"},
    "score_unit": {
        "zh": "部门质量得分（满分100分，小字为报送批期及较上一期增减）",
        "en": "Score by department (of 100)",
    },
    "data_definitions": {"zh": "口径", "en": "Definitions"},
    "define_landed": {
        "zh": "**入库**：格式、代码、取值范围均合格的行，单位：行；证件号码无效的行也入库，另作标记。",
        "en": "**Landed**: rows that fit in format, codes and range, in rows; one with an invalid identification "
        "number lands too, and is flagged.",
    },
    "define_quarantined": {
        "zh": "**隔离**：至少一处不合格而未入库的行，连同原始字节另行保存；占比的分母为未拒收批次的报送行数。",
        "en": "**Quarantined**: rows with at least one fault, kept apart with their original bytes; shares are of the "
        "rows delivered by batches that were not rejected.",
    },
    "define_rejected": {
        "zh": "**拒收**：整个文件不予接入（编码、表头、过半行有误等），不计入上述行数。",
        "en": "**Rejected**: files of which nothing was taken in (encoding, header, over half of the rows bad and the "
        "like); their rows are in none of the figures.",
    },
    "define_score": {
        "zh": "**得分**：100×（1−Σ权重×不合格率÷Σ权重）；权重：严重5、重要3、一般1、提示0；"
        "每条规则按权重计，不按行数计。“报送时”计入全部问题，“改正后”扣除后续报送已改正的问题。显示时只舍不入，100.00即没有问题。",
        "en": "**Score**: 100 × (1 − Σ weight × failing share ÷ Σ weight), with weights 5 (critical), 3 (major), "
        "1 (minor) and 0 (notice); a check counts by its weight and not by its rows. As delivered keeps every error, "
        "corrected leaves out what later deliveries have mended. Figures are cut, never rounded up: 100.00 means that "
        "nothing failed.",
    },
    "define_cut_off": {
        "zh": "**来源与截止**：各部门报送的文件，一个文件为一个批次，见“批次”；报送批期以年度命名，年末为截止日。",
        "en": "**Source and cut-off**: the files delivered, each of which is a batch, listed under Batches; a delivery "
        "is named by its year, whose end is its cut-off.",
    },
    # parts of the page
    "part_quality": {"zh": "质量", "en": "Quality"},
    "part_quarantine": {"zh": "隔离区", "en": "Quarantine"},
    "part_batches": {"zh": "批次", "en": "Batches"},
    "part_tickets": {"zh": "工单", "en": "Tickets"},
    "part_profiles": {"zh": "画像", "en": "Profiles"},
    # quality
    "data_delivery": {"zh": "报送批期", "en": "Delivery"},
    "all_deliveries": {"zh": "全部报送批期", "en": "All deliveries"},
    "score_as": {"zh": "计分", "en": "Score"},
    "as_delivered": {"zh": "报送时", "en": "As delivered"},
    "as_corrected": {"zh": "改正后", "en": "Corrected"},
    "data_score": {"zh": "得分", "en": "Score"},
    "data_department": {"zh": "部门", "en": "Department"},
    "data_table": {"zh": "数据表", "en": "Table"},
    "data_item": {"zh": "数据项", "en": "Item"},
    "data_column": {"zh": "字段", "en": "Column"},
    "dimension_completeness": {"zh": "完整性", "en": "Completeness"},
    "dimension_validity": {"zh": "有效性", "en": "Validity"},
    "dimension_uniqueness": {"zh": "唯一性", "en": "Uniqueness"},
    "dimension_consistency": {"zh": "一致性", "en": "Consistency"},
    "dimension_timeliness": {"zh": "及时性", "en": "Timeliness"},
    "dimension_referential_integrity": {"zh": "关联完整性", "en": "References"},
    "heat_departments": {"zh": "各部门各维度得分 · {delivery} · {kind}", "en": "Scores · {delivery} · {kind}"},
    "heat_tables": {"zh": "{department}各表得分 · {delivery} · {kind}", "en": "{department} · {delivery} · {kind}"},
    "score_from": {"zh": "{least}及以上", "en": "{least} and over"},
    "score_below": {"zh": "低于{most}", "en": "below {most}"},
    "score_none": {"zh": "— 没有适用的规则", "en": "— no rule applies"},
    "score_axis": {"zh": "得分（满分100，纵轴不从0开始）", "en": "Score (of 100; the axis does not begin at 0)"},
    "score_lines_title": {"zh": "各部门得分逐期变化（报送时）", "en": "Scores by delivery (as delivered)"},
    "look_closer": {"zh": "逐层查看", "en": "Look closer"},
    "items_title": {"zh": "{table}：各数据项", "en": "{table}: items"},
    "items_filled": {"zh": "填报率", "en": "Filled"},
    "failing": {"zh": "不合格", "en": "Failing"},
    "rules_title": {"zh": "{table}：不合格的规则", "en": "{table}: rules broken"},
    "no_rule_broken": {"zh": "没有不合格的规则。", "en": "No rule is broken."},
    "quality_rule": {"zh": "规则", "en": "Rule"},
    "severity": {"zh": "程度", "en": "Severity"},
    "severity_critical": {"zh": "严重", "en": "Critical"},
    "severity_major": {"zh": "重要", "en": "Major"},
    "severity_minor": {"zh": "一般", "en": "Minor"},
    "severity_notice": {"zh": "提示", "en": "Notice"},
    "checked": {"zh": "检查", "en": "Checked"},
    "failed_rows": {"zh": "不合格", "en": "Failed"},
    "failed_share": {"zh": "不合格率", "en": "Share"},
    "mended": {"zh": "已改正", "en": "Mended"},
    "see_rule": {"zh": "查看规则", "en": "See a rule"},
    "rule_correct": {"zh": "如何改正", "en": "To correct"},
    "rule_basis": {"zh": "依据", "en": "Basis"},
    "rule_examples": {
        "zh": "例：前{count}处（文件及行号）",
        "en": "Examples: the first {count} (file, then numbers of lines)",
    },
    "no_examples": {
        "zh": "这条规则检查整期报送或整个文件，没有行号。",
        "en": "This rule judges a whole delivery or file; there are no lines.",
    },
    "no_values": {
        "zh": "只列行号、不显示内容：页面无须登录即可打开，行中有个人信息。请到报送文件中查看该行。",
        "en": "Lines are named and their content is not shown: the page opens without a login, and rows hold personal "
        "data. Look the line up in the file that was delivered.",
    },
    "line_numbers": {"zh": "行号", "en": "Lines"},
    "skipped_checks": {"zh": "{count}项检查因缺少数据未做", "en": "{count} checks could not be made for want of data"},
    "skipped_why": {"zh": "原因", "en": "Why"},
    "no_item_judged": {
        "zh": "这一报送批期没有逐项检查的数据项。",
        "en": "No item of this table was judged in this delivery.",
    },
}
