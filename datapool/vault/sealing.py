"""Columns sealed value by value: each opens only with its key, in its own table, column and record, and unchanged.

A sealed value is the number of its data key (4 bytes), a nonce (12), and AES-256-GCM over the padded text (its tag is
the last 16 bytes). What is authenticated along with it is `table.column.record`. Texts are padded to a multiple of 32
bytes, so that the length of a name or number does not show. Two equal values never look alike. A missing value stays
missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datapool.vault.key_ring import KeyRing, Lease
from datapool.vault.refusal import NotSealable, SealBroken

NUMBER_BYTES, NONCE_BYTES, TAG_BYTES, BLOCK_BYTES = 4, 12, 16, 32
_START = NUMBER_BYTES + NONCE_BYTES
# End of the text within its padding.
_END = b"\x80"
_PADDINGS = tuple(_END + bytes(BLOCK_BYTES - 1 - filled) for filled in range(BLOCK_BYTES))
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_MOST_VALUES = 2**32


@dataclass(frozen=True, slots=True)
class Place:
    """The column a value belongs to; NotSealable for names that could be read as two."""

    table: str
    column: str

    def __post_init__(self) -> None:
        """A dot in a name would let a cell pass for one of another column."""
        for name in (self.table, self.column):
            if not _NAME.fullmatch(name):
                raise NotSealable(f"{name!r} is not a name of the pool.", remedy="Use letters, digits and underscores.")

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def seal(ring: KeyRing, place: Place, records: pa.Array, values: pa.Array) -> pa.Array:
    """Seal the values of a column.

    records  [row] key of the record, text or whole number; none missing, none twice
    values   [row] text, or missing
    returns  [row] sealed value, binary
    Raises NotSealable for other types or keys, KeysNotWritten where no lease can be taken.
    """
    bound = _bound(place, records, len(values))
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        raise NotSealable(f"{place} holds {values.type}, not text.", remedy="Cast it to text first.")
    plain = values.cast(pa.large_binary()).to_pylist()
    return pa.array(_sealed(ring.lease(), bound, plain), pa.binary(), size=len(plain))


def _sealed(lease: Lease, bound: list[bytes], plain: list[bytes | None]) -> Iterator[bytes | None]:
    encrypt, head = AESGCM(lease.key).encrypt, lease.number.to_bytes(NUMBER_BYTES, "big")
    counts = np.arange(len(plain), dtype=">u4").tobytes()
    for at, (value, where) in enumerate(zip(plain, bound, strict=True)):
        if value is None:
            yield None
        else:
            nonce = lease.prefix + counts[4 * at : 4 * at + 4]
            yield head + nonce + encrypt(nonce, value + _PADDINGS[len(value) % BLOCK_BYTES], where)


def open_sealed(ring: KeyRing, place: Place, records: pa.Array, sealed: pa.Array) -> pa.Array:
    """The texts of a sealed column; all of them or none.

    Raises KeyLost where a data key is gone, SealBroken where a value was changed, cut or moved from another cell.
    """
    bound = _bound(place, records, len(sealed))
    ciphers: dict[bytes, AESGCM] = {}
    texts: list[bytes | None] = []
    broken: list[int] = []
    for at, (value, where) in enumerate(zip(_cells(place, sealed), bound, strict=True)):
        if value is None:
            texts.append(None)
            continue
        try:
            texts.append(_opened(ring, ciphers, value, where))
        except (InvalidTag, ValueError):
            broken.append(at)
    if broken:
        raise SealBroken(
            f"{place}: {len(broken)} of {len(bound)} sealed values were changed or belong elsewhere, the first in row "
            f"{broken[0]}. Nothing is shown; restore the column from a copy."
        )
    return pa.array(texts, pa.binary()).cast(pa.string())


def _opened(ring: KeyRing, ciphers: dict[bytes, AESGCM], value: bytes, where: bytes) -> bytes:
    """One text. Raises InvalidTag or ValueError where it is not what was sealed here."""
    if len(value) < _START + BLOCK_BYTES + TAG_BYTES:
        raise ValueError("cut off")
    head = value[:NUMBER_BYTES]
    if head not in ciphers:
        ciphers[head] = AESGCM(ring.data_key(int.from_bytes(head, "big")))
    padded = ciphers[head].decrypt(value[NUMBER_BYTES:_START], value[_START:], where)
    return padded[: padded.rindex(_END)]


def reseal(ring: KeyRing, place: Place, records: pa.Array, sealed: pa.Array) -> pa.Array:
    """The column with every value that lies under an older data key sealed under the current one."""
    head = ring.current.to_bytes(NUMBER_BYTES, "big")
    old = np.array([value is not None and value[:NUMBER_BYTES] != head for value in _cells(place, sealed)], dtype=bool)
    if not old.any():
        return sealed
    which = pa.array(old)
    moved, opened = records.filter(which), open_sealed(ring, place, records.filter(which), sealed.filter(which))
    return pc.replace_with_mask(sealed, which, seal(ring, place, moved, opened))


def _cells(place: Place, sealed: pa.Array) -> list[bytes | None]:
    if not pa.types.is_binary(sealed.type):
        raise NotSealable(
            f"{place} holds {sealed.type}, not sealed values.", remedy="Give the column as it was sealed."
        )
    cells: list[bytes | None] = sealed.to_pylist()
    return cells


def _bound(place: Place, records: pa.Array, rows: int) -> list[bytes]:
    """table.column.record of each row, to be authenticated along with its value."""
    if len(records) != rows or rows > _MOST_VALUES:
        raise NotSealable(f"{place} has {rows} values and {len(records)} records.", remedy="Give one record to each.")
    if not (pa.types.is_integer(records.type) or pa.types.is_string(records.type)):
        raise NotSealable(f"records of {place} are {records.type}.", remedy="Name a record by text or whole number.")
    if records.null_count or pc.count_distinct(records).as_py() != rows:
        what = f"records of {place} are missing or stand twice: their values could be exchanged unseen."
        raise NotSealable(what, remedy="Give each record a key of its own.")
    prefix = pa.scalar(f"{place}.", pa.string())
    named = pc.binary_join_element_wise(prefix, records.cast(pa.string()), "")
    found: list[bytes] = named.cast(pa.binary()).to_pylist()
    return found
