"""Blind indexes: a keyed hash by which equal numbers are found without being opened.

Equal values of one item have equal indexes, and that is all an index tells, to whoever has no key. So only numbers may
have one: a name, a date or a code is one of few, and who counts how often each index stands could tell which it is.
"""

import hmac
import re

import pyarrow as pa

from datapool.standards.catalogue import Item
from datapool.standards.identifiers import BLANKS, plain
from datapool.standards.item_types import ItemType
from datapool.vault.key_ring import KeyRing
from datapool.vault.refusal import NotIndexable

INDEX_BYTES = 16
_INDEXABLE = (ItemType.CITIZEN_ID, ItemType.USCC, ItemType.PHONE, ItemType.ACCOUNT, ItemType.KEY)
_TYPED_IN_GROUPS = (ItemType.PHONE, ItemType.ACCOUNT)
_BETWEEN_GROUPS = re.compile(r"[ -]")
_CHINA = re.compile(r"^\+86")


def blind_index(ring: KeyRing, item: Item, values: pa.Array) -> pa.Array:
    """[row] 16 bytes for each value, or missing; values are normalised first. NotIndexable for items it may not be."""
    key = _key(ring, item)
    indexes = [None if value is None else _index(key, item, value) for value in values.to_pylist()]
    return pa.array(indexes, pa.binary(INDEX_BYTES))


def blind_value(ring: KeyRing, item: Item, value: str) -> bytes:
    """The index to look for, of one value however it was typed."""
    return _index(_key(ring, item), item, value)


def is_indexable(item: Item) -> bool:
    """Whether so many values are possible that an index does not tell which it is."""
    return item.type in _INDEXABLE


def _key(ring: KeyRing, item: Item) -> bytes:
    if not is_indexable(item):
        raise NotIndexable(
            f"{item.key} is a {item.type.value}: too few values are possible, and an index would tell which it is.",
            remedy=f"Only {', '.join(_INDEXABLE)} have one.",
        )
    return ring.index_key(item.key)


def _index(key: bytes, item: Item, value: str) -> bytes:
    return hmac.digest(key, _normal(item, value).encode(), "sha256")[:INDEX_BYTES]


def _normal(item: Item, value: str) -> str:
    """In the characters meant, without what only groups digits; a key is compared as it is."""
    if item.type is ItemType.KEY:
        return value.strip(BLANKS)
    meant = plain(value)
    return _CHINA.sub("", _BETWEEN_GROUPS.sub("", meant)) if item.type in _TYPED_IN_GROUPS else meant
