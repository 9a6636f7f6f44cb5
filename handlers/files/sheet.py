"""The drawing that every official table shares: A4, title, bordered table, 合计, signature line."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from handlers.files.workbook import book_bytes, clean, is_day, local, looks_like_formula, tab_name

Cell = str | int | float | date | datetime | None
_TITLE = Font(name="方正小标宋简体", size=18)
_HEAD = Font(name="黑体", size=11)
_BODY = Font(name="仿宋", size=11)
_TOTAL = Font(name="仿宋", size=11, bold=True)
_FILL = PatternFill("solid", fgColor="F2F2F2")
_LINE = Side(style="thin", color="404040")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_A4 = 9
_LINE_HEIGHT, _ROW_HEIGHT, _TITLE_LINE = 15.0, 24.0, 30.0  # points
_HEIGHT_LIMIT = 400.0  # a row on a printed page; the sheet's own limit is 409


@dataclass(frozen=True)
class Column:
    """A column: its head, width (in half-width characters; 汉字 take two) and how cells stand in it."""

    head: str
    width: float
    align: Literal["left", "center", "right"] = "center"


@dataclass(frozen=True)
class Total:
    """A row below the table: `label`, and the SUM of one column over rows first..last (0-based, last excluded)."""

    column: str
    label: str = "合计"
    first: int = 0
    last: int | None = None


def table_book(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    now: datetime,
    subtitle: str = "",
    totals: Sequence[Total] = (),
    footer: Sequence[str] = (),
    landscape: bool = False,
) -> bytes:
    """An .xlsx of one table; the same arguments give the same bytes.

    `now`: aware, the file's date. `footer`: parts that share the last line evenly. Text beginning
    like a formula stays text; an aware datetime becomes Shanghai's clock. Errors: ValueError for
    a naive `now` or a row of another length.
    """
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = tab_name(title)
    drawing = _Drawing(sheet, columns)
    drawing.banner(title, _TITLE, "center", _TITLE_LINE)
    if subtitle:
        drawing.banner(subtitle, _BODY, "left", _ROW_HEIGHT)
    drawing.head()
    for row in rows:
        drawing.body(row)
    for total in totals:
        drawing.total(total)
    if footer:
        drawing.footer(footer)
    _print_setup(sheet, drawing.head_row, landscape)
    return book_bytes(book, now, drawing.results)


class _Drawing:
    """Writes downwards, one row after another."""

    def __init__(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        self.sheet, self.columns = sheet, columns
        self.row = self.head_row = 0
        self.results: dict[str, float] = {}
        self._styles: dict[tuple[str, int, bool], Any] = {}
        self._last_body = 0
        self._numbers: dict[tuple[str, int], float] = {}
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width

    def banner(self, text: str, font: Font, align: Literal["left", "center"], line: float) -> None:
        """A line across all columns, high enough for its text."""
        self.row += 1
        self._span(1, len(self.columns), text, font, align)
        across = sum(column.width for column in self.columns) * 11 / float(font.size or 11)
        self.sheet.row_dimensions[self.row].height = line * _lines(text, across)

    def head(self) -> None:
        self.row += 1
        self.head_row = self.row
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
        for number, value in enumerate(row, 1):
            self._put(number, value, _BODY)
            if isinstance(value, (int, float)):
                self._numbers[self.columns[number - 1].head, self.row] = value
        self.sheet.row_dimensions[self.row].height = _height(row, self.columns)

    def total(self, total: Total) -> None:
        """SUM is over the body rows only, so several totals do not add each other up."""
        self.row += 1
        heads = [column.head for column in self.columns]
        first = self.head_row + 1 + total.first
        last = self._last_body if total.last is None else self.head_row + total.last
        target = heads.index(total.column) + 1
        for number in range(1, len(heads) + 1):
            self._put(number, "", _TOTAL)
        if target > 2:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=target - 1)
        self._put(1, total.label, _TOTAL, align="center")
        self._sum(target, total.column, first, last)
        self.sheet.row_dimensions[self.row].height = _ROW_HEIGHT

    def footer(self, parts: Sequence[str]) -> None:
        self.row += 1
        across = len(self.columns)
        for index, part in enumerate(parts):
            first, last = index * across // len(parts) + 1, (index + 1) * across // len(parts)
            self._span(first, last, part, _BODY, "left")
        self.sheet.row_dimensions[self.row].height = _ROW_HEIGHT

    def _sum(self, number: int, head: str, first: int, last: int) -> None:
        self._put(number, 0, _TOTAL)
        if last < first:
            return
        cell = self.sheet.cell(self.row, number)
        letter = get_column_letter(number)
        cell.value = f"=SUM({letter}{first}:{letter}{last})"
        self.results[cell.coordinate] = sum(self._numbers.get((head, row), 0) for row in range(first, last + 1))

    def _span(self, first: int, last: int, text: str, font: Font, align: Literal["left", "center"]) -> None:
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        cell = self.sheet.cell(self.row, first)
        cell.value, cell.data_type = clean(text), "s"
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)

    def _put(self, number: int, value: Cell, font: Font, align: str | None = None) -> None:
        """One bordered cell. Styles are made once and shared: a roster may have 20,000 rows."""
        cell: Any = self.sheet.cell(self.row, number)
        value = local(value) if isinstance(value, datetime) else value
        shape = _shape(value)
        if isinstance(value, str):
            cell.value, cell.data_type = clean(value), "s"
        else:
            cell.value = value
        key = (f"{shape}{align}", number, font is _TOTAL)
        if key not in self._styles:
            cell.font, cell.border = font, _BORDER
            cell.alignment = Alignment(horizontal=align or self.columns[number - 1].align, vertical="center", wrap_text=True)
            cell.number_format = {"time": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd", "quoted": "@"}.get(shape, "General")
            cell.quotePrefix = shape == "quoted"
            self._styles[key] = cell._style
        cell._style = self._styles[key]


def _shape(value: Cell) -> str:
    if isinstance(value, datetime):
        return "time"
    if is_day(value):
        return "day"
    return "quoted" if isinstance(value, str) and looks_like_formula(value) else "plain"


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
    margins.left = margins.right = 0.6  # inches
    margins.top, margins.bottom = 0.8, 0.8


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points for the tallest cell; readers do not all grow rows by themselves."""
    lines = max(_lines(value, column.width) if isinstance(value, str) else 1 for value, column in zip(row, columns, strict=True))
    return min(max(_ROW_HEIGHT, lines * _LINE_HEIGHT + 6), _HEIGHT_LIMIT)


def _lines(text: str, width: float) -> int:
    """Lines that `text` takes in `width` half-width characters; a little too many rather than too few."""
    usable = max(width - 1.5, 2)
    return sum(max(1, math.ceil(_width(part) / usable)) for part in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
