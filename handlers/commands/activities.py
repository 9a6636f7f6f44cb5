"""活动、发起活动、关闭活动、名单: what one can sign up for and who has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import roster_form
from handlers.language.understanding import Understanding
from handlers.listing import Listing, listing_reply
from handlers.meant import over, settle_activity
from handlers.presence import came_words, marks
from handlers.reach import organizes
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.scenes import STALE
from handlers.scope import scope_of
from handlers.words import day_words, listed, when_words
from store.models import Activity

NAMED = 20
"""At most this many names in one answer."""


def show(ctx: Context, said: Understanding) -> Reply:
    """The open activities, numbered as sign-ups may name them."""
    every = [a for a in ctx.uow.activities.visible(ctx.path) if a.deadline is None or a.deadline >= (ctx.today - STALE).isoformat()]
    if not every:
        return ctx.say("activity.none")
    example = next((a.title for a in every if not over(a, ctx)), every[0].title)
    return ctx.say("activity.list", lines=listed(_line(ctx, activity) for activity in every), example=example)


def _line(ctx: Context, activity: Activity) -> str:
    heads = ctx.uow.signups.heads(activity.id)
    parts = [f"已报 {heads}/{activity.quota} 人" if activity.quota else f"已报 {heads} 人"]
    parts += [when_words(activity.held)] if activity.held else []
    parts += [activity.place] if activity.place else []
    if activity.deadline:
        parts.append(f"{day_words(activity.deadline)}{'已截止' if activity.deadline < ctx.day else '截止'}")
    return f"{activity.title}（{'，'.join(parts)}）"


def open_activity(ctx: Context, said: Understanding) -> Reply:
    """Open an activity for the units her role reaches."""
    slots = said.slots
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    assert grant is not None  # the router has asked for the role
    title = str(slots["title"]).strip()
    existing = ctx.uow.activities.titled(title)
    if existing is not None and existing.state == "open":
        raise UserInputError("activity.exists", title=title)
    if slots.get("deadline") and str(slots["deadline"]) < ctx.day:
        raise UserInputError("activity.deadline_past", deadline=day_words(str(slots["deadline"])))
    held, timed = _held(slots)
    values = {"unit_id": grant.unit_id, "quota": slots.get("quota"), "deadline": slots.get("deadline"), "opened_by": ctx.member.id}
    least, most = slots.get("works") or (None, None)
    values |= {"works_least": least, "works_most": most, "held": held, "timed": timed}
    number = ctx.uow.activities.add(title, ctx.now, place=slots.get("place", ""), **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "activity_open", f"activity:{number}")
    unit = ctx.uow.units.by_id(grant.unit_id)
    key = "activity.opened_works" if slots.get("works") else "activity.opened"
    scope = unit.name if unit else ctx.texts("scope.all")
    reply = ctx.say(key, title=title, details=_details(slots, held, timed), scope=scope)
    reply.undoable = ctx.texts("activity.open_undo", title=title)
    return reply


def _held(slots: dict[str, Any]) -> tuple[dict[str, Any] | None, bool]:
    """When it is held, and whether hours are counted: then it needs a beginning and an end."""
    held, timed, ends = slots.get("when"), bool(slots.get("timed")), slots.get("ends")
    if timed and not (held and held.get("at") and ends):
        raise UserInputError("activity.needs_hours")
    if held and held.get("at") and ends:
        held = {**held, "to": f"{str(held['at'])[:10]}T{ends}"}
        if held["to"] <= str(held["at"]):
            raise UserInputError("activity.needs_hours")
    return held, timed


def _details(slots: dict[str, Any], held: dict[str, Any] | None, timed: bool) -> str:
    parts = [f"限 {slots['quota']} 人"] if slots.get("quota") else ["不限人数"]
    parts += [_works_words(*slots["works"])] if slots.get("works") else []
    parts += [f"{day_words(slots['deadline'])}截止"] if slots.get("deadline") else []
    parts += [f"时间 {when_words(held)}"] if held else []
    parts += ["计服务时数"] if timed else []
    parts += [f"地点 {slots['place']}"] if slots.get("place") else []
    return "，".join(parts)


def _works_words(least: int | None, most: int | None) -> str:
    if least and most:
        return f"每单位 {most} 件作品" if least == most else f"每单位 {least}—{most} 件作品"
    return f"每单位至少 {least} 件作品" if least else f"每单位最多 {most} 件作品"


def close(ctx: Context, said: Understanding) -> Reply:
    """Close an activity of her subtree."""
    activity = ctx.activity(said)
    organizes(ctx, ctx.uow.units.by_id(activity.unit_id))
    if activity.state == "closed":
        raise UserInputError("activity.closed", title=activity.title)
    ctx.uow.activities.close(activity)
    ctx.uow.audit.add(ctx.now, ctx.member, "activity_close", f"activity:{activity.id}")
    reply = ctx.say("activity.closed_now", title=activity.title, heads=ctx.uow.signups.heads(activity.id))
    reply.undoable = ctx.texts("activity.close_undo", title=activity.title)
    return reply


def roster(ctx: Context, said: Understanding) -> Reply:
    """Who has signed up, of every unit her role reaches: as text, as a picture, or the official list where it is long."""
    activity = ctx.activity(said)
    scope = scope_of(ctx, said)
    rows = ctx.uow.signups.roster(activity.id, scope.path)
    came = ctx.uow.attendances.of_activity(activity.id, scope.path)
    if not rows:
        return _only_came(ctx, activity.title, scope.label, came)
    shown = marks(ctx, rows, came)
    named = [f"{row.name} {row.headcount}人{f'（{row.unit}）' if row.unit else ''}" for row in rows]
    lines = [name + (f"·{mark}" if mark else "") for name, mark in zip(named, shown, strict=True)]
    states = [mark or ctx.texts("roster.confirmed") for mark in shown]
    cells = [(n, r.name, r.unit or "", r.headcount, state) for n, (r, state) in enumerate(zip(rows, states, strict=True), 1)]
    confirmed = sum(row.headcount for row in rows if row.state == "confirmed")
    waiting = sum(row.headcount for row in rows if row.state == "waitlisted")
    tail = ctx.texts("roster.sum_waiting", heads=confirmed, waiting=waiting) if waiting else ctx.texts("roster.sum", heads=confirmed)
    tail += came_words(ctx, came)
    heading = ctx.texts("roster.heading", title=activity.title, scope=scope.label)
    return listing_reply(
        ctx,
        lambda: ctx.say("roster.list", heading=heading, lines=listed(lines), tail=tail),
        Listing(heading, "名单", ("序号", "姓名/集体", "单位", "人数", "状态"), cells, note=tail, line=f"{heading}：{tail}"),
        file=lambda: roster_form(ctx, said, activity, scope, rows),
    )


def _only_came(ctx: Context, title: str, scope: str, came: Sequence[Any]) -> Reply:
    """Nobody signed up; but some may have come all the same."""
    if not came:
        return ctx.say("roster.empty", title=title, scope=scope)
    names = list(dict.fromkeys(row.name for row in came))
    shown = "、".join(names[:NAMED]) + (ctx.texts("attend.more", number=len(names)) if len(names) > NAMED else "")
    return ctx.say("roster.only_came", title=title, scope=scope, heads=sum(row.headcount for row in came), names=shown)


def open_one(ctx: Context, said: Understanding) -> None:
    """Where no activity is named, the one that is open, else a choice of those (and of what has ended, where none is)."""
    titles = [activity.title for activity in ctx.uow.activities.visible(ctx.path)]
    if not titles and (said.intent == "activity_close" or not ctx.scene.open_activities) and "activity" in said.missing:
        raise UserInputError("activity.none")
    settle_activity(ctx, said, titles or ctx.scene.open_activities)


COMMANDS = (
    Command("activities", show),
    Command("activity_open", open_activity),
    Command("activity_close", close, fill=open_one),
    Command("roster", roster, fill=open_one),
)
