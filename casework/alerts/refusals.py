"""Why something cannot be done to a case: it is not there, it is not its turn, or somebody else has to do it."""

from core.errors import AnlanError, InputError, UnknownKey


class UnknownCase(UnknownKey):
    """A case or an alert that the ledger does not have."""

    code = "alerts.unknown_case"

    def __init__(self, case: str) -> None:
        super().__init__(
            f"the ledger has no case {case}.", remedy="`anlan ledger list` shows those it has; mind the whole number."
        )


class OutOfPlace(InputError):
    """Something that cannot be done to a case as it stands."""

    code = "alerts.out_of_place"

    def __init__(self, case: str, what: str, remedy: str) -> None:
        super().__init__(f"case {case}: {what}", remedy=remedy)


class NotPermitted(InputError):
    """Somebody whose role, purpose or region is not the one that the act needs."""

    code = "alerts.not_permitted"


class AlertRefused(InputError):
    """A file of alerts with a row that cannot be."""

    code = "alerts.refused"


class LedgerUnusable(AnlanError):
    """The database of the ledger cannot be used, or does not say what the log says."""

    code = "alerts.ledger_unusable"
