"""Texts and names as SQL takes them, whatever they hold."""


def quote(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name of a column or table."""
    return '"' + name.replace('"', '""') + '"'
