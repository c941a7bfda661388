"""A question about behaviour: the figures of everybody who can be a case of one kind, and whom links join them to."""

from collections.abc import Mapping
from dataclasses import dataclass

from training.risk.records.rule import RecordRule


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted of each subject, from all that was known on the day.

    rule        told as a record rule tells its cases: a row per subject, the columns of FIXED, then figures
    expects     [figure] 1 where more of it speaks for a fraud, -1 where it speaks against; others may be either
    links       [kind] SQL: rows of `subject` and `grp`, the key that they share
    binds       kinds of link by which suspects are one ring, and by which folds are drawn
    meets       kinds of link whose keys are occasions: who shares many of them keeps company
    organisers  SQL: rows of `subject` and `grp`, who may have organised it, as investigations name them; "" for none
    grouped     figures that are counted over others, too, and so over more than the subject's own records
    most        a key of more subjects than this tells nothing of anybody
    """

    rule: RecordRule
    expects: Mapping[str, int]
    links: Mapping[str, str]
    binds: tuple[str, ...]
    meets: tuple[str, ...] = ()
    organisers: str = ""
    grouped: tuple[str, ...] = ()
    most: int = 400

    @property
    def name(self) -> str:
        """Of the rule, and of its model."""
        return self.rule.name
