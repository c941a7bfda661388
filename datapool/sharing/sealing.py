"""Columns that leave sealed: under a key of the receiver's own, before anything of a release is written anywhere."""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from datapool.sharing.agreement import Agreement
from datapool.sharing.measure import load_measures
from datapool.sharing.person_key import Pseudonyms
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.catalogue import Item
from datapool.vault.key_ring import KeyRing, master_name
from datapool.vault.master_key import read_master_key
from datapool.vault.refusal import KeyLost, KeysNotWritten, MasterKeyRefused, WrongMasterKey
from datapool.vault.sealed_table import seal_table

ROW_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Sealing:
    """How columns of a release are sealed.

    vaults   the folder of the receivers' vaults: one each, named after the receiver
    key      the file of that receiver's master key
    name     of this very release: nothing else may be sealed under it
    columns  what to seal (None: what `must_be_encrypted` names)
    """

    vaults: Path
    key: Path
    name: str
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """The key of a receiver, opened, and the columns that leave sealed under it."""

    ring: KeyRing
    name: str
    columns: tuple[str, ...]

    def rows(self, rows: pa.Table, *, table: str, items: Mapping[str, Item], equality: Sequence[str]) -> pa.Table:
        """The rows as they leave, in the form that `anlan vault open` opens.

        equality  columns that get a blind index, by which the receiver finds equal numbers
        Raises ReleaseRefused (seal_key_lost) where the keys of the vault cannot be used.
        """
        with _refused():
            sealed = {column: items[column] for column in self.columns}
            return seal_table(self.ring, rows, table=table, name=self.name, items=sealed, indexed=equality)


def must_be_encrypted(pact: Agreement, items: Mapping[str, Item], columns: Sequence[str]) -> tuple[str, ...]:
    """Of these columns those whose class calls for a measure of encryption, with the key kept elsewhere."""
    encrypting = [load_measures()[name] for name in pact.security if load_measures()[name].by_sealing]
    classes = {sensitivity for measure in encrypting for sensitivity in measure.needed_for}
    return tuple(column for column in columns if items[column].sensitivity in classes)


def open_seal(
    sealing: Sealing, pact: Agreement, items: Mapping[str, Item], columns: Sequence[str], *, root: Path
) -> Seal:
    """The seal of a release of these columns.

    root  the folder of the pool, in which no key may lie
    Raises ReleaseRefused: not_sealed where a column that has to be encrypted is left out, columns_beyond where one is
    named that is not given, seal_key_lost where the receiver's key is lost, wrong or exposed, seal_key_shared where it
    is another receiver's as well.
    """
    demanded = must_be_encrypted(pact, items, columns)
    named = demanded if sealing.columns is None else sealing.columns
    if set(named) - set(columns) or len(set(named)) < len(named):
        raise ReleaseRefused("columns_beyond", "Seal columns that are given, each once.", ", ".join(named))
    if left := [column for column in demanded if column not in named]:
        raise ReleaseRefused("not_sealed", "Seal them as well, or leave them out.", ", ".join(left))
    if not named:
        raise ReleaseRefused("columns_beyond", "Name what to seal; no column of it has to be.")
    vault = sealing.vaults / pact.receiver
    with _refused():
        read_master_key(sealing.key, pool=root)
        ring = KeyRing.open(vault, read_master_key(sealing.key, pool=sealing.vaults))
    _refuse_shared(vault)
    return Seal(ring, sealing.name, tuple(column for column in columns if column in named))


def row_hashes(key: Pseudonyms, rows: pa.Table) -> list[str]:
    """[row] a keyed hash of the row as it was given: whoever has the key of the log can tell whether a file is it."""
    return [
        hmac.digest(key.key, f"row\0{json.dumps(row, sort_keys=True, default=_plain)}".encode(), "sha256").hex()[
            :ROW_HASH_DIGITS
        ]
        for row in rows.to_pylist()
    ]


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse_shared(vault: Path) -> None:
    """Whoever has the master key of one receiver would open what another is given."""
    own = master_name(vault)
    for other in sorted(path for path in vault.parent.iterdir() if path.is_dir() and path != vault):
        if master_name(other) == own:
            raise ReleaseRefused("seal_key_shared", f"Give {vault.name} a key of its own.", f"as for {other.name}")


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except (KeyLost, KeysNotWritten, MasterKeyRefused, WrongMasterKey) as err:
        raise ReleaseRefused("seal_key_lost", str(err)) from err
