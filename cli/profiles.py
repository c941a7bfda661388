"""`anlan data profiles`: named groups of insured persons, their size, trend, mean base and pension, and medical use."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from cli.console import print_json, print_lines, print_table
from core.errors import UnknownKey, UnknownRegion
from core.settings import Settings
from datapool.profiles.profile import LEAST_PERSONS, PERSONS_STEP, SegmentProfile, Size
from datapool.profiles.storing import Profiles, read_profiles

_WORDS = {
    "zh": {
        "title": "参保群体画像：{title}，{year}年末", "region": "，地区{region}",
        "made_up": "虚构：人员与数字均为虚构。", "group": "群体", "year": "年份",
        "persons": "人数", "trend": "年均增长",
        "mean_base": "月均缴费基数 元", "mean_pension": "月均待遇 元", "settlements": "人均就医次数",
        "bill": "人均医疗费 元",
        "privacy": "不足{least}人的群体及可推算出它的群体不公布（—）；人数按{step}取整，"
        "平均数的取整单位随人数减少而增大。",
        "definitions": "口径：", "overlap": "各群体可以重叠，不可相加。",
    },
    "en": {
        "title": "Profiles of the insured: {title}, end of {year}", "region": ", region {region}",
        "made_up": "Made up: no person and no figure is real.",
        "group": "group", "year": "year", "persons": "persons",
        "trend": "growth a year", "mean_base": "mean base a month, yuan",
        "mean_pension": "mean pension a month, yuan", "settlements": "settlements a head",
        "bill": "medical bills a head, yuan",
        "privacy": "Groups under {least} persons, and those that would give them away, are held back (—); persons are "
        "rounded to {step}, means the more coarsely the fewer persons there are.",
        "definitions": "Definitions:", "overlap": "Groups overlap; they do not add up.",
    },
}  # fmt: skip
_HELD_BACK = "—"


def run(chosen: Namespace, settings: Settings) -> int:
    """Print the groups of the last year, or of the year and region asked for; with --groups also the breakdown."""
    profiles = read_profiles(Path(chosen.folder))
    year = profiles.years[-1] if chosen.year is None else chosen.year
    if year not in profiles.years:
        raise UnknownKey(
            f"there are no profiles of {year}.", remedy=f"Years: {profiles.years[0]} to {profiles.years[-1]}."
        )
    regions = next(iter(profiles.segments.values())).regions
    if chosen.region is not None and chosen.region not in regions:
        raise UnknownRegion(
            f"there are no profiles of region {chosen.region}.", remedy=f"Regions: {', '.join(regions)}."
        )
    if chosen.segment is not None:
        profiles = _only(profiles, chosen.segment)
    if chosen.json:
        content = profiles.to_json()
        if not chosen.groups:
            del content["groups"]
        print_json(content)
        return 0
    _print(profiles, year, chosen.region, chosen.language)
    if chosen.segment is not None:
        _print_years(profiles, chosen.region, chosen.language)
    return 0


def _only(profiles: Profiles, segment: str) -> Profiles:
    """The profiles of one group."""
    if segment not in profiles.segments:
        raise UnknownKey(f"there is no group {segment}.", remedy=f"Groups: {', '.join(profiles.segments)}.")
    return replace(profiles, segments={segment: profiles.segments[segment]})


def _print_years(profiles: Profiles, region: str | None, language: str) -> None:
    words = _WORDS[language]
    columns = ("year", "persons", "mean_base", "mean_pension", "settlements", "bill")
    for segment in profiles.segments.values():
        sizes = segment.years if region is None else segment.regions[region]
        rows = [(str(size.year), *(_figure(size, column) for column in columns[1:])) for size in sizes]
        print_table(segment.title[language], [words[column] for column in columns], rows)


def _print(profiles: Profiles, year: int, region: str | None, language: str) -> None:
    words, place = _WORDS[language], profiles.years.index(year)
    title = words["title"].format(title=profiles.title[language], year=year)
    title += words["region"].format(region=region) if region else ""
    columns = ["group", "persons", "trend", "mean_base", "mean_pension", "settlements", "bill"]
    if region is not None:
        columns.remove("trend")
    rows = [_cells(segment, place, region, columns, language) for segment in profiles.segments.values()]
    print_table(title, [words[column] for column in columns], rows)
    notes = [words["made_up"]] if profiles.is_made_up else []
    notes += [words["privacy"].format(least=LEAST_PERSONS, step=PERSONS_STEP), words["overlap"], words["definitions"]]
    print_lines(
        *notes, *(f"  {each.title[language]}: {each.definition[language]}" for each in profiles.segments.values())
    )


def _cells(
    segment: SegmentProfile, place: int, region: str | None, columns: list[str], language: str
) -> tuple[str, ...]:
    size = segment.years[place] if region is None else segment.regions[region][place]
    trend = segment.trend()
    special = {"group": segment.title[language], "trend": _HELD_BACK if trend is None else f"{trend:+.1%}"}
    return tuple(special[column] if column in special else _figure(size, column) for column in columns)


def _figure(size: Size, column: str) -> str:
    value = getattr(size, column)
    return _HELD_BACK if value is None else f"{value:,}"
