"""States of a pool: which batches had landed, kept under a name so that a mart can be opened again as it was."""

import json
import os
import secrets
from pathlib import Path

from core.errors import InputError, UnknownKey
from core.manifest import content_hash
from datapool.intake.record import LANDED, Places
from datapool.intake.staging import sync_folder
from datapool.pool import Pool

FOLDER = "states"
_DIGITS = 16

# A batch and the hash of the descriptions it was read by: together they stand for its rows.
Contents = list[list[str]]


def contents_of(pool: Pool) -> Contents:
    """Every batch that has landed."""
    return sorted([record.batch, record.standards] for record in pool.batches() if record.state == LANDED)


def name_of(contents: Contents) -> str:
    """The name of a state: the first 16 hexadecimal digits of its sha256."""
    return content_hash(contents)[:_DIGITS]


def keep_state(folder: Path, pool: Pool) -> str:
    """Write down what has landed and return the name; a state that is kept already is left as it is."""
    contents = contents_of(pool)
    name = name_of(contents)
    path = folder / FOLDER / f"{name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{name}-{os.getpid()}-{secrets.token_hex(4)}")
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(contents, indent=0) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    return name


def pool_in_state(folder: Path, pool: Pool, name: str) -> Pool:
    """The pool with the batches of a state and no others.

    Raises UnknownKey for a state nobody kept, InputError where a batch of it is gone or was landed anew otherwise.
    """
    path = folder / FOLDER / f"{name}.json"
    if name not in {each.stem for each in path.parent.glob("*.json")}:
        raise UnknownKey(
            f"the pool has kept no state {name}.", path=path.parent, remedy="The log of releases names those there are."
        )
    wanted = _read(path)
    if name_of(wanted) != name:
        raise InputError(
            "this state is not what was kept: its hash differs from its name.", path=path, remedy="Restore the file."
        )
    records = {(record.batch, record.standards): record for record in pool.batches() if record.state == LANDED}
    gone = [batch for batch, standards in wanted if (batch, standards) not in records]
    if gone:
        raise InputError(
            f"{len(gone)} batches of this state are gone or were landed anew otherwise, such as {gone[0]}.",
            path=path,
            remedy="Open the mart without a state, or restore the pool.",
        )
    return Pool(Places(pool.root), pool.tables(), [records[batch, standards] for batch, standards in wanted])


def _read(path: Path) -> Contents:
    try:
        return [[str(batch), str(standards)] for batch, standards in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError) as err:
        raise InputError("this state of the pool cannot be read.", path=path, remedy="Restore the file.") from err
