"""The words of access in Chinese and English, and the items that name persons, from words.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.documents import load_document
from rules.bilingual import Bilingual

PATH = Path(__file__).parent / "words.yaml"


@cache
def access_words(section: str) -> Mapping[str, Bilingual]:
    """[word] its title: of `roles`, `purposes`, `actions` or `attributes`."""
    return MappingProxyType({word: Bilingual(said["zh"], said["en"]) for word, said in _content()[section].items()})


@cache
def person_items() -> tuple[str, ...]:
    """Items that say which person a row is about, the first of a table deciding."""
    return tuple(_content()["persons"])


def _content() -> Any:
    return load_document(PATH).data
