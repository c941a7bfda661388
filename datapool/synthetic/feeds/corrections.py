"""What clerks put right, or pretended to: names and numbers in the agency's register after an operation on them."""

import numpy as np

from datapool.synthetic.block import Block
from datapool.synthetic.feeds.written import Written
from datapool.synthetic.identities.persons import Identities

_NAME, _ID = 2, 3
_SECONDS_PER_DAY = 86400


def correct(wrote: Written, block: Block, identities: Identities) -> None:
    """Let the register show, from the day of an operation on, the true name or number, or those of the other person.

    The last operation on a person counts.
    """
    operations = block.rows.operations
    if not operations:
        return
    kinds, entries = operations["kind"].astype(np.int64), len(block.people)
    for kind, texts, since, true in (
        (_NAME, "names", wrote.name_since, identities.later_name),
        (_ID, "ids", wrote.id_since, identities.later_id),
    ):
        rows = np.flatnonzero((kinds == kind) & (operations["person"].astype(np.int64) >= 0))
        rows = rows[np.argsort(operations["second"][rows], kind="stable")]
        person, other = (operations[name][rows].astype(np.int64) for name in ("person", "other"))
        known = getattr(wrote, texts)
        known[entries + person] = true[np.where(other >= 0, other, person)]
        since[person] = operations["second"][rows].astype(np.int64) // _SECONDS_PER_DAY
