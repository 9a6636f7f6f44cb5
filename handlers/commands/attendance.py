"""签到、签退: who came to an activity; where it counts hours, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.meant import settle_activity
from handlers.reach import organizes
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.words import day_words, hours_words
from store.attendances import Comer, activity_day
from store.hours import span_of
from store.models import Activity, Attendance
from store.types import SHANGHAI

NAMED = 20
"""At most this many names in one answer."""


def attend(ctx: Context, said: Understanding) -> Reply:
    """Record that she, or those an organizer names, came or left; or that they were not there."""
    activity = ctx.activity(said)
    day = _day(ctx, said, activity)
    if {"names", "team", "everyone"} & said.slots.keys():
        return _others(ctx, said, activity, day)
    if day != ctx.day:
        raise UserInputError("attend.past", title=activity.title)
    comer = ctx.uow.attendances.herself(activity.id, ctx.member, ctx.unit_id)
    if said.slots.get("off"):
        return _take_back(ctx, said, activity, [comer], day)
    if said.slots.get("out"):
        return _leave(ctx, activity, comer, day)
    return _come(ctx, said, activity, comer, day)


def _day(ctx: Context, said: Understanding, activity: Activity) -> str:
    """The day that is recorded: the activity's own; without one the day said, else today."""
    held = activity_day(activity)
    day = held or str(said.slots.get("date") or ctx.day)
    if day > ctx.day:
        raise UserInputError("attend.early", title=activity.title, day=day_words(day))
    if held is None and activity.state == "closed":
        raise UserInputError("activity.closed", title=activity.title)
    return day


# -- she herself -------------------------------------------------------------------------------------------------------


def _come(ctx: Context, said: Understanding, activity: Activity, comer: Comer, day: str) -> Reply:
    heads = int(said.slots.get("headcount", 1))
    if heads > comer.heads:
        raise UserInputError("attend.too_many", title=activity.title, heads=comer.heads)
    before = ctx.uow.attendances.at(activity.id, comer, day)
    if before is not None and before.state == "present" and before.came_at is not None and before.headcount == heads:
        return ctx.say("attend.same", name=ctx.member.name, title=activity.title)
    span = span_of(activity.held) if activity.timed else None
    values = {} if span and ctx.now > span[1] else {"came_at": ctx.now}
    row = ctx.uow.attendances.record(activity, comer, day, ctx.now, headcount=heads, group_id=ctx.group_id, recorded_by=None, **values)
    key = "attend.too_late" if activity.timed and not values else "attend.came_timed" if activity.timed else "attend.came"
    who, tail = _who(ctx, row), _standing(ctx, activity, day)
    reply = Reply.text(ctx.texts(key, who=who, tail=tail), topic=f"attend:{activity.id}", who=who, tail=tail)
    reply.undoable = ctx.texts("attend.undo", who=row.name, title=activity.title)
    return reply


def _leave(ctx: Context, activity: Activity, comer: Comer, day: str) -> Reply:
    if not activity.timed:
        raise UserInputError("attend.not_timed", title=activity.title)
    before = ctx.uow.attendances.at(activity.id, comer, day)
    if before is None or before.state != "present":
        raise UserInputError("attend.not_come", title=activity.title)
    row = ctx.uow.attendances.record(
        activity, comer, day, ctx.now, left_at=ctx.now, headcount=before.headcount, group_id=ctx.group_id, recorded_by=None
    )
    reply = ctx.say("attend.left", who=row.name, title=activity.title, time=_time(ctx, row))
    reply.undoable = ctx.texts("attend.undo_left", who=row.name, title=activity.title)
    return reply


def _time(ctx: Context, row: Attendance) -> str:
    """Her service time in words, or that it is not known."""
    return ctx.texts("attend.unknown") if row.minutes is None else ctx.texts("attend.minutes", hours=hours_words(row.minutes))


def _who(ctx: Context, row: Attendance) -> str:
    heads = f" {row.headcount}人" if row.headcount > 1 else ""
    return row.name + heads + ("" if row.signed_up else ctx.texts("attend.unlisted"))


