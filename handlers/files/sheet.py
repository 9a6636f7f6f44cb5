"""The spreadsheet that every official table becomes: A4, title, bordered table, 合计, signature line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from handlers.files.form import Cell, Column, Picture, Table, Total
from handlers.files.sheet_cells import PICTURE_HEIGHT, put, put_text
from handlers.files.text import lines_of
from handlers.files.workbook import book_bytes, looks_like_formula, tab_name

__all__ = ["Cell", "Column", "Picture", "Total", "book_of", "table_book"]

_CHINESE = 134  # the character set by which a program picks another Chinese font where it has not got this one
_TITLE = Font(name="方正小标宋简体", size=18, charset=_CHINESE)
_HEAD = Font(name="黑体", size=11, charset=_CHINESE)
_BODY = Font(name="仿宋", size=11, charset=_CHINESE)
_TOTAL = Font(name="仿宋", size=11, bold=True, charset=_CHINESE)
_FILL = PatternFill("solid", fgColor="F2F2F2")
_LINE = Side(style="thin", color="404040")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_A4 = 9
_LINE_HEIGHT, _ROW_HEIGHT, _TITLE_LINE = 16.0, 24.0, 30.0  # points
_HEIGHT_LIMIT = 400.0  # a row on a printed page; the sheet's own limit is 409


def table_book(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    now: datetime,
    subtitle: str = "",
    totals: Sequence[Total] = (),
    footer: Sequence[str] = (),
    landscape: bool | None = None,
) -> bytes:
    """An .xlsx of one table, see `Table` for what the parts mean; the same arguments give the same bytes.

    Text beginning like a formula stays text; an aware datetime becomes Shanghai's clock. Errors: ValueError for
    a naive `now` or a row of another length.
    """
    return book_of(Table(title, columns, list(rows), now, subtitle, totals, footer, landscape))


def book_of(table: Table) -> bytes:
    """The table as .xlsx; errors as of `table_book`."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = tab_name(table.title)
    drawing = _Drawing(sheet, table)
    drawing.banner(table.title, _TITLE, "center", _TITLE_LINE)
    if table.subtitle:
        drawing.banner(table.subtitle, _BODY, "left", _ROW_HEIGHT)
    drawing.head()
    for row in table.rows:
        drawing.body(row)
    for total in table.totals:
        if total.shown or table.blank:
            drawing.total(total)
    if table.footer:
        drawing.footer(table.footer)
    _print_setup(sheet, drawing.head_row, table.lies)
    return book_bytes(book, table.now, drawing.results)


class _Drawing:
    """Writes downwards, one row after another."""

    def __init__(self, sheet: Worksheet, table: Table) -> None:
        self.sheet, self.table, self.columns = sheet, table, table.columns
        self.row = self.head_row = 0
        self.results: dict[str, float] = {}
        self._styles: dict[tuple[str, int, bool], Any] = {}
        self._last_body = 0
        for number, column in enumerate(self.columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width

    def banner(self, text: str, font: Font, align: Literal["left", "center"], line: float) -> None:
        """A line across all columns, high enough for its text."""
        self.row += 1
        self._span(1, len(self.columns), text, font, align)
        across = sum(column.width for column in self.columns) * 11 / float(font.size or 11)
        self.sheet.row_dimensions[self.row].height = line * lines_of(text, across)

    def head(self) -> None:
        self.row += 1
        self.head_row = self._last_body = self.row
        for number, column in enumerate(self.columns, 1):
            cell = self.sheet.cell(self.row, number, column.head)
            cell.font, cell.fill, cell.border = _HEAD, _FILL, _BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.sheet.row_dimensions[self.row].height = _height([column.head for column in self.columns], self.columns)

    def body(self, row: Sequence[Cell]) -> None:
        if len(row) != len(self.columns):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")
        self.row += 1
        self._last_body = self.row
        self.sheet.row_dimensions[self.row].height = _height(row, self.columns)
        for number, value in enumerate(row, 1):
            self._put(number, value, _BODY)

    def total(self, total: Total) -> None:
        """SUM is over the body rows only, so several totals do not add each other up."""
        self.row += 1
        heads = [column.head for column in self.columns]
        target = min(heads.index(one.column) for one in total.sums) + 1
        for number in range(1, len(self.columns) + 1):
            self._put(number, "", _TOTAL)
        if target > 2:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=target - 1)
        self._put(1, total.label, _TOTAL, align="center")
        for one in total.sums:
            self._sum(heads.index(one.column) + 1, one)
        self.sheet.row_dimensions[self.row].height = _ROW_HEIGHT

    def footer(self, parts: Sequence[str]) -> None:
        self.row += 1
        across = len(self.columns)
        shown: list[tuple[Cell, float]] = []
        for index, part in enumerate(parts):
            first, last = index * across // len(parts) + 1, (index + 1) * across // len(parts)
            self._span(first, last, part, _BODY, "left")
            shown.append((part, sum(column.width for column in self.columns[first - 1 : last])))
        self.sheet.row_dimensions[self.row].height = row_height(shown)

    def _sum(self, number: int, total: Total) -> None:
        first = self.head_row + 1 + total.first
        last = self._last_body if total.last is None else self.head_row + total.last
        self._put(number, f"{{{{{total.label}}}}}" if self.table.blank else 0, _TOTAL)
        if last < first or self.table.blank:
            return
        cell = self.sheet.cell(self.row, number)
        letter = get_column_letter(number)
        cell.value = f"=SUM({letter}{first}:{letter}{last})"
        self.results[cell.coordinate] = self.table.sum_of(total)

    def _span(self, first: int, last: int, text: str, font: Font, align: Literal["left", "center"]) -> None:
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        cell = self.sheet.cell(self.row, first)
        put_text(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)

    def _put(self, number: int, value: Cell, font: Font, align: str | None = None) -> None:
        """One bordered cell. Styles are made once and shared: a roster may have 20,000 rows."""
        cell: Any = self.sheet.cell(self.row, number)
        shape = put(cell, value)
        if shape == "text" and isinstance(value, str) and looks_like_formula(value):
            shape = "quoted"
        key = (f"{shape}{align}", number, font is _TOTAL)
        if key not in self._styles:
            cell.font, cell.border = font, _BORDER
            cell.alignment = Alignment(horizontal=align or self.columns[number - 1].align, vertical="center", wrap_text=True)
            cell.number_format = {"time": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd", "quoted": "@"}.get(shape, "General")
            cell.quotePrefix = shape == "quoted"
            self._styles[key] = cell._style
        cell._style = self._styles[key]


def _print_setup(sheet: Worksheet, head_row: int, landscape: bool) -> None:
    setup = sheet.page_setup
    setup.paperSize = _A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.freeze_panes = f"A{head_row + 1}"
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页　共 &N 页"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4  # inches
    margins.top, margins.bottom = 0.8, 0.8


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points for the tallest cell; readers do not all grow rows by themselves."""
    return row_height([(value, column.width) for value, column in zip(row, columns, strict=True)])


def row_height(cells: Iterable[tuple[Cell, float]], least: float = _ROW_HEIGHT) -> float:
    """Points that a row of (value, width of its cell in half-width characters) needs."""
    high = least
    for value, width in cells:
        if isinstance(value, str):
            high = max(high, lines_of(value, width) * _LINE_HEIGHT + 6)
        elif isinstance(value, Picture):
            high = max(high, PICTURE_HEIGHT + 6)
    return min(high, _HEIGHT_LIMIT)
