"""The shape of what is asked of the feeds for one typology."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """SQL over the tables of the feeds.

    subject   'person' when the key is a person_no, 'member' when it is a member_no, else it is taken as it is
    columns   [table] columns of the pool to be read
    prepare   statements that make tables the others rest on
    record    one row per record: `key`, then features of that record alone
    figures   one row per subject: `key`, then single figures, each a rule by itself
    """

    subject: str
    columns: Mapping[str, tuple[str, ...]]
    record: str
    figures: str
    prepare: tuple[str, ...] = field(default=())
