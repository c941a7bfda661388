"""What every source offers, be it a folder or a database: its deliveries, each to be read as often as need be."""

from collections.abc import Sequence
from typing import BinaryIO, Protocol

from datapool.standards.sources import Table


class Delivery(Protocol):
    """One thing that was delivered; it is sent to worker processes, so it holds no open file or connection."""

    @property
    def table(self) -> Table | None:
        """The description it is read by; None where nobody has described such a table."""

    @property
    def department(self) -> str:
        """Who delivered it."""

    @property
    def table_name(self) -> str:
        """The table of the pool it is for."""

    @property
    def delivery(self) -> str:
        """The period it was delivered for, such as 2019; deliveries follow each other in the order of this text."""

    @property
    def path(self) -> str:
        """Its name: a path below the folder of the pool, or a table of a database."""

    @property
    def size(self) -> int:
        """Bytes to read, about; equal contents have equal sizes."""

    def sha256(self) -> str | None:
        """Of the bytes as delivered, where they can be had without reading everything twice."""

    def open(self) -> BinaryIO:
        """Its unpacked bytes, the same each time."""


class Source(Protocol):
    """Where deliveries come from."""

    def deliveries(self) -> Sequence[Delivery]:
        """Everything that is there now, in the order of table, delivery and path."""
