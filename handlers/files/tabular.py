"""Plain rows out (`jinguo export`: jsonl, csv, xlsx) and in (`jinguo import units`: see `units`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from handlers.files.units import UnitRow, UnitsError, read_units
from handlers.files.workbook import SHANGHAI, book_bytes, clean, local, looks_like_formula

__all__ = ["Format", "UnitRow", "UnitsError", "read_units", "write_rows"]

Format = Literal["jsonl", "csv", "xlsx"]
_NO_CLOCK = datetime(1980, 1, 1, tzinfo=UTC)  # the first day a zip can hold
_WIDTHS = (8, 48)  # half-width characters


def write_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[str], format: Format, out: BinaryIO) -> None:
    """Write `columns` of `rows` to `out`; a key a row lacks is empty.

    jsonl: one UTF-8 object a line, lists as lists, times with their zone. csv: UTF-8 with BOM, CRLF,
    cells that a spreadsheet might run get a leading '. xlsx: all text as text. In csv and xlsx lists
    are joined by 、 and times stand in Shanghai's clock. Errors: ValueError for another format.
    """
    writers = {"jsonl": _write_jsonl, "csv": _write_csv, "xlsx": _write_xlsx}
    if format not in writers:
        raise ValueError(f"unknown format {format!r}, one of: {', '.join(writers)}")
    writers[format](rows, columns, out)


def _write_jsonl(rows: Iterable[Mapping[str, object]], columns: Sequence[str], out: BinaryIO) -> None:
    for row in rows:
        line = json.dumps({column: row.get(column) for column in columns}, ensure_ascii=False, default=_json_value)
        out.write(line.encode("utf-8", "replace") + b"\n")


def _json_value(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(SHANGHAI)).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def _write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(map(_csv_cell, columns))
        writer.writerows([_csv_cell(row.get(column)) for column in columns] for row in rows)
        text.flush()
    finally:
        text.detach()  # `out` stays open, it is the caller's


def _csv_cell(value: object) -> object:
    plain = _plain(value)
    if isinstance(plain, datetime):
        return plain.isoformat(sep=" ", timespec="seconds")
    if isinstance(plain, str) and looks_like_formula(plain):
        return "'" + plain
    return plain


def _write_xlsx(rows: Iterable[Mapping[str, object]], columns: Sequence[str], out: BinaryIO) -> None:
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    widths = [_width(column) for column in columns]
    for number, column in enumerate(columns, 1):
        _text_cell(sheet, 1, number, column).font = Font(bold=True)
    for line, row in enumerate(rows, 2):
        for number, column in enumerate(columns, 1):
            value = _plain(row.get(column))
            widths[number - 1] = max(widths[number - 1], _width(value))
            _text_cell(sheet, line, number, value)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width + 2, _WIDTHS[0]), _WIDTHS[1])
    sheet.freeze_panes = "A2"
    out.write(book_bytes(book, _NO_CLOCK))


def _text_cell(sheet: Worksheet, row: int, number: int, value: Any) -> Any:
    cell: Any = sheet.cell(row, number)
    cell.value = clean(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = looks_like_formula(value)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _width(value: object) -> int:
    return max((len(part) + sum(letter > "⺀" for letter in part) for part in str(value or "").split("\n")), default=0)


def _plain(value: object) -> Any:
    """`value` as one cell: str, int, float, date, time, naive datetime or None."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return local(value)
    if value is None or isinstance(value, (str, int, float, date, time)):
        return value
    if isinstance(value, (set, frozenset)):
        return "、".join(sorted(map(str, value)))
    if isinstance(value, (list, tuple)):
        return "、".join(str(_plain(part)) for part in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return str(value)
