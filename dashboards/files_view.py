"""The figures in view as files to take away."""

import streamlit as st

from dashboards.downloads import as_csv, as_excel
from dashboards.words import say
from simulation.result import Projection

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_HASH = 8


def draw_files(projection: Projection, settings: tuple[str, ...], language: str) -> None:
    """Two buttons; a file is made only when somebody asks for it."""
    name = f"anlan-fund-outlook-{str(projection.manifest['scenario'])[:SHOWN_HASH]}"
    st.caption(say("download_note", language))
    files = (("csv", f"{name}.csv", "text/csv", as_csv), ("excel", f"{name}.xlsx", EXCEL, as_excel))
    for kind, file_name, mime, make in files:
        st.download_button(
            say(f"download_{kind}", language),
            lambda make=make: make(projection, settings, language),
            file_name,
            mime,
            on_click="ignore",
            key=kind,
        )
