"""Small cells held back, and as many beside them that no subtraction brings them back.

A cell of 1 to 9 persons is not published. Nor are its smallest neighbours under the same sum, until at least two cells
that hold at least ten persons together are missing there: what can be had by subtracting is then a sum over ten persons
or more, and no single cell. What is held back is not broken down any further. An absent cell under a published sum is
empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from datapool.aggregates.schema import LEAST_PERSONS

Key = int | str
Path = tuple[Key, ...]


@dataclass(slots=True)
class Node:
    """A cell: persons, then every measure, and what it is broken down into."""

    sums: list[int]
    parts: dict[Key, "Node"] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        """How many persons it holds."""
        return self.sums[0]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as published; `sums` is None where it is held back."""

    path: Path
    sums: tuple[int, ...] | None


def grown(leaves: Mapping[Path, Sequence[int]]) -> Node:
    """The tree of the finest cells: [path] persons and measures. Its root is never published."""
    width = len(next(iter(leaves.values()), ()))
    root = Node([0] * width)
    for path in sorted(leaves):
        node = root
        for key in (None, *path):
            node = node if key is None else node.parts.setdefault(key, Node([0] * width))
            for place, value in enumerate(leaves[path]):
                node.sums[place] += value
    return root


def published(leaves: Mapping[Path, Sequence[int]], least: int = LEAST_PERSONS) -> Iterator[Cell]:
    """Every cell of every level, parents before their parts; the first key starts a tree of its own.

    leaves  [path] persons and measures of the finest cells
    least   persons that a cell must hold to be shown
    """
    for key, node in grown(leaves).parts.items():
        if node.persons:
            yield from _shown((key,), node, least) if node.persons >= least else (Cell((key,), None),)


def _shown(path: Path, node: Node, least: int) -> Iterator[Cell]:
    yield Cell(path, tuple(node.sums))
    filled = {key: part for key, part in node.parts.items() if part.persons}
    hidden = held_back({key: part.persons for key, part in filled.items()}, least)
    for key, part in filled.items():
        if key in hidden:
            yield Cell((*path, key), None)
        else:
            yield from _shown((*path, key), part, least)


def held_back(persons: Mapping[Key, int], least: int) -> frozenset[Key]:
    """Which parts of one published sum are not shown: the small ones, and the smallest others that protect them."""
    hidden = [key for key, count in persons.items() if count < least]
    others = [key for key in sorted(persons, key=lambda key: persons[key]) if persons[key] >= least]
    if hidden:
        for key in others:
            if len(hidden) >= 2 and sum(persons[each] for each in hidden) >= least:
                break
            hidden.append(key)
    return frozenset(hidden)
