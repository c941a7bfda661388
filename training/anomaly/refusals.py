"""What a table, or what was asked of it, cannot be judged for: each named, with what to do."""

from core.errors import InputError


class ColumnMissing(InputError):
    """A column that was named and is not there."""

    code = "training.column_missing"


class AnomaliesRefused(InputError):
    """A label that does not say of every row whether it is an anomaly, or of too few that they are."""

    code = "training.anomalies_refused"


class TimeRefused(InputError):
    """A time column that cannot be read, or has no earlier and later rows."""

    code = "training.time_refused"


class NothingToLearnFrom(InputError):
    """A table that has no column left once labels, identifiers and constants are taken away."""

    code = "training.nothing_to_learn_from"
