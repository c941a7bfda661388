"""The look of a DOCX report: A4, real heading styles, 宋体 and 黑体 with Times New Roman and Arial beside them."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

BODY, HEADS = ("Times New Roman", "宋体"), ("Arial", "黑体")
INK, QUIET = RGBColor(0x1C, 0x2B, 0x33), RGBColor(0x5B, 0x6B, 0x75)
HEAD_FILL, TOTAL_FILL, RULE = "E3EEF1", "F4F7F8", "8795A1"
PAGE_SHORT, PAGE_LONG, MARGIN_SIDE, MARGIN_TOP = Cm(21.0), Cm(29.7), Cm(2.3), Cm(2.5)
HEADING_SIZES = {1: 16, 2: 13, 3: 11.5}
CAPTION, CELL, CELL_RIGHT, CELL_HEAD = "Caption", "Report Cell", "Report Number", "Report Cell Head"
CELL_DENSE = "Report Small"
NOTE, UNIT, COVER, CONTENTS = "Report Note", "Report Unit", "Report Cover", "Report Contents"


def prepare(document: Document, language: str) -> None:
    """Set page, styles and language of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_SHORT, PAGE_LONG
    section.left_margin = section.right_margin = MARGIN_SIDE
    section.top_margin = section.bottom_margin = MARGIN_TOP
    _set_style(document.styles["Normal"], BODY, 11, space_after=6, line=1.35)
    document.styles["Normal"].element.get_or_add_rPr().append(_language(language))
    _set_style(document.styles["Title"], HEADS, 24, bold=True, space_after=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _remove_rule(document.styles["Title"])
    for level, size in HEADING_SIZES.items():
        before = 20 if level == 1 else 12
        _set_style(document.styles[f"Heading {level}"], HEADS, size, bold=True, space_before=before, space_after=6)
    _set_style(document.styles[CAPTION], HEADS, 10, bold=True, space_before=10, space_after=3)
    document.styles[CAPTION].paragraph_format.keep_with_next = True
    _add(document, CELL, BODY, 9)
    _add(document, CELL_DENSE, BODY, 7.5, line=1.0)
    _add(document, CELL_RIGHT, BODY, 9, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _add(document, CELL_HEAD, HEADS, 8.5, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    _add(document, NOTE, BODY, 8.5, space_after=3, colour=QUIET)
    _add(document, UNIT, BODY, 9, align=WD_ALIGN_PARAGRAPH.RIGHT, space_after=2)
    document.styles[UNIT].paragraph_format.keep_with_next = True
    _add(document, COVER, BODY, 12, align=WD_ALIGN_PARAGRAPH.CENTER, space_after=6)
    _add(document, CONTENTS, BODY, 11, space_after=3)
    for name in ("Header", "Footer"):
        _set_style(document.styles[name], BODY, 9, colour=QUIET)


def _add(document: Document, name: str, fonts: tuple[str, str], size: float, **look: Any) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set_style(style, fonts, size, **look)


def _set_style(
    style: Any,
    fonts: tuple[str, str],
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = INK,
    align: Any = None,
    **spacing: float,
) -> None:
    """Font for Latin and for Chinese letters, size, weight and spacing of a style."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    set_fonts(style.element.get_or_add_rPr(), fonts)
    layout = style.paragraph_format
    layout.alignment = align
    layout.space_before, layout.space_after = Pt(spacing.get("space_before", 0)), Pt(spacing.get("space_after", 0))
    layout.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    layout.line_spacing = spacing.get("line", 1.15)
    layout.widow_control = True


def apply(paragraph: Any, style: str) -> None:
    """Give a paragraph a style of ours by its identifier: looking thousands up by name takes seconds."""
    paragraph._p.get_or_add_pPr().style = style.replace(" ", "")


def set_fonts(properties: Any, fonts: tuple[str, str]) -> None:
    """Name both fonts outright: a theme font would win over the name."""
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    named = OxmlElement("w:rFonts")
    latin, chinese = fonts
    for attribute, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        named.set(qn(f"w:{attribute}"), font)
    properties.insert(0, named)


def _language(language: str) -> Any:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "en-GB")
    element.set(qn("w:eastAsia"), "zh-CN" if language == "zh" else "en-GB")
    return element


def _remove_rule(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
