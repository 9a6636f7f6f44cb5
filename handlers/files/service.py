"""志愿服务记录: what one volunteer has taken part in, as .xlsx and .docx. A summary, no certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.files.document import BODY, CAPTION, TITLE, a4_document, add_line, document_bytes
from handlers.files.document_table import TextCell, add_table
from handlers.files.sheet import Column, Total, table_book

_COLUMNS = (Column("序号", 6), Column("日期", 13), Column("活动", 40, "left"), Column("时间", 16), Column("时数（分钟）", 14))
_WIDTHS = (4, 9, 26, 9, 11)


@dataclass(frozen=True)
class ServiceRow:
    """One day at one activity: `hours` from when to when as said, `minutes` None where they are not counted or not known."""

    day: date
    activity: str
    hours: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class ServiceRecord:
    """The record of one person, oldest first; `about` is the line of unit and period, `total` and `note` close it; `now` aware."""

    name: str
    about: str
    rows: tuple[ServiceRow, ...]
    total: str
    note: str
    now: datetime
    title: str = "志愿服务记录"


def service_book(record: ServiceRecord) -> bytes:
    """The record as .xlsx, its minutes summed by a formula."""
    rows = [(number, row.day, row.activity, row.hours, row.minutes) for number, row in enumerate(record.rows, 1)]
    said = f"姓名：{record.name}　{record.about}"
    return table_book(record.title, _COLUMNS, rows, now=record.now, subtitle=said, totals=[Total("时数（分钟）")], footer=[record.note])


def service_document(record: ServiceRecord) -> bytes:
    """The record as .docx, with a place for the office's stamp."""
    document = a4_document()
    add_line(document, record.title, TITLE)
    add_line(document, f"姓名：{record.name}　　{record.about}", CAPTION)
    rows = [
        [
            TextCell(str(number)),
            TextCell(row.day.isoformat()),
            TextCell(row.activity, align="left"),
            TextCell(row.hours),
            TextCell("" if row.minutes is None else str(row.minutes)),
        ]
        for number, row in enumerate(record.rows, 1)
    ]
    add_table(document, [column.head for column in _COLUMNS], _WIDTHS, rows)
    add_line(document, record.total, BODY)
    add_line(document, record.note, BODY)
    add_line(document, "单位（盖章）：　　　　　　　　年　　月　　日", BODY)
    return document_bytes(document, record.now)
