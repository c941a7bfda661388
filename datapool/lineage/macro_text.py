"""Macros as DuckDB writes them and the parser does not read them: a parameter's default after :=."""

from collections.abc import Iterator

import sqlglot
from sqlglot import Token, TokenType
from sqlglot.errors import SqlglotError

_OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
_CLOSED = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)


def with_plain_defaults(sql: str, dialect: str) -> str:
    """The same text with DEFAULT in place of := among the parameters of macros; a text that is no SQL, as it is."""
    try:
        tokens = sqlglot.tokenize(sql, dialect=dialect)
    except SqlglotError:
        return sql
    # From the end, so that places before stay what they are.
    for sign in sorted(_defaults(tokens), key=lambda each: each.start, reverse=True):
        sql = f"{sql[: sign.start]} DEFAULT {sql[sign.end + 1 :]}"
    return sql


def _defaults(tokens: list[Token]) -> Iterator[Token]:
    """Every := that stands right inside the brackets behind CREATE … MACRO name."""
    is_macro, depth = False, 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        if depth == 0 and token.token_type is TokenType.FUNCTION and before is not None:
            is_macro = True
        elif is_macro and depth == 0 and token.token_type in (TokenType.ALIAS, TokenType.SEMICOLON):
            is_macro = False
        elif is_macro and token.token_type in _OPEN:
            depth += 1
        elif is_macro and token.token_type in _CLOSED:
            depth -= 1
        elif is_macro and depth == 1 and token.token_type is TokenType.COLON_EQ:
            yield token
