"""How figures and series of results are written: money in ten thousands of yuan, values by their titles."""

from collections.abc import Mapping

from dashboards.figures import MISSING, percent, plain
from dashboards.words import WORDS, say
from training.operation.outlook import ALL
from training.operation.series import History, Unit

YUAN_PER_WAN = 1e4
_LEAST_CHANCE = 0.0001
# From these on, a figure has so many digits after the point.
_DIGITS = ((1000.0, 0), (10.0, 1), (0.0, 2))


def scaled(value: float, unit: Unit) -> float:
    """A figure in the unit that is shown."""
    return value / YUAN_PER_WAN if unit == "yuan" else value


def amount(value: float, unit: Unit, *, like: float | None = None, signed: bool = False) -> str:
    """A figure in the unit that is shown.

    like  the largest figure beside it, whose number of digits it takes
    """
    size = abs(scaled(value if like is None else like, unit))
    if unit != "yuan":
        return plain(value, digits=0 if size >= 10 or not size else 1, signed=signed)
    digits = next((digits for least, digits in _DIGITS if size >= least), 0) if size else 0
    return plain(scaled(value, unit), digits=digits, signed=signed)


def interval(ends: tuple[float, float], unit: Unit, language: str, *, like: float | None = None) -> str:
    """Both ends of an interval of amounts."""
    low, high = (amount(end, unit, like=like) for end in ends)
    return say("op_range", language, low=low, high=high)


def shares(ends: tuple[float, float], language: str) -> str:
    """Both ends of an interval of signed shares."""
    return say("op_range", language, low=share(ends[0]), high=share(ends[1]))


def share(value: float) -> str:
    """A signed share with one digit; a dash for what is no number."""
    return percent(value, signed=True) if value == value else MISSING


def chance(value: float) -> str:
    """A chance with four digits; one that is smaller says so."""
    return f"<{_LEAST_CHANCE}" if value < _LEAST_CHANCE else plain(value, digits=4)


def unit_word(unit: Unit, language: str) -> str:
    """The unit that is shown."""
    return say(f"op_unit_{unit}", language)


def key_word(key: str, language: str) -> str:
    """What a key is called; one of a file, as the file calls it."""
    word = f"op_key_{key}"
    return say(word, language) if word in WORDS else key


def value_title(history: History, key: str, value: str, language: str) -> str:
    """What a value of a key is called; `ALL` stands for all of them together."""
    return say("op_all", language) if value == ALL else history.title(key, value, language)


def series_title(history: History, keys: Mapping[str, str], language: str) -> str:
    """What a series is called: its values' titles, one after another; of a sum, those it does not run over."""
    kept = [value_title(history, key, value, language) for key, value in keys.items() if value != ALL]
    return " · ".join(kept) or say("op_together", language)
