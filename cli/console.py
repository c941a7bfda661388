"""What a person or a program sees: tables and one-object JSON on standard output, progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

WIDTH_OF_A_FILE = 160
NARROWEST_FIRST, BETWEEN_COLUMNS = 10, 2
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
    table = _table(title, rows)
    for number, column in enumerate(columns):
        table.add_column(column, justify=_side(number, left), overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    _console().print(table)


def print_figures(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, left: int, spare: Sequence[int]
) -> bool:
    """A table of figures for any width: no figure is broken, the first column folds instead.

    spare    columns to leave out one after another where the screen is too narrow
    returns  whether any was left out
    """
    console = _console()
    widths = [max(map(_width, (column, *cells))) for column, *cells in zip(columns, *rows, strict=True)]
    widths[0] = min(widths[0], NARROWEST_FIRST)
    kept = list(range(len(columns)))
    for column in spare:
        if sum(widths[number] + BETWEEN_COLUMNS for number in kept) > console.width:
            kept.remove(column)
    table = _table(title, rows, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for number in kept:
        table.add_column(columns[number], justify=_side(number, left), overflow="fold", no_wrap=number > 0)
    for row in rows:
        table.add_row(*(row[number] for number in kept))
    console.print(table)
    return len(kept) < len(columns)


def _width(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")))


def _table(title: str, rows: Sequence[Sequence[str]], **look: Any) -> Table:
    return Table(
        title=title, title_justify="left", show_lines=any("\n" in cell for row in rows for cell in row), **look
    )


def _side(number: int, left: int) -> Literal["left", "right"]:
    return "left" if number < left else "right"


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False, markup=False)


@contextmanager
def working(title: str) -> Iterator[None]:
    """Show a moving bar on standard error while the block runs, once it has run for two seconds.

    Where standard error is a file or another program, nothing is shown.
    """
    with _bar(title, None, TimeElapsedColumn()):
        yield


@contextmanager
def counting(title: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """As `working`, with a bar that fills up and the time still to go; what is yielded takes (done, total)."""
    with _bar(title, total, TimeElapsedColumn(), TimeRemainingColumn()) as moved:
        yield moved


@contextmanager
def _bar(title: str, total: int | None, *times: ProgressColumn) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with_bar = Progress(
        TextColumn("{task.description}"), BarColumn(), *times, console=Console(stderr=True), transient=True
    )
    task = with_bar.add_task(title, total=total)
    timer = Timer(SECONDS_BEFORE_PROGRESS, with_bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done, of: with_bar.update(task, completed=done, total=of)
    finally:
        timer.cancel()
        timer.join()
        if with_bar.live.is_started:
            with_bar.stop()
