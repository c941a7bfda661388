"""Provinces as tiles on a grid, each with its figure; a province that is made up says so on its tile."""

from collections.abc import Iterator
from html import escape

from dashboards.provinces.figures_of import FIGURES, UNITS
from dashboards.words import say
from simulation.countries.china.regions.tiles import CORPS, Tile, tiles
from simulation.regions.pooling import Pooling
from simulation.regions.provinces import Province

# Chinese names of provinces are known by their first two characters, these by three.
LONG_NAMES = ("内蒙古", "黑龙江")
SHORT, LONGEST_ENGLISH = 2, 9


def tile_map(pooling: Pooling, figure: str, year: int, language: str) -> str:
    """The grid in one year; tiles outside the funds are drawn empty, so that nobody is left off the map."""
    at = year - int(pooling.provinces.years[0])
    kind = FIGURES[figure]
    tints, values = kind.tints(pooling, at), kind.read(pooling)[:, at]
    cells = [
        _tile(row, kind.write(float(values[number])), tints[number], language)
        for number, row in enumerate(pooling.provinces.rows)
    ]
    taken = {row.position for row in pooling.provinces.rows}
    cells += [_empty(tile, why, language) for tile, why in _others(pooling, taken)]
    mark = "" if _is_estimated(pooling, at) else "†"
    caption = f"{say(figure, language)} ({say(UNITS[figure], language)}) · {year}{mark or '*'}"
    return (
        f'<figure class="al-tiles-frame"><figcaption>{escape(caption)}</figcaption>'
        f'<div class="al-tiles" role="list">{"".join(cells)}</div>{legend(pooling, figure, language)}</figure>'
    )


def legend(pooling: Pooling, figure: str, language: str) -> str:
    """What the tints mean, and what 示意 means."""
    if FIGURES[figure].is_diverging:
        words = ("legend_pays", "legend_even", "legend_receives")
        if figure == "own_balance":
            words = ("legend_short", "legend_even", "legend_surplus")
        swatches = {"p3": words[0], "p2": "", "p1": "", "r0": words[1], "r1": "", "r2": "", "r3": words[2]}
    else:
        swatches = {"s0": "legend_low", "s1": "", "s2": "", "s3": "legend_high"}
    parts = [
        f'<span class="al-swatch {tint}"></span>{escape(say(word, language)) if word else ""}'
        for tint, word in swatches.items()
    ]
    if FIGURES[figure].is_diverging:
        parts.append(f"<span>{escape(say('legend_of_year', language))}</span>")
    is_made_up = any(row.is_illustrative for row in pooling.provinces.rows)
    mark, about = say("illustrative", language), escape(say("illustrative_about", language))
    made_up = f'<p><b class="al-made-up">{mark}</b> {about}</p>'
    return f'<div class="al-legend">{"".join(parts)}</div>{made_up if is_made_up else ""}'


def short_name(row: Province, language: str) -> str:
    """As much of a name as fits a small tile: the letter of one that is made up, the familiar form of a real one."""
    return letter_of(row) if row.is_illustrative else familiar_name(row.name[language], language)


def familiar_name(name: str, language: str) -> str:
    """A name without what it is: 湖北 for 湖北省; in English its first word, unless the whole is short."""
    if language == "en":
        return name if len(name) <= LONGEST_ENGLISH else name.split(" ")[0]
    return name[: next((len(long) for long in LONG_NAMES if name.startswith(long)), SHORT)]


def province_title(row: Province, language: str) -> str:
    """A province by its name; one that is made up by its letter, and as such."""
    if not row.is_illustrative:
        return row.name[language]
    return say("made_up_province", language, letter=letter_of(row))


def letter_of(row: Province) -> str:
    """The letter, or the letters, of a province that is made up."""
    return row.name["en"].rpartition(" ")[2]


def _tile(row: Province, text: str, tint: str, language: str) -> str:
    mark = f'<i class="al-made-up">{say("illustrative_short", language)}</i>' if row.is_illustrative else ""
    full = escape(row.name[language])
    shown = escape(province_title(row, language))
    return (
        f'<div class="al-tile {tint}" role="listitem" title="{full}" {_place(row.position)}>'
        f'<span class="name"><b>{shown}</b><b class="short">{escape(short_name(row, language))}</b>{mark}</span>'
        f'<span class="figure">{escape(text)}</span></div>'
    )


def _empty(tile: Tile, why: str, language: str) -> str:
    name = tile.name.to_json()[language]
    short = familiar_name(name, language)
    return (
        f'<div class="al-tile none" role="listitem" title="{escape(name)} · {escape(say(why, language))}" '
        f"{_place((tile.row, tile.column))}>"
        f'<span class="name"><b>{escape(name)}</b><b class="short">{escape(short)}</b></span>'
        f'<span class="figure">—</span></div>'
    )


def _place(position: tuple[int, int]) -> str:
    return f'style="grid-row:{position[0] + 1};grid-column:{position[1] + 1}"'


def _others(pooling: Pooling, taken: set[tuple[int, int]]) -> Iterator[tuple[Tile, str]]:
    """Tiles that no province of the pooling stands on, and why: outside the funds, or without a workbook."""
    is_made_up = all(row.is_illustrative for row in pooling.provinces.rows)
    for tile in tiles():
        if (tile.row, tile.column) in taken:
            continue
        if not tile.has_funds or (is_made_up and tile.code == CORPS):
            yield tile, "outside_pool"
        elif not is_made_up:
            yield tile, "in_the_rest"


def _is_estimated(pooling: Pooling, at: int) -> bool:
    return bool(pooling.provinces.is_estimated[at])
