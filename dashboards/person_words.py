"""The words of the parts about single persons of the page Data, in Chinese and English."""

from collections.abc import Mapping

PERSON_WORDS: Mapping[str, Mapping[str, str]] = {
    "data_group": {"zh": "看什么", "en": "What to see"},
    "group_delivered": {"zh": "数据质量", "en": "Data quality"},
    "group_persons": {"zh": "一人一档与共享", "en": "Persons and sharing"},
    # who looks
    "viewer": {"zh": "查看者：", "en": "Looking: "},
    "viewer_role": {"zh": "以何种身份查看", "en": "Look as"},
    "viewer_purpose": {"zh": "用途：{purpose}", "en": "for {purpose}"},
    "viewer_nation": {"zh": "全国", "en": "the nation"},
    "viewer_none": {
        "zh": "没有说明由谁查看，所以不显示任何个人信息。"
        "用 `anlan dashboard --pool {folder} --as CLAIMS.json` 打开本页；"
        "文件写明 sub、tenant、roles、region、purpose，见文档“一人一档”。",
        "en": "Nobody says who looks, so nothing about persons is shown. Open the page with "
        "`anlan dashboard --pool {folder} --as CLAIMS.json`; the file states sub, tenant, roles, region and purpose, "
        "as the document One person describes.",
    },
    "viewer_refused": {"zh": "查看者的声明有误，不显示个人信息", "en": "The claims of who looks are refused"},
    "kind_principal.refused": {"zh": "查看者的声明有误。", "en": "who looks is not told as it has to be."},
    "tenant_audit": {"zh": "审计机关", "en": "audit office"},
    # whom to look at
    "part_person": {"zh": "一人一档", "en": "One person"},
    "persons_linked": {
        "zh": "{persons}人，由各部门{records}条记录归并而成；待人工核对{doubts}对。归并版本{version}。",
        "en": "{persons} persons, joined from {records} records of the departments; pairs to be looked at by a clerk: "
        "{doubts}. Index {version}.",
    },
    "not_linked": {
        "zh": "各部门的记录还没有归并到人。运行下面的命令，完成后刷新本页。",
        "en": "The departments' records have not been joined into persons yet. Run this, then load the page again.",
    },
    "nobody_looks": {
        "zh": "没有说明由谁查看，所以这里不显示内容。",
        "en": "Nobody says who looks, so nothing is shown here.",
    },
    "asks_own": {
        "zh": "公民只能查看本人记录；本人号码取自身份声明，无须填写。",
        "en": "Citizens see their own record only; its number is that of their claims.",
    },
    "number_kind": {"zh": "号码种类", "en": "Number of"},
    "number_hrss": {"zh": "个人编号（人社）", "en": "Social security: person number"},
    "number_health": {"zh": "医保编号（医保）", "en": "Health: member number"},
    "number_tax": {"zh": "纳税人档案号（税务）", "en": "Tax: taxpayer number"},
    "number_police": {"zh": "公民身份号码（公安）", "en": "Police: citizen number"},
    "number_civil": {"zh": "公民身份号码（民政）", "en": "Civil affairs: citizen number"},
    "number_record": {"zh": "记录或人员的名称", "en": "Name of a record or person"},
    "number": {"zh": "号码或名称", "en": "Number or name"},
    "as_of": {"zh": "截至", "en": "As known on"},
    "look": {"zh": "查看（记入日志）", "en": "Look (it is logged)"},
    "close": {"zh": "收起", "en": "Close"},
    "examples": {"zh": "虚构人员示例", "en": "Made-up persons to try"},
    "examples_about": {
        "zh": "选“记录或人员的名称”，把下面的名称填入。各例按一条记录的归并依据选出。",
        "en": "Choose Name of a record or person and enter one of these, chosen by how one of the records was joined.",
    },
    "look_is_logged": {
        "zh": "每次查看，连同被拒绝的，都记入共享日志，本人可以查询。号码只留在本次会话中，不进入网址和日志。",
        "en": "Every look, refused ones too, is written into the log of sharing, where the person can find it. The "
        "number stays in this session: it is neither in the address nor in the log.",
    },
    "look_entry": {"zh": "这次查看已记入日志，第{number}条。", "en": "This look is in the log: entry {number}."},
    "look_refused": {
        "zh": "不予显示：{reason}。这次请求也已记入日志。",
        "en": "Nothing is shown: {reason}. This, too, is in the log.",
    },
    "look_failed": {"zh": "无法查看：{reason}", "en": "Nothing can be shown: {reason}"},
    # one person
    "person_title": {
        "zh": "{name}：截至{day}，{items}项，来自{records}条记录",
        "en": "{name}: {items} items from {records} records, as known on {day}",
    },
    "person_about": {
        "zh": "指向、轻点或用Tab键选中一项，可看来源。{differ}项各部门说法不一；{hidden}项按规则不予显示。",
        "en": "Point at an item, tap it, or reach it with Tab, for its source. Items on which departments differ: "
        "{differ}; items withheld by the rules: {hidden}.",
    },
    "person_version": {"zh": "人员{person}，归并版本{version}。", "en": "Person {person}, index {version}."},
    "withheld": {"zh": "不予显示", "en": "withheld"},
    "withheld_elsewhere": {"zh": "另有不予显示", "en": "Withheld in"},
    "why_withheld": {"zh": "依据", "en": "By rule"},
    "whether_told": {"zh": "说明", "en": "Note"},
    "whether_told_not": {
        "zh": "只按规则判断，不表示有没有内容。",
        "en": "Told by the rules alone, whether anything stands there or not.",
    },
    "others_differ": {"zh": "另有{count}说", "en": "others say {count}"},
    "had_earlier": {"zh": "旧值{count}", "en": "earlier {count}"},
    "source_from": {"zh": "取自", "en": "From"},
    "source_column": {"zh": "字段", "en": "Column"},
    "source_place": {"zh": "文件", "en": "File"},
    "source_batch": {"zh": "批次", "en": "Batch"},
    "file_and_line": {"zh": "{file} 第{line}行", "en": "{file}, line {line}"},
    "delivered_in": {"zh": "{delivery}批期", "en": "delivery {delivery}"},
    "known_on": {"zh": "获知", "en": "Known on"},
    "why_this": {"zh": "为何取此值", "en": "Why this"},
    "said_by": {"zh": "持此说的", "en": "Said by"},
    "earlier_values": {"zh": "以前的值", "en": "Earlier"},
    "others_say": {"zh": "其他说法", "en": "Others say"},
    "ground_checked": {"zh": "校验通过", "en": "it passed its check"},
    "ground_owner": {"zh": "来自该数据项的主管部门", "en": "it is of the department that owns the item"},
    "ground_latest": {"zh": "最近获知", "en": "it was known last"},
    "ground_precedence": {"zh": "数据表次序在前", "en": "its table comes first"},
    "ground_only": {"zh": "唯一的值", "en": "it is the only one"},
    "ground_agreed": {"zh": "各方一致", "en": "all agree"},
    "ground_row_order": {"zh": "同日，取文件中靠后者", "en": "of the same day, the later in the file"},
    "unit_yuan": {"zh": "元", "en": "yuan"},
    "unit_months": {"zh": "月", "en": "months"},
    "unit_days": {"zh": "天", "en": "days"},
    "rows_visible": {"zh": "按规则可见的记录范围", "en": "Which rows the rules let you see"},
    # records
    "records_joined": {"zh": "归入此人的记录：{count}条", "en": "Records of this person: {count}"},
    "record_name": {"zh": "记录", "en": "Record"},
    "batch_and_line": {"zh": "批次:行", "en": "Batch:line"},
    "linked_by": {"zh": "归并依据", "en": "Joined by"},
    "linked_role": {"zh": "身份", "en": "As"},
    "linked_weight": {"zh": "权重{weight}", "en": "weight {weight}"},
    "linked_as_husband": {"zh": "丈夫", "en": "husband"},
    "linked_as_wife": {"zh": "妻子", "en": "wife"},
    "linked_as_mother": {"zh": "母亲", "en": "mother"},
    "linked_citizen_id": {"zh": "公民身份号码相同", "en": "same citizen number"},
    "linked_changed_number": {"zh": "身份号码变更", "en": "citizen number changed"},
    "linked_slip_and_name": {"zh": "号码一处之差、姓名相符", "en": "number one slip apart, name"},
    "linked_slip_and_birth": {"zh": "号码一处之差、出生日期相同", "en": "number one slip apart, birth"},
    "linked_name_birth_sex": {"zh": "姓名、出生日期、性别", "en": "name, birth, sex"},
    "linked_name_phone": {"zh": "姓名、电话", "en": "name, phone"},
    "linked_name_death": {"zh": "姓名、死亡日期", "en": "name, day of death"},
    "linked_spouse": {"zh": "配偶同户", "en": "household of the spouse"},
    "linked_child": {"zh": "子女同户", "en": "household of the child"},
    "linked_only_bearer": {"zh": "姓名唯一", "en": "only one of the name"},
    "linked_same_written": {"zh": "号码写法相同", "en": "number written the same"},
    "linked_alone": {"zh": "未与他人归并", "en": "joined with no other"},
    "linked_decision": {"zh": "人工认定", "en": "a clerk's decision"},
}
