"""A monthly brief (简报) as a Word document: title, period, paragraphs, small tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from handlers.files.document import BODY, CAPTION, CELL, HEADING, TITLE, a4_document, add_line, add_picture, document_bytes
from handlers.files.document_table import TextCell, add_table
from handlers.files.text import width_of
from handlers.files.workbook import local

Cell = str | int | float | None


@dataclass(frozen=True)
class BriefTable:
    """A small table under a caption. Text never becomes a formula; a last row whose first cell is 合计 stands out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class BriefChart:
    """A PNG as `handlers.charts` draws it, and what it shows."""

    caption: str
    png: bytes


@dataclass(frozen=True)
class BriefPart:
    """A heading (一、学习打卡) and what stands under it, in this order: paragraphs, tables, charts."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[BriefTable, ...] = ()
    charts: tuple[BriefChart, ...] = ()


@dataclass(frozen=True)
class Brief:
    """A brief: `issuer` the unit, `period` in Chinese (2021年5月), `now` aware. Without parts it is the letterhead and `lead`."""

    title: str
    issuer: str
    period: str
    now: datetime
    parts: tuple[BriefPart, ...] = ()
    lead: str = ""
    signed: str = ""


def brief_document(brief: Brief) -> bytes:
    """The brief as .docx bytes, A4 upright; the same brief gives the same bytes.

    Errors: ValueError for a naive `now`, a row of another length than its columns or a chart that is no picture.
    """
    document = a4_document(letter=True)
    add_line(document, brief.title, TITLE)
    below = add_line(document, f"{brief.issuer}　　{brief.period}", CAPTION)
    below.paragraph_format.space_after = Pt(12)
    if brief.lead:
        add_line(document, brief.lead, BODY)
    for part in brief.parts:
        _add_part(document, part)
    if brief.signed:
        add_line(document, brief.signed, BODY).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        day = local(brief.now)
        add_line(document, f"{day.year}年{day.month}月{day.day}日", BODY).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document_bytes(document, brief.now)


def _add_part(document: DocumentType, part: BriefPart) -> None:
    add_line(document, part.heading, HEADING)
    for paragraph in part.paragraphs:
        add_line(document, paragraph, BODY)
    for table in part.tables:
        _add_table(document, table)
    for chart in part.charts:
        add_line(document, chart.caption, CAPTION)
        add_picture(document, chart.png)


def _add_table(document: DocumentType, table: BriefTable) -> None:
    if any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("a table needs a cell of every row for each column")
    rows = [[_said(value) for value in row] for row in table.rows]
    widths = [min(max(width_of(row[number]) for row in [table.columns, *rows]) + 4, 30) for number in range(len(table.columns))]
    add_line(document, table.caption, CAPTION)
    add_table(document, table.columns, widths, [_cells(row) for row in rows])
    add_line(document, "", CELL)


def _cells(row: Sequence[str]) -> list[TextCell]:
    return [TextCell(text, strong=row[0] == "合计") for text in row]


def _said(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
