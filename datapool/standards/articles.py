"""The numbers of articles, chapters and appendices in Chinese numerals."""

from core.errors import ValueOutOfRange

_DIGITS = "零一二三四五六七八九"
_MOST = 99


def numeral(number: int) -> str:
    """十二 of 12, up to 99; ValueOutOfRange beyond."""
    if not 1 <= number <= _MOST:
        raise ValueOutOfRange(f"{number} has no numeral here.", remedy=f"Give a number from 1 to {_MOST}.")
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones else "")


def article_number(article: str) -> int:
    """12 of 第十二条."""
    tens, ten, ones = article.removeprefix("第").removesuffix("条").rpartition("十")
    return (_DIGITS.index(tens or "一") if ten else 0) * 10 + (_DIGITS.index(ones) if ones else 0)
