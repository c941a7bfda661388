"""Feeds that nobody has described, as an agency might send them: plausible values under strange headers or none."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pypinyin import Style, lazy_pinyin
from stdnum.cn import ric, uscc

from datapool.standards.catalogue import Item
from datapool.standards.item_types import ItemType
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.slots import load_profiles
from datapool.standards.sources import Column, Table, load_sources

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志红梅春晓宇浩然子轩雨涵"
PLACES = ("110105", "330106", "440305", "510104", "420106", "370102")
STREETS = ("解放路", "人民路", "建设街", "中山大道", "和平巷")
FIRMS = ("机械有限公司", "纺织厂", "物流有限公司", "建筑工程公司", "电子科技有限公司", "商贸商店")
HOSPITALS = ("人民医院", "中医院", "社区卫生服务中心", "镇卫生院", "大药房", "口腔诊所")
WAYS = ("as_is", "renamed", "english", "initials", "nameless")
# Parts of Chinese headers, and what another agency would write instead.
OTHERWISE = (
    ("编号", "编码"), ("号码", "号"), ("日期", "时间"), ("年月", "月份"), ("金额", "额"), ("类型", "类别"),
    ("类别", "类型"), ("方式", "途径"), ("代码", "编码"), ("电话", "电话号码"), ("地址", "详细地址"),
    ("单位", "用人单位"), ("名称", "全称"), ("姓名", "名字"), ("账号", "银行账户"), ("缴费", "缴纳"),
    ("待遇", "养老待遇"), ("天数", "日数"), ("区划", "行政区"), ("状态", "情况"), ("工号", "员工号"),
    ("结论", "结果"), ("养老金", "养老金数额"),
)  # fmt: skip
SHORTER = {
    "number": "no",
    "date": "dt",
    "amount": "amt",
    "name": "nm",
    "account": "acct",
    "person": "pers",
    "month": "mth",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A feed as sent, and the column of the pool each of its columns truly is; None for one that is none."""

    table: str
    feed: Feed
    truth: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Person:
    male: bool
    born: str
    number: str


def send(table: Table, way: str, seed: int, *, rows: int = 150, strangers: int = 1) -> Sent:
    """A feed of `table` with its headers changed in one of WAYS, its columns shuffled, some left out, and strangers."""
    chance = Random(f"{table.full_name} {way} {seed}")
    columns = list(table.columns)
    keeps_order = way == "nameless" and chance.random() < 0.5 and strangers == 1
    if not keeps_order:
        columns = [column for column in columns if chance.random() < 0.9]
        chance.shuffle(columns)
    people = [person(chance) for _ in range(rows)]
    filled = [(header(column, way, chance), values(column, people, chance), column) for column in columns]
    known: list[tuple[str, list[str], Column | None]] = [*filled]
    for name, column_values in stranger_columns(chance, rows, way)[: 0 if keeps_order else strangers]:
        known.insert(chance.randrange(len(known) + 1), (name, column_values, None))
    feed = Feed(
        path=Path("unknown.csv"),
        format="csv",
        encoding="utf-8",
        gzip=False,
        headers=tuple("" if way == "nameless" else name for name, _, _ in known),
        values=tuple(tuple(column_values) for _, column_values, _ in known),
    )
    truth = tuple(None if column is None else (column.item.key, column.column) for _, _, column in known)
    return Sent(table.full_name, feed, truth)


def write_csv(feed: Feed, path: Path) -> Path:
    with path.open("w", encoding=feed.encoding, newline="") as file:
        writer = csv.writer(file)
        if feed.has_headers:
            writer.writerow(feed.headers)
        writer.writerows(zip(*feed.values, strict=True))
    return path


def header(column: Column, way: str, chance: Random) -> str:
    if way == "initials":
        return "".join(lazy_pinyin(column.name, style=Style.FIRST_LETTER)).lower()
    if way == "english":
        return in_english(column, chance)
    return in_other_words(column.name, chance) if way == "renamed" else column.name


def in_other_words(name: str, chance: Random) -> str:
    """A header that means the same: other parts, or the name with something before or behind it."""
    for part, other in chance.sample(OTHERWISE, len(OTHERWISE)):
        if part in name and other not in name:
            return name.replace(part, other)
    return chance.choice([f"人员{name}", f"{name}(必填)", f"本次{name}", f"{name}信息"])


def in_english(column: Column, chance: Random) -> str:
    """The English title, in one of the spellings of databases, now and then with short forms."""
    words = column.column.split("_") if column.column != column.item.key else column.item.title.en.lower().split()
    words = [word for word in words if word not in {"of", "the", "a", "by"}]
    words = [SHORTER.get(word, word) if chance.random() < 0.5 else word for word in words]
    spelling = chance.randrange(4)
    if spelling == 0:
        return words[0] + "".join(word.title() for word in words[1:])
    return (" ".join(words).title(), "_".join(words), "_".join(words).upper())[spelling - 1]


def stranger_columns(chance: Random, rows: int, way: str) -> Sequence[tuple[str, list[str]]]:
    """Columns that belong nowhere."""
    made: list[tuple[str, str, list[str]]] = [
        ("口味", "flavour", [chance.choice(["", "甜", "偏咸", "很辣，不推荐", "清淡"]) for _ in range(rows)]),
        ("温度", "temperature", [f"{chance.uniform(35, 39):.1f}" for _ in range(rows)]),
        ("颜色", "colour", [chance.choice(["红", "绿", "蓝"]) for _ in range(rows)]),
        ("版本", "version", [f"v{chance.randrange(1, 4)}.{chance.randrange(10)}" for _ in range(rows)]),
        ("经度", "longitude", [f"{chance.uniform(100, 125):.6f}" for _ in range(rows)]),
        ("同步标志", "sync_flag", [chance.choice(["Y", "N"]) for _ in range(rows)]),
        ("摘要值", "checksum", [f"{chance.getrandbits(128):032x}"[:31] + "_" for _ in range(rows)]),
    ]
    chance.shuffle(made)
    return [(english if way == "english" else name, column) for name, english, column in made]


