"""导出: official tables as files into the chat."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import checkin_table, pairing_table, roster_form
from handlers.language.understanding import Understanding
from handlers.meant import settle_activity
from handlers.reply import Reply
from handlers.scope import scope_of
from handlers.words import span_words

FORMS = ("pairing_table", "roster", "checkin_table")


def export(ctx: Context, said: Understanding) -> Reply:
    """The table she asks for, over what her role reaches."""
    form = str(said.slots["form"])
    if form not in FORMS:
        raise UserInputError("export.not_yet")
    scope = scope_of(ctx, said)
    since, until = said.slots.get("period") or (None, None)
    if form == "roster":
        activity = ctx.activity(said)
        rows = ctx.uow.signups.roster(activity.id, scope.path)
        if not rows:
            return ctx.say("roster.empty", title=activity.title, scope=scope.label)
        return roster_form(ctx, activity, scope, rows)
    if form == "pairing_table":
        rows = ctx.uow.pairings.table_rows(scope.path, since, until)
        return pairing_table(ctx, scope, rows) if rows else ctx.say("export.empty", scope=scope.label)
    first, last = since or f"{ctx.today.year}-01-01", until or ctx.day
    rows = ctx.uow.checkins.table_rows(scope.path, first, last)
    return checkin_table(ctx, scope, rows, span_words(first, last)) if rows else ctx.say("export.empty", scope=scope.label)


def offer(ctx: Context, said: Understanding) -> None:
    """A roster needs an activity; a form that is not named is offered by name."""
    if said.missing[:1] == ["activity"]:
        if not ctx.scene.open_activities:
            raise UserInputError("activity.none")
        titles = [activity.title for activity in ctx.uow.activities.visible(ctx.path)]
        settle_activity(ctx, said, titles or ctx.scene.open_activities)
    elif said.missing[:1] == ["form"]:
        said.choices["form"] = ["结对帮扶统计表", "报名名单", "打卡情况表"]


COMMANDS = (Command("export", export, fill=offer),)
