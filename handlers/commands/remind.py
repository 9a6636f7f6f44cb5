"""提醒、提醒列表、取消提醒: organizers have groups reminded at a time they choose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.private_reminders import privately
from handlers.reach import reaches
from handlers.reminding import WORDS, known_subjects, topic
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.words import time_words
from store.models import Activity, Reminder
from store.types import SHANGHAI, local_date

NIGHT = {"from": "22:00", "to": "07:00"}
_LACKING = re.compile(r"[未没](?:有)?(?:报|参加|签到)")
_SUBJECTS = {word: subject for subject, word in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Reach:
    """The groups a reminder goes to: those of a unit's subtree (None: all)."""

    unit_id: int | None
    path: str | None


def complete(ctx: Context, said: Understanding) -> None:
    """Who is meant by 没报的 is asked; of an activity, whether only who has not signed up."""
    said.slots["subject"] = subject = _SUBJECTS.get(str(said.slots.get("subject")), said.slots.get("subject"))
    if subject is None:
        del said.slots["subject"]
    elif subject not in known_subjects():
        raise UserInputError("remind.not_yet", subject=WORDS.get(subject, "推送"))
    if {"now", "privately"} & said.slots.keys() and "when" in said.missing:
        said.missing.remove("when")
    if said.slots.get("activity") and _LACKING.search(ctx.message.text):
        said.slots["lacking"] = True
    if "activity" in said.missing:
        return
    if subject is None and "activity" not in said.slots:
        said.missing = ["subject", *(slot for slot in said.missing if slot != "subject")]
        said.choices["subject"] = [WORDS[name] for name in known_subjects()]


def remind(ctx: Context, said: Understanding) -> Reply:
    """Have the groups, or in private those who answer for units, reminded at the time she says."""
    activity = ctx.activity(said) if said.slots.get("activity") else None
    reach, in_private = _reach(ctx, activity), bool(said.slots.get("privately"))
    if in_private and "when" not in said.slots:
        _check_now(ctx, reach)
        return privately(ctx, None if activity else str(said.slots["subject"]), activity, reach.path)
    times, first = _when_said(ctx, said, reach)
    values = {"activity_id": activity.id if activity else None, "subject": None if activity else said.slots["subject"]}
    values |= {"lacking": bool(said.slots.get("lacking")), "privately": in_private, "unit_id": reach.unit_id, "times": times}
    if (known := ctx.uow.reminders.same(**values)) is not None:
        raise UserInputError("remind.same", number=known.id)
    groups = ctx.uow.groups.count_audience({"all": True}, reach.path, kept=False)
    if not groups and not in_private:
        raise UserInputError("remind.no_groups")
    key = ctx.uow.reminders.add(ctx.now, next_at=first, made_by=ctx.member.id, **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "remind", f"reminder:{key}")
    if first == ctx.now:
        reply = ctx.say("remind.now", topic=topic(ctx.uow, ctx.texts, ctx.uow.tasks.require(Reminder, key)))
    else:
        reply = ctx.say(_answer(values), number=key, time=_time(ctx, times), topic=_short(values, activity), groups=groups)
        reply.undoable = ctx.texts("remind.undo", number=key)
    reply.plans_changed = True
    return reply


