"""The refusal that readers of whole tables get from the access rules."""

from collections.abc import Mapping

from core.errors import InputError
from datapool.access.deciding import Answer

_NAMED_AT_MOST = 3


class AccessRefused(InputError):
    """The access rules keep something back that was asked for: nothing was given."""

    code = "access.refused"

    def __init__(self, denied: Mapping[tuple[str, str], Answer]) -> None:
        """`denied` [table, column] why; it is not empty. `said`: why the first of them is kept back."""
        self.columns = tuple(f"{table}.{column}" for table, column in denied)
        self.rules = tuple(sorted({rule.id for each in denied.values() for rule in (*each.forbidden, *each.failed)}))
        self.said = next(iter(denied.values())).why
        named = ", ".join(self.columns[:_NAMED_AT_MOST])
        more = len(self.columns) - _NAMED_AT_MOST
        what = f"{named} and {more} more columns" if more > 0 else named
        super().__init__(
            f"the access rules keep {what} back. {self.said.en}",
            remedy="Leave them out, or ask with a role, purpose and region that the rules give them to.",
        )
