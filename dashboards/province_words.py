"""The words of the page Provinces, in Chinese and English."""

from collections.abc import Mapping

PROVINCE_WORDS: Mapping[str, Mapping[str, str]] = {
    "provinces": {"zh": "省际", "en": "Provinces"},
    "province": {"zh": "省份", "en": "Province"},
    "illustrative": {"zh": "示意", "en": "illustrative"},
    "illustrative_short": {"zh": "示意", "en": "illustr."},
    "made_up_province": {"zh": "示意省{letter}", "en": "Illustrative {letter}"},
    "illustrative_about": {
        "zh": "标“示意”的省份及其数字均为虚构，合计等于全国；图中位置仅为版式，不对应任何真实省份。"
        "上传各省工作簿后以实数代替。",
        "en": "(illustr.) Provinces marked so, and their figures, are made up and add up to the nation; their "
        "place on the "
        "map is layout only and stands for no real province. Uploaded workbooks take their place.",
    },
    "outside_pool": {"zh": "不在测算范围内", "en": "not in the projection"},
    "in_the_rest": {"zh": "无工作簿，计入其余地区", "en": "no workbook: part of the rest"},
    # pooling
    "pooling_title": {
        "zh": "企业职工基本养老保险全国统筹：谁调出、谁调入",
        "en": "National pooling of the enterprise pension: who pays whom",
    },
    "pooling_working": {"zh": "正在测算全国统筹", "en": "Working out national pooling"},
    "pooling_found": {
        "zh": "{year}年：{payers}个省份净调出，{receivers}个省份净调入，净调剂{moved}亿元",
        "en": "{year}: {payers} provinces pay, {receivers} receive; net {moved} (¥100 million) is moved",
    },
    "pooling_found_adjustment": {
        "zh": "{year}年（中央调剂）：{payers}个省份净上解，{receivers}个省份净受益，净调剂{moved}亿元",
        "en": "{year} (central adjustment): {payers} provinces pay, {receivers} receive; net {moved} (¥100 million)",
    },
    "pooling_about": {
        "zh": "口径：2018—2021年中央调剂，按上解比例×工资×参保人数上解，按离退休人数等额拨付；2022年起全国统筹，"
        "按全国统一的缴费和待遇标准计算缺口，由有结余的省份按结余比例弥补；全国当期收不抵支时，缺口按工资总额分担。"
        "金额为当年名义值，亿元；* 全国数已公布、分省为估算，† 预测。",
        "en": "Scope: 2018–2021 central adjustment, rate × wages × members up, one amount a pensioner down; from 2022 "
        "national pooling: shortfalls by the national norm are filled out of surpluses in proportion, and the "
        "nation's own "
        "shortfall is borne by wage bills. Nominal money of the year, ¥100 million; * the nation published, its split "
        "estimated; † projected.",
    },
    "tile_figure": {"zh": "图上显示", "en": "On the tiles"},
    "net_transfer": {"zh": "净调入（＋）／净调出（−）", "en": "Received (+) / paid (−)"},
    "own_balance": {"zh": "调剂前当期结余", "en": "Own balance before transfers"},
    "payers_per_pensioner": {"zh": "缴费人数与离退休人数之比", "en": "Contributors a pensioner"},
    "pensioners": {"zh": "离退休人数", "en": "Pensioners"},
    "legend_pays": {"zh": "调出多", "en": "pays most"},
    "legend_receives": {"zh": "调入多", "en": "receives most"},
    "legend_even": {"zh": "持平", "en": "even"},
    "legend_short": {"zh": "缺口大", "en": "short"},
    "legend_surplus": {"zh": "结余多", "en": "surplus"},
    "legend_low": {"zh": "低", "en": "low"},
    "legend_high": {"zh": "高", "en": "high"},
    "legend_of_year": {"zh": "（按当年最大值分级）", "en": "(graded by the year's largest)"},
    "transfers_title": {"zh": "至{last}年各省份历年净调入与净调出", "en": "Received and paid, every year to {last}"},
    "pooling_year": {"zh": "年份", "en": "Year"},
    "pooling_checks": {"zh": "与公布数对照", "en": "Beside what was published"},
    "check": {"zh": "对照", "en": "Check"},
    "published": {"zh": "公布", "en": "Published"},
    "computed": {"zh": "计算", "en": "Ours"},
    "error": {"zh": "误差", "en": "Error"},
    "pooling.central_adjustment": {"zh": "中央调剂规模", "en": "Scale of the central adjustment"},
    "pooling.transfers": {
        "zh": "统筹调剂资金（取决于示意省）",
        "en": "Moved under pooling (rests on illustrative provinces)",
    },
    "download_pooling": {
        "zh": "下载分省数据（CSV，示意省逐行标注）",
        "en": "Download the provinces (CSV; made-up ones are marked in every row)",
    },
    # my province
    "my_province": {"zh": "用本省决算数测算：下载、填写、上传工作簿", "en": "My province: fill in a workbook"},
    "my_province_about": {
        "zh": "填写近五年决算数（空格按全国数推算并标◇），上传后即测算本省七项基金，并在下图中以实数参与全国统筹。"
        "文件只在本次会话的内存中使用，不保存。",
        "en": "Fill in five years of final accounts (empty cells fall back to the nation and are marked ◇). Once "
        "uploaded, "
        "the province's own funds are projected and it takes part in the pooling below with its real figures. The file "
        "is used in this session only and not kept.",
    },
    "download_template": {"zh": "下载空白工作簿", "en": "Download the empty workbook"},
    "upload_workbooks": {"zh": "上传已填写的工作簿（可多个省份）", "en": "Upload filled workbooks (one a province)"},
    "workbook_refused": {"zh": "该工作簿未被采用", "en": "This workbook is not used"},
    "projecting_region": {"zh": "正在测算本地区", "en": "Projecting the region"},
    "region_finding": {"zh": "{region}，基年{year}年。", "en": "{region}, base year {year}."},
    "fallbacks_found": {
        "zh": "{count}个空单元格按全国数推算（◇），明细见测算依据。",
        "en": "{count} empty cells fell back to the nation (◇); they are listed in the basis.",
    },
    "no_fallbacks": {"zh": "没有空单元格。", "en": "No cell was empty."},
    "region_basis": {
        "zh": "测算依据：推算的单元格、校准与提示",
        "en": "Basis: cells that fell back, calibration, warnings",
    },
    "status_fallback": {"zh": "按全国数推算◇", "en": "fell back to the nation◇"},
}
