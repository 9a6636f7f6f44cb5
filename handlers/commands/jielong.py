"""#接龙: the list people already use, read into the same roster as chat sign-ups.

Every message restates the whole list. Only lines that are new or changed against the last version of the chain act; an
unchanged line asserts nothing, so what someone has cancelled in chat is not signed up again by the next poster. A line is
removed only by its owner, the person who first posted it as that post's only new line, or by an organizer.
"""

from __future__ import annotations

from typing import Any

from handlers.commands.command import Command
from handlers.commands.signup import announce, standing
from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.meant import live_titles, over, understand_among
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from store.models import Activity, SignUp
from store.signups import Party


def merge(ctx: Context, said: Understanding) -> Reply:
    """Merge one version of a list; silent where it names no open activity or says nothing new."""
    live = live_titles(ctx)
    if said.slots.get("activity") not in live:
        said = understand_among(ctx, live)
    if said.intent != "jielong" or "activity" not in said.slots:
        return Reply()
    activity = ctx.activity(said)
    if activity.state != "open" or over(activity, ctx):
        return Reply()
    known = {line.name: line for line in ctx.uow.chains.lines(activity.id, ctx.group.id if ctx.group else None)}
    entries = _by_name(said.slots["entries"])
    fresh = [e for e in entries.values() if e["name"] not in known or known[e["name"]].headcount != e["headcount"]]
    gone = [line for name, line in known.items() if name not in entries and _may_remove(ctx, line.owner_id)]
    owner = ctx.member.id if len([e for e in fresh if e["name"] not in known]) == 1 else None
    promoted: list[SignUp] = []
    for entry in fresh:
        promoted += _enter(ctx, activity, entry, owner if entry["name"] not in known else known[entry["name"]].owner_id)
    for line in gone:
        rows = _rows(ctx, activity, line.name, line.owner_id)
        promoted += ctx.uow.signups.cancel(activity, rows)
        ctx.uow.chains.remove(line.id)
    if not fresh and not gone:
        return Reply()
    return Reply.join([_answer(ctx, activity, len(entries), len(fresh), len(gone)), announce(ctx, activity, promoted)])


def _by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Entries by name as written; a name that stands twice counts once, as last written."""
    return {entry["name"]: entry for entry in entries}


def _may_remove(ctx: Context, owner_id: int | None) -> bool:
    return owner_id == ctx.member.id or ctx.rights.covers(ORGANIZE, ctx.path)


def _enter(ctx: Context, activity: Activity, entry: dict[str, Any], owner_id: int | None) -> list[SignUp]:
    """One new or changed line: the poster's own row where it is hers by name, else a person named by her."""
    own = entry["name"] == ctx.member.name
    heads = int(entry["headcount"])
    party = (
        Party(own=heads, source="jielong", note=entry["note"])
        if own
        else Party(names=(entry["name"],), heads_each=heads, source="jielong", note=entry["note"])
    )
    group_id = ctx.group.id if ctx.group else None
    placed = ctx.uow.signups.place(activity, party, ctx.member, ctx.unit_id, group_id, ctx.now)
    ctx.uow.chains.put(activity.id, group_id, entry["name"], heads, ctx.member.id if own else owner_id)
    return placed.promoted


def _rows(ctx: Context, activity: Activity, name: str, owner_id: int | None) -> list[SignUp]:
    return [row for row in ctx.uow.signups.named(activity.id, name, ctx.unit_id) if row.source == "jielong"]


def _answer(ctx: Context, activity: Activity, listed: int, fresh: int, gone: int) -> Reply:
    changes = "，".join([ctx.texts("jielong.fresh", number=fresh)] * bool(fresh) + [ctx.texts("jielong.gone", number=gone)] * bool(gone))
    waiting = ctx.uow.signups.heads(activity.id, "waitlisted")
    now = standing(ctx, activity) + (ctx.texts("totals.waiting", heads=waiting) if waiting else "")
    tail = ctx.texts("jielong.tail", listed=listed, standing=now)
    reply = Reply.text(ctx.texts("jielong.merged", changes=changes, tail=tail), topic=f"jielong:{activity.id}", who=changes, tail=tail)
    reply.undoable = ctx.texts("jielong.undo", title=activity.title)
    return reply


COMMANDS = (Command("jielong", merge),)
