"""活动目录清单: what units have carried out in communities, as offices hand it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.files.form import Column, FormKind, Table, Total
from handlers.files.sheet import book_of

PROGRAMMES = FormKind(
    "活动目录清单",
    (
        Column("活动名称", 30, "left"),
        Column("实施主体", 24),
        Column("服务对象", 24),
        Column("服务场次", 10),
        Column("实施时间", 32),
    ),
    subtitle="填表单位：{{填表单位}}",
    totals=(Total("服务场次"),),
    landscape=True,
)


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme; `first` and `last` are its days, the same for a single one."""

    title: str
    carrier: str
    served: str
    sessions: int
    first: date
    last: date


@dataclass(frozen=True)
class ProgrammesForm:
    """The list of a unit and those below it; `now` aware."""

    unit: str
    rows: tuple[ProgrammeRow, ...]
    now: datetime


def programmes_table(form: ProgrammesForm) -> Table:
    """The list, its sessions summed."""
    rows = [(row.title, row.carrier, row.served, row.sessions, _days(row.first, row.last)) for row in form.rows]
    return PROGRAMMES.table(rows, form.now, {"填表单位": form.unit})


def programmes_book(form: ProgrammesForm) -> bytes:
    """The list as .xlsx."""
    return book_of(programmes_table(form))


def _days(first: date, last: date) -> str:
    said = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return said
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{said}—{year}{last.month}月{last.day}日"
