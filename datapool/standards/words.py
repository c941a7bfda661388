"""Types, formats, sensitivities, reasons and kinds of numbers in Chinese and English, from forms.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.documents import load_document
from rules.bilingual import Bilingual

PATH = Path(__file__).parent / "forms.yaml"


@cache
def titles(section: str) -> Mapping[str, Bilingual]:
    """[word] its title: of `types`, `formats`, `encodings`, `sensitivities`, `reasons` or `id_kinds`."""
    return MappingProxyType({word: Bilingual(said["zh"], said["en"]) for word, said in _section(section).items()})


@cache
def delivered_forms() -> Mapping[str, Bilingual]:
    """[type] the forms in which a value may be delivered."""
    return MappingProxyType({kind: Bilingual(**said["form"]) for kind, said in _section("types").items()})


def _section(section: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = load_document(PATH).data[section]
    return content
