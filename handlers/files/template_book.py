"""An office's own spreadsheet filled in: placeholders anywhere, and one row of them that is repeated for every record."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from handlers.files.form import Cell, Table, filled, names_in, only_name
from handlers.files.form_document import said
from handlers.files.lines import LinesError
from handlers.files.sheet import row_height
from handlers.files.sheet_cells import put_styled
from handlers.files.workbook import book_bytes

_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)(?::(\$?[A-Z]{1,3}\$?)([0-9]+))?(?![0-9A-Za-z(!])")
_QUOTED = re.compile(r'("(?:[^"]|"")*")')
Span = tuple[int, int, int, int]
"""First column, first row, last column, last row."""


def book_lines(template: bytes) -> list[list[str]]:
    """The placeholders of the first sheet, row by row. Errors: LinesError when it is no spreadsheet."""
    sheet = _opened(template)
    return [[name for cell in row for name in names_in(_text(cell))] for row in sheet.iter_rows()]


def fill_book(template: bytes, table: Table) -> bytes:
    """The first sheet of the template with the table in it, as .xlsx; what an office put in stays: widths, fonts, lines."""
    sheet = _opened(template)
    names = {column.name: number for number, column in enumerate(table.columns)}
    record = _record_row(sheet, names)
    filling = _Filling(sheet, table, names, record)
    filling.push_down()
    for number, row in enumerate(table.rows):
        filling.record(record + number, row)
    if not table.rows:
        filling.record(record, [None] * len(names))
    filling.fields()
    sheet.parent.calculation.fullCalcOnLoad = True  # type: ignore[union-attr]
    return book_bytes(sheet.parent, table.now, filling.results)  # type: ignore[arg-type]


def _opened(template: bytes) -> Worksheet:
    try:
        return load_workbook(io.BytesIO(template)).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise LinesError("打不开，它不是正确的 .xlsx 文件") from error


def _text(cell: Any) -> str:
    return cell.value if isinstance(cell.value, str) else ""


def _record_row(sheet: Worksheet, names: Mapping[str, int]) -> int:
    for row in sheet.iter_rows():
        if any(name in names for cell in row for name in names_in(_text(cell))):
            return int(row[0].row or 1)
    return sheet.max_row + 1


class _Filling:
    """One sheet being filled. The record row is `record`; below it everything has moved down by `extra` rows."""

    def __init__(self, sheet: Worksheet, table: Table, names: Mapping[str, int], record: int) -> None:
        self.sheet, self.table, self.names, self.first = sheet, table, names, record
        self.extra = max(len(table.rows) - 1, 0)
        self.results: dict[str, float] = {}
        cells: list[Any] = [cell for cell in sheet[record] if not isinstance(cell, MergedCell)]
        self._pattern: list[tuple[int, str, Any]] = [(cell.column, _text(cell), cell._style) for cell in cells]
        self._merged: list[Span] = [range_boundaries(str(span)) for span in sheet.merged_cells.ranges]  # type: ignore[misc]
        self._high = float(sheet.row_dimensions[record].height or 0)
        self._where = {name: column for column, text, _ in self._pattern for name in names_in(text) if name in names}
        self._widths = self._cell_widths()

    def _cell_widths(self) -> dict[int, float]:
        """How wide each cell of the record row is, in half-width characters."""
        wide = {column: self.sheet.column_dimensions[get_column_letter(column)].width for column, _, _ in self._pattern}
        for first, top, last, bottom in self._merged:
            if top <= self.first <= bottom:
                wide[first] = sum(self.sheet.column_dimensions[get_column_letter(column)].width for column in range(first, last + 1))
        return wide

    def push_down(self) -> None:
        """Make room for the records: what stands below moves, with its heights, joined cells, formulas and the print area."""
        sheet, extra = self.sheet, self.extra
        for span in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(span))
        if extra:
            last = sheet.max_row
            if last > self.first:
                sheet.move_range(f"A{self.first + 1}:{get_column_letter(sheet.max_column)}{last}", rows=extra)
            for row in range(last, self.first, -1):
                sheet.row_dimensions[row + extra].height = sheet.row_dimensions[row].height
        for cell in self._cells():
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = self._moved(cell.value)
        if sheet.print_area:
            sheet.print_area = [self._moved(str(area).rpartition("!")[2]) for area in _areas(sheet.print_area)]
        for first, top, right, bottom in self._merged:
            down = extra if top > self.first else 0
            for row in range(len(self.table.rows) or 1) if top == bottom == self.first else (down,):
                sheet.merge_cells(start_row=top + row, end_row=bottom + row, start_column=first, end_column=right)

    def _moved(self, formula: str) -> str:
        """A formula whose references follow what has moved; one that reaches the record row reaches all records."""

        def one(found: re.Match[str]) -> str:
            first, last = int(found[2]), int(found[4] or 0)
            first += self.extra if first > self.first else 0
            last += self.extra if last >= self.first else 0
            return f"{found[1]}{first}" + (f":{found[3]}{last}" if found[3] else "")

        parts = _QUOTED.split(formula)
        return "".join(part if part.startswith('"') else _REFERENCE.sub(one, part) for part in parts)

    def record(self, at: int, row: Sequence[Cell]) -> None:
        """One record into its row."""
        values: dict[str, Cell] = {name: row[number] for name, number in self.names.items()}
        shown: list[tuple[Any, Cell, float]] = []
        for column, text, style in self._pattern:
            cell: Any = self.sheet.cell(at, column)
            cell._style = style
            value = values[only_name(text)] if only_name(text) in values else filled(text, _as_text({**self.table.fields, **values}))
            if text:
                shown.append((cell, value, self._widths[column]))
        self.sheet.row_dimensions[at].height = row_height([(value, wide) for _, value, wide in shown], self._high or 24.0)
        for cell, value, _ in shown:
            put_styled(cell, value)

    def fields(self) -> None:
        """Titles, signatures and totals around the records."""
        totals = self.table.sums
        values = {**self.table.fields, **{label: said(self.table.sum_of(total)) for label, total in totals.items()}}
        last = self.first + self.extra
        for cell in self._cells():
            text = _text(cell)
            if not names_in(text) or self.first <= cell.row <= last or cell.data_type == "f":
                continue
            if only_name(text) in totals:
                self._total(cell, only_name(text))
            else:
                put_styled(cell, filled(text, values))

    def _total(self, cell: Any, label: str) -> None:
        """A sum that the spreadsheet works out again; a number where the template leaves out the column."""
        total = self.table.sums[label]
        name = next(column.name for column in self.table.columns if column.head == total.column)
        until = len(self.table.rows) if total.last is None else total.last
        cell.value = self.table.sum_of(total)
        if name in self._where and until > total.first:
            letter = get_column_letter(self._where[name])
            cell.value = f"=SUM({letter}{self.first + total.first}:{letter}{self.first + until - 1})"
            self.results[cell.coordinate] = self.table.sum_of(total)

    def _cells(self) -> Iterator[Any]:
        return (cell for row in self.sheet.iter_rows() for cell in row if not isinstance(cell, MergedCell))


def _areas(area: Any) -> list[str]:
    return area.split(",") if isinstance(area, str) else list(area)


def _as_text(values: Mapping[str, Cell]) -> dict[str, str]:
    return {name: said(value) for name, value in values.items()}
