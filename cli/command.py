"""One act of the `anlan` command, as its map knows it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

Configure = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True, slots=True)
class Command:
    """One act: its words after `anlan`, how its arguments read, what it does and the `module:function` that does it."""

    words: tuple[str, ...]
    usage: str
    does: str
    action: str
    configure: Configure
