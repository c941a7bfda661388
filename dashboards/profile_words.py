"""The words of the page Data about groups of the insured, in Chinese and English."""

from collections.abc import Mapping

PROFILE_WORDS: Mapping[str, Mapping[str, str]] = {
    "profile_found": {
        "zh": "{year}年末参保（含领取待遇）{persons}人，{since}年以来年均增减{trend}",
        "en": "{persons} insured or drawing at the end of {year}, {trend} a year since {since}",
    },
    "profile_found_now": {
        "zh": "{year}年末参保（含领取待遇）{persons}人",
        "en": "{persons} insured or drawing at the end of {year}",
    },
    "profile_small": {"zh": "抑制 <{least}", "en": "<{least}, held back"},
    "profile_held_back": {"zh": "抑制", "en": "held"},
    "profile_about": {
        "zh": "参保群体画像只含人数和均值：人数取整到{step}，均值的取整单位随人数减少而增大；"
        "不足{least}人的群体不显示（抑制），能由相减倒推的相邻群体一并抑制。均值背后人数过少时不显示（—）。群体之间可以重叠，不得相加。",
        "en": "Profiles hold sizes and means only: persons to the nearest {step}, means the more coarsely the fewer "
        "persons there are. Groups under {least} are held back (held), with as many beside them that no subtraction "
        "brings them back; a mean of too few is not shown (—). Groups overlap and do not add up.",
    },
    "profile_year": {"zh": "年份（年末）", "en": "Year (at its end)"},
    "profile_region": {"zh": "地区", "en": "Region"},
    "whole_pool": {"zh": "全部地区", "en": "All regions"},
    "prefecture": {"zh": "地区{code}", "en": "Prefecture {code}"},
    "profile_segments": {"zh": "群体：{region} · {year}年末", "en": "Groups: {region} · end of {year}"},
    "profile_segment": {"zh": "群体", "en": "Group"},
    "profile_persons": {"zh": "人数", "en": "Persons"},
    "profile_trend": {"zh": "年均增减（全部地区）", "en": "Growth a year (all regions)"},
    "profile_base": {"zh": "月均缴费基数（元）", "en": "Mean monthly base (¥)"},
    "profile_pension": {"zh": "月均养老金（元）", "en": "Mean monthly pension (¥)"},
    "profile_settlements": {"zh": "人均就医（次／年）", "en": "Medical visits a year"},
    "profile_bill": {"zh": "人均医疗费（元／年）", "en": "Medical bills a year (¥)"},
    "profile_definitions": {"zh": "各群体口径", "en": "How each group is defined"},
    "profile_condition": {"zh": "取数条件", "en": "condition"},
    "profile_one": {"zh": "逐年与各地区", "en": "Year by year, and by region"},
    "profile_course": {"zh": "{segment}：年末人数", "en": "{segment}: persons at year end"},
    "profile_gaps": {
        "zh": "断线处为抑制的年份",
        "en": "the line breaks where a year is held back",
    },
    "profile_by_region": {"zh": "{segment}：{year}年末各地区", "en": "{segment}: regions, end of {year}"},
    "profile_groups": {"zh": "按险种、就业形式、缴费状态和年龄", "en": "By scheme, employment, payment and age"},
    "profile_groups_of": {
        "zh": "{region} · {year}年末（人；0为没有，—为上一级已抑制）",
        "en": "{region} · end of {year} (persons; 0: none, —: held back one level up)",
    },
    "profile_group": {"zh": "险种 · 就业形式 · 缴费状态", "en": "Scheme · employment · payment"},
    "profile_all_ages": {"zh": "合计", "en": "All ages"},
    "profile_band": {"zh": "{first}–{last}岁", "en": "{first}–{last}"},
    "profile_oldest": {"zh": "{first}岁以上", "en": "{first}+"},
    "form_employer": {"zh": "单位就业", "en": "employed"},
    "form_flexible": {"zh": "灵活就业", "en": "flexible"},
    "form_resident": {"zh": "城乡居民", "en": "resident"},
    "payment_drawing": {"zh": "领取待遇", "en": "drawing"},
    "payment_paying": {"zh": "正常缴费", "en": "paying"},
    "payment_gap_1_3": {"zh": "断缴1—3个月", "en": "1–3 months unpaid"},
    "payment_gap_4_12": {"zh": "断缴4—12个月", "en": "4–12 months unpaid"},
    "payment_gap_over_12": {"zh": "断缴12个月以上", "en": "over 12 months unpaid"},
    "payment_resident": {"zh": "居民未领取", "en": "not yet drawing"},
    "profile_source": {
        "zh": "来源：社会保险经办和医疗保险报送批次，{first}—{last}年；截止{last}年末；版本{version}",
        "en": "Source: deliveries of social security and medical insurance, {first}–{last}; cut-off: end of {last}; "
        "version {version}",
    },
    "download_profiles": {"zh": "下载画像（CSV）", "en": "Download the profiles (CSV)"},
}
