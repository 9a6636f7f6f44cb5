"""The Word document that every official table becomes, with the same parts as the spreadsheet; totals are numbers."""

from __future__ import annotations

import io
from datetime import datetime

from docx.document import Document as DocumentType
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import serialize_for_reading
from docx.shared import Emu, Pt

from handlers.files.document import CELL, TITLE, a4_document, add_line, document_bytes, room
from handlers.files.document_table import TextCell, add_table
from handlers.files.form import Cell, Column, Picture, Table, Total
from handlers.files.picture import readable
from handlers.files.workbook import is_day, local

PICTURE_HEIGHT = Pt(72)
_INSET = Pt(7)


def document_of(table: Table) -> bytes:
    """The table as .docx bytes; the same table gives the same bytes. Errors: ValueError as of `sheet.table_book`."""
    for row in table.rows:
        if len(row) != len(table.columns):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(table.columns)} columns")
    document = a4_document(landscape=table.lies)
    add_line(document, table.title, TITLE)
    if table.subtitle:
        add_line(document, table.subtitle, CELL).paragraph_format.space_after = Pt(6)
    widths = [column.width for column in table.columns]
    wide = [int(room(document)[0] * width / sum(widths)) - _INSET for width in widths]
    body = [[_cell(document, *one) for one in zip(row, table.columns, wide, strict=True)] for row in table.rows]
    body += [_total_row(table, total) for total in table.totals if total.shown or table.blank]
    add_table(document, [column.head for column in table.columns], widths, body)
    if table.footer:
        _footer(document, table)
    return document_bytes(document, table.now)


def _footer(document: DocumentType, table: Table) -> None:
    line = add_line(document, "\t".join(table.footer), CELL)
    line.paragraph_format.space_before = Pt(8)
    across = room(document)[0]
    for number in range(1, len(table.footer)):
        line.paragraph_format.tab_stops.add_tab_stop(Emu(across * number // len(table.footer)), WD_TAB_ALIGNMENT.LEFT)


def _total_row(table: Table, total: Total) -> list[TextCell]:
    heads = [column.head for column in table.columns]
    sums = {heads.index(one.column): f"{{{{{one.label}}}}}" if table.blank else said(table.sum_of(one)) for one in total.sums}
    first = min(sums)
    cells = [TextCell(sums.get(at, ""), table.columns[at].align, strong=True) for at in range(first, len(heads))]
    return [TextCell(total.label, span=first, strong=True), *cells] if first else cells


def _cell(document: DocumentType, value: Cell, column: Column, wide: int) -> TextCell:
    if isinstance(value, Picture):
        xml = picture_run(document, value.data, wide)
        return TextCell("" if xml else value.text, column.align, xml=xml)
    return TextCell(said(value), column.align)


def picture_run(document: DocumentType, data: bytes, wide: int) -> str:
    """A run with a picture as XML, 72 points high or at most `wide` EMU; empty where it cannot be read."""
    shown = readable(data)
    if shown is None:
        return ""
    inline = document.part.new_pic_inline(io.BytesIO(shown), height=PICTURE_HEIGHT)
    if inline.extent.cx > wide:
        inline = document.part.new_pic_inline(io.BytesIO(shown), width=Emu(wide))
    return f"<w:r {nsdecls('w')}><w:drawing>{serialize_for_reading(inline)}</w:drawing></w:r>"


def said(value: Cell) -> str:
    """A value as it stands in a document."""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if is_day(value):
        return str(value)
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, Picture):
        return value.text
    return "" if value is None else str(value)
