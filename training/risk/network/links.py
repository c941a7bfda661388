"""Links of subjects to what they share, as numbers that kernels take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from training.risk.network.kernels import join_groups

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Links:
    """Edges of one kind.

    subject, key  [edge] row of the subject, number of the key; each pair once, in rising order of key and subject
    keys          how many keys there are
    """

    subject: Whole
    key: Whole
    keys: int

    def shared(self, most: int, least: int = 2) -> "Links":
        """Without keys of fewer than `least` subjects or of more than `most`, which tell nothing of anybody."""
        members = np.bincount(self.key, minlength=self.keys)
        kept = (members[self.key] >= least) & (members[self.key] <= most)
        return _numbered(self.subject[kept], self.key[kept])


def links_of(rows: pa.Table, subjects: Sequence[str]) -> Links:
    """Rows of `subject` and `grp` as links; subjects that are not asked about, and rows without one, are left out."""
    known = pc.index_in(rows["subject"], value_set=pa.array(subjects, pa.string()))
    named = pc.and_(pc.is_valid(known), pc.is_valid(rows["grp"]))
    place = pc.filter(known, named).to_numpy(zero_copy_only=False).astype(np.int64)
    grp = pc.filter(rows["grp"], named).combine_chunks().dictionary_encode()
    codes = grp.indices if isinstance(grp, pa.DictionaryArray) else grp.combine_chunks().indices
    return _numbered(place, codes.to_numpy(zero_copy_only=False).astype(np.int64))


def groups_of(links: Mapping[str, Links], subjects: int) -> Whole:
    """[subject] the least number among all that they are connected with, over any chain of keys."""
    parent = np.arange(subjects, dtype=np.int64)
    for one in links.values():
        same = one.key[1:] == one.key[:-1]
        join_groups(one.subject[:-1][same], one.subject[1:][same], parent)
    return parent


def _numbered(subject: Whole, key: Whole) -> Links:
    if not subject.size:
        return Links(np.empty(0, np.int64), np.empty(0, np.int64), 0)
    both = np.unique(np.stack([key, subject]), axis=1)
    names, numbers = np.unique(both[0], return_inverse=True)
    return Links(np.ascontiguousarray(both[1]), numbers.astype(np.int64), names.size)
