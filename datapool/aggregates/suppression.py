"""Small cells held back, and as many beside them that no subtraction brings them back.

A cell of 1 to 9 persons is not published. Nor are its smallest neighbours under the same sum, until at least two cells
are missing there and each of them could still hold any number from 1 to 9: whoever subtracts, and knows that a cell
that is held back is not empty, learns nothing of a small cell but that it is one of those. Where even all parts
together leave no such room, their sum is held back, so that they are not listed: what is held back is not broken down
any further. An absent cell under a published sum is empty.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
    def filled(self) -> dict[Key, "Node"]:
        """The parts that hold anybody."""
        return {key: part for key, part in self.parts.items() if part.persons}

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
    for key, node in grown(leaves).filled.items():
        hidden: dict[Path, frozenset[Key] | None] = {}
        is_shown = _settle((key,), node, least, hidden)
        yield from _shown((key,), node, hidden) if is_shown else (Cell((key,), None),)


def _settle(path: Path, node: Node, least: int, hidden: dict[Path, frozenset[Key] | None]) -> bool:
    """Whether a cell may be shown; writes down which of its parts, and of theirs, are not.

    hidden  [path] parts that are held back, None where nothing protects them
    """
    filled = node.filled
    unfit = [key for key, part in filled.items() if not _settle((*path, key), part, least, hidden)]
    hidden[path] = held_back({key: part.persons for key, part in filled.items()}, unfit, least)
    return node.persons >= least and hidden[path] is not None


def _shown(path: Path, node: Node, hidden: Mapping[Path, frozenset[Key] | None]) -> Iterator[Cell]:
    yield Cell(path, tuple(node.sums))
    for key, part in node.filled.items():
        if key in (hidden[path] or ()):
            yield Cell((*path, key), None)
        else:
            yield from _shown((*path, key), part, hidden)


def held_back(persons: Mapping[Key, int], unfit: Collection[Key], least: int) -> frozenset[Key] | None:
    """Which parts of one published sum are not shown: those unfit, and the smallest others that protect small ones.

    persons  [part] none of them empty
    unfit    small parts, and large ones that must not be broken down: of these the number itself is no secret
    returns  None where all parts together do not protect the small ones
    """
    hidden = list(unfit)
    others = iter(sorted((key for key in persons if key not in unfit), key=lambda key: persons[key]))
    while any(persons[key] < least for key in unfit) and not _leaves_room([persons[key] for key in hidden], least):
        following = next(others, None)
        if following is None:
            return None
        hidden.append(following)
    return frozenset(hidden)


def _leaves_room(persons: Sequence[int], least: int) -> bool:
    """Whether each of several cells could hold any number below `least`, for all that their sum and number tell."""
    return len(persons) >= 2 and sum(persons) - (len(persons) - 1) >= least - 1
