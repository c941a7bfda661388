"""Files that commands about cases read and write: claims of whoever acts, and new files written whole or not at all."""

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import InputError
from core.principal import Principal
from datapool.viewing.claims import claims_in


def reader_in(chosen: Namespace) -> Principal | None:
    """Who reads, by the claims of --as; None for whoever owns the files."""
    return None if chosen.claims is None else Principal.from_claims(claims_in(Path(chosen.claims)))


def actor_in(chosen: Namespace) -> Principal:
    """Who acts; InputError where nobody says so."""
    who = reader_in(chosen)
    if who is None:
        raise InputError("it is not said who acts.", remedy="Give --as CLAIMS.json.")
    return who


def new_file(path: str, suffixes: Sequence[str]) -> Path:
    """A path at which a file can be written; InputError where there is one, or it ends in something else."""
    out = Path(path)
    if out.suffix not in suffixes or out.exists() or not out.parent.is_dir():
        raise InputError(
            "this is no new file that could be written.", path=out, remedy=f"Name a new one, {' or '.join(suffixes)}."
        )
    return out


def put(out: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all. Raises InputError where the disk does not take it."""
    aside = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        write(aside)
        aside.rename(out)
    except OSError as err:
        raise InputError(f"it cannot be written: {err.strerror or err}.", path=out, remedy="Name another one.") from err
    finally:
        aside.unlink(missing_ok=True)
