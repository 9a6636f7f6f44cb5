"""Official tables from the store's rows: what goes into which cell, and into which chat the file may go."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from handlers.context import Context
from handlers.files.checkins import CheckInRow, CheckInsForm, checkins_table
from handlers.files.form import Format, Table
from handlers.files.forms import drawn
from handlers.files.pairing import PairingForm, PairingRow, pairing_table
from handlers.files.programmes import ProgrammeRow, ProgrammesForm, programmes_table
from handlers.files.roster import RosterEntry, RosterForm, roster_table
from handlers.files.tabular import write_rows
from handlers.files.works import PICTURED, WorkRow, WorksForm, works_table
from handlers.language.understanding import Understanding
from handlers.ports import Pictures
from handlers.presence import came_words, marks
from handlers.reply import Reply, Say
from handlers.scope import Scope
from handlers.words import DIFFICULTIES, when_words
from store.models import Activity
from store.types import SHANGHAI

FEW = 3
"""A breakdown of children's difficulties below this number is for private chats only."""


def file_reply(ctx: Context, name: str, content: bytes | Callable[[], bytes], *, line: str, private: bool = False) -> Reply:
    """A file with a line of text before it; `private` sends it to the asker alone and says so where she asked.

    A callable draws the file after the commit (see `FileShelf.save`).
    """
    path = ctx.ports.files.save(name, content)
    to = ctx.message.sender if private and not ctx.private else None
    says = [Say(line, person=to), Say("", person=to, kind="file", path=path, name=name)]
    if to is not None:
        says.insert(0, Say(ctx.texts("export.sent_privately")))
    return Reply(says)


def form_reply(
    ctx: Context, said: Understanding, make: Callable[[], Table], *, form: str, of: str, line: str, private: bool = False
) -> Reply:
    """An official form as the file she asked for (Word where she said so), in the office's template where there is one.

    `make` fills the table in: pure, called after the commit. `form` is the form's name, `of` what its file's name begins with.
    """
    kind: Format = "docx" if said.slots.get("format") == "docx" else "xlsx"
    draw = partial(_draw, make, kind, ctx.ports.templates.of(form, kind))
    return file_reply(ctx, f"{safe_name(of)}{form}.{kind}", draw, line=line, private=private)


def _draw(make: Callable[[], Table], format: Format, template: bytes | None) -> bytes:
    return drawn(make(), format, template)


def roster_form(ctx: Context, said: Understanding, activity: Activity, scope: Scope, rows: Sequence[Any]) -> Reply:
    """报名名单 of an activity."""
    heads = sum(row.headcount for row in rows if row.state == "confirmed")
    line = ctx.texts("export.roster", title=activity.title, scope=scope.label, rows=len(rows), heads=heads)
    came = ctx.uow.attendances.of_activity(activity.id, scope.path)
    about = [
        scope.label,
        *([f"时间：{when_words(activity.held)}"] if activity.held else []),
        *([f"地点：{activity.place}"] if activity.place else []),
    ]
    signed = [mark if row.state == "confirmed" else "" for row, mark in zip(rows, marks(ctx, rows, came), strict=True)]
    make = partial(_roster, activity.title, "　".join(about) + came_words(ctx, came), rows, signed, ctx.now)
    return form_reply(ctx, said, make, form="报名名单", of=activity.title, line=line)


def _roster(title: str, about: str, rows: Sequence[Any], signed: Sequence[str], now: datetime) -> Table:
    entries = (
        RosterEntry(r.name, r.unit or "", r.headcount, r.state == "confirmed", r.created_at.astimezone(SHANGHAI), r.note, came)
        for r, came in zip(rows, signed, strict=True)
    )
    return roster_table(RosterForm(title, tuple(entries), now, about=about))


