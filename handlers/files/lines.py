"""The lines of a table that someone filled in: .csv (UTF-8 or GBK, commas or tabs) or .xlsx."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
Line = tuple[int, tuple[str, ...]]
"""The number of its row, from 1, as a spreadsheet shows it, and its trimmed cells."""


class LinesError(ValueError):
    """The file is no table that can be read; the text is a Chinese sentence."""


def read_lines(path: Path, *, breaks: bool = False) -> Iterator[Line]:
    """Every line. Line breaks inside a cell become spaces unless `breaks`. Errors: LinesError; OSError."""
    match path.suffix.lower():
        case ".csv":
            return _csv(path.read_bytes(), breaks)
        case ".xlsx":
            return _xlsx(path, breaks)
    raise LinesError(f"只能读 .csv 和 .xlsx 文件，这是“{path.name}”；旧的 .xls 请先另存为 .xlsx")


def read_sheets(path: Path, *, breaks: bool = False) -> Iterator[tuple[str, list[Line]]]:
    """Every sheet by its name, with its lines; a .csv is one without a name. Errors: as `read_lines`."""
    if path.suffix.lower() != ".xlsx":
        yield "", list(read_lines(path, breaks=breaks))
        return
    with _opened(path) as book:
        for sheet in book.worksheets:
            yield str(sheet.title), list(_lines(sheet, breaks))


def _csv(data: bytes, breaks: bool) -> Iterator[Line]:
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in China saves csv as GBK
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise LinesError("看不懂文件的编码，请存成 UTF-8 的 csv，或者 .xlsx")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    try:
        for number, cells in enumerate(reader, 1):
            yield number, tuple(_trim(cell, breaks) for cell in cells)
    except csv.Error as cause:
        raise LinesError(f"第{reader.line_num}行：不是正确的 csv") from cause


def _xlsx(path: Path, breaks: bool) -> Iterator[Line]:
    with _opened(path) as book:
        yield from _lines(book.worksheets[0], breaks)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as cause:
        if isinstance(cause, OSError) and cause.errno is not None:  # the library's own has none
            raise
        raise LinesError(f"打不开“{path.name}”，它不是正确的 .xlsx 文件") from cause
    try:
        yield book
    finally:
        book.close()


def _lines(sheet: Any, breaks: bool) -> Iterator[Line]:
    sheet.reset_dimensions()  # some programs write a wrong size, and lines would be missed
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, tuple(_trim(_shown(cell), breaks) for cell in cells)


def _shown(cell: Any) -> str:
    """A cell as its reader sees it: a spreadsheet turns a typed 05-20 into a date of the year it was typed in."""
    value = cell.value
    if isinstance(value, datetime) and value.time() == time():
        return f"{value:%Y-%m-%d}" if "y" in str(cell.number_format).lower() else f"{value:%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _trim(text: str, breaks: bool) -> str:
    plain = _UNSEEN.sub("", text)
    return "\n".join(filter(None, (" ".join(part.split()) for part in plain.splitlines()))) if breaks else " ".join(plain.split())
