"""静默: days on which an organizer's groups are pushed nothing; made, shown, lifted."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.planning import places
from handlers.reach import held_units, reaches
from handlers.reply import Reply
from handlers.words import span_words
from store.models import Hush

LONGEST_DAYS = 60


def hush(ctx: Context, said: Understanding) -> Reply:
    """Silence for the days and units she says; without days what is silent is shown; `off` lifts it."""
    if said.slots.get("off"):
        return _lift(ctx, said)
    period = said.slots.get("period")
    if not period:
        return _show(ctx)
    first, last = max(str(period[0]), ctx.day), str(period[1])
    if last < ctx.day:
        raise UserInputError("hush.past")
    units = _units(ctx, said)
    for unit in units:
        if not any(one.unit_id == unit and one.first <= first and last <= one.last for one in ctx.uow.hushes.live(first, last)):
            key = ctx.uow.hushes.add(unit, first, last, ctx.member.id, ctx.now)
            ctx.uow.audit.add(ctx.now, ctx.member, "hush", f"hush:{key}", unit=unit, first=first, last=last)
    stopped = ctx.ports.pushes.hush(ctx.uow, ctx.now) if first <= ctx.day else 0
    reply = ctx.say(
        "hush.done",
        units=_names(ctx, units),
        span=_span(ctx, first, last),
        stopped=ctx.texts("hush.stopped", number=stopped) if stopped else "",
    )
    reply.plans_changed = True
    return reply


def _span(ctx: Context, first: str, last: str) -> str:
    """The days, with the year where it is not this one: a day that is past means next year's."""
    year = "" if first[:4] == ctx.day[:4] else f"{first[:4]}年"
    return year + span_words(first, last)


def _units(ctx: Context, said: Understanding) -> list[int | None]:
    """The units she names, else all that her role reaches (None: every unit)."""
    named = said.slots.get("audience")
    if isinstance(named, list):
        return list(places(ctx.uow, named, lambda path: reaches(ctx, path))[0])
    return [None] if reaches(ctx, None) else list(held_units(ctx))


def _names(ctx: Context, units: list[int | None]) -> str:
    found = [ctx.uow.units.by_id(unit) for unit in units]
    return "、".join(unit.name if unit else ctx.texts("scope.all") for unit in found)


def _hers(ctx: Context, one: Hush) -> bool:
    unit = ctx.uow.units.by_id(one.unit_id)
    return reaches(ctx, unit.path if unit else None)


def _show(ctx: Context) -> Reply:
    live = ctx.uow.hushes.live(ctx.day)
    if not live:
        return ctx.say("hush.none")
    return ctx.say(
        "hush.list",
        lines="\n".join(ctx.texts("hush.line", span=_span(ctx, one.first, one.last), unit=_names(ctx, [one.unit_id])) for one in live),
    )


def _lift(ctx: Context, said: Understanding) -> Reply:
    """Lift her silence: that of the days and units she says, else all of it."""
    first, last = said.slots.get("period") or (ctx.day, "9999")
    units = _units(ctx, said) if said.slots.get("audience") else None
    live = ctx.uow.hushes.live(max(str(first), ctx.day), str(last))
    meant = [one for one in live if units is None or one.unit_id in units]
    lifted = [one for one in meant if _hers(ctx, one)]
    if not lifted:
        raise UserInputError("hush.from_above" if meant else "hush.nothing")
    for one in lifted:
        ctx.uow.hushes.lift(one.id, ctx.now)
        ctx.uow.audit.add(ctx.now, ctx.member, "hush_lifted", f"hush:{one.id}")
    released = ctx.ports.pushes.unhush(ctx.uow, ctx.now)
    spans = "、".join(dict.fromkeys(span_words(one.first, one.last) for one in lifted))
    reply = ctx.say("hush.lifted", span=spans, released=ctx.texts("hush.released", number=released) if released else "")
    reply.plans_changed = reply.deliveries = True
    return reply


COMMANDS = (Command("hush", hush),)