def pairing_form(ctx: Context, said: Understanding, scope: Scope, rows: Sequence[Any]) -> Reply:
    """结对帮扶统计表. With a child's difficulty that could point at a family it goes to the asker alone."""
    children = sum(row.children for row in rows if row.shared_with_id is None)
    line = ctx.texts("export.pairings", scope=scope.label, rows=len(rows), children=children)
    telling = any(row.difficulties and min((row.difficulty_counts or {"": row.children}).values()) < FEW for row in rows)
    make = partial(_pairings, reporting_unit(ctx, scope), rows, ctx.now, ctx.member.name)
    return form_reply(ctx, said, make, form="结对帮扶统计表", of=scope.label, line=line, private=telling)


def reporting_unit(ctx: Context, scope: Scope) -> str:
    """填表单位: the unit that is asked about; of all units her own, left open where there is none."""
    return scope.label if scope.path is not None else ctx.unit.name if ctx.unit is not None else ""


def _pairings(unit: str, rows: Sequence[Any], now: datetime, filled_by: str) -> Table:
    lines = (PairingRow(r.helper, r.community, r.children, _difficulties(r), shared=r.shared_with_id is not None) for r in rows)
    return pairing_table(PairingForm(unit, tuple(lines), now, filled_by=filled_by))


def _difficulties(row: Any) -> tuple[str, ...]:
    counts = row.difficulty_counts or {}
    return tuple(DIFFICULTIES[kind] + (f"{counts[kind]}名" if kind in counts else "") for kind in row.difficulties)


def checkin_form(ctx: Context, said: Understanding, scope: Scope, rows: Sequence[Any], period: str) -> Reply:
    """打卡情况表."""
    line = ctx.texts("export.checkins", scope=scope.label, rows=len(rows))
    make = partial(_checkins, period, scope.label, rows, ctx.now)
    return form_reply(ctx, said, make, form="打卡情况表", of=scope.label, line=line)


def _checkins(period: str, scope: str, rows: Sequence[Any], now: datetime) -> Table:
    lines = (CheckInRow(r.name, r.unit or "", date.fromisoformat(r.on_date), r.title or "", r.note) for r in rows)
    return checkins_table(CheckInsForm(period, tuple(lines), now, scope=scope))


def works_form(ctx: Context, said: Understanding, about: str, scope: Scope, rows: Sequence[Any]) -> Reply:
    """作品登记表; `about` is the activity's title, empty for several."""
    line = ctx.texts("export.works", about=about, scope=scope.label, rows=len(rows))
    make = partial(_works, about, scope.label, rows, ctx.now, ctx.ports.pictures)
    return form_reply(ctx, said, make, form="作品登记表", of=about, line=line)


def _works(about: str, scope: str, rows: Sequence[Any], now: datetime, pictures: Pictures) -> Table:
    lines = [
        WorkRow(
            number=row.id,
            title=row.title,
            unit=row.unit,
            author=row.name,
            kind="视频" if row.media in ("mp4", "mov") else "图片",
            on=date.fromisoformat(row.on_date),
            picked=row.picked,
            small=pictures.small(row.sha256) if row.sha256 and at < PICTURED else b"",
        )
        for at, row in enumerate(rows)
    ]
    return works_table(WorksForm(about, scope, tuple(lines), now))


def programme_form(ctx: Context, said: Understanding, scope: Scope, rows: Sequence[Any]) -> Reply:
    """活动目录清单."""
    line = ctx.texts("export.programmes", scope=scope.label, rows=len(rows), sessions=sum(row.sessions for row in rows))
    return form_reply(
        ctx, said, partial(_programmes, reporting_unit(ctx, scope), rows, ctx.now), form="活动目录清单", of=scope.label, line=line
    )


def _programmes(unit: str, rows: Sequence[Any], now: datetime) -> Table:
    lines = (
        ProgrammeRow(r.title, r.carrier, r.served, r.sessions, date.fromisoformat(r.on_date), date.fromisoformat(r.until)) for r in rows
    )
    return programmes_table(ProgrammesForm(unit, tuple(lines), now))


def sheet_of(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Plain rows as a spreadsheet."""
    out = io.BytesIO()
    write_rows(rows, columns, "xlsx", out)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A name that every phone can save a file under."""
    return "".join("_" if char in '\\/:*?"<>|\n\r\t' else char for char in name)[:40]
