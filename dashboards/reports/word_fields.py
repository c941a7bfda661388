"""What Word keeps up to date by itself: page numbers, the numbers of captions, and the table of contents."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field with what it shows until it is next worked out."""
    _char(paragraph, "begin")
    add_instruction(paragraph, instruction)
    _char(paragraph, "separate")
    paragraph.add_run(shown)
    _char(paragraph, "end")


def add_instruction(paragraph: Paragraph, instruction: str) -> None:
    """The words of a field."""
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A mark around the whole paragraph, for the table of contents to point at."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(end)


def add_contents(paragraphs: Sequence[Paragraph], entries: Sequence[tuple[str, int, str]]) -> None:
    """The table of contents as one field over several paragraphs: (heading, level, its bookmark).

    The headings stand there from the start; their page numbers come when a word processor works the field out, which
    it is told to do when it opens the file.
    """
    _char(paragraphs[0], "begin").set(qn("w:dirty"), "true")
    add_instruction(paragraphs[0], 'TOC \\o "1-2" \\h \\z \\u')
    _char(paragraphs[0], "separate")
    for paragraph, (text, level, bookmark) in zip(paragraphs, entries, strict=True):
        paragraph.paragraph_format.left_indent = Cm(0.8 * (level - 1))
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        paragraph._p.append(link)
        first = len(paragraph._p)
        paragraph.add_run(text)
        for element in list(paragraph._p)[first:]:
            link.append(element)
    _char(paragraphs[-1], "end")


def _char(paragraph: Paragraph, kind: str) -> Any:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(element)
    return element
