"""`anlan rules show` and `anlan rules list`: the figures of the law, with their dates and sources."""

from argparse import Namespace
from datetime import date

from cli.console import print_json, print_lines, print_table
from core.errors import UnknownKey
from core.settings import Settings
from rules.book import RuleBook

_TITLE = {"zh": "规则库", "en": "The rule book"}
_COLUMNS = {"zh": ("键", "名称", "单位"), "en": ("Key", "Title", "Unit")}


def show(chosen: Namespace, _settings: Settings) -> int:
    """Print the figure in force on a day in a region."""
    book = RuleBook.load()
    row = book.at(chosen.at or date.today(), chosen.region).row(chosen.key)
    if chosen.json:
        print_json(row.to_json())
    else:
        print_lines(row.text(chosen.language))
    return 0


def list_keys(chosen: Namespace, _settings: Settings) -> int:
    """Print every key that begins with the prefix."""
    book = RuleBook.load()
    parameters = [book.parameter(key) for key in book.keys() if key.startswith(chosen.prefix)]
    if not parameters:
        raise UnknownKey(f"no key begins with {chosen.prefix!r}.", remedy="`anlan rules list` prints every key.")
    if chosen.json:
        print_json({p.key: {"title": p.title.to_json(), "unit": p.unit} for p in parameters})
        return 0
    cells = [(p.key, p.title.text(chosen.language), p.unit) for p in parameters]
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], cells, left=3)
    return 0
