"""What a person or a program sees: tables and one-object JSON on standard output, progress on standard error."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import Any, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDTH_OF_A_FILE = 160
SECONDS_BEFORE_PROGRESS = 2.0


def print_json(content: Mapping[str, Any] | Sequence[Any]) -> None:
    """One JSON value on standard output, or nothing where it cannot be written as JSON."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    sys.stdout.write(f"{text}\n")


def print_lines(*lines: str) -> None:
    """Plain lines on standard output, as they are."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """A table whose first `left` columns are text and whose others are figures; the first is never broken."""
    table = Table(title=title, title_justify="left", show_lines=any("\n" in cell for row in rows for cell in row))
    for number, column in enumerate(columns):
        justify: Literal["left", "right"] = "left" if number < left else "right"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    Console(width=width, highlight=False, markup=False).print(table)


@contextmanager
def working(title: str) -> Iterator[None]:
    """Show a moving bar on standard error while the block runs, once it has run for two seconds.

    Where standard error is a file or another program, nothing is shown.
    """
    if not sys.stderr.isatty():
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with_bar = Progress(*columns, console=Console(stderr=True), transient=True)
    with_bar.add_task(title, total=None)
    timer = Timer(SECONDS_BEFORE_PROGRESS, with_bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if with_bar.live.is_started:
            with_bar.stop()