def _standing(ctx: Context, activity: Activity, day: str) -> str:
    return ctx.texts("attend.standing", title=activity.title, heads=ctx.uow.attendances.heads(activity.id, day))


# -- an organizer for others -------------------------------------------------------------------------------------------


def _others(ctx: Context, said: Understanding, activity: Activity, day: str) -> Reply:
    if not ctx.rights.any(ORGANIZE):
        raise UserInputError("attend.for_others")
    comers = _everyone(ctx, said, activity, day) if said.slots.get("everyone") else _named(ctx, said, activity, day)
    for comer in comers:
        organizes(ctx, ctx.uow.units.by_id(comer.unit_id))
    if said.slots.get("off"):
        return _take_back(ctx, said, activity, comers, day)
    times = _times(ctx, said, activity, day)
    rows = []
    for comer in comers:
        values: dict[str, Any] = {"headcount": comer.heads if comer.kind == "team" or said.slots.get("everyone") else 1, **times}
        rows.append(ctx.uow.attendances.record(activity, comer, day, ctx.now, group_id=ctx.group_id, recorded_by=ctx.member.id, **values))
    ctx.uow.audit.add(ctx.now, ctx.member, "attend_for", f"activity:{activity.id}", people=len(rows), day=day)
    waits = activity.timed and any(row.minutes is None for row in rows)
    key = "attend.others_left" if said.slots.get("out") else "attend.others_timed" if waits else "attend.others"
    names = _names(ctx, rows, hours=activity.timed)
    reply = ctx.say(key, number=len(rows), names=names, tail=_standing(ctx, activity, day))
    reply.undoable = ctx.texts("attend.undo", who=_short(ctx, [row.name for row in rows]), title=activity.title)
    return reply


def _times(ctx: Context, said: Understanding, activity: Activity, day: str) -> dict[str, datetime]:
    """What is known of coming and leaving: what she says, else the present moment while the activity goes on; nothing is made up."""
    first, last = (_at(day, said.slots.get(name)) for name in ("at", "ends"))
    span = span_of(activity.held) if activity.timed else None
    going_on = day == ctx.day and (span is None or ctx.now <= span[1])
    if said.slots.get("out"):
        if not activity.timed:
            raise UserInputError("attend.not_timed", title=activity.title)
        if first is None and day != ctx.day:
            raise UserInputError("attend.say_when", title=activity.title)
        return {"came_at": first, "left_at": last} if first and last else {"left_at": first or ctx.now}
    came = first or (ctx.now if going_on else None)
    return {name: at for name, at in (("came_at", came), ("left_at", last)) if at is not None}


def _at(day: str, clock: object) -> datetime | None:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI) if clock else None


def _everyone(ctx: Context, said: Understanding, activity: Activity, day: str) -> list[Comer]:
    """All on the roster within her reach; to leave or to be taken back, all who came."""
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    path = grant.path if grant else None
    if said.slots.get("off"):
        rows = ctx.uow.attendances.of_activity(activity.id, path, day)
    elif said.slots.get("out"):
        rows = ctx.uow.attendances.staying(activity.id, day, path)
    else:
        rows = [row for row in ctx.uow.signups.roster(activity.id, path) if row.state == "confirmed"]
    if not rows:
        raise UserInputError("attend.nobody", title=activity.title)
    return [
        Comer(row.person, row.kind, row.name, row.unit_id, _own(row), bool(getattr(row, "signed_up", True)), row.headcount) for row in rows
    ]


def _own(row: Any) -> int | None:
    return row.member_id if row.kind == "own" else None


def _named(ctx: Context, said: Understanding, activity: Activity, day: str) -> list[Comer]:
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    path = grant.path if grant else None
    names = [str(name) for name in said.slots.get("names", ())]
    found = [_one(ctx, activity, name, day, path) for name in dict.fromkeys(names)]
    if team := said.slots.get("team"):
        heads = max(1, int(said.slots.get("headcount", 1)) - len(names))
        listed = next((one for one in ctx.uow.attendances.called(activity.id, str(team), day, path) if one.kind == "team"), None)
        unit_id = listed.unit_id if listed else ctx.unit_id
        found.append(Comer(f"t:{team}", "team", str(team), unit_id, None, bool(listed and listed.signed_up), heads))
    return found


