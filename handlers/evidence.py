"""Pictures that show what was ticked off: what she sends in the minutes after 销号 belongs to it."""

from __future__ import annotations

from datetime import datetime

from handlers.context import Context
from handlers.message import IncomingMessage, Taken
from handlers.reply import Reply
from store.models import Task, TaskDone
from store.tasks import SHOWN_FOR
from store.unit_of_work import UnitOfWork
from store.works import OPEN_FOR

MOST = 9
"""So many pictures show one tick."""


def shown(uow: UnitOfWork, message: IncomingMessage, now: datetime) -> TaskDone | None:
    """The tick that a picture shows; None where it shows none, or where its sender has begun to submit works since."""
    member = uow.members.by_wire(message.account, message.sender)
    group = uow.groups.by_wire(message.account, message.group) if message.group is not None else None
    if member is None or (message.group is not None and group is None):
        return None
    tick = uow.tasks.shown_by(member.id, group.id if group else None, now)
    works = uow.works.window(member.id, group.id if group else None, now) if tick else None
    return None if tick is None or (works is not None and works.until - OPEN_FOR > tick.made_at) else tick


def take_evidence(ctx: Context, tick: TaskDone) -> Reply:
    """Put the picture of this message to the tick, or say why not."""
    asked = ctx.uow.questions.open(ctx.member.id, ctx.group_id, ctx.now)
    if asked is not None and (asked.intent, asked.missing) == ("task_done", "task"):
        return ctx.say("tasks.picture_waits")
    task = ctx.uow.tasks.require(Task, tick.task_id)
    unit = ctx.uow.units.by_id(tick.unit_id)
    name = unit.name if unit else ctx.texts("scope.all")
    taken = ctx.message.taken or Taken(fault="lost")
    if taken.fault:
        return ctx.say("tasks.picture_type" if taken.fault == "type" else "tasks.picture_lost")
    if len(tick.pictures) >= MOST:
        return ctx.say("tasks.picture_most", number=task.number, most=MOST)
    if taken.sha256 in tick.pictures:
        return ctx.say("tasks.picture_same", number=task.number)
    ctx.uow.tasks.show(tick, taken.sha256)
    tail = ctx.texts("tasks.picture_tail", number=task.number, pictures=len(tick.pictures) + 1)
    text = ctx.texts("tasks.picture", unit=name, tail=tail)
    reply = Reply.text(text, topic=f"evidence:{tick.id}", who=name, tail=tail)
    reply.undoable = ctx.texts("tasks.picture_undo", number=task.number)
    return reply


def open_until(tick: TaskDone) -> datetime:
    """Until when pictures belong to it."""
    return tick.made_at + SHOWN_FOR
