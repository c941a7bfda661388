"""Names of records and persons: keyed hashes of their numbers, so that a name tells nothing and never changes."""

from pathlib import Path

from core.errors import InputError
from datapool.marts.naming import KEY_FILE, MACRO, Naming, pool_key
from datapool.persons.storing import current_fingerprint, persons_folder
from datapool.standards.sql import quote

_PURPOSE, _ITEM = "persons", "record"


def naming_of(root: Path) -> Naming:
    """How the pool in `root` names records. Raises InputError when the key is not the one that named the index."""
    folder, known = persons_folder(root), current_fingerprint(root)
    if known is not None and not (folder / KEY_FILE).is_file():
        raise _key_lost(folder)
    naming = Naming.of(pool_key(folder), _PURPOSE)
    if known is not None and naming.fingerprint != known:
        raise _key_lost(folder)
    return naming


def _key_lost(folder: Path) -> InputError:
    return InputError(
        "the key under which persons were named is gone.",
        path=folder / KEY_FILE,
        remedy=f"Restore it, or remove {folder}: then all persons get new names, and decisions about them are void.",
    )


def record_name(naming: Naming, key: str) -> str:
    """The name of a record from its key, such as hrss_insured:1234567890."""
    return naming.name(_ITEM, key)


def record_name_sql(column: str) -> str:
    """SQL for the same, where the macro of the naming was made."""
    return f"{MACRO}({quote(_ITEM)}, {column})"
