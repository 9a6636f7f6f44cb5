"""A workbook as bytes: the same input gives the same bytes, and text never becomes a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from handlers.files.package import AUTHOR, repacked, stamp_of
from handlers.files.text import clean

__all__ = ["SHANGHAI", "book_bytes", "clean", "is_day", "local", "looks_like_formula", "tab_name"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f>(?:<v\s*/>|<v></v>)')


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run `text` if it is typed or opened from a csv."""
    return text.startswith(FORMULA_SIGNS)


def local(moment: datetime) -> datetime:
    """`moment` as the clock in Shanghai shows it, without a zone (a naive one is taken as that already)."""
    return moment if moment.tzinfo is None else moment.astimezone(SHANGHAI).replace(tzinfo=None)


def tab_name(title: str) -> str:
    """`title` as a sheet may be called: at most 31 characters, none of \\ / * ? : [ ]."""
    return re.sub(r"[\\/*?:\[\]\x00-\x1f]", "", title).strip(" '")[:31] or "表"


def book_bytes(book: Workbook, now: datetime, results: Mapping[str, float] | None = None) -> bytes:
    """`book` as .xlsx bytes, dated `now` (aware).

    `results` (cell name -> number) are stored beside the formulas of a one-sheet book, for
    readers on phones that show formulas without computing them.
    """
    stamp = stamp_of(now)
    book.properties.created = stamp
    book.properties.creator = AUTHOR
    raw = io.BytesIO()
    book.save(raw)
    return repacked(raw.getvalue(), stamp, lambda name, data: _with_results(name, data, results or {}))


def _with_results(name: str, data: bytes, results: Mapping[str, float]) -> bytes:
    if results and name == "xl/worksheets/sheet1.xml":
        return _FORMULA.sub(lambda found: _with_result(found, results), data)
    return data


def _with_result(found: re.Match[bytes], results: Mapping[str, float]) -> bytes:
    result = results.get(found[1].decode())
    if result is None:
        return found[0]
    return b'<c r="%s"%s><f>%s</f><v>%s</v>' % (found[1], found[2], found[3], f"{result}".encode())


def is_day(value: object) -> bool:
    """A date that is not a datetime."""
    return isinstance(value, date) and not isinstance(value, datetime)
