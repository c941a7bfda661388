"""My province: the empty workbook to take away, filled ones to bring, and what each comes to."""

from html import escape

import streamlit as st

from core.errors import InputError
from dashboards.footnotes import footnote
from dashboards.overview import overview
from dashboards.provinces.workbooks import BASE_YEAR, Upload, empty_workbook, projected, read_upload
from dashboards.refusals import draw_refusal
from dashboards.words import say
from simulation.regions.fund_data import FundData

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = "province_files"
LARGEST_MB = 5


def draw_my_province(settings: tuple[str, ...], language: str) -> tuple[FundData, ...]:
    """Draw the section; the workbooks that can be used."""
    st.caption(say("my_province_about", language))
    take, bring = st.columns([1, 2], vertical_alignment="bottom")
    with take:
        st.download_button(
            say("download_template", language),
            empty_workbook,
            f"anlan-fund-{BASE_YEAR}.xlsx",
            EXCEL,
            on_click="ignore",
            key="template",
            width="stretch",
        )
    with bring:
        files = st.file_uploader(
            say("upload_workbooks", language),
            type="xlsx",
            accept_multiple_files=True,
            key=FILES,
            max_upload_size=LARGEST_MB,
        )
    uploads = [read_upload(file.name, file.getvalue()) for file in files]
    used = [_draw_upload(upload, settings, language) for upload in uploads]
    return tuple(data for data in used if data is not None)


def _draw_upload(upload: Upload, settings: tuple[str, ...], language: str) -> FundData | None:
    """One workbook: its projection, or what is wrong with it."""
    st.html(f'<h3 class="al-title">{escape(upload.name)}</h3>')
    if upload.data is None:
        if upload.refused is not None:
            draw_refusal(upload.refused, language, what="workbook_refused")
        return None
    try:
        with st.spinner(say("projecting_region", language), show_time=True):
            projection = projected(settings, upload.data)
    except InputError as err:
        draw_refusal(err, language, what="workbook_refused")
        return None
    region = projection.region or {}
    count = len(region.get("fallbacks", ()))
    title = say("region_finding", language, region=projection.title[language], year=upload.data.base_year)
    fallen = say("fallbacks_found", language, count=count) if count else say("no_fallbacks", language)
    st.html(f'<p class="al-soonest"><b>{escape(title)}</b> {escape(fallen)}</p>')
    st.html(overview(projection, upload.data.base_year + 1, "", language))
    with st.expander(say("region_basis", language)):
        st.html(footnote(projection, language))
    return upload.data
