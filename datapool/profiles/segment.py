"""Named groups of insured persons: what they are called, how they are defined, and which persons of a year they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from core import duck
from core.documents import load_document
from core.errors import InputError, WrongType
from datapool.profiles.person_years import COLUMNS
from datapool.standards.sql import identifier
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "segments.yaml"
_KEYS = {"title", "definition", "where"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A named group.

    definition  in words (口径)
    where       the same as a condition in SQL over the columns of `insured_years`
    """

    key: str
    title: Bilingual
    definition: Bilingual
    where: str


@cache
def load_segments(path: Path = FILE) -> Mapping[str, Segment]:
    """[key] every segment; one whose condition cannot be asked is named with its line."""
    document = load_document(path)
    root = Node(document, document.data)
    if not isinstance(root.raw, dict):
        raise InputError("this is no list of segments.", path=path, line=1, remedy="Write `name: {title: …}`.")
    segments = {str(key): _read(root.child(key)) for key in root.raw}
    with duck.connect() as connection:
        columns = ", ".join(f"{identifier(name)} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE insured_years ({columns})")
        for key, segment in segments.items():
            _ask(connection, segment, root.child(key))
    return segments


def _read(node: Node) -> Segment:
    raw = node.mapping(_KEYS)
    missing = sorted(_KEYS - raw.keys())
    if missing:
        raise node.refusal(InputError, f"{node.keys[-1]} has no {missing[0]}.", f"Add a `{missing[0]}:` line.")
    title, definition = (read_bilingual(node.document, raw[name], *node.keys, name) for name in ("title", "definition"))
    return Segment(str(node.keys[-1]), title, definition, str(raw["where"]))


def _ask(connection: duckdb.DuckDBPyConnection, segment: Segment, node: Node) -> None:
    try:
        connection.execute(f"SELECT CAST(({segment.where}) AS BOOLEAN) FROM insured_years")
    except duckdb.Error as err:
        known = ", ".join(COLUMNS)
        raise node.child("where").refusal(
            WrongType, f"this is no condition over persons: {str(err).splitlines()[0]}.", f"Columns: {known}."
        ) from err
