"""The words of the page Models, in Chinese and English."""

from collections.abc import Mapping

MODEL_WORDS: Mapping[str, Mapping[str, str]] = {
    "models": {"zh": "模型", "en": "Models"},
    "models_about": {"zh": "模型登记、模型卡、准入门槛与调参", "en": "Registry, cards, gate and searches"},
    "models_part_versions": {"zh": "登记", "en": "Registry"},
    "models_part_card": {"zh": "模型卡", "en": "Card"},
    "models_part_gate": {"zh": "准入记录", "en": "Gate"},
    "models_part_searches": {"zh": "调参", "en": "Searches"},
    "models_none": {"zh": "尚无已登记的模型", "en": "No model is registered yet"},
    "models_invitation": {
        "zh": "`anlan train TASK --data FILE` 训练并登记模型，`anlan risk learn DIR` 学习疑点规则的模型；"
        "登记库在输出目录的 models 文件夹。",
        "en": "`anlan train TASK --data FILE` fits and registers a model, `anlan risk learn DIR` those of the record "
        "rules; the registry is the folder models in the output folder.",
    },
    "models_refused": {"zh": "模型登记不能显示。", "en": "The registry cannot be shown."},
    "models_caption": {
        "zh": "现用模型由准入门槛批准；挑战者为最近登记的版本。AUC、AP 为测试集结果",
        "en": "Champions passed the gate; the challenger is the newest version. AUC and AP on the test part",
    },
    "models_version": {"zh": "模型与版本", "en": "Model and version"},
    "models_role": {"zh": "角色", "en": "Role"},
    "models_champion": {"zh": "现用", "en": "champion"},
    "models_challenger": {"zh": "挑战者", "en": "challenger"},
    "models_task": {"zh": "任务", "en": "Task"},
    "models_made": {"zh": "生成时间", "en": "Made"},
    "models_data": {"zh": "数据哈希", "en": "Data hash"},
    "models_release": {"zh": "发布包哈希", "en": "Release hash"},
    "models_choose": {"zh": "版本", "en": "Version"},
    "models_no_card": {
        "zh": "这个版本没有模型卡：它不是由 `anlan train` 制作的。以下为其发布清单。",
        "en": "This version has no card, since `anlan train` did not make it. This is its manifest.",
    },
    "models_signed": {"zh": "已验证签名，密钥指纹 {signed_by}", "en": "Signature verified, key {signed_by}"},
    "models_gate_none": {"zh": "尚无准入、拒绝或回退记录。", "en": "Nothing was promoted, refused or rolled back yet."},
    "models_gate_caption": {
        "zh": "哈希链日志中的每一次准入、拒绝与回退，最新在前",
        "en": "Every promotion, refusal and rollback in the hash-chained log, newest first",
    },
    "models_when": {"zh": "时间", "en": "When"},
    "models_act": {"zh": "事项", "en": "Act"},
    "models_why": {"zh": "未通过的门槛", "en": "Lines that failed"},
    "models_who": {"zh": "操作人", "en": "By"},
    "models_searches_none": {
        "zh": "尚无调参记录（`anlan tune`）。",
        "en": "No search has been run yet (`anlan tune`).",
    },
    "models_search": {"zh": "调参", "en": "Search"},
    "models_board": {"zh": "{count}组参数，最佳{best}", "en": "{count} parameter sets, the best {best}"},
    "models_trial": {"zh": "参数组", "en": "Trial"},
    "models_score": {"zh": "得分", "en": "Score"},
    "models_steps": {"zh": "进度", "en": "Steps"},
    "models_trial_state": {"zh": "状态", "en": "State"},
    "models_params": {"zh": "参数", "en": "Parameters"},
}
