"""Conditions as people read them, in Chinese and English."""

from collections.abc import Iterable

from core.principal import NATION
from datapool.access.condition import (
    All,
    Any,
    Below,
    Condition,
    Constant,
    IsTrue,
    Matches,
    Not,
    OneOf,
    Present,
    Same,
    Within,
)
from datapool.access.values import Entity, Known
from datapool.access.words import access_words
from rules.bilingual import Bilingual, Language

_EVERY, _NO = Bilingual("全部记录", "every row"), Bilingual("没有记录", "no row")
_AND, _OR = Bilingual("，且", " and "), Bilingual("，或者", ", or ")
_ONESELF = Bilingual("本人", "oneself")


def condition_words(condition: Condition, oneself: str = "") -> Bilingual:
    """A condition in words.

    oneself  the subject of who asks, which is called so and not repeated
    """
    return Bilingual(*(_Speaker(language, oneself).say(condition) for language in ("zh", "en")))


class _Speaker:
    def __init__(self, language: Language, oneself: str) -> None:
        self._language, self._oneself = language, oneself

    def say(self, condition: Condition) -> str:
        match condition:
            case Constant(holds):
                return self._of(_EVERY if holds else _NO)
            case All(parts):
                return self._of(_AND).join(sorted(map(self._inner, _without_presence(parts))))
            case Any(parts):
                return self._of(_OR).join(sorted(map(self._inner, parts)))
            case Not(part):
                return self._of(Bilingual(f"并非（{self.say(part)}）", f"not ({self.say(part)})"))
            case _:
                return self._test(condition)

    def _inner(self, condition: Condition) -> str:
        said = self.say(condition)
        return self._of(Bilingual(f"（{said}）", f"({said})")) if isinstance(condition, All | Any) else said

    def _test(self, test: Present | IsTrue | OneOf | Same | Below | Within | Matches) -> str:
        match test:
            case Present(attribute):
                return self._both(attribute, "已填写", "is given")
            case IsTrue(attribute):
                return self._both(attribute, "为是", "is yes")
            case OneOf(attribute, values):
                said = self._of(Bilingual("、", " or ")).join(map(self._value, values))
                return self._both(attribute, f"是{said}", f"is {said}")
            case Same(attribute, other):
                return self._both(attribute, f"等于{self._name(other)}", f"equals {self._name(other)}")
            case Below(left, right, or_equal):
                zh, en = ("不大于", "is at most") if or_equal else ("小于", "is less than")
                return self._both(str(left), f"{zh}{self._name(str(right))}", f"{en} {self._name(str(right))}")
            case Within(attribute, region):
                place = self._name("nation") if region == NATION else region
                return self._both(attribute, f"在{place}之内", f"lies in {place}")
            case Matches(attribute, pieces):
                form = "*".join(pieces)
                return self._both(attribute, f"形如“{form}”", f'has the form "{form}"')

    def _both(self, attribute: str, zh: str, en: str) -> str:
        name = self._name(attribute)
        return self._of(Bilingual(f"{name}{zh}", f"{name} {en}"))

    def _name(self, attribute: str) -> str:
        titles = access_words("attributes")
        return self._of(titles[attribute]) if attribute in titles else attribute

    def _value(self, known: Known) -> str:
        value = known.value.id if isinstance(known.value, Entity) else str(known.value)
        return self._of(_ONESELF) if self._oneself and value == self._oneself else value

    def _of(self, text: Bilingual) -> str:
        return text.text(self._language)


def _without_presence(parts: frozenset[Condition]) -> Iterable[Condition]:
    """That an attribute is given goes without saying where something is said of it."""
    spoken_of = {name for part in parts for name in _attributes(part) if not isinstance(part, Present)}
    return [part for part in parts if not (isinstance(part, Present) and part.attribute in spoken_of)]


def _attributes(condition: Condition) -> set[str]:
    match condition:
        case Not(part):
            return _attributes(part)
        case Same(attribute, other):
            return {attribute, other}
        case Below(left, right):
            return {side for side in (left, right) if isinstance(side, str)}
        case IsTrue(attribute) | OneOf(attribute) | Within(attribute) | Matches(attribute):
            return {attribute}
        case _:
            return set()
