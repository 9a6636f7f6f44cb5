"""我的服务: what a volunteer has taken part in, for her own eyes; a picture in the chat, a file in private."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.charts import service_picture
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.files.service import ServiceRecord, ServiceRow, service_book, service_document
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.words import day_words, hours_words, span_words

SHOWN = 30
"""So many of her latest activities stand in the picture."""


def asks_service(ctx: Context, said: Understanding) -> bool:
    """Whether 我的服务 is asked for: among her records the contract has no subject for it."""
    return "format" in said.slots or ("subject" not in said.slots and "服务" in ctx.message.text)


def summary(ctx: Context, said: Understanding) -> Reply:
    """Her record over a period (all of it without one). Nobody can ask for another's."""
    since, until = said.slots.get("period") or (None, None)
    rows = ctx.uow.attendances.of_member(ctx.member.id, since, until)
    if not rows:
        return ctx.say("service.none", name=ctx.member.name)
    record = _record(ctx, rows, since, until)
    line = ctx.texts("service.line", name=record.name, times=len(rows), hours=hours_words(_minutes(rows)))
    if open_ := sum(row.timed and row.minutes is None for row in rows):
        line += ctx.texts("service.line_open", number=open_)
    if kind := said.slots.get("format"):
        return _file(ctx, record, str(kind), line)
    lines = [(row.day.isoformat(), row.activity, _time(row)) for row in record.rows]
    more = len(lines) - SHOWN
    notes = [*([ctx.texts("service.left_out", number=more)] if more > 0 else []), record.note]

    def draw() -> bytes:
        return service_picture(record.title, record.name, record.about, lines[-SHOWN:], total=record.total, notes=notes)

    path = ctx.ports.files.save("服务记录.png", draw)
    return Reply([Say(line), Say("", kind="image", path=path, name="服务记录.png")])


def _file(ctx: Context, record: ServiceRecord, kind: str, line: str) -> Reply:
    """The record as a file, for her private chat only."""
    if not ctx.private:
        raise UserInputError("service.in_private")
    name, draw = f"{record.title}.{kind}", service_book if kind == "xlsx" else service_document
    path = ctx.ports.files.save(name, lambda: draw(record))
    return Reply([Say(line), Say("", kind="file", path=path, name=name)])


def _record(ctx: Context, rows: list[Any], since: str | None, until: str | None) -> ServiceRecord:
    span = span_words(since, until) if since and until else ctx.texts("totals.up_to", day=f"{ctx.today.year}年{day_words(ctx.day)}")
    unit = ctx.unit.name if ctx.unit else ""
    total = ctx.texts("service.total", times=len(rows), hours=hours_words(_minutes(rows)))
    shown = tuple(ServiceRow(date.fromisoformat(row.on_date), row.title, _hours(row), row.minutes) for row in rows)
    about = "　".join(part for part in (unit, span) if part)
    return ServiceRecord(ctx.member.name, about, shown, total, ctx.texts("service.note", bot=ctx.ports.bot_name), ctx.now)


def _minutes(rows: list[Any]) -> int:
    """Her own time: the heads she brought along are not hers."""
    return sum(row.minutes or 0 for row in rows)


def _hours(row: Any) -> str:
    held = row.held or {}
    return f"{str(held['at'])[11:16]}—{str(held['to'])[11:16]}" if "at" in held and "to" in held else ""


def _time(row: ServiceRow) -> str:
    return "" if row.minutes is None else hours_words(row.minutes)
