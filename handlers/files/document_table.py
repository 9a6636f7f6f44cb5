"""Tables of a Word document, written as XML: one of 20,000 rows must not take minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.document import Document as DocumentType
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from handlers.files.document import CELL, CELL_HEAD, room
from handlers.files.text import xml_text

_EMU_PER_TWIP = 635
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="404040"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_SIDES = (("top", 40), ("left", 60), ("bottom", 40), ("right", 60))  # twentieths of a point
_PADDING = "".join(f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in _SIDES)
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


@dataclass(frozen=True)
class TextCell:
    """What stands in a cell; `xml` is a run that stands before the text (a picture)."""

    text: str
    align: str = "center"
    span: int = 1
    strong: bool = False
    xml: str = ""


def add_table(document: DocumentType, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[TextCell]]) -> None:
    """A bordered table as wide as the text, columns in the ratio of `widths`; its head is repeated on every page."""
    across = room(document)[0] // _EMU_PER_TWIP
    shares = [int(across * width / sum(widths)) for width in widths]
    style = {name: str(document.styles[name].style_id) for name in (CELL, CELL_HEAD)}
    head = _row([TextCell(text) for text in heads], shares, style[CELL_HEAD], head=True)
    body = "".join(_row(row, shares, style[CELL]) for row in rows)
    grid = "".join(f'<w:gridCol w:w="{share}"/>' for share in shares)
    shape = f'<w:tblW w:w="{sum(shares)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders>'
    shape += f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_PADDING}</w:tblCellMar>'
    table = parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>")
    document.element.body.insert_element_before(table, "w:sectPr")


def _row(cells: Sequence[TextCell], shares: Sequence[int], style: str, *, head: bool = False) -> str:
    repeat = "<w:tblHeader/>" if head else ""
    at, parts = 0, []
    for cell in cells:
        parts.append(_cell(cell, sum(shares[at : at + cell.span]), style, head=head))
        at += cell.span
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="480" w:hRule="atLeast"/>{repeat}</w:trPr>{"".join(parts)}</w:tr>'


def _cell(cell: TextCell, width: int, style: str, *, head: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if head else ""
    bold = "<w:rPr><w:b/></w:rPr>" if cell.strong else ""
    text = escape(xml_text(cell.text).replace("\r\n", "\n").replace("\r", "\n")).replace("\n", _BREAK).replace("\t", _TAB)
    run = f'<w:r>{bold}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{cell.align}"/></w:pPr>{cell.xml}{run}</w:p></w:tc>'
    )
