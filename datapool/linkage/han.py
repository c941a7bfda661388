"""Chinese characters made comparable: variants folded onto one form, and how a text sounds."""

import re
from functools import cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin

_RANGES = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
HAN = "".join(f"{first}-{last}" for first, last in _RANGES)
_HAN = re.compile(f"[{HAN}]")
_DOTS = re.compile(r"[·•‧・∙．⋅\s]")
# Traditional and other forms often met in names, places and streets, and the common simplified form.
_VARIANTS = dict(
    pair
    for pair in zip(
        "張陳劉楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭蔣賈葉閻餘蘇呂盧鐘鍾傅譚陸範方廖鄒陶薑龍萬錢湯賴龐顧賀賢"
        "國華偉強軍麗娟豔艷蘭鳳雲紅玉霞輝傑俊寶貴財榮興慶樂學義禮書東風飛鵬達遠進運業農車長門開關間聞問"
        "時曉晉曠樹橋機權歲歷來實廣應後從愛滿漢澤濤潔瀟灣災無當發監盡眾碩確禎離種積穎競竇筆節經綠線緒維"
        "縣總繼續羅義習聖職聰聯臨舊莊蓮藍蘊蘆處號補親觀覺計記設詩詹誠語調談諸豐貝貞負賓質趙跡軒輪轉農邊"
        "鄉醫釋鈞鈴銀銘鋒錦鎮鏡鐵長閣陽陰隊際隨靈靜韋順領頁顏願類飛飯館駿騰驗鮑鮮鳥鳴麥齊齡瑋璽瓊環瑩"
        "喆昇陞堃淼犇仝珮祐峯羣銳鑫凃塗嶽嶺島峽巖濱瀋衛術裡區園圖圓團執報場壇聲壯備",
        "张陈刘杨赵黄吴孙马罗郑谢韩冯许邓萧蒋贾叶阎余苏吕卢钟钟傅谭陆范方廖邹陶姜龙万钱汤赖庞顾贺贤"
        "国华伟强军丽娟艳艳兰凤云红玉霞辉杰俊宝贵财荣兴庆乐学义礼书东风飞鹏达远进运业农车长门开关间闻问"
        "时晓晋旷树桥机权岁历来实广应后从爱满汉泽涛洁潇湾灾无当发监尽众硕确祯离种积颖竞窦笔节经绿线绪维"
        "县总继续罗义习圣职聪联临旧庄莲蓝蕴芦处号补亲观觉计记设诗詹诚语调谈诸丰贝贞负宾质赵迹轩轮转农边"
        "乡医释钧铃银铭锋锦镇镜铁长阁阳阴队际随灵静韦顺领页颜愿类飞饭馆骏腾验鲍鲜鸟鸣麦齐龄玮玺琼环莹"
        "哲升升坤淼犇同佩佑峰群锐鑫涂涂岳岭岛峡岩滨沈卫术里区园图圆团执报场坛声壮备",
        strict=True,
    )
)
_FOLD = str.maketrans(_VARIANTS)
# Initials and finals that many speakers do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def is_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return bool(_HAN.search(text))


def signs_of_han(signs: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """[code point] whether it is a Chinese character."""
    inside = [(signs >= ord(first)) & (signs <= ord(last)) for first, last in _RANGES]
    return np.asarray(np.logical_or.reduce(inside))


def fold(text: str) -> str:
    """The text with compatibility and variant characters on their common form, and no dots or blanks inside."""
    return _DOTS.sub("", normalize("NFKC", text)).translate(_FOLD).casefold()


def sound(text: str) -> str:
    """Pinyin without tones, syllables apart; what is not Chinese stays as it is.

    Each character has the sound it has alone: a slip changes the words that a character stands in, and must not change
    how the others are read.
    """
    return " ".join(map(_sound_alone, text))


@cache
def _sound_alone(sign: str) -> str:
    return "".join(lazy_pinyin(sign, style=Style.NORMAL))


def rough_sound(sounded: str) -> str:
    """Pinyin in which often confused initials and finals are one."""
    for written, meant in _ALIKE:
        sounded = sounded.replace(written, meant)
    return sounded
