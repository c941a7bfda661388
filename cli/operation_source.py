"""From the options of `anlan operation` to a history: of a pool, or of a CSV that somebody brings."""

import math
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

from core.errors import InputError
from training.operation.gathering import Gathering
from training.operation.periods import Step, find_step
from training.operation.pooled import last_day
from training.operation.reading import Columns, read_csv
from training.operation.series import History

OfPool = Callable[[Path, Step, date], History]


def history_of(chosen: Namespace, of_pool: OfPool) -> History:
    """What was asked for, only the series that `--only` names.

    of_pool  reads the folder of a pool, of a step, until a day
    Raises InputError where neither or both of a folder and a CSV are named.
    """
    if (chosen.folder is None) == (chosen.csv is None):
        raise InputError("there is not one source.", remedy="Give the folder of a pool, or --csv FILE.")
    step = find_step(chosen.step)
    if chosen.csv is not None:
        columns = Columns(chosen.date, chosen.value, tuple(chosen.group))
        empty = 0.0 if chosen.empty == "zero" else math.nan
        found = read_csv(Path(chosen.csv), columns, Gathering(step, chosen.unit, empty))
    else:
        root = Path(chosen.folder)
        found = of_pool(root, step, chosen.as_of or last_day(root))
    return found.where(**_wanted(chosen.only))


def _wanted(words: list[str]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key or not value:
            raise InputError(f"{word!r} names no series.", remedy="Write KEY=VALUE, such as scheme=110.")
        wanted.setdefault(key, []).append(value)
    return wanted
