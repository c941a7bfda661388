"""Where each provincial region of China stands on a grid of tiles."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.documents import load_document
from rules.bilingual import Bilingual, read_bilingual
from simulation.countries.china.pack import base_rules

FILE = Path(__file__).parent / "tiles.yaml"
CORPS = "CN-66"


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the grid; `has_funds` where the region's social insurance belongs to the seven funds."""

    code: str
    name: Bilingual
    row: int
    column: int
    has_funds: bool


@lru_cache(maxsize=1)
def tiles() -> tuple[Tile, ...]:
    """Every tile, from the top left."""
    document, regions = load_document(FILE), base_rules().regions
    return tuple(
        Tile(
            code=code,
            name=read_bilingual(document, fields["name"], code, "name")
            if "name" in fields
            else regions.region(code).name,
            row=fields["row"],
            column=fields["column"],
            has_funds="name" not in fields,
        )
        for code, fields in document.data.items()
    )


def province_positions() -> tuple[tuple[int, int], ...]:
    """Row and column of the 31 provinces, the Corps left out."""
    return tuple((tile.row, tile.column) for tile in tiles() if tile.has_funds and tile.code != CORPS)
