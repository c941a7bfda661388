"""The words of the ledger in both languages, from words.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.documents import load_document
from rules.bilingual import Bilingual, Language, read_bilingual
from rules.book import RuleBook
from training.risk.typologies import load_typologies

FILE = Path(__file__).parent / "words.yaml"


@cache
def load_words() -> Mapping[str, Mapping[str, Bilingual]]:
    """[kind][code] the words: states, findings, actions, channels, typologies, schemes, acts."""
    document = load_document(FILE)
    words = {
        kind: {code: read_bilingual(document, raw, kind, code) for code, raw in listed.items()}
        for kind, listed in document.data.items()
    }
    titles = {code: typology.title for code, typology in load_typologies().items()}
    return {**words, "typologies": titles | words["typologies"]}


def word(kind: str, code: str | None, language: Language = "zh") -> str:
    """The word for a code; the code itself where there is none, and "" for None."""
    if code is None:
        return ""
    found = load_words()[kind].get(code)
    return code if found is None else found.text(language)


def rule_title(key: str, language: Language = "zh") -> str:
    """The title of a rule of the book; the key itself where the book has none."""
    titles = _rule_titles()
    return titles[key].text(language) if key in titles else key


@cache
def _rule_titles() -> Mapping[str, Bilingual]:
    book = RuleBook.load()
    return {key: book.parameter(key).title for key in book.keys()}
