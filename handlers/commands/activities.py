"""活动、发起活动、关闭活动、名单: what one can sign up for and who has."""

from __future__ import annotations

from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import roster_form
from handlers.language.understanding import Understanding
from handlers.meant import over, settle_activity
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.scenes import STALE
from handlers.scope import scope_of
from handlers.words import day_words, listed
from store.models import Activity

SHORT = 12
"""A roster up to this many lines is text; a longer one is better exported."""


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


def when_words(held: Any) -> str:
    """A single `when` (at or on) in words."""
    at = str(held.get("at") or held.get("on"))
    return day_words(at[:10]) + (f" {at[11:16]}" if len(at) > 10 else "")


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
    values = {"unit_id": grant.unit_id, "quota": slots.get("quota"), "deadline": slots.get("deadline"), "opened_by": ctx.member.id}
    key = ctx.uow.activities.add(title, ctx.now, place=slots.get("place", ""), held=slots.get("when"), **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "activity_open", f"activity:{key}")
    unit = ctx.uow.units.by_id(grant.unit_id)
    reply = ctx.say("activity.opened", title=title, details=_details(slots), scope=unit.name if unit else ctx.texts("scope.all"))
    reply.undoable = ctx.texts("activity.open_undo", title=title)
    return reply


def _details(slots: dict[str, Any]) -> str:
    parts = [f"限 {slots['quota']} 人"] if slots.get("quota") else ["不限人数"]
    parts += [f"{day_words(slots['deadline'])}截止"] if slots.get("deadline") else []
    parts += [f"时间 {when_words(slots['when'])}"] if slots.get("when") else []
    parts += [f"地点 {slots['place']}"] if slots.get("place") else []
    return "，".join(parts)


def close(ctx: Context, said: Understanding) -> Reply:
    """Close an activity of her subtree."""
    activity = ctx.activity(said)
    unit = ctx.uow.units.by_id(activity.unit_id)
    if not ctx.rights.covers(ORGANIZE, unit.path if unit else None):
        raise UserInputError("rights.elsewhere", unit=unit.name if unit else ctx.texts("scope.all"))
    if activity.state == "closed":
        raise UserInputError("activity.closed", title=activity.title)
    ctx.uow.activities.close(activity)
    ctx.uow.audit.add(ctx.now, ctx.member, "activity_close", f"activity:{activity.id}")
    reply = ctx.say("activity.closed_now", title=activity.title, heads=ctx.uow.signups.heads(activity.id))
    reply.undoable = ctx.texts("activity.close_undo", title=activity.title)
    return reply


def roster(ctx: Context, said: Understanding) -> Reply:
    """Who has signed up, as text while it is short; of every unit her role reaches."""
    activity = ctx.activity(said)
    scope = scope_of(ctx, said)
    rows = ctx.uow.signups.roster(activity.id, scope.path)
    if not rows:
        return ctx.say("roster.empty", title=activity.title, scope=scope.label)
    if len(rows) > SHORT:
        return roster_form(ctx, activity, scope, rows)
    lines = [f"{r.name} {r.headcount}人{'（' + r.unit + '）' if r.unit else ''}{'·候补' if r.state == 'waitlisted' else ''}" for r in rows]
    confirmed = sum(row.headcount for row in rows if row.state == "confirmed")
    waiting = sum(row.headcount for row in rows if row.state == "waitlisted")
    tail = ctx.texts("roster.sum_waiting", heads=confirmed, waiting=waiting) if waiting else ctx.texts("roster.sum", heads=confirmed)
    return ctx.say("roster.list", title=activity.title, scope=scope.label, lines=listed(lines), tail=tail)


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