def _when_said(ctx: Context, said: Understanding, reach: Reach) -> tuple[dict[str, Any], datetime]:
    """Its times and the first of them; what she wants at once is due at once."""
    if said.slots.get("now") and "when" not in said.slots:
        _check_now(ctx, reach)
        return {"at": ctx.now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")}, ctx.now
    times: dict[str, Any] = dict(said.slots["when"])
    _check(ctx, times, reach)
    first = ctx.ports.pushes.next_time(times, ctx.now)
    assert first is not None  # `_check` has refused what never comes
    return times, first


def _check_now(ctx: Context, reach: Reach) -> None:
    """Nobody is disturbed at night, nor on a day that is silent for all of them."""
    if not NIGHT["to"] <= ctx.now.astimezone(SHANGHAI).strftime("%H:%M") < NIGHT["from"]:
        raise UserInputError("remind.at_night")
    _check_silent(ctx, ctx.day, reach)


def _answer(values: dict[str, Any]) -> str:
    if values["privately"]:
        return "remind.set_private"
    if values["activity_id"] is not None:
        return "remind.set_not_signed" if values["lacking"] else "remind.set"
    return "remind.set" if values["subject"] == "checkins" else "remind.set_lacking"


def _short(values: dict[str, Any], activity: Activity | None) -> str:
    return activity.title if activity else WORDS[str(values["subject"])]


def _reach(ctx: Context, activity: Activity | None) -> Reach:
    """All that her role reaches, of an activity what that reaches too."""
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    assert grant is not None  # the router has asked for the role
    unit = ctx.uow.units.by_id(activity.unit_id) if activity else None
    if unit is None or (grant.path is not None and grant.path.startswith(unit.path)):
        return Reach(grant.unit_id, grant.path)
    if not reaches(ctx, unit.path):
        raise UserInputError("rights.elsewhere", unit=unit.name)
    return Reach(unit.id, unit.path)


def _check(ctx: Context, times: dict[str, Any], reach: Reach) -> None:
    """Refuses times that never come, that lie in the night, or on a day that is silent for all of them."""
    try:
        ctx.ports.pushes.check_times(times, ctx.now)
        ctx.ports.pushes.check_quiet(times, NIGHT, ctx.now)
    except UserInputError as error:
        key = {"plans.bad_times": "remind.bad_times", "plans.in_quiet": "remind.at_night"}.get(error.key, error.key)
        raise UserInputError(key, **error.params) from error
    first = ctx.ports.pushes.next_time(times, ctx.now)
    if first is not None and _once(times):
        _check_silent(ctx, local_date(first), reach)


def _check_silent(ctx: Context, day: str, reach: Reach) -> None:
    silent = {unit.path if unit else None for key in ctx.uow.hushes.on(day) for unit in [ctx.uow.units.by_id(key)]}
    if None in silent or (reach.path is not None and any(path and reach.path.startswith(path) for path in silent)):
        raise UserInputError("remind.silent")


def _once(times: dict[str, Any]) -> bool:
    """Whether it is one moment, not one of many."""
    return "on" in times or "T" in str(times.get("at", ""))


def _time(ctx: Context, times: dict[str, Any]) -> str:
    """Once at a time, or again and again, in words."""
    first = ctx.ports.pushes.next_time(times, ctx.now)
    return time_words(first) if _once(times) and first is not None else ctx.ports.pushes.describe(times)


def show(ctx: Context, said: Understanding) -> Reply:
    """The reminders in her subtree that are still to come."""
    hers = [one for one in ctx.uow.reminders.live() if _hers(ctx, one)]
    if not hers:
        return ctx.say("remind.none")
    return ctx.say("remind.list", lines="\n".join(_line(ctx, one) for one in hers))


def _hers(ctx: Context, one: Reminder) -> bool:
    unit = ctx.uow.units.by_id(one.unit_id)
    return reaches(ctx, unit.path if unit else None)


def _line(ctx: Context, one: Reminder) -> str:
    unit = ctx.uow.units.by_id(one.unit_id)
    name = unit.name if unit else ctx.texts("scope.all")
    return ctx.texts("remind.line", number=one.id, time=_when(ctx, one), topic=topic(ctx.uow, ctx.texts, one), unit=name)


def _when(ctx: Context, one: Reminder) -> str:
    if _once(one.times) and one.next_at is not None:
        return time_words(one.next_at.astimezone(SHANGHAI))
    return ctx.ports.pushes.describe(one.times)


def only_one(ctx: Context, said: Understanding) -> None:
    """Where only one is to come, its number need not be said."""
    if "reminder" in said.missing:
        hers = [one for one in ctx.uow.reminders.live() if _hers(ctx, one)]
        if not hers:
            raise UserInputError("remind.none")
        if len(hers) == 1:
            said.slots["reminder"] = hers[0].id
            said.missing.remove("reminder")


def cancel(ctx: Context, said: Understanding) -> Reply:
    """A reminder of her subtree is not sent after all."""
    number = int(said.slots["reminder"])
    one = ctx.uow.reminders.by_id(number)
    if one is None or one.state != "active" or not _hers(ctx, one):
        raise UserInputError("remind.unknown", number=number)
    ctx.uow.reminders.cancel(one)
    ctx.uow.audit.add(ctx.now, ctx.member, "remind_cancel", f"reminder:{number}")
    reply = ctx.say("remind.cancelled", number=number, time=_when(ctx, one), topic=topic(ctx.uow, ctx.texts, one))
    reply.undoable = ctx.texts("remind.cancel_undo", number=number)
    return reply


COMMANDS = (Command("remind", remind, fill=complete), Command("reminders", show), Command("remind_cancel", cancel, fill=only_one))
