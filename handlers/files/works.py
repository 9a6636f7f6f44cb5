"""作品登记表: the works that were submitted, each with a small picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.files.form import Column, FormKind, Picture, Table
from handlers.files.pictures import reduced
from handlers.files.sheet import book_of

WORKS = FormKind(
    "作品登记表",
    (
        Column("序号", 6),
        Column("作品", 17, key="作品图"),
        Column("编号", 8),
        Column("题目", 20),
        Column("报送单位", 22),
        Column("作者", 12),
        Column("类型", 8),
        Column("报送时间", 13),
        Column("择优", 8),
    ),
    subtitle="{{范围}}　共{{件数}}件　择优{{择优件数}}件",
    landscape=True,
)
PICTURED = 500
"""So many works have their picture; a sheet with more is heavy to open on a phone."""


@dataclass(frozen=True)
class WorkRow:
    """One work. `small`: a JPEG, empty where there is none; `kind` is 图片 or 视频."""

    number: int
    title: str
    unit: str
    author: str
    kind: str
    on: date
    picked: bool
    small: bytes = b""


@dataclass(frozen=True)
class WorksForm:
    """The register of an activity, or of several (`about` empty); `now` aware."""

    about: str
    scope: str
    rows: tuple[WorkRow, ...]
    now: datetime


def works_table(form: WorksForm) -> Table:
    """The register in the order of the numbers."""
    rows = [
        (
            at,
            Picture(reduced(row.small), row.kind) if row.small else row.kind,
            row.number,
            row.title,
            row.unit,
            row.author,
            row.kind,
            row.on,
            "★" if row.picked else "",
        )
        for at, row in enumerate(form.rows, 1)
    ]
    fields = {"范围": form.scope, "件数": str(len(form.rows)), "择优件数": str(sum(row.picked for row in form.rows))}
    return WORKS.table(rows, form.now, fields, title=f"{form.about}作品登记表")


def works_book(form: WorksForm) -> bytes:
    """The register as .xlsx."""
    return book_of(works_table(form))
