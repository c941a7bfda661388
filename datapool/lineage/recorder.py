"""Stands where a connection is asked for, and keeps the statements instead of carrying them out."""

from typing import Any


class Recorder:
    """The statements that a function of the pool would run, in order."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def execute(self, sql: str, parameters: Any = None) -> "Recorder":
        """Keep one statement; its parameters hold values, of which no column comes."""
        self.statements.append(sql)
        return self

    def register(self, name: str, rows: Any) -> "Recorder":
        """A table of the program under a name: what it holds is described by whoever records."""
        return self
