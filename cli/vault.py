"""`anlan vault`: keys, and tables whose sensitive columns are sealed before they leave the house."""

import os
import secrets
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from cli.console import print_json, print_lines
from core.errors import FileMissing, InputError, UnknownKey
from core.settings import Settings
from datapool.standards.catalogue import Item, load_catalogue
from datapool.standards.sources import Table, load_sources
from datapool.vault.key_ring import KeyRing
from datapool.vault.master_key import MasterKey, draw_master_key, read_master_key
from datapool.vault.sealed_table import about_sealed, open_table, reseal_table, rows_with, seal_table

_SENSITIVE, _SUFFIX = "sensitive", ".parquet"
_WORDS = {
    "zh": {
        "made": "密钥库已建立：{vault}。主密钥{name}在{key}；请另存一份副本，遗失后无人能打开。",
        "rotated": "已启用数据密钥{current}。", "rewrapped": "全部数据密钥改由主密钥{name}封装（{key}）。",
        "sealed": "已加密{rows}行的{columns}，写入{file}。", "opened": "已打开{rows}行，写入{file}。",
        "resealed": "已改用数据密钥{current}，写入{file}。", "found": "找到{count}行：{rows}",
        "nothing": "没有这个号码。",
    },
    "en": {
        "made": "The vault {vault} is made. Its master key {name} is in {key}: keep a copy, without it nobody can open "
        "anything.",
        "rotated": "Data key {current} seals from now on.",
        "rewrapped": "Every data key is wrapped under the master key {name} ({key}).",
        "sealed": "{columns} of {rows} rows are sealed in {file}.", "opened": "{rows} rows are opened in {file}.",
        "resealed": "Sealed under data key {current} in {file}.", "found": "{count} rows: {rows}",
        "nothing": "No row has this number.",
    },
}  # fmt: skip


def make(chosen: Namespace, settings: Settings) -> int:
    """Make a vault; its master key is drawn where there is none in the file yet."""
    vault, key = Path(chosen.vault), Path(chosen.key)
    vault.mkdir(parents=True, exist_ok=True)
    master = read_master_key(key, pool=vault) if key.exists() else draw_master_key(key, pool=vault)
    ring = KeyRing.make(vault, master, now=datetime.now(UTC))
    said = {"vault": str(vault), "key": str(key), "name": master.name, "current": ring.current}
    _say("made", said, chosen)
    return 0


def rotate(chosen: Namespace, settings: Settings) -> int:
    """Add a data key; with a new master key, wrap all of them under it instead."""
    ring = _ring(chosen)
    if chosen.new_key is None:
        _say("rotated", {"current": ring.add_data_key(now=datetime.now(UTC))}, chosen)
        return 0
    master = draw_master_key(Path(chosen.new_key), pool=Path(chosen.vault))
    ring.rewrap(master)
    _say("rewrapped", {"name": master.name, "key": chosen.new_key}, chosen)
    return 0


def seal(chosen: Namespace, settings: Settings) -> int:
    """Seal the sensitive columns of a table."""
    out = _new_file(chosen.out)
    rows = _read(chosen.file)
    items = _to_seal(_described(chosen.table), rows, chosen.columns)
    sealed = seal_table(_ring(chosen), rows, table=chosen.table, name=secrets.token_hex(8), items=items)
    _write(sealed, out)
    _say("sealed", {"rows": rows.num_rows, "columns": sorted(items), "file": str(out)}, chosen)
    return 0


def reseal(chosen: Namespace, settings: Settings) -> int:
    """Seal under the current data key what lies under an older one."""
    out, ring = _new_file(chosen.out), _ring(chosen)
    _write(reseal_table(ring, _read(chosen.file)), out)
    _say("resealed", {"current": ring.current, "file": str(out)}, chosen)
    return 0


def unseal(chosen: Namespace, settings: Settings) -> int:
    """Open a sealed table, whole or some columns of it."""
    out = _new_file(chosen.out)
    rows = open_table(_ring(chosen), _read(chosen.file), _listed(chosen.columns))
    _write(rows, out)
    _say("opened", {"rows": rows.num_rows, "file": str(out)}, chosen)
    return 0


def find(chosen: Namespace, settings: Settings) -> int:
    """Tell which rows have a number, without opening any."""
    ring, rows = _ring(chosen), _read(chosen.file)
    value = sys.stdin.readline().strip() if chosen.value == "-" else chosen.value
    items = about_sealed(rows).items
    if chosen.column not in items:
        raise UnknownKey(f"{chosen.column} has no blind index.", remedy=f"Give one of {', '.join(items) or 'none'}.")
    found = rows_with(ring, rows, load_catalogue()[items[chosen.column]], chosen.column, value)
    if chosen.json or found:
        _say("found", {"count": len(found), "rows": found}, chosen)
    else:
        print_lines(_WORDS[chosen.language]["nothing"])
    return 0


def _say(what: str, figures: Mapping[str, object], chosen: Namespace) -> None:
    if chosen.json:
        print_json(figures)
        return
    shown = {
        name: ", ".join(map(str, figure)) if isinstance(figure, list) else figure for name, figure in figures.items()
    }
    print_lines(_WORDS[chosen.language][what].format(**shown))


def _ring(chosen: Namespace) -> KeyRing:
    return KeyRing.open(Path(chosen.vault), _master(chosen))


def _master(chosen: Namespace) -> MasterKey:
    return read_master_key(Path(chosen.key), pool=Path(chosen.vault))


def _described(table: str) -> Table:
    tables = load_sources()
    if table not in tables:
        raise UnknownKey(f"there is no table {table}.", remedy=f"Tables: {', '.join(tables)}.")
    return tables[table]


def _to_seal(table: Table, rows: pa.Table, columns: str | None) -> dict[str, Item | None]:
    """[column to seal] its item: those that were named, else the sensitive ones of the table that are there."""
    items = {name: column.item for column in table.columns for name, _ in column.standard_columns}
    named = _listed(columns)
    if named is not None:
        return {column: items.get(column) for column in named}
    found: dict[str, Item | None] = {
        column: items[column]
        for column in rows.column_names
        if column in items and items[column].sensitivity == _SENSITIVE
    }
    if not found:
        raise InputError("no column of it is sensitive.", remedy="Name what to seal with --columns.")
    return found


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(","))


def _new_file(text: str) -> Path:
    out = Path(text)
    if out.suffix != _SUFFIX or out.exists() or not out.parent.is_dir():
        raise InputError("this is no new file that could be written.", path=out, remedy="Name a new one, .parquet.")
    return out


def _read(text: str) -> pa.Table:
    path = Path(text)
    if not path.is_file():
        raise FileMissing("there is no such file.", path=path, remedy="Give a table as a Parquet file.")
    try:
        with parquet.ParquetFile(path) as file:
            return file.read()
    except (pa.ArrowInvalid, OSError) as err:
        raise InputError("this is no Parquet file.", path=path, remedy="Give a table as a Parquet file.") from err


def _write(rows: pa.Table, out: Path) -> None:
    """Write the file whole or not at all, for its owner's eyes only."""
    aside = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            parquet.write_table(rows, stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(out)
    except OSError as err:
        raise InputError(f"it cannot be written: {err.strerror or err}.", path=out, remedy="Name another one.") from err
    finally:
        aside.unlink(missing_ok=True)
