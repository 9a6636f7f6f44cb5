"""A workbook as bytes: the same input gives the same bytes, and text never becomes a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_767  # characters a cell may hold
_SURROGATES = re.compile("[\ud800-\udfff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f>(?:<v\s*/>|<v></v>)')


def clean(text: str) -> str:
    """`text` as a cell can hold it: no control characters, no half characters, not over-long."""
    kept = _SURROGATES.sub("�", ILLEGAL_CHARACTERS_RE.sub("", text))
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


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
    if now.tzinfo is None:
        raise ValueError("a workbook's time needs a zone")
    utc = now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = utc
    book.properties.creator = "巾帼群助手"
    raw = io.BytesIO()
    book.save(raw)
    return _repack(raw.getvalue(), utc, results or {})


def _repack(raw: bytes, utc: datetime, results: Mapping[str, float]) -> bytes:
    out = io.BytesIO()
    stamp = (max(utc.year, 1980), utc.month, utc.day, utc.hour, utc.minute, utc.second)
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _part(name, source.read(name), utc, results))
    return out.getvalue()


def _part(name: str, data: bytes, utc: datetime, results: Mapping[str, float]) -> bytes:
    if name == "docProps/core.xml":  # openpyxl writes its own clock here
        return _MODIFIED.sub(rb"\g<1>" + f"{utc:%Y-%m-%dT%H:%M:%SZ}".encode(), data)
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
