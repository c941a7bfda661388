"""Which PostgreSQL servers a pool.yaml names, and where on them the tables of the pool lie."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from core.documents import load_document
from core.errors import InputError, UnknownKey, WrongType
from datapool.intake.postgresql import PostgresqlSource, Relation
from datapool.standards.sources import Table
from rules.reading import Node

SECTION = "postgresql"
_SERVER_KEYS, _RELATION_KEYS = {"address", "tables"}, {"relation", "delivery"}
_EXAMPLE = "Write `postgresql: [{address: …, tables: {hrss_insured: {relation: schema.table, delivery: column}}}]`."


def servers_of(pool_file: Path, tables: Mapping[str, Table]) -> list[PostgresqlSource]:
    """One source per server, in the order of the file; none where there is no file or it names no server.

    tables  [department_table] the descriptions that hold for the pool
    Raises InputError, with file and line, for an unknown key or table, and for an address that holds a password.
    """
    if not pool_file.is_file():
        return []
    document = load_document(pool_file)
    if not isinstance(document.data, dict) or document.data.get(SECTION) is None:
        return []
    servers = Node(document, document.data).child(SECTION)
    if not isinstance(servers.raw, list):
        raise servers.refusal(WrongType, f"`{SECTION}` is not a list.", _EXAMPLE)
    return [_server(servers.child(at), tables) for at in range(len(servers.raw))]


def _server(node: Node, tables: Mapping[str, Table]) -> PostgresqlSource:
    raw = node.mapping(_SERVER_KEYS)
    for key, kind in (("address", str), ("tables", dict)):
        if not isinstance(raw.get(key), kind):
            raise node.refusal(WrongType, f"a server has no {key}.", _EXAMPLE)
    return PostgresqlSource(_address(node), dict(_relations(node.child("tables"), tables)), tables)


def _address(node: Node) -> str:
    address: str = node.raw["address"]
    try:
        parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        what = "the address is not one that PostgreSQL takes."
        raise node.child("address").refusal(InputError, what, "Write `postgresql://user@host/database`.") from None
    if parts.get("password"):
        raise node.child("address").refusal(
            InputError, "the address holds a password.", "Put it into the password file of libpq (~/.pgpass)."
        )
    return address


def _relations(node: Node, tables: Mapping[str, Table]) -> Iterator[tuple[str, Relation]]:
    for name in node.raw:
        at = node.child(name)
        raw = at.mapping(_RELATION_KEYS)
        if name not in tables:
            raise at.refusal(UnknownKey, f"nobody has described {name}.", "Describe it in sources/*.yaml.")
        if not isinstance(raw.get("relation"), str):
            raise at.refusal(WrongType, f"{name} has no relation.", _EXAMPLE)
        if not isinstance(raw.get("delivery"), str | None):
            raise at.refusal(WrongType, f"the delivery of {name} is not the name of a column.", _EXAMPLE)
        yield name, Relation(raw["relation"], raw.get("delivery"))
