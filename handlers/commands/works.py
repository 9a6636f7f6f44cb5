"""投稿、撤回作品、作品、择优: works that units submit for activities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.files.contact import PAGE, Tile, contact_sheet
from handlers.forms import works_form
from handlers.language.understanding import Understanding
from handlers.listing import AS_PICTURE, picture
from handlers.meant import over, prefer, settle_activity
from handlers.ports import Pictures
from handlers.reply import Reply, Say
from handlers.rights import ORGANIZE
from handlers.scope import scope_of
from handlers.submitting import asked_for, is_full, numbers_of, received, works_standing
from handlers.words import day_words
from store.models import Activity, Work


def may_take_works(ctx: Context, said: Understanding) -> None:
    """Works can only be submitted for what is open; where nothing is named, for what asks for works."""
    live = [activity for activity in ctx.uow.activities.visible(ctx.path) if not over(activity, ctx)]
    if not live and "activity" in said.missing:
        raise UserInputError("activity.none")
    titles = [activity.title for activity in live]
    prefer(ctx, said, titles)
    asking = [activity.title for activity in _asking(ctx, live)]
    settle_activity(ctx, said, titles if said.choices.get("activity") else asking or titles)


def _asking(ctx: Context, activities: list[Activity]) -> list[Activity]:
    """Those that ask for works, by their number, by their name, or because some have come in."""
    begun = ctx.uow.works.collecting([activity.id for activity in activities])
    return [a for a in activities if a.works_least or a.works_most or "作品" in a.title or a.id in begun]


def submit(ctx: Context, said: Understanding) -> Reply:
    """Hear her pictures for three minutes."""
    activity = ctx.activity(said)
    if activity.state != "open":
        raise UserInputError("activity.closed", title=activity.title)
    if over(activity, ctx):
        raise UserInputError("activity.over", title=activity.title, deadline=day_words(activity.deadline))
    if is_full(ctx, activity, ctx.unit_id):
        raise UserInputError("works.full", title=activity.title, most=activity.works_most)
    before = ctx.uow.works.last_window(ctx.member.id, ctx.group_id)
    says = received(ctx, before, ctx.ports.pictures) if before is not None and before.due_at is not None else []
    values = {"activity_id": activity.id, "unit_id": ctx.unit_id, "title": str(said.slots.get("title", ""))}
    window = ctx.uow.works.open_window(ctx.member.id, ctx.group_id, ctx.now, **values)
    asked = asked_for(ctx, activity)
    lead = f"{asked}，" if asked else ""
    text = ctx.texts("works.opened", name=ctx.member.name, standing=lead + works_standing(ctx, activity, ctx.unit_id))
    return Reply([*says, Say(text)], window=window.until)


def withdraw(ctx: Context, said: Understanding) -> Reply:
    """Take works back: one's own, or as an organizer those of one's subtree."""
    works = [_within_reach(ctx, key) for key in said.slots["works"]]
    for work in works:
        ctx.uow.works.withdraw(work.id, ctx.now)
        if work.member_id != ctx.member.id:
            ctx.uow.audit.add(ctx.now, ctx.member, "work_withdraw", f"work:{work.id}")
    numbers = numbers_of([work.id for work in works])
    activity = ctx.uow.activities.by_id(works[0].activity_id)
    assert activity is not None
    reply = ctx.say("works.withdrawn", numbers=numbers, tail=works_standing(ctx, activity, works[0].unit_id))
    reply.undoable = ctx.texts("works.withdraw_undo", numbers=numbers)
    return reply


def which_of_hers(ctx: Context, said: Understanding) -> None:
    """Without a number her only work is meant; with several she is asked."""
    if said.missing[:1] != ["works"]:
        return
    hers = ctx.uow.works.of_member(ctx.member.id)
    if not hers:
        raise UserInputError("works.none_of_hers")
    if len(hers) > 1:
        raise UserInputError("works.which", numbers=numbers_of([work.id for work in reversed(hers)]))
    said.slots["works"] = [hers[0].id]
    said.missing.remove("works")


def _within_reach(ctx: Context, key: int, *, organizer_only: bool = False) -> Work:
    """The work of a number, if she may touch it."""
    work = ctx.uow.works.by_id(key)
    if work is None:
        raise UserInputError("works.unknown", number=key)
    unit = ctx.uow.units.by_id(work.unit_id)
    if (work.member_id != ctx.member.id or organizer_only) and not ctx.rights.covers(ORGANIZE, unit.path if unit else None):
        raise UserInputError("works.not_hers", number=key)
    return work


def pick(ctx: Context, said: Understanding) -> Reply:
    """Mark works as chosen, or no longer; all of them or none."""
    picked = not said.slots.get("off")
    works = [_within_reach(ctx, key, organizer_only=True) for key in said.slots["works"]]
    for work in works:
        if work.picked is not picked:
            ctx.uow.works.pick(work.id, picked)
            ctx.uow.audit.add(ctx.now, ctx.member, "work_pick" if picked else "work_unpick", f"work:{work.id}")
    numbers = numbers_of([work.id for work in works])
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    total = len(ctx.uow.works.listed(grant.path if grant else None, works[0].activity_id, picked=True))
    reply = ctx.say("works.picked" if picked else "works.unpicked", numbers=numbers, number=total)
    reply.undoable = ctx.texts("works.pick_undo" if picked else "works.unpick_undo", numbers=numbers)
    return reply


def show(ctx: Context, said: Understanding) -> Reply:
    """The works of an activity as pictures with their numbers; very many as the register."""
    activity, scope = ctx.activity(said), scope_of(ctx, said)
    rows = ctx.uow.works.listed(scope.path, activity.id)
    if not rows:
        return ctx.say("works.none", title=activity.title, scope=scope.label)
    if len(rows) > AS_PICTURE:
        return works_form(ctx, said, activity.title, scope, rows)
    chosen = sum(row.picked for row in rows)
    line = ctx.texts("works.list", title=activity.title, scope=scope.label, number=len(rows), picked=chosen)
    title, pages = f"{activity.title} · {scope.label}", range(0, len(rows), PAGE)
    draws = [partial(_draw, title, rows[at : at + PAGE], ctx.ports.pictures) for at in pages]
    return Reply([Say(line), *(picture(ctx, f"作品{number}", draw) for number, draw in enumerate(draws, 1))])


def _draw(title: str, rows: Sequence[Any], pictures: Pictures) -> bytes:
    """One sheet; called after the commit."""
    tiles = [
        Tile(row.id, pictures.small(row.sha256) if row.sha256 else b"", row.title or row.name, row.unit, row.picked, _kind(row))
        for row in rows
    ]
    return contact_sheet(title, tiles)


def _kind(row: Work) -> str:
    return "视频" if row.media in ("mp4", "mov") else "" if row.sha256 else "已删除"


def any_of_them(ctx: Context, said: Understanding) -> None:
    """Works of an activity that has ended can still be looked at."""
    if said.missing[:1] == ["activity"]:
        every = [*ctx.uow.activities.visible(ctx.path), *ctx.uow.activities.ended(ctx.path)]
        if not every:
            raise UserInputError("activity.none")
        settle_activity(ctx, said, [activity.title for activity in _asking(ctx, every)] or [activity.title for activity in every])


COMMANDS = (
    Command("submit_work", submit, fill=may_take_works),
    Command("work_withdraw", withdraw, fill=which_of_hers),
    Command("work_pick", pick),
    Command("works", show, fill=any_of_them),
)
