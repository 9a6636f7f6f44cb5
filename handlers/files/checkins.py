"""打卡情况表: who studied what on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.files.sheet import Column, table_book

_COLUMNS = (
    Column("序号", 6),
    Column("姓名", 12),
    Column("单位", 24),
    Column("日期", 13),
    Column("学习内容", 34, "left"),
    Column("心得", 44, "left"),
)


@dataclass(frozen=True)
class CheckInRow:
    """One check-in (人次)."""

    name: str
    unit: str
    day: date
    item: str
    note: str = ""


@dataclass(frozen=True)
class CheckInsForm:
    """The check-ins of a period, in the order to be shown. `period` and `scope` as said in Chinese; `now` aware."""

    period: str
    rows: tuple[CheckInRow, ...]
    now: datetime
    scope: str = ""
    title: str = "打卡情况表"


def checkins_book(form: CheckInsForm) -> bytes:
    """The table as .xlsx. It counts times (人次), never people."""
    said = "　".join(part for part in (form.scope, form.period, f"共{len(form.rows)}人次") if part)
    rows = [(number, row.name, row.unit, row.day, row.item, row.note) for number, row in enumerate(form.rows, 1)]
    return table_book(form.title, _COLUMNS, rows, now=form.now, subtitle=said, landscape=True)
