"""施工图进度表: the work plan with what has been done of it, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.files.form import Column, FormKind, Picture, Table
from handlers.files.pictures import reduced
from handlers.files.sheet import book_of

WORK_PLAN = FormKind(
    "施工图进度表",
    (
        Column("序号", 6),
        Column("主题", 9),
        Column("工作措施", 25, "left"),
        Column("完成时限", 10),
        Column("参加单位", 12, "left"),
        Column("责任单位", 11, "left"),
        Column("完成", 8),
        Column("情况", 8),
        Column("未完成单位", 12, "left"),
        Column("佐证", 19, "left"),
        Column("照片", 12),
        Column("备注", 6, "left"),
    ),
    subtitle="{{范围}}　{{进度}}",
    landscape=True,
)


@dataclass(frozen=True)
class PlanLine:
    """A task, every field as it stands in its cell; `progress` as 3/5, `small` the JPEG of one picture (empty: none)."""

    number: int
    theme: str
    measure: str
    due: str
    participants: str
    responsible: str
    progress: str
    state: str
    open_units: str
    evidence: str
    small: bytes
    note: str


@dataclass(frozen=True)
class PlanBook:
    """The lines in the order to be shown. `summary` as said in Chinese; `now` aware."""

    scope: str
    lines: tuple[PlanLine, ...]
    now: datetime
    summary: str = ""


def plan_table(form: PlanBook) -> Table:
    """The table."""
    rows = [
        (
            line.number,
            line.theme,
            line.measure,
            line.due,
            line.participants,
            line.responsible,
            line.progress,
            line.state,
            line.open_units,
            line.evidence,
            Picture(reduced(line.small)) if line.small else "",
            line.note,
        )
        for line in form.lines
    ]
    return WORK_PLAN.table(rows, form.now, {"范围": form.scope, "进度": form.summary})


def plan_book(form: PlanBook) -> bytes:
    """The table as .xlsx."""
    return book_of(plan_table(form))
