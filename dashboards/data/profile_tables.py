"""Groups of the insured as tables: sizes and means, what is held back named as such, and the finest breakdown."""

from collections.abc import Iterator, Mapping, Sequence

from dashboards.data.contents import Contents
from dashboards.figures import MISSING, percent, plain
from dashboards.tables import Cell, Row, table
from dashboards.words import WORDS, say
from datapool.profiles.counting import BANDS
from datapool.profiles.profile import LEAST_PERSONS, SegmentProfile, Size
from datapool.profiles.storing import Profiles
from datapool.standards.code_lists import load_code_lists

ALL_REGIONS = ""
WORDS_OF = ("profile_base", "profile_pension", "profile_settlements", "profile_bill")
Path = tuple[int | str, ...]


def size_of(segment: SegmentProfile, region: str, year: int) -> Size:
    """The size of a group in a year, of one region or of all."""
    sizes = segment.years if region == ALL_REGIONS else segment.regions[region]
    return next(size for size in sizes if size.year == year)


def persons_text(size: Size, language: str, *, is_whole: bool) -> str:
    """How many, or that it is held back.

    is_whole  whether this is the whole pool, where nothing is held back but what is small
    """
    if size.persons is None:
        return say("profile_small", language, least=LEAST_PERSONS) if is_whole else say("profile_held_back", language)
    return plain(size.persons)


def size_cells(size: Size, language: str, *, is_whole: bool) -> list[Cell]:
    """Persons and means, a dash for a mean of too few."""
    css = "qn" if size.persons is None else ""
    means = [_whole(size.mean_base), _whole(size.mean_pension), _tenths(size.settlements), _whole(size.bill)]
    return [Cell(persons_text(size, language, is_whole=is_whole), css=css), *(Cell(text) for text in means)]


def segments_table(contents: Contents, profiles: Profiles, region: str, year: int, language: str) -> str:
    """Every group in one year: size, growth over all years, means."""
    rows = []
    for segment in profiles.segments.values():
        persons, *means = size_cells(size_of(segment, region, year), language, is_whole=region == ALL_REGIONS)
        trend = segment.trend()
        growth = Cell(MISSING if trend is None else percent(trend, signed=True))
        rows.append(Row(segment.title[language], [persons, growth, *means]))
    title = say("profile_segments", language, region=contents.region_title(region, language), year=year)
    heads = [say(word, language) for word in ("profile_persons", "profile_trend", *WORDS_OF)]
    return table(title, say("profile_segment", language), heads, rows, css="cards")


def regions_table(contents: Contents, segment: SegmentProfile, year: int, language: str) -> str:
    """One group in every region."""
    rows = [
        Row(
            contents.region_title(region, language),
            size_cells(size_of(segment, region, year), language, is_whole=False),
        )
        for region in segment.regions
    ]
    title = say("profile_by_region", language, segment=segment.title[language], year=year)
    heads = [say(word, language) for word in ("profile_persons", *WORDS_OF)]
    return table(title, say("profile_region", language), heads, rows, css="cards compact")


def groups_table(contents: Contents, profiles: Profiles, region: str, year: int, language: str) -> str:
    """The insured of a region by scheme, employment and payment down, ages across."""
    cells = {group.path: group.size for group in profiles.groups if group.path[:2] == (year, region)}
    bands = [band for band in BANDS if any(len(path) == _FULL and path[-1] == band for path in cells)]
    rows = [
        Row(group_title(path[2:], language), list(_band_cells(cells, path, bands, language)))
        for path in _rows(cells, (year, region))
    ]
    title = say("profile_groups_of", language, region=contents.region_title(region, language), year=year)
    heads = [say("profile_all_ages", language), *(band_title(band, language) for band in bands)]
    return table(title, say("profile_group", language), heads, rows, css="cards heat")


def group_title(keys: Sequence[int | str], language: str) -> str:
    """Scheme, form of employment and state of payment, as far as they are given."""
    schemes = load_code_lists()["pension_scheme"].codes
    words = [
        schemes[str(keys[0])].to_json()[language] if str(keys[0]) in schemes else str(keys[0]),
        *(_word(f"{kind}_{key}", str(key), language) for kind, key in zip(("form", "payment"), keys[1:], strict=False)),
    ]
    return " · ".join(words)


def band_title(first: int, language: str) -> str:
    """The ages of a band by its first year of age."""
    later = [band for band in BANDS if band > first]
    if not later:
        return say("profile_oldest", language, first=first)
    return say("profile_band", language, first=first, last=later[0] - 1)


_FULL = 6
_GAP = 5


def _rows(cells: Mapping[Path, Size], above: Path) -> Iterator[Path]:
    """The cells by payment under a region; one that is held back further up stands for all below it."""
    for path in sorted((path for path in cells if path[:-1] == above), key=str):
        if len(path) == _GAP or cells[path].persons is None:
            yield path
        else:
            yield from _rows(cells, path)


def _band_cells(cells: Mapping[Path, Size], path: Path, bands: Sequence[int], language: str) -> Iterator[Cell]:
    whole = cells[path]
    yield _persons_cell(whole, language)
    for band in bands:
        if whole.persons is None:
            yield Cell(MISSING, css="qn")
        else:
            found = cells.get((*path, band))
            yield Cell("0", css="qn") if found is None else _persons_cell(found, language)


def _persons_cell(size: Size, language: str) -> Cell:
    if size.persons is None:
        return Cell(say("profile_held_back", language), css="qn")
    return Cell(plain(size.persons))


def _word(key: str, otherwise: str, language: str) -> str:
    return say(key, language) if key in WORDS else otherwise


def _whole(value: float | None) -> str:
    return MISSING if value is None else plain(value)


def _tenths(value: float | None) -> str:
    return MISSING if value is None else plain(value, digits=1)
