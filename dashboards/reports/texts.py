"""The words of the reports, bilingual, from the files in `texts/`; what the page says already is said in its words."""

from functools import lru_cache
from pathlib import Path

from core.documents import load_document
from dashboards.words import WORDS

FOLDER = Path(__file__).parent / "texts"
SHARED = "shared"


@lru_cache(maxsize=8)
def read_texts(name: str) -> dict[str, dict[str, str]]:
    """Key -> {zh, en} of one file."""
    texts: dict[str, dict[str, str]] = load_document(FOLDER / f"{name}.yaml").data
    return texts


class Texts:
    """The words of one report in one language: its own first, then those of all reports, then those of the page."""

    def __init__(self, name: str, language: str) -> None:
        self.language = language
        self._layers = (read_texts(name), read_texts(SHARED), WORDS)

    def __call__(self, key: str, **values: object) -> str:
        """The text `key`, with `values` in their places; KeyError when nobody wrote it."""
        for layer in self._layers:
            if key in layer:
                text = layer[key][self.language]
                return text.format(**values) if values else text
        raise KeyError(key)
