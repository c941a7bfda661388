"""The insured: named groups with size, trend and means, and the finest breakdown that is published."""

import csv
from html import escape
from io import StringIO

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.contents import Contents
from dashboards.data.invitation import draw_part_not_built
from dashboards.data.profile_chart import profile_chart
from dashboards.data.profile_tables import ALL_REGIONS, groups_table, persons_text, regions_table, segments_table
from dashboards.downloads import BYTE_ORDER_MARK
from dashboards.drawing import CONFIG
from dashboards.figures import percent
from dashboards.words import say
from datapool.profiles.profile import LEAST_PERSONS, PERSONS_STEP
from datapool.profiles.storing import Profiles

SHOWN_HASH = 12
FIELDS = ("persons", "mean_base", "mean_pension", "settlements", "bill", "fund")


def draw_profiles(contents: Contents, language: str) -> None:
    """Draw the part."""
    profiles = contents.profiles
    if profiles is None or not profiles.years:
        draw_part_not_built(contents.folder, language)
        return
    st.html(f'<h2 class="al-title" id="profiles">{escape(finding(profiles, language))}</h2>')
    st.caption(_about(language))
    region, year = _ask(contents, profiles, language)
    st.html(segments_table(contents, profiles, region, year, language))
    with st.expander(say("profile_definitions", language)):
        st.html(definitions(profiles, language))
    _draw_segment(contents, profiles, year, language)
    _draw_groups(contents, profiles, year, language)
    st.download_button(
        say("download_profiles", language),
        lambda: as_csv(profiles, language),
        "anlan-profiles.csv",
        "text/csv",
        on_click="ignore",
        key="profiles_csv",
    )
    first, last, version = profiles.years[0], profiles.years[-1], profiles.version[:SHOWN_HASH]
    source = say("profile_source", language, first=first, last=last, version=version)
    st.html(f'<div class="al-note"><p>{escape(source)}</p></div>')


def finding(profiles: Profiles, language: str) -> str:
    """How many are insured in the last year, and how that has grown."""
    everybody = next(iter(profiles.segments.values()))
    last, trend = everybody.years[-1], everybody.trend()
    persons = persons_text(last, language, is_whole=True)
    if trend is None:
        return say("profile_found_now", language, year=last.year, persons=persons)
    growth = percent(trend, signed=True)
    return say("profile_found", language, year=last.year, persons=persons, since=everybody.years[0].year, trend=growth)


def definitions(profiles: Profiles, language: str) -> str:
    """Every group in words, with the condition by which it is counted."""
    items = (
        f"<dt>{escape(segment.title[language])}</dt><dd>{escape(segment.definition[language])}"
        f"<br><code>{escape(segment.where)}</code></dd>"
        for segment in profiles.segments.values()
    )
    return f'<dl class="al-definitions">{"".join(items)}</dl>'


def as_csv(profiles: Profiles, language: str) -> bytes:
    """A row per group, year and region; UTF-8 with a mark for spreadsheets. What is held back is empty and says so."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["# " + _about(language)])
    write.writerow(("segment", "title", "year", "region", "held_back", *FIELDS))
    for segment in profiles.segments.values():
        for region, sizes in {"": segment.years, **segment.regions}.items():
            for size in sizes:
                known = [getattr(size, field) for field in FIELDS]
                row = (segment.key, segment.title[language], size.year, region, int(size.persons is None))
                write.writerow((*row, *("" if value is None else value for value in known)))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _about(language: str) -> str:
    return say("profile_about", language, step=PERSONS_STEP, least=LEAST_PERSONS)


def _ask(contents: Contents, profiles: Profiles, language: str) -> tuple[str, int]:
    regions = list(next(iter(profiles.segments.values())).regions)
    left, right = st.columns(2)
    with left:
        region = choose(
            say("profile_region", language),
            [ALL_REGIONS, *regions],
            key="data_profile_region",
            title=lambda each: contents.region_title(each, language),
        )
    with right:
        years = [str(year) for year in reversed(profiles.years)]
        year = choose(say("profile_year", language), years, key="data_profile_year", title=str)
    return region, int(year)


def _draw_segment(contents: Contents, profiles: Profiles, year: int, language: str) -> None:
    """One group year by year, and region by region."""
    st.html(f'<h2 class="al-h2">{say("profile_one", language)}</h2>')
    key = choose(
        say("profile_segment", language),
        list(profiles.segments),
        key="data_profile_segment",
        title=lambda each: profiles.segments[each].title[language],
    )
    segment = profiles.segments[key]
    left, right = st.columns([2, 3], gap="large")
    with left:
        title = say("profile_course", language, segment=segment.title[language])
        st.html(f'<p class="al-sub">{escape(title)}</p>')
        figure = profile_chart(segment.years, language)
        st.plotly_chart(figure, theme=None, config=CONFIG, key="profile_course", alt=title)
    with right:
        st.html(regions_table(contents, segment, year, language))


def _draw_groups(contents: Contents, profiles: Profiles, year: int, language: str) -> None:
    st.html(f'<h2 class="al-h2">{say("profile_groups", language)}</h2>')
    regions = list(next(iter(profiles.segments.values())).regions)
    if not regions:
        return
    region = choose(
        say("profile_region", language),
        regions,
        key="data_profile_group_region",
        title=lambda each: contents.region_title(each, language),
    )
    st.html(groups_table(contents, profiles, region, year, language))
