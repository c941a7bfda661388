"""One tree of errors: every failure that a person may see descends from AnlanError."""

from pathlib import Path
from typing import ClassVar


class AnlanError(Exception):
    """The work failed; the message says what happened, to which thing, and what to do next."""

    code: ClassVar[str] = "anlan.failed"
    exit_code: ClassVar[int] = 1


class InputError(AnlanError):
    """What a person gave is wrong: a file, a key, a value or an option."""

    code: ClassVar[str] = "input.wrong"
    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, *, remedy: str, path: Path | str | None = None, line: int | None = None) -> None:
        """Say `what` is wrong, where (file and 1-based line when known), and the `remedy`."""
        self.what, self.remedy, self.path, self.line = what, remedy, path, line
        place = "" if path is None else f"{path}:{line}: " if line else f"{path}: "
        super().__init__(f"{place}{what} {remedy}")


class UnknownKey(InputError):
    """A key that nothing answers to."""

    code = "input.unknown_key"


class UnknownRegion(InputError):
    """A region the country pack does not name."""

    code = "input.unknown_region"


class WrongUnit(InputError):
    """A value whose unit is not the unit of the thing it sets."""

    code = "input.wrong_unit"


class ValueOutOfRange(InputError):
    """A number outside what the thing can be, such as a negative rate."""

    code = "input.out_of_range"


class WrongType(InputError):
    """A text where a number is due, or the like."""

    code = "input.wrong_type"


class DateOutOfRange(InputError):
    """A date or year for which there is no value."""

    code = "input.date_out_of_range"


class FileMissing(InputError):
    """A file that is not there or cannot be read."""

    code = "input.file_missing"
