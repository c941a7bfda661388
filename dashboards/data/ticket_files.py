"""Tickets as files to send: a workbook for each department, and its two lists as CSV."""

from collections.abc import Sequence

import streamlit as st

from dashboards.data.contents import Contents
from dashboards.words import say
from datapool.quality.tickets.export import export_files
from datapool.quality.tickets.ticket import Ticket
from datapool.quality.tickets.writing import records_to_correct

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_files(contents: Contents, tickets: Sequence[Ticket], language: str) -> None:
    """A button for each file of the tickets in view; both lists as CSV where they are of one department."""
    departments = [name for name in contents.departments() if any(each.department == name for each in tickets)]
    files = [(f"{name}.xlsx", EXCEL, contents.department_title(name, language)) for name in departments]
    if len(departments) == 1:
        (name,) = departments
        files.append((f"{name}-tickets.csv", "text/csv", say("download_ticket_list", language)))
        files.append((f"{name}-records.csv", "text/csv", say("download_records", language)))
    st.html(f'<p class="al-sub">{say("download_tickets", language)}</p>')
    with st.container(horizontal=True):
        for file, mime, label in files:
            st.download_button(
                label,
                lambda file=file: ticket_file(contents, tickets, file),
                f"anlan-{file}",
                mime,
                on_click="ignore",
                key=f"ticket_file_{file}",
            )


def ticket_file(contents: Contents, tickets: Sequence[Ticket], file: str) -> bytes:
    """The file of that name: department.xlsx, department-tickets.csv or department-records.csv."""
    assessment = contents.assessment
    if assessment is None:
        return b""
    paths = {record.batch: record.path for record in contents.batches}
    records = records_to_correct(assessment, contents.tables, paths)
    return export_files(tickets, records, rules=assessment.rules, tables=contents.tables)[file]