def _one(ctx: Context, activity: Activity, name: str, day: str, path: str | None) -> Comer:
    """Who is meant by a name: on the roster or recorded already, this unit's first; else a member of this group, else just the name."""
    known = ctx.uow.attendances.called(activity.id, name, day, path)
    here = [one for one in known if one.unit_id == ctx.unit_id] or known
    if len(here) > 1 and len({one.unit_id for one in here}) > 1:
        units = [unit.name for one in here if (unit := ctx.uow.units.by_id(one.unit_id)) is not None]
        raise UserInputError("attend.which", name=name, units="、".join(units))
    if here:
        return here[0]
    members = ctx.uow.members.at_home(ctx.group.id, name) if ctx.group else []
    if len(members) == 1:
        return ctx.uow.attendances.herself(activity.id, members[0], ctx.unit_id)
    return Comer(f"n:{name}", "named", name, ctx.unit_id, None)


def _take_back(ctx: Context, said: Understanding, activity: Activity, comers: Sequence[Comer], day: str) -> Reply:
    """They were not there after all; of a 签退, they have not left."""
    rows = [(one, row) for one in comers if (row := ctx.uow.attendances.at(activity.id, one, day)) is not None and row.state == "present"]
    if not rows:
        raise UserInputError("attend.nobody", title=activity.title)
    for comer, row in rows:
        if said.slots.get("out"):
            ctx.uow.attendances.record(activity, comer, day, ctx.now, left_at=None, headcount=row.headcount, recorded_by=row.recorded_by)
        else:
            ctx.uow.attendances.take_back(row)
    if {"names", "team", "everyone"} & said.slots.keys():
        ctx.uow.audit.add(ctx.now, ctx.member, "attend_off", f"activity:{activity.id}", people=len(rows), day=day)
    names = _short(ctx, [row.name for _, row in rows])
    key = "attend.off_left" if said.slots.get("out") else "attend.off"
    reply = ctx.say(key, names=names, tail=_standing(ctx, activity, day))
    reply.undoable = ctx.texts("attend.undo_off", who=names, title=activity.title)
    return reply


def _names(ctx: Context, rows: Sequence[Attendance], *, hours: bool) -> str:
    shown = [_who(ctx, row) + (f" {hours_words(row.minutes)}" if hours and row.minutes is not None else "") for row in rows]
    return _short(ctx, shown)


def _short(ctx: Context, names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (ctx.texts("attend.more", number=len(names)) if len(names) > NAMED else "")


# -- which activity ------------------------------------------------------------------------------------------------------


def todays(ctx: Context, said: Understanding) -> None:
    """Where none is named: today's activity that she has signed up for, else the only one of today; several are a choice."""
    if "activity" in said.slots or said.missing[:1] not in ([], ["activity"]):
        return
    every = [*ctx.uow.activities.visible(ctx.path), *ctx.uow.activities.ended(ctx.path)]
    today = [a for a in every if activity_day(a) == ctx.day or (activity_day(a) is None and a.state == "open")]
    mine = {row.activity_id for row in ctx.uow.signups.by_member(ctx.member.id)}
    meant = [a for a in today if a.id in mine and activity_day(a)] or [a for a in today if a.id in mine] or today
    titles = list(dict.fromkeys(a.title for a in meant))
    if not titles:
        raise UserInputError("attend.none_today")
    if "activity" in said.missing:
        settle_activity(ctx, said, titles)
    elif len(titles) == 1:
        said.slots["activity"] = titles[0]
    else:
        said.missing.insert(0, "activity")
        said.choices["activity"] = titles


COMMANDS = (Command("attend", attend, fill=todays),)