def person(chance: Random) -> Person:
    born = f"{chance.randrange(1940, 2000)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    male = chance.random() < 0.5
    body = f"{chance.choice(PLACES)}{born}{chance.randrange(100):02d}{chance.randrange(5) * 2 + male}"
    number = body + ric.calc_check_digit(body + "0")
    if chance.random() < 0.03:
        number = number[:16] + number[17] + number[16]
    return Person(male, born, number)


def values(column: Column, people: Sequence[Person], chance: Random) -> list[str]:
    """A value for each row; columns that need not be filled have gaps."""
    maker = maker_of(column, chance)
    gap = 0.0 if column.required else 0.1
    return ["" if chance.random() < gap else maker(one) for one in people]


def maker_of(column: Column, chance: Random) -> Callable[[Person], str]:
    item = column.item
    if item.code_list is not None and item.code_list.codes:
        return code_maker(item, column, chance)
    if column.column == "citizen_id":
        return lambda one: one.number
    if column.column == "birth_date":
        dashes = chance.random() < 0.5
        return lambda one: f"{one.born[:4]}-{one.born[4:6]}-{one.born[6:]}" if dashes else one.born
    if item.type is ItemType.KEY:
        return key_maker(item, chance)
    makers: Mapping[ItemType, Callable[[], str]] = {
        ItemType.CITIZEN_ID: lambda: person(chance).number,
        ItemType.USCC: uscc_maker(chance),
        ItemType.NAME: lambda: chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice([1, 2, 2]))),
        ItemType.TEXT: text_maker(item, chance),
        ItemType.CODE: lambda: f"{chance.choice('EIJKM')}{chance.randrange(10, 80)}.{chance.randrange(10)}00",
        ItemType.REGION: lambda: chance.choice(PLACES),
        ItemType.DATE: time_maker(("{}-{:02d}-{:02d}", "{}{:02d}{:02d}", "{}/{:02d}/{:02d}"), chance),
        ItemType.MONTH: time_maker(("{}{:02d}", "{}-{:02d}"), chance),
        ItemType.MOMENT: time_maker(("{}-{:02d}-{:02d} 10:24:00", "{}-{:02d}-{:02d} 15:07:31"), chance),
        ItemType.PHONE: lambda: f"1{chance.choice('35789')}{chance.randrange(10**9):09d}",
        ItemType.ACCOUNT: lambda: f"6222{chance.randrange(10**15):015d}",
    }
    made = makers.get(item.type) or number_maker(column, chance)
    return lambda one: made()


def code_maker(item: Item, column: Column, chance: Random) -> Callable[[Person], str]:
    if column.column == "sex":
        return lambda one: "1" if one.male else "2"
    assert item.code_list is not None
    codes = list(item.code_list.codes)
    weights = [1.0 / (1 + at) for at in range(len(codes))]
    return lambda one: chance.choices(codes, weights)[0]


def key_maker(item: Item, chance: Random) -> Callable[[Person], str]:
    start, length = chance.choice(["", "", "A", "47"]), chance.choice([8, 10, 12])
    few = [f"{start}{chance.randrange(10**length):0{length}d}" for _ in range(30)]
    if load_profiles()[item.key].unique:
        return lambda one: f"{start}{chance.randrange(10**length):0{length}d}"
    return lambda one: chance.choice(few)


def uscc_maker(chance: Random) -> Callable[[], str]:
    bodies = [f"91{chance.choice(PLACES)}{chance.randrange(10**9):09d}" for _ in range(30)]
    codes = [body + uscc.calc_check_digit(body) for body in bodies]
    return lambda: chance.choice(codes)


def text_maker(item: Item, chance: Random) -> Callable[[], str]:
    if item.key in ("employer_name", "provider_name"):
        ends = FIRMS if item.key == "employer_name" else HOSPITALS
        return lambda: chance.choice(("长河", "东风", "永安", "新城", "白云")) + chance.choice(ends)
    if item.key == "address":
        return lambda: f"东城区{chance.choice(STREETS)}{chance.randrange(1, 300)}号{chance.randrange(1, 30)}室"
    return lambda: chance.choice([person(chance).number, chance.choice(SURNAMES) + chance.choice(GIVEN), *PLACES])


def time_maker(forms: Sequence[str], chance: Random) -> Callable[[], str]:
    form = chance.choice(forms)
    return lambda: form.format(chance.randrange(2012, 2025), chance.randrange(1, 13), chance.randrange(1, 29))


def number_maker(column: Column, chance: Random) -> Callable[[], str]:
    profiles = load_profiles()
    low, high = (profiles.get(column.column) or profiles[column.item.key]).typical or (0.0, 1000.0)
    middle, spread = (low + high) / 2 * chance.uniform(0.5, 1.1), (high - low) / 5
    digits = {ItemType.INTEGER: 0, ItemType.SHARE: 4}.get(column.item.type, 2)
    return lambda: f"{max(low, chance.gauss(middle, spread)):.{digits}f}"


def tables(half: int) -> list[Table]:
    """Every second table: the weights are fitted on one half and tried on the other."""
    return [table for at, table in enumerate(load_sources().values()) if at % 2 == half]
