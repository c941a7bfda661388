"""Into which account a person is paid in which month: the one they gave first, or the one it was last changed to."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.feeds.rendering import Index, Rendering

_ACCOUNT_CHANGED = 4
_SECONDS_PER_DAY = 86400


def accounts_in(rendering: Rendering, person: Index, month: NDArray[np.integer]) -> NDArray[np.int64]:
    """[row] number of the account of a person in a month; a change holds from the month after it."""
    account = rendering.block.people.account[person].copy()
    keys, new_accounts = _changes(rendering)
    if not keys.size or not len(person):
        return account
    place = np.searchsorted(keys, person.astype(np.int64) * _span(rendering) + month, side="right") - 1
    is_changed = (place >= 0) & (keys[np.maximum(place, 0)] // _span(rendering) == person)
    account[is_changed] = new_accounts[place[is_changed]]
    return account


def _changes(rendering: Rendering) -> tuple[Index, NDArray[np.int64]]:
    """Person and month from which each change holds, as one rising number, and the new account."""
    operations = rendering.block.rows.operations
    if not operations:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    rows = np.flatnonzero(
        (operations["kind"].astype(np.int64) == _ACCOUNT_CHANGED)
        & (operations["new_account"].astype(np.int64) >= 0)
        & (operations["person"].astype(np.int64) >= 0)
    )
    month = rendering.province.month_of(operations["second"][rows].astype(np.int64) // _SECONDS_PER_DAY) + 1
    keys = operations["person"][rows].astype(np.int64) * _span(rendering) + month
    order = np.argsort(keys, kind="stable")
    return keys[order], operations["new_account"][rows].astype(np.int64)[order]


def _span(rendering: Rendering) -> int:
    return rendering.province.months + 2
