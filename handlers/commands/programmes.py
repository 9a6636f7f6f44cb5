"""上报活动、修改上报、取消上报: what units have carried out in communities."""

from __future__ import annotations

from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reach import organizes
from handlers.reply import Reply
from handlers.words import day_words
from store.models import Programme

NEEDED = ("title", "count", "served", "date")
"""What a programme cannot do without, in the order it is asked for."""


def lacking(ctx: Context, said: Understanding) -> None:
    """Ask for what was not said, one thing at a time."""
    if ctx.unit is None:
        raise UserInputError("scope.no_unit")
    organizes(ctx, ctx.unit)
    said.missing = [slot for slot in NEEDED if slot not in said.slots]


def report(ctx: Context, said: Understanding) -> Reply:
    """File what was carried out; the unit itself has done so unless another is named."""
    assert ctx.unit is not None  # `lacking` has refused
    values = _values(ctx, said.slots)
    values.setdefault("carrier", ctx.unit.name)
    key, new = ctx.uow.programmes.report(ctx.member, ctx.unit_id, ctx.now, **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "programme_report", f"programme:{key}")
    reply = _told(ctx, "programme.recorded" if new else "programme.changed", values)
    reply.undoable = ctx.texts("programme.undo" if new else "programme.change_undo", title=values["title"])
    return reply


def _values(ctx: Context, slots: dict[str, Any]) -> dict[str, Any]:
    """The columns that a message says."""
    named = {"title": "title", "count": "sessions", "served": "served", "carrier": "carrier", "people": "people", "date": "on_date"}
    values = {column: slots[slot] for slot, column in named.items() if slot in slots}
    if "on_date" in values:
        if values["on_date"] > ctx.day:
            raise UserInputError("programme.future", day=day_words(values["on_date"], ctx.today))
        values["until"] = min(max(str(slots.get("until", "")), values["on_date"]), ctx.day)
    return values


def _told(ctx: Context, key: str, values: dict[str, Any]) -> Reply:
    first, last = (day_words(values[name], ctx.today) for name in ("on_date", "until"))
    days = first if first == last else f"{first}—{last}"
    shown = {name: values[name] for name in ("title", "sessions", "carrier", "served")}
    return ctx.say(key, days=days, **shown)


def change(ctx: Context, said: Understanding) -> Reply:
    """Change one of the unit's programmes: what is said anew replaces, the rest stays."""
    found = _meant(ctx, said)
    slots = {slot: value for slot, value in said.slots.items() if slot != "title"}
    values = _values(ctx, slots)
    if not values:
        raise UserInputError("programme.nothing_to_change", title=found.title)
    ctx.uow.programmes.put(found.id, **values)
    ctx.uow.audit.add(ctx.now, ctx.member, "programme_change", f"programme:{found.id}")
    whole = {name: values.get(name, getattr(found, name)) for name in ("title", "sessions", "carrier", "served", "on_date", "until")}
    reply = _told(ctx, "programme.changed", whole)
    reply.undoable = ctx.texts("programme.change_undo", title=found.title)
    return reply


def cancel(ctx: Context, said: Understanding) -> Reply:
    """Take one of the unit's programmes off the list."""
    found = _meant(ctx, said)
    ctx.uow.programmes.put(found.id, state="cancelled")
    ctx.uow.audit.add(ctx.now, ctx.member, "programme_cancel", f"programme:{found.id}")
    reply = ctx.say("programme.cancelled", title=found.title, sessions=found.sessions)
    reply.undoable = ctx.texts("programme.cancel_undo", title=found.title)
    return reply


def _meant(ctx: Context, said: Understanding) -> Programme:
    """The unit's programme whose name fits what was said, the newest; without a name its only one."""
    if ctx.unit is None:
        raise UserInputError("scope.no_unit")
    organizes(ctx, ctx.unit)
    rows = ctx.uow.programmes.of_unit(ctx.unit_id)
    if not rows:
        raise UserInputError("programme.none", unit=ctx.unit.name)
    name = str(said.slots.get("title", ""))
    fitting = [row for row in rows if name in row.title or row.title in name]
    if not fitting or (not name and len({row.title for row in rows}) > 1):
        raise UserInputError("programme.which", titles="、".join(list(dict.fromkeys(row.title for row in rows))[:5]))
    return fitting[0]


COMMANDS = (
    Command("programme_report", report, fill=lacking),
    Command("programme_change", change),
    Command("programme_cancel", cancel),
)
