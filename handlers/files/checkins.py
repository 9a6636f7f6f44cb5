"""打卡情况表: who studied what on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.files.form import Column, FormKind, Table
from handlers.files.sheet import book_of

CHECKINS = FormKind(
    "打卡情况表",
    (
        Column("序号", 6),
        Column("姓名", 12),
        Column("单位", 24),
        Column("日期", 13, key="打卡日期"),
        Column("学习内容", 34, "left"),
        Column("心得", 44, "left"),
    ),
    subtitle="{{范围}}　{{时间}}　共{{人次}}人次",
    landscape=True,
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


def checkins_table(form: CheckInsForm) -> Table:
    """The table. It counts times (人次), never people."""
    rows = [(number, row.name, row.unit, row.day, row.item, row.note) for number, row in enumerate(form.rows, 1)]
    return CHECKINS.table(rows, form.now, {"范围": form.scope, "时间": form.period, "人次": str(len(form.rows))}, title=form.title)


def checkins_book(form: CheckInsForm) -> bytes:
    """The table as .xlsx."""
    return book_of(checkins_table(form))
