"""The words of the parts Clerical queue and Who looked of the page Data, in Chinese and English."""

from collections.abc import Mapping

CLERICAL_WORDS: Mapping[str, Mapping[str, str]] = {
    "part_doubts": {"zh": "人工核对", "en": "Clerical queue"},
    "part_looks": {"zh": "谁看过", "en": "Who looked"},
    "doubts_found": {
        "zh": "归并后留待人工核对：{count}对记录",
        "en": "Pairs of records that linkage leaves to a clerk: {count}",
    },
    "doubts_for_clerks": {
        "zh": "人工核对由窗口经办人员为办理业务进行；以该身份打开后可见清单。",
        "en": "Clerks decide, to handle a case; whoever looks as one sees the queue.",
    },
    "queue_about": {
        "zh": "只列您可以决定的：两条记录都在本辖区。打开清单时不读取个人信息。",
        "en": "It lists what you may decide: both records are of your own area. Nothing about persons is read for it.",
    },
    "queue_open": {"zh": "打开核对清单", "en": "Open the queue"},
    "queue_empty": {"zh": "没有需要您核对的记录。", "en": "There is nothing for you to decide."},
    "doubt_reason": {"zh": "原因", "en": "Reason"},
    "doubt_pair": {"zh": "记录对（{count}）", "en": "Pair of records ({count})"},
    "look_pair": {"zh": "并排查看（记入日志）", "en": "Look at both (logged)"},
    "pairs_first": {"zh": "列出前{shown}对，共{count}对。", "en": "The first {shown} of {count} pairs."},
    "are_joined": {"zh": "目前归为一人。", "en": "They are joined for now."},
    "are_apart": {"zh": "目前分为两人。", "en": "They are apart for now."},
    "doubt_one_number_two_people": {"zh": "一号两人", "en": "one number, two people"},
    "doubt_one_record_two_numbers": {"zh": "一条记录两个号码", "en": "one record, two numbers"},
    "doubt_name_differs": {"zh": "号码相同、姓名不同", "en": "same number, other name"},
    "doubt_several_candidates": {"zh": "候选人不止一个", "en": "several persons fit"},
    "doubt_name_too_common": {"zh": "同名同生日，姓名常见", "en": "same birth, common name"},
    "doubt_name_alone": {"zh": "仅凭唯一姓名归并", "en": "joined by a rare name alone"},
    "doubt_birth_sex_phone": {"zh": "生日、性别、电话相同，姓名不同", "en": "same birth, sex, phone, other name"},
    "pair_found": {
        "zh": "相同{same}项，不同{differs}项，仅一方有{one_only}项；敏感项目按规则可能不予显示",
        "en": "Same: {same}; different: {differs}; told by one only: {one_only}. Sensitive items may be withheld",
    },
    "compared": {"zh": "比较", "en": "Compared"},
    "compared_same": {"zh": "＝ 相同", "en": "= same"},
    "compared_differs": {"zh": "≠ 不同", "en": "≠ differs"},
    "compared_one_only": {"zh": "仅一方有", "en": "one only"},
    "verdict_same": {"zh": "是同一人", "en": "The same person"},
    "verdict_not_same": {"zh": "不是同一人", "en": "Not the same"},
    "verdict_undone": {"zh": "撤销", "en": "Undone:"},
    "decisions": {"zh": "已作的决定", "en": "Decisions"},
    "no_decisions": {"zh": "还没有决定。", "en": "Nothing has been decided yet."},
    "decisions_caption": {
        "zh": "共{count}条，最新在前；决定不删除，只撤销",
        "en": "{count}, the newest first; none is ever deleted",
    },
    "decision": {"zh": "决定", "en": "Decision"},
    "decided_by": {"zh": "决定人", "en": "By"},
    "two_records": {"zh": "两条记录", "en": "Two records"},
    "number_short": {"zh": "号", "en": "No."},
    "decision_number": {"zh": "第{number}号", "en": "No. {number}"},
    "decision_holds": {"zh": "有效", "en": "in force"},
    "decision_past": {"zh": "已失效", "en": "no longer"},
    "undo_which": {"zh": "撤销哪一条", "en": "Take back"},
    "undo": {"zh": "撤销", "en": "Undo"},
    "next_linking": {"zh": "下一次归并", "en": "The next linking"},
    "linking_about": {
        "zh": "决定立即保存，在下一次归并后生效：在此开始，或运行 `anlan data link-persons {folder}`。",
        "en": "A decision is kept at once and takes effect with the next linking: start it here, or run "
        "`anlan data link-persons {folder}`.",
    },
    "link_now": {"zh": "现在归并", "en": "Link now"},
    "linking": {"zh": "正在归并人员记录", "en": "Joining the records of persons"},
    "linked_now": {
        "zh": "已归并：{persons}人，待核对{doubts}对。",
        "en": "Joined: {persons} persons, {doubts} pairs left.",
    },
    "any_reason": {"zh": "全部", "en": "All"},
    # who looked
    "looks_for_watchers": {
        "zh": "谁看过，由本人、审计人员、数据管理员和风险核查人员查询。",
        "en": "Who looked is told to oneself, auditors, data stewards and risk investigators.",
    },
    "looks_own": {
        "zh": "谁看过您的信息、谁按协议得到过：逐次列出，依据个人信息保护法 第四十五条。",
        "en": "Who looked at your data, and who was given them by an agreement, time by time.",
    },
    "looks_about": {
        "zh": "按号码或记录名称查询一人：每次查看和每次放行。",
        "en": "For one person, by number or name of a record: every look and every release.",
    },
    "ask_looks": {"zh": "查询", "en": "Ask"},
    "looks_found": {
        "zh": "人员{person}：查看{views}次，放行{releases}次，涉及{tenants}个单位",
        "en": "Person {person}: looks {views}, releases {releases}, offices {tenants}",
    },
    "no_looks": {"zh": "没有人看过，也没有放行过", "en": "Nobody looked, and nothing was given"},
    "looks_caption": {"zh": "最新在前", "en": "Newest first"},
    "looks_left_out": {
        "zh": "{count}个公民身份号码下还有别人，仅凭该号码的查看未列入。",
        "en": "Citizen numbers under which somebody else stands too: {count}. Looks told of by these alone are left "
        "out.",
    },
    "looks_source": {
        "zh": "来源：共享日志；按此人的{numbers}个号码和记录查询。日志只有假名，密钥在 sharing/key。",
        "en": "Source: the log of sharing, asked under {numbers} numbers and records of the person. The log holds "
        "pseudonyms only; their key is sharing/key.",
    },
}
