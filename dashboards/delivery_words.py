"""The words of the page Data about what was delivered: quarantine, batches and tickets, in Chinese and English."""

from collections.abc import Mapping

DELIVERY_WORDS: Mapping[str, Mapping[str, str]] = {
    # quarantine
    "quarantine_none": {"zh": "没有隔离的行。", "en": "No row is in quarantine."},
    "quarantine_found": {
        "zh": "隔离{rows}行，占报送{share}；最多的原因是{reason}",
        "en": "{rows} rows kept out, {share} of what was delivered; most of all for: {reason}",
    },
    "quarantine_by_reason": {
        "zh": "按原因（一行可有多个原因，合计可大于隔离行数）",
        "en": "By reason (a row may have several, so that these add up to more than the rows)",
    },
    "quarantine_by_table": {"zh": "按数据表和报送批期（行）", "en": "By table and delivery (rows)"},
    "reason": {"zh": "原因", "en": "Reason"},
    "rows": {"zh": "行数", "en": "Rows"},
    "share_of_faults": {"zh": "占比", "en": "Share"},
    "most_in": {"zh": "主要在", "en": "Mostly in"},
    "all_rows": {"zh": "合计", "en": "Total"},
    "quarantine_lines": {"zh": "在哪一行", "en": "On which lines"},
    "quarantine_lines_title": {
        "zh": "{table}：前{count}行（文件、行号、字段与原因）",
        "en": "{table}: the first {count} rows (file, line, column and reason)",
    },
    "whole_line": {"zh": "整行", "en": "the whole line"},
    "originals_about": {
        "zh": "原始字节不在页面显示：其中有姓名、证件号码等个人信息，而本页无须登录。"
        "它们保存在 pool/quarantine 下各批次的文件中，由数据管理员按行号查阅；改正请退回来源部门。",
        "en": "Original bytes are not shown here: they hold names, identification numbers and other personal data, and "
        "this page asks for no login. They are kept by batch under pool/quarantine for the steward to look up by "
        "line; corrections are made by the department that delivered them.",
    },
    # reasons of quarantine
    "fault_missing": {"zh": "必填项为空", "en": "required and empty"},
    "fault_out_of_range": {"zh": "超出取值范围", "en": "out of range"},
    "fault_in_the_future": {"zh": "日期晚于数据所属期", "en": "after the time of the data"},
    "fault_too_long": {"zh": "超长", "en": "too long"},
    "fault_broken_characters": {"zh": "含损坏字符", "en": "broken characters"},
    "fault_not_in_code_list": {"zh": "不在代码表中", "en": "not in the code list"},
    "fault_not_a_key": {"zh": "不是有效编号", "en": "not a number of record"},
    "fault_unknown_region": {"zh": "未知行政区划", "en": "unknown region"},
    "fault_not_an_integer": {"zh": "不是整数", "en": "not a whole number"},
    "fault_not_money": {"zh": "不是金额", "en": "not an amount"},
    "fault_not_a_share": {"zh": "不是比例", "en": "not a share"},
    "fault_not_a_date": {"zh": "不是日期", "en": "not a date"},
    "fault_not_a_month": {"zh": "不是年月", "en": "not a month"},
    "fault_not_a_moment": {"zh": "不是日期时间", "en": "not a time"},
    "fault_not_a_phone": {"zh": "不是电话号码", "en": "not a telephone number"},
    "fault_not_an_account": {"zh": "不是账号", "en": "not an account"},
    "fault_other_province": {"zh": "其他省份", "en": "of another province"},
    # batches
    "batches_found": {
        "zh": "{landed}个批次入库，{rejected}个拒收，{duplicate}个重复",
        "en": "{landed} landed, {rejected} rejected, {duplicate} duplicates",
    },
    "batch_state": {"zh": "状态", "en": "State"},
    "any_state": {"zh": "全部", "en": "All"},
    "state_landed": {"zh": "入库", "en": "Landed"},
    "state_rejected": {"zh": "拒收", "en": "Rejected"},
    "state_quarantined": {"zh": "隔离", "en": "Kept out"},
    "state_duplicate": {"zh": "重复", "en": "Duplicate"},
    "any_department": {"zh": "全部部门", "en": "All departments"},
    "batch_file": {"zh": "文件", "en": "File"},
    "batches_rejected_title": {"zh": "拒收的批次：原因与办法", "en": "Rejected: why, and what to do"},
    "batches_title": {"zh": "批次", "en": "Batches"},
    "batches_first": {
        "zh": "批次（先列{shown}个，共{count}个；全部见下载）",
        "en": "Batches ({shown} of {count}; all in the file)",
    },
    "no_batches_so": {"zh": "没有这样的批次。", "en": "There are no such batches."},
    "what_to_do": {"zh": "办法", "en": "What to do"},
    "detail": {"zh": "明细（原文）", "en": "Detail"},
    "download_batches": {"zh": "下载批次清单（CSV）", "en": "Download the batches (CSV)"},
    "duplicate_about": {
        "zh": "内容与已入库的批次相同，未再次入库，无须处理。",
        "en": "The same content as a batch that landed; it did not land twice. Nothing is to be done.",
    },
    "remedy_undecodable": {
        "zh": "请来源部门按约定编码（UTF-8或GB18030）重新导出报送。",
        "en": "Have the department export it again in the agreed encoding (UTF-8 or GB18030).",
    },
    "remedy_unreadable": {
        "zh": "文件传输不完整，请重新传送。",
        "en": "It was cut short on the way; have it sent again.",
    },
    "remedy_header": {
        "zh": "按采集规范核对列名；如确已改名，更新数据源描述后重新接入。",
        "en": "Compare the names of columns with the collection standard; if they were changed for good, change the "
        "description of the source and build again.",
    },
    "remedy_format": {"zh": "请按数据源描述的格式重新报送。", "en": "Have it delivered in the format described."},
    "remedy_unknown_table": {
        "zh": "为该表编写数据源描述，或把文件放入正确的文件夹。",
        "en": "Describe the table as a source, or put the file into the right folder.",
    },
    "remedy_too_many_rows": {
        "zh": "Excel文件不得超过5万行，请改用CSV报送。",
        "en": "Excel files may hold 50,000 rows; have it delivered as CSV.",
    },
    "remedy_mostly_bad": {
        "zh": "过半行不合格，多为错列或错表；退回部门核对后重报。",
        "en": "More than half of the rows fail, mostly a sign of shifted columns or the wrong table; return it.",
    },
    "remedy_not_as_claimed": {
        "zh": "首批行与数据表说明不符；核对是否放错文件夹，或由管理员确认后接入。",
        "en": "The first rows are not what the table should hold; look whether the folder is wrong, or let the steward "
        "confirm it.",
    },
    "remedy_unit": {
        "zh": "金额量级与以往批次不符，可能误用“万元”“亿元”；请部门确认单位后重报。",
        "en": "Amounts are of another size than before, as when units are mixed up; have the department confirm them.",
    },
    "remedy_other_province": {
        "zh": "数据属于其他省份，请核对来源。",
        "en": "Rows of another province; check the source.",
    },
    "remedy_empty": {"zh": "空文件，请重新报送。", "en": "The file is empty; have it sent again."},
    "remedy_other": {"zh": "请按明细所述处理。", "en": "Do what the detail says."},
    # tickets
    "tickets_none": {
        "zh": "没有工单：最近一次质量评估没有发现需要部门改正的问题。",
        "en": "No tickets: the last assessment found nothing for a department to correct.",
    },
    "tickets_found": {
        "zh": "{open}张工单待发送，{waiting}张在部门手中，{closed}张已办结",
        "en": "{open} tickets to send, {waiting} with departments, {closed} closed",
    },
    "tickets_by_department": {"zh": "各部门工单（张）", "en": "Tickets by department"},
    "ticket_state_open": {"zh": "待发送", "en": "To send"},
    "ticket_state_sent": {"zh": "已发送", "en": "Sent"},
    "ticket_state_corrected": {"zh": "部门称已改正", "en": "Said to be corrected"},
    "ticket_state_disputed": {"zh": "部门有异议", "en": "Disputed"},
    "ticket_state_closed": {"zh": "已办结", "en": "Closed"},
    "ticket_records_left": {"zh": "待改正记录", "en": "Records to correct"},
    "ticket_number": {"zh": "工单编号", "en": "Ticket"},
    "ticket_problem": {"zh": "问题", "en": "Problem"},
    "ticket_errors": {"zh": "问题记录", "en": "Records"},
    "ticket_remaining": {"zh": "待改正", "en": "Left"},
    "ticket_due": {"zh": "时限（工作日）", "en": "Due (working days)"},
    "tickets_title": {"zh": "工单：{department} · {state}", "en": "Tickets: {department} · {state}"},
    "tickets_first": {"zh": "（先列{shown}张，共{count}张）", "en": " ({shown} of {count})"},
    "no_tickets_so": {"zh": "没有这样的工单。", "en": "There are no such tickets."},
    "tickets_about": {
        "zh": "下载的文件可直接发给来源部门：只写文件、行号和须核对的列，不含任何内容，也不透露其他部门的数据。"
        "发送、答复、办结用 `anlan data tickets {folder}` 登记。",
        "en": "The files can go to the department as they are: they name file, line and columns to check, and hold no "
        "value, neither its own nor another department's. Sending, answers and closing are entered with "
        "`anlan data tickets {folder}`.",
    },
    "download_tickets": {
        "zh": "下载工单和待核记录（每个部门一个工作簿）",
        "en": "Download tickets and records (a workbook for each department)",
    },
    "download_ticket_list": {"zh": "下载工单（CSV）", "en": "Download tickets (CSV)"},
    "download_records": {"zh": "下载待核记录（CSV）", "en": "Download records (CSV)"},
    "define_ticket": {
        "zh": "**工单**：同一部门、数据表、规则、报送批期的问题合为一张；"
        "时限自发送之日起按工作日计（严重5、重要10、一般20）。",
        "en": "**Ticket**: one for each department, table, rule and delivery; due in working days from the day it is "
        "sent (critical 5, major 10, minor 20).",
    },
}
