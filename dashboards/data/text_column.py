"""The heading of a column of words, which stand at the left of their cells."""

from dashboards.tables import Column
from dashboards.words import say


def text_column(word: str, language: str) -> Column:
    """The heading `word` above cells of the class `text`."""
    return Column(say(word, language), css="text")
