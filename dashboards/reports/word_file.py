"""A report as a DOCX file: cover, contents, chapters, tables with repeated heads, charts, page numbers."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dashboards.reports import word_styles as styles
from dashboards.reports.archive import packed, parts_of
from dashboards.reports.document import Block, Chart, Heading, Page, Paragraph, Report, Signature, Table
from dashboards.reports.word_fields import add_bookmark, add_contents, add_field
from dashboards.reports.word_table import add_table

AUTHOR = "Anlan"
CONTENTS_LEVELS = 2


def as_docx(report: Report) -> bytes:
    """The report as a DOCX file; the same report gives the same bytes."""
    return packed(parts_of(_Writer(report).written()))


class _Writer:
    """Lays out one report from its cover to its manifest."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document: Document = docx.Document()
        self.bookmarks = 0
        self.numbers = {report.table_word: 0, report.chart_word: 0}

    def written(self) -> bytes:
        styles.prepare(self.document, self.report.language)
        self._date()
        self._cover()
        headings = [block for block in self._all_blocks() if isinstance(block, Heading)]
        self._contents(headings)
        for block in self._all_blocks():
            self._add(block)
        self._edges()
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()

    def _all_blocks(self) -> list[Block]:
        report = self.report
        ending: list[Block] = []
        if report.definitions:
            ending.append(Heading(report.definitions_title))
            ending += [Paragraph(text, lead=word) for word, text in report.definitions]
        ending.append(Heading(report.about_title))
        ending += [Paragraph(text, lead=word, is_note=True) for word, text in report.about]
        return [*report.blocks, *ending]

    def _date(self) -> None:
        properties, moment = self.document.core_properties, datetime.combine(self.report.dated, time())
        properties.title, properties.author, properties.last_modified_by = self.report.title, AUTHOR, AUTHOR
        properties.created = properties.modified = moment
        properties.comments, properties.revision = "", 1
        properties.language = "zh-CN" if self.report.language == "zh" else "en-GB"

    def _cover(self) -> None:
        title = self.document.add_paragraph(self.report.title, style="Title")
        title.paragraph_format.space_before = Pt(150)
        for line in self.report.cover:
            self.document.add_paragraph(line, style=styles.COVER)
        for warning in self.report.warnings:
            self.document.add_paragraph(warning, style=styles.COVER)
        self._break_page()

    def _contents(self, headings: list[Heading]) -> None:
        title = self.document.add_paragraph(style=styles.COVER)
        run = title.add_run(self.report.contents_title)
        run.bold, run.font.size = True, Pt(14)
        styles.set_fonts(run._r.get_or_add_rPr(), styles.HEADS)
        listed = [
            (heading.text, heading.level, _bookmark(number))
            for number, heading in enumerate(headings)
            if heading.level <= CONTENTS_LEVELS
        ]
        paragraphs = [self.document.add_paragraph(style=styles.CONTENTS) for _ in listed]
        add_contents(paragraphs, listed)
        self._break_page()

    def _break_page(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _add(self, block: Block) -> None:
        if isinstance(block, Heading):
            heading = self.document.add_heading(block.text, level=block.level)
            add_bookmark(heading, _bookmark(self.bookmarks), self.bookmarks)
            self.bookmarks += 1
        elif isinstance(block, Paragraph):
            self._add_text(block)
        elif isinstance(block, Table):
            self._caption(self.report.table_word, block.caption)
            add_table(self.document, block)
        elif isinstance(block, Chart):
            self._add_chart(block)
        elif isinstance(block, Signature):
            self._add_lines(block)
        else:
            self._turn(block)

    def _add_text(self, block: Paragraph) -> None:
        paragraph = self.document.add_paragraph(style=styles.NOTE if block.is_note else "Normal")
        if block.lead:
            lead = paragraph.add_run(f"{block.lead}{'：' if self.report.language == 'zh' else ': '}")
            lead.bold = True
        elif not block.is_note and self.report.language == "zh":
            paragraph.paragraph_format.first_line_indent = Pt(22)
        paragraph.add_run(block.text)

    def _caption(self, word: str, text: str, *, is_below: bool = False) -> None:
        self.numbers[word] += 1
        caption = self.document.add_paragraph(style=styles.CAPTION)
        space = "" if self.report.language == "zh" else " "
        caption.add_run(f"{word}{space}")
        add_field(caption, f"SEQ {'Table' if word == self.report.table_word else 'Figure'}", str(self.numbers[word]))
        caption.add_run(f"\u2002{text}")
        if is_below:
            caption.paragraph_format.keep_with_next = False
            caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
            caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(2), Pt(10)

    def _add_chart(self, chart: Chart) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        shape = paragraph.add_run().add_picture(BytesIO(chart.image), width=Cm(chart.width_cm))
        about = shape._inline.docPr
        about.set("descr", chart.alternative)
        about.set("name", chart.name)
        self._caption(self.report.chart_word, chart.caption, is_below=True)

    def _add_lines(self, block: Signature) -> None:
        for line in block.lines:
            paragraph = self.document.add_paragraph(line)
            paragraph.paragraph_format.space_before = Pt(16)
            paragraph.paragraph_format.keep_with_next = line != block.lines[-1]

    def _turn(self, page: Page) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        long_side, short_side = styles.PAGE_LONG, styles.PAGE_SHORT
        section.orientation = WD_ORIENT.LANDSCAPE if page.is_landscape else WD_ORIENT.PORTRAIT
        section.page_width = long_side if page.is_landscape else short_side
        section.page_height = short_side if page.is_landscape else long_side

    def _edges(self) -> None:
        """Header and page number on every page but the cover."""
        first = self.document.sections[0]
        first.different_first_page_header_footer = True
        for section in self.document.sections[1:]:
            section.different_first_page_header_footer = False
        first.header.paragraphs[0].text = self.report.header
        first.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _underline(first.header.paragraphs[0])
        footer = first.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("\u2014 ")
        add_field(footer, "PAGE", "1")
        footer.add_run(" \u2014")


def _bookmark(number: int) -> str:
    return f"_Toc{number:06d}"


def _underline(paragraph: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", styles.RULE)):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
