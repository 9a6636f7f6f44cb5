"""Official tables from the store's rows: what goes into which cell, and into which chat the file may go."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.context import Context
from handlers.files.checkins import CheckInRow, CheckInsForm, checkins_book
from handlers.files.pairing import PairingForm, PairingRow, pairing_book
from handlers.files.roster import RosterEntry, RosterForm, roster_book
from handlers.files.tabular import write_rows
from handlers.reply import Reply, Say
from handlers.scope import Scope
from handlers.words import DIFFICULTIES
from store.models import Activity
from store.types import SHANGHAI

FEW = 3
"""A breakdown of children's difficulties below this number is for private chats only."""


def file_reply(ctx: Context, name: str, content: bytes, *, line: str, private: bool = False) -> Reply:
    """A file with a line of text before it; `private` sends it to the asker alone and says so where she asked."""
    path = ctx.ports.files.save(name, content)
    to = ctx.message.sender if private and not ctx.private else None
    says = [Say(line, person=to), Say("", person=to, kind="file", path=path, name=name)]
    if to is not None:
        says.insert(0, Say(ctx.texts("export.sent_privately")))
    return Reply(says)


def roster_form(ctx: Context, activity: Activity, scope: Scope, rows: Sequence[Any]) -> Reply:
    """报名名单 of an activity."""
    entries = tuple(
        RosterEntry(r.name, r.unit or "", r.headcount, r.state == "confirmed", r.created_at.astimezone(SHANGHAI), r.note) for r in rows
    )
    content = roster_book(RosterForm(activity.title, entries, ctx.now, about=scope.label))
    heads = sum(row.headcount for row in rows if row.state == "confirmed")
    line = ctx.texts("export.roster", title=activity.title, scope=scope.label, rows=len(rows), heads=heads)
    return file_reply(ctx, f"{_file_part(activity.title)}报名名单.xlsx", content, line=line)


def pairing_table(ctx: Context, scope: Scope, rows: Sequence[Any]) -> Reply:
    """结对帮扶统计表. With a child's difficulty that could point at a family it goes to the asker alone."""
    lines = tuple(PairingRow(r.helper, r.community, r.children, _difficulties(r), shared=r.shared_with_id is not None) for r in rows)
    content = pairing_book(PairingForm(scope.label, lines, ctx.now))
    children = sum(row.children for row in rows if row.shared_with_id is None)
    line = ctx.texts("export.pairings", scope=scope.label, rows=len(rows), children=children)
    telling = any(row.difficulties and min((row.difficulty_counts or {"": row.children}).values()) < FEW for row in rows)
    return file_reply(ctx, f"{_file_part(scope.label)}结对帮扶统计表.xlsx", content, line=line, private=telling)


def _difficulties(row: Any) -> tuple[str, ...]:
    counts = row.difficulty_counts or {}
    return tuple(DIFFICULTIES[kind] + (f"{counts[kind]}名" if kind in counts else "") for kind in row.difficulties)


def checkin_table(ctx: Context, scope: Scope, rows: Sequence[Any], period: str) -> Reply:
    """打卡情况表."""
    lines = tuple(CheckInRow(r.name, r.unit or "", date.fromisoformat(r.on_date), r.title or "", r.note) for r in rows)
    content = checkins_book(CheckInsForm(period, lines, ctx.now, scope=scope.label))
    line = ctx.texts("export.checkins", scope=scope.label, rows=len(rows))
    return file_reply(ctx, f"{_file_part(scope.label)}打卡情况表.xlsx", content, line=line)


def sheet_of(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Plain rows as a spreadsheet."""
    out = io.BytesIO()
    write_rows(rows, columns, "xlsx", out)
    return out.getvalue()


def _file_part(name: str) -> str:
    """A name that every phone can save a file under."""
    return "".join("_" if char in '\\/:*?"<>|\n\r\t' else char for char in name)[:40]
