"""Where a column of an unknown feed may belong: the columns of the pool, with all the names they are known by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import UnknownKey
from datapool.standards.catalogue import Item, load_catalogue
from datapool.standards.sources import Table, load_sources
from rules.reading import Node

PROFILES = Path(__file__).parent / "profiles.yaml"
_PROFILE_KEYS = {"names", "like", "typical", "unique"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a column beside the catalogue; None where nothing is."""

    names: tuple[str, ...] = ()
    like: str | None = None
    typical: tuple[float, float] | None = None
    unique: bool | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of the pool.

    names   headers it is known under, in Chinese and English
    tables  [department_table] where it stands today
    """

    item: Item
    column: str
    names: tuple[str, ...]
    profile: Profile
    tables: frozenset[str]


@cache
def load_profiles(path: Path = PROFILES) -> Mapping[str, Profile]:
    """[column of the pool, or item] its profile."""
    document = load_document(path)
    root = Node(document, document.data)
    columns = {column.column for table in load_sources().values() for column in table.columns}
    known = set(load_catalogue()) | columns
    for key in root.raw:
        if key not in known:
            raise root.child(key).refusal(UnknownKey, f"no column or item is called {key}.", "Mend the name.")
    return {key: _read_profile(root.child(key)) for key in root.raw}


def _read_profile(node: Node) -> Profile:
    raw: dict[str, Any] = node.mapping(_PROFILE_KEYS)
    low, high = raw.get("typical", (None, None))
    return Profile(
        names=tuple(map(str, raw.get("names", ()))),
        like=raw.get("like"),
        typical=None if low is None else (float(low), float(high)),
        unique=raw.get("unique"),
    )


def load_slots(tables: Mapping[str, Table] | None = None) -> tuple[Slot, ...]:
    """Every column of the pool's tables, and every item that stands in none, in the order of the catalogue."""
    sources = load_sources() if tables is None else tables
    places: dict[tuple[str, str], list[tuple[str, str]]] = {(key, key): [] for key in load_catalogue()}
    for table in sources.values():
        for column in table.columns:
            places.setdefault((column.item.key, column.column), []).append((table.full_name, column.name))
    return tuple(_slot(key, column, stands) for (key, column), stands in sorted(places.items()))


def _slot(key: str, column: str, stands: list[tuple[str, str]]) -> Slot:
    item, profiles = load_catalogue()[key], load_profiles()
    own, general = profiles.get(column, Profile()), profiles.get(key, Profile())
    titles = (item.title.zh, item.title.en, key) if column == key else ()
    names = (*titles, column, *own.names, *(name for _, name in stands))
    profile = Profile(
        names=own.names,
        like=own.like or general.like,
        typical=own.typical or general.typical,
        unique=general.unique if own.unique is None else own.unique,
    )
    folded = dict.fromkeys(fold(name) for name in names)
    return Slot(item, column, tuple(folded), profile, frozenset(table for table, _ in stands))


_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s_\-./:：、*]+")


# Parts of Chinese headers that mean the same.
_SAME = {
    "编码": "编号", "号码": "编号", "代码": "编号", "时间": "日期", "月份": "年月", "类别": "类型", "种类": "类型",
    "途径": "方式", "渠道": "方式", "全称": "名称", "情况": "状态", "结果": "结论", "手机": "电话", "数额": "金额",
}  # fmt: skip
_SAME_PART = re.compile("|".join(_SAME))


def fold(name: str) -> str:
    """A header in small letters, words apart by one blank, without remarks in brackets, its parts as usually called."""
    bare = _BRACKETS.sub(" ", name)
    spaced = _BETWEEN.sub(" ", _CAMEL.sub(" ", bare if bare.strip() else name)).strip().lower()
    return _SAME_PART.sub(lambda part: _SAME[part[0]], spaced)
