"""The charts of the reports as PNG pictures: quiet frames, the colours of the page, deficits red."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dashboards.drawing import BALANCE, DEFICIT, INCOME, INK, LIGHT, LINE, OUTGO, QUIET
from dashboards.reports.fonts import family_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 200
WIDTH_IN = 6.3
Yearly = NDArray[np.float64]
Years = NDArray[np.int64]


@contextmanager
def drawing(
    language: str, *, height_in: float, rows: int = 1, columns: int = 1
) -> Iterator[tuple["Figure", list["Axes"]]]:
    """A blank picture of so many panels, in the font of the language.

    Matplotlib is loaded only here: it takes a second, and writes a folder of its own when it is first imported.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {
        "font.family": [family_of(language)],
        "font.size": 8.5,
        "axes.unicode_minus": True,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.linewidth": 0.7,
        "hatch.linewidth": 0.6,
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        panels = figure.subplots(rows, columns, squeeze=False)
        yield figure, list(panels.ravel())


def picture(figure: "Figure") -> bytes:
    """The PNG of a figure; the same figure gives the same bytes."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return file.getvalue()


def framed(axes: "Axes", title: str = "", unit: str = "") -> None:
    """White ground, grid lines across, the title at the upper left with the unit behind it."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=2.5, width=0.6)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace("-", "\u2212"))
    text = f"{title} ({unit})" if title and unit else title or unit
    axes.set_title(text, loc="left", fontsize=9)


def add_bars(axes: "Axes", years: Years, values: Yearly, status: Sequence[str], *, offset: float, colour: str) -> None:
    """Columns: published ones solid, projected ones light and hatched, as on the page."""
    ahead = np.array([each == "projected" for each in status])
    for chosen, face, hatch in ((~ahead, colour, ""), (ahead, LIGHT[colour], "////")):
        axes.bar(
            years[chosen] + offset,
            values[chosen],
            width=0.36,
            facecolor=face,
            edgecolor=colour,
            linewidth=0.5,
            hatch=hatch,
        )


def add_rule(axes: "Axes", actual_until: int, label: str) -> None:
    """The dotted rule behind the last published year."""
    axes.axvline(actual_until + 0.5, color=INK, linewidth=0.8, linestyle=":")
    if label:
        axes.annotate(
            label,
            xy=(actual_until + 0.5, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4, -1),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=7.5,
        )


def add_balance(axes: "Axes", years: Years, values: Yearly, actual_until: int) -> None:
    """A line: solid to the last published year, dashed behind it, red where it is below zero."""
    is_past, is_ahead = years <= actual_until, years >= actual_until
    axes.plot(years[is_past], values[is_past], color=BALANCE, linewidth=1.6)
    axes.plot(years[is_ahead], values[is_ahead], color=BALANCE, linewidth=1.6, linestyle="--")
    axes.plot(years, np.where(values < 0, values, np.nan), color=DEFICIT, linewidth=1.9)
    axes.axhline(0.0, color=QUIET, linewidth=0.7)


def accounts_picture(
    years: Years,
    series: tuple[Yearly, Yearly, Yearly],
    status: Sequence[str],
    *,
    actual_until: int,
    words: tuple[str, str, str, str],
    unit: str,
    language: str,
) -> bytes:
    """Income and outgo as columns above, the accumulated balance as a line below."""
    income, outgo, balance = series
    with drawing(language, height_in=3.9, rows=2) as (figure, (above, below)):
        framed(above, "", unit)
        add_bars(above, years, income, status, offset=-0.19, colour=INCOME)
        add_bars(above, years, outgo, status, offset=0.19, colour=OUTGO)
        add_rule(above, actual_until, words[3])
        handles = [
            above.plot([], [], marker="s", linestyle="", color=colour, markersize=7)[0] for colour in (INCOME, OUTGO)
        ]
        above.legend(
            handles, words[:2], loc="lower right", bbox_to_anchor=(1.0, 0.98), frameon=False, ncols=2, fontsize=8
        )
        above.margins(y=0.16)
        framed(below, words[2], unit)
        add_balance(below, years, balance, actual_until)
        add_rule(below, actual_until, "")
        for axes in (above, below):
            axes.locator_params(axis="x", nbins=12, integer=True)
        return picture(figure)


def balances_picture(years: Years, balances: Sequence[tuple[str, Yearly, int]], *, language: str) -> bytes:
    """The accumulated balance of every fund in a panel of its own: (title, [year], last published year)."""
    columns = 3
    rows = -(-len(balances) // columns)
    with drawing(language, height_in=1.3 * rows, rows=rows, columns=columns) as (figure, panels):
        for axes, (title, values, actual_until) in zip(panels, balances, strict=False):
            framed(axes, title)
            axes.tick_params(labelsize=7)
            add_balance(axes, years, values, actual_until)
            axes.axvline(actual_until + 0.5, color=INK, linewidth=0.8, linestyle=":")
            axes.locator_params(axis="x", nbins=4, integer=True)
        for axes in panels[len(balances) :]:
            axes.set_visible(False)
        return picture(figure)


def causes_picture(
    ends: tuple[float, float],
    causes: Sequence[tuple[str, float]],
    *,
    end_words: tuple[str, str],
    unit: str,
    language: str,
) -> bytes:
    """From the balance of one year to that of another, cause by cause; the axis need not begin at zero.

    The two balances are points, not columns, so that no length is cut off.
    """
    labels = [end_words[0], *(name for name, _ in causes), end_words[1]]
    with drawing(language, height_in=0.42 + 0.25 * len(labels)) as (figure, (axes,)):
        framed(axes, "", "")
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x", color=LINE, linewidth=0.6)
        at = ends[0]
        reach = max(abs(ends[1] - ends[0]), *(abs(amount) for _, amount in causes), 1.0)
        _add_end(axes, 0, ends[0], reach)
        for row, (_, amount) in enumerate(causes, start=1):
            axes.barh(row, amount, left=at, color=DEFICIT if amount < 0 else INCOME, height=0.62)
            axes.plot([at, at], [row - 1, row + 0.31], color=QUIET, linewidth=0.6)
            axes.text(max(at, at + amount) + 0.02 * reach, row, _signed(amount), va="center", fontsize=7.5)
            at += amount
        axes.plot([at, at], [len(labels) - 2, len(labels) - 1], color=QUIET, linewidth=0.6)
        _add_end(axes, len(labels) - 1, ends[1], reach)
        axes.margins(x=0.12)
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.locator_params(axis="x", nbins=7)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace("-", "\u2212"))
        axes.set_xlabel(unit)
        return picture(figure)


def _add_end(axes: "Axes", row: int, value: float, reach: float) -> None:
    axes.plot([value], [row], marker="D", color=BALANCE, markersize=5)
    axes.text(value + 0.04 * reach, row, f"{value:,.0f}".replace("-", "\u2212"), va="center", fontsize=7.5)


def _signed(value: float) -> str:
    return f"{value:+,.0f}".replace("-", "\u2212")


def tornado_picture(bars: Sequence[tuple[str, float]], *, unit: str, digits: int, language: str) -> bytes:
    """Effects of single changes, the largest on top, losses red."""
    with drawing(language, height_in=0.6 + 0.21 * len(bars)) as (figure, (axes,)):
        framed(axes, "", "")
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x", color=LINE, linewidth=0.6)
        for row, (_, value) in enumerate(bars):
            axes.barh(row, value, color=DEFICIT if value < 0 else INCOME, height=0.66)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(bars)), [name for name, _ in bars])
        axes.invert_yaxis()
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.{digits}f}".replace("-", "\u2212"))
        axes.set_xlabel(unit)
        return picture(figure)


def fan_picture(
    years: Years,
    bands: Sequence[tuple[Yearly, Yearly, str]],
    median: Yearly,
    *,
    unit: str,
    median_word: str,
    language: str,
) -> bytes:
    """Bands of probability, the widest first: (lower, upper, its word); the median as a line."""
    shades = ("#e6eef2", "#c3d9e1", "#93bccb")
    with drawing(language, height_in=3.0) as (figure, (axes,)):
        framed(axes, "", unit)
        for (low, high, word), shade in zip(bands, shades, strict=False):
            axes.fill_between(years, low, high, color=shade, linewidth=0, label=word)
        axes.plot(years, median, color=BALANCE, linewidth=1.5, label=median_word)
        axes.axhline(0.0, color=DEFICIT, linewidth=0.8)
        axes.legend(loc="lower left", frameon=False, fontsize=8)
        axes.margins(x=0.01)
        axes.locator_params(axis="x", nbins=12, integer=True)
        return picture(figure)
