"""未签到: who signed up and was not seen. Names of people: an organizer reads them in private."""

from __future__ import annotations

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.meant import settle_activity
from handlers.reply import Reply, Say
from handlers.scope import scope_of

NAMED = 100
"""At most this many names in one message."""


def absent(ctx: Context, said: Understanding) -> Reply:
    """Those of her reach who signed up for an activity and were not recorded at it; to her alone."""
    activity, scope = ctx.activity(said), scope_of(ctx, said)
    if not ctx.uow.attendances.of_activity(activity.id):
        raise UserInputError("attend.not_begun", title=activity.title)
    rows = ctx.uow.attendances.absent(activity.id, scope.path)
    if not any(row.state == "confirmed" for row in ctx.uow.signups.roster(activity.id, scope.path)):
        return ctx.say("roster.empty", title=activity.title, scope=scope.label)
    if not rows:
        return ctx.say("attend.none_absent", title=activity.title, scope=scope.label)
    names = [f"{row.name}{f' {row.headcount}人' if row.headcount > 1 else ''}{f'（{row.unit}）' if row.unit else ''}" for row in rows]
    shown = "、".join(names[:NAMED]) + (ctx.texts("attend.more", number=len(names)) if len(names) > NAMED else "")
    text = ctx.texts("attend.absent", title=activity.title, number=len(rows), scope=scope.label, names=shown)
    if ctx.private:
        return Reply.text(text)
    return Reply([Say(ctx.texts("attend.absent_private")), Say(text, person=ctx.message.sender)])


def which_activity(ctx: Context, said: Understanding) -> None:
    """未签到 needs an activity: the only one there is, else a choice."""
    if said.slots.get("subject") != "attendance" or "activity" in said.slots:
        return
    every = [*ctx.uow.activities.visible(ctx.path), *ctx.uow.activities.ended(ctx.path)]
    titles = list(dict.fromkeys(activity.title for activity in every))
    if not titles:
        raise UserInputError("activity.none")
    if said.missing[:1] == ["activity"]:
        settle_activity(ctx, said, titles)
    elif len(titles) == 1:
        said.slots["activity"] = titles[0]
    else:
        said.missing.insert(0, "activity")
        said.choices["activity"] = titles
