"""未报送 作品: which units have submitted fewer works than an activity asks of each."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.scenes import index_of
from handlers.language.understanding import Understanding
from handlers.listing import Listing, listing_reply
from handlers.reminding import with_hint
from handlers.reply import Reply
from handlers.scope import Scope, scope_of
from store.models import Activity


def works_missing(ctx: Context, said: Understanding) -> Reply:
    """For each activity that asks for works (or the one named) the units of her reach below what is asked, with what they lack."""
    scope = scope_of(ctx, said)
    every = ctx.uow.activities.visible(ctx.path)
    activities = named_activities(ctx) or [activity for activity in every if wants_works(activity)]
    if not activities:
        raise UserInputError("works.nothing_asked")
    short = [(activity, ctx.uow.works.short(activity, activity.works_least or 1, scope.path)) for activity in activities]
    reply = Reply.join([_of(ctx, activity, scope, units) for activity, units in short])
    return with_hint(ctx, reply, "works") if any(units for _, units in short) else reply


def names_works(ctx: Context, said: Understanding) -> bool:
    """Whether 作品 was said as a part of an activity's own name (剪纸作品征集), where the activity asks for works."""
    if "subject" in said.slots or "作品" not in ctx.message.text:
        return False
    return any(map(wants_works, named_activities(ctx)))


def wants_works(activity: Activity) -> bool:
    """Whether it asks each unit for works."""
    return bool(activity.works_least or activity.works_most)


def named_activities(ctx: Context) -> list[Activity]:
    """The open activities that the message names."""
    index = index_of(ctx.scene)
    titles = {ctx.scene.open_activities[number] for found in index.activities_in(ctx.message.text) for number in found.candidates}
    return [activity for activity in ctx.uow.activities.visible(ctx.path) if activity.title in titles]


def _of(ctx: Context, activity: Activity, scope: Scope, short: Sequence[tuple[str, int]]) -> Reply:
    heading = ctx.texts("works.missing_heading", title=activity.title, scope=scope.label, least=activity.works_least or 1)
    if not short:
        return ctx.say("totals.none_missing", heading=heading)
    line = ctx.texts("totals.missing_file", heading=heading, number=len(short))
    names = "、".join(f"{name}（{number}件）" if number else name for name, number in short)
    return listing_reply(
        ctx,
        lambda: ctx.say("totals.missing", heading=heading, number=len(short), names=names),
        Listing(
            line, "未报送单位", ["序号", "单位", "已报"], [(at, name, number) for at, (name, number) in enumerate(short, 1)], line=line
        ),
    )
