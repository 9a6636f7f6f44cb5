"""A Word document as offices print it: A4, Chinese fonts by name, page numbers, tables whose head is repeated."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from handlers.files.package import AUTHOR, repacked, stamp_of
from handlers.files.picture import readable
from handlers.files.text import xml_text

TITLE_FONT, HEAD_FONT, BODY_FONT, LATIN_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312", "Times New Roman"
FALLBACKS = {TITLE_FONT: "宋体", HEAD_FONT: "SimHei", BODY_FONT: "仿宋"}
"""What a program takes that has not got the font."""
TITLE, HEADING, BODY, CAPTION, CELL, CELL_HEAD = "公文标题", "公文小标题", "公文正文", "公文图表题", "表格正文", "表格表头"
"""The styles' names, for an office that opens the file and changes one."""
_STYLES = ((TITLE, TITLE_FONT, 22.0), (HEADING, HEAD_FONT, 16.0), (BODY, BODY_FONT, 16.0), (CAPTION, HEAD_FONT, 12.0))
_CELL_STYLES = ((CELL, BODY_FONT, 10.5), (CELL_HEAD, HEAD_FONT, 10.5))
_PLAIN_MARGIN, _LETTER_MARGINS = (2.0, 2.0, 1.6, 1.6), (3.7, 3.5, 2.8, 2.6)  # cm: top, bottom, left, right
_LONG, _SHORT = 29.7, 21.0
_FONT_TABLE = "/word/fontTable.xml"


def a4_document(*, landscape: bool = False, letter: bool = False) -> DocumentType:
    """An empty A4 document with the styles and page numbers; `letter` has the margins of an official letter."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(_LONG), Cm(_SHORT)) if landscape else (Cm(_SHORT), Cm(_LONG))
    margins = _LETTER_MARGINS if letter else _PLAIN_MARGIN
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Cm, margins)
    section.footer_distance = Cm(1.2)
    for name, font, size in (*_STYLES, *_CELL_STYLES):
        _style(document, name, font, size)
    _font(document.styles["Normal"], BODY_FONT, 12.0)
    _page_numbers(section.footer.paragraphs[0])
    return document


def _style(document: DocumentType, name: str, font: str, size: float) -> None:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _font(style, font, size)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if name == BODY:
        shape.first_line_indent = Pt(size * 2)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    if name == HEADING:
        shape.first_line_indent, shape.keep_with_next, shape.space_before = Pt(size * 2), True, Pt(8)
    if name in (TITLE, CAPTION):
        shape.alignment, shape.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    if name == CAPTION:
        shape.space_before = shape.space_after = Pt(6)
    if name == TITLE:
        shape.space_after = Pt(8)


def _font(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = LATIN_FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")  # “” and … are Chinese too


def _page_numbers(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES")):
        paragraph.add_run(before)
        for kind, text in (("begin", ""), ("", field), ("separate", ""), ("text", "1"), ("end", "")):
            run = paragraph.add_run(text if kind == "text" else "")._r
            if kind == "":
                run.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {text} </w:instrText>'))
            elif kind != "text":
                run.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
    paragraph.add_run(" 页")


def add_line(document: DocumentType, text: str, style: str) -> Paragraph:
    """A paragraph in one of the styles above."""
    return document.add_paragraph(xml_text(text), style=style)


def add_picture(document: DocumentType, png: bytes) -> None:
    """A picture in the middle, so wide that a page holds two charts and their words. Errors: ValueError when it is none."""
    width, height = (int(side * 0.72) for side in room(document))
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shown = readable(png)
    if shown is None:
        raise ValueError("a chart must be a picture")
    shape = paragraph.add_run().add_picture(io.BytesIO(shown), width=Emu(width))
    if shape.height > height:
        shape.width, shape.height = Emu(int(shape.width * height / shape.height)), Emu(height)


def room(document: DocumentType) -> tuple[int, int]:
    """The width of the text and two thirds of its height, in EMU."""
    section = document.sections[-1]
    sides = int(section.left_margin or 0) + int(section.right_margin or 0)
    ends = int(section.top_margin or 0) + int(section.bottom_margin or 0)
    return int(section.page_width or 0) - sides, (int(section.page_height or 0) - ends) * 2 // 3


def document_bytes(document: DocumentType, now: datetime) -> bytes:
    """The document dated `now` (aware); the fonts it names come with what stands in for them."""
    stamp = stamp_of(now)
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    document.core_properties.created = document.core_properties.modified = stamp
    document.core_properties.comments = ""
    raw = io.BytesIO()
    document.save(raw)
    return repacked(raw.getvalue(), stamp, _with_fallbacks)


def _with_fallbacks(name: str, data: bytes) -> bytes:
    if f"/{name}" != _FONT_TABLE:
        return data
    fonts = "".join(
        f'<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for font, other in FALLBACKS.items()
    )
    return data.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")
