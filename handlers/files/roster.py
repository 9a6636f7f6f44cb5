"""报名名单: who takes part in an activity, confirmed first, then the waitlist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.files.form import Column, FormKind, Table, Total
from handlers.files.sheet import book_of

ROSTER = FormKind(
    "报名名单",
    (
        Column("序号", 6),
        Column("姓名/集体", 18, key="姓名"),
        Column("单位", 26),
        Column("人数", 8),
        Column("状态", 10),
        Column("报名时间", 18),
        Column("备注", 22, "left"),
        Column("签到", 12),
    ),
    subtitle="{{说明}}",
    totals=(Total("人数", "已确认"), Total("人数", "候补"), Total("人数")),
    landscape=True,
)


@dataclass(frozen=True)
class RosterEntry:
    """One row of sign-up: a person or a collective with `heads` people. `came` as said; empty, to be signed by hand, before anybody has."""

    name: str
    unit: str
    heads: int
    confirmed: bool
    signed_at: datetime
    note: str = ""
    came: str = ""


@dataclass(frozen=True)
class RosterForm:
    """A roster. `entries` in the order of signing up; `now` aware; `about` a line below the title (time, place)."""

    activity: str
    entries: tuple[RosterEntry, ...]
    now: datetime
    about: str = ""


def roster_book(form: RosterForm) -> bytes:
    """The roster as .xlsx."""
    return book_of(roster_table(form))


def roster_table(form: RosterForm) -> Table:
    """The roster. With a waitlist the heads are summed apart, then together."""
    confirmed = [entry for entry in form.entries if entry.confirmed]
    waiting = [entry for entry in form.entries if not entry.confirmed]
    rows = [
        (number, entry.name, entry.unit, entry.heads, "已确认" if entry.confirmed else "候补", entry.signed_at, entry.note, entry.came)
        for number, entry in enumerate(confirmed + waiting, 1)
    ]
    apart = bool(waiting)
    totals = (
        Total("人数", "已确认", 0, len(confirmed), shown=apart),
        Total("人数", "候补", len(confirmed), len(rows), shown=apart),
        Total("人数"),
    )
    return ROSTER.table(rows, form.now, {"说明": form.about}, title=f"{form.activity}报名名单", totals=totals)
