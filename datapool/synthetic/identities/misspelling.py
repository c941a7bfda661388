"""How names go wrong on paper: same sound, same look, another form, a character that a system lacks, a lost dot."""

from functools import cache
from typing import Any

from core.documents import load_document
from datapool.synthetic.identities.names import DOT, FOLDER, rare_characters, surnames

_COMPOUND = 2
_UNTOUCHED = 2
# Of ten slips, how many are a wrong digit, and how many these or two digits in the wrong order.
_SUBSTITUTED, _SWAPPED = 5, 8


def same_sound(name: str, chance: float) -> str:
    """The name with a character of the given name replaced by one that sounds alike; unchanged if there is none."""
    places = [place for place in _given_places(name) if homophones().get(name[place])]
    if not places:
        return name
    place = places[int(chance * len(places))]
    others = homophones()[name[place]]
    return _with(name, place, others[int(chance * 7919) % len(others)])


def same_look(name: str) -> str:
    """The name with its first mistakable character taken for another."""
    return _replaced(name, _characters()["look_alikes"])


def other_form(name: str) -> str:
    """The name with its first character that has another form in that form."""
    return _replaced(name, _characters()["variants"])


def mistyped(number: str, chance: float) -> str:
    """An ID number with a wrong digit, two digits in the wrong order, or one left out; never in its first two places.

    The first two digits say the province: as they stay, no slip can make the number of a province that exists.
    """
    way, place = int(chance * 10), _UNTOUCHED + int(chance * 7919) % (len(number) - _UNTOUCHED - 2)
    if way < _SUBSTITUTED:
        digit = (int(number[place]) + 1 + int(chance * 104729) % 9) % 10
        return _with(number, place, str(digit))
    if way < _SWAPPED and number[place] != number[place + 1]:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + number[place + 1 :]


def without_rare(name: str, chance: float) -> str:
    """The name as a system writes it that lacks rare characters: a sign or the sound in their place."""
    instead = _characters()["instead"]
    sign = instead[int(chance * len(instead))]
    return "".join(_in_place_of(letter, sign) if letter in _rare() else letter for letter in name)


def other_dot(name: str, chance: float) -> str:
    """The name with its dot written another way, or left out."""
    dots = _characters()["dots"]
    return name.replace(DOT, dots[int(chance * len(dots))])


@cache
def homophones() -> dict[str, list[str]]:
    """Character -> the others of the lists of names that are read alike, whatever the tone."""
    by_sound: dict[str, list[str]] = {}
    for letter in _letters_of_names():
        by_sound.setdefault(_sound(letter), []).append(letter)
    return {letter: [other for other in group if other != letter] for group in by_sound.values() for letter in group}


def _letters_of_names() -> list[str]:
    document = load_document(FOLDER / "given_names.yaml").data["eras"]
    lists = [text for era in document for sex in ("male", "female") for text in era[sex].values()]
    letters = sorted(set("".join(lists)) | set("".join(surnames().texts)))
    return [letter for letter in letters if not letter.isspace()]


def _sound(letter: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(letter, style=Style.NORMAL, errors="default")[0])


def _in_place_of(letter: str, sign: str) -> str:
    if sign != "pinyin":
        return sign
    sound = _sound(letter)
    return sound.upper() if sound != letter else "?"


def _given_places(name: str) -> range:
    """Where the given name stands in a Han name."""
    compound = len(name) > _COMPOUND and name[:_COMPOUND] in _compounds()
    return range(_COMPOUND if compound else 1, len(name))


def _replaced(name: str, others: dict[str, str]) -> str:
    for place, letter in enumerate(name):
        if letter in others:
            return _with(name, place, others[letter])
    return name


def _with(name: str, place: int, letter: str) -> str:
    return name[:place] + letter + name[place + 1 :]


@cache
def _compounds() -> frozenset[str]:
    return frozenset(name for name in surnames().texts.tolist() if len(name) == _COMPOUND)


@cache
def _rare() -> frozenset[str]:
    return frozenset(rare_characters().tolist())


@cache
def _characters() -> dict[str, Any]:
    characters: dict[str, Any] = load_document(FOLDER / "characters.yaml").data
    return characters
