"""导出: official tables as files into the chat."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.forms import checkin_form, pairing_form, programme_form, roster_form, works_form
from handlers.language.understanding import Understanding
from handlers.meant import settle_activity
from handlers.reply import Reply
from handlers.report_forms import REPORTS, report_form
from handlers.scope import scope_of
from handlers.words import span_words
from handlers.work_plan import plan_file, progress_in, summary

FORMS = ("pairing_table", "roster", "checkin_table", "works_register", "programme_list", "work_plan", *REPORTS)


def export(ctx: Context, said: Understanding) -> Reply:
    """The table she asks for, over what her role reaches."""
    form = str(said.slots["form"])
    if form not in FORMS:
        raise UserInputError("export.not_yet")
    scope = scope_of(ctx, said)
    if form == "work_plan":
        rows_done = progress_in(ctx, scope.path)
        line = ctx.texts("export.work_plan", scope=scope.label, summary=summary(ctx, rows_done))
        return plan_file(ctx, said, scope, rows_done, line) if rows_done else ctx.say("tasks.none")
    if form in REPORTS:
        return report_form(ctx, said, form, scope)
    since, until = said.slots.get("period") or (None, None)
    if form == "roster":
        activity = ctx.activity(said)
        rows = ctx.uow.signups.roster(activity.id, scope.path)
        if not rows:
            return ctx.say("roster.empty", title=activity.title, scope=scope.label)
        return roster_form(ctx, said, activity, scope, rows)
    if form == "pairing_table":
        rows = ctx.uow.pairings.table_rows(scope.path, since, until)
        return pairing_form(ctx, said, scope, rows) if rows else ctx.say("export.empty", scope=scope.label)
    if form == "works_register":
        named = ctx.activity(said) if said.slots.get("activity") else None
        rows = ctx.uow.works.listed(scope.path, named.id if named else None, since, until)
        return works_form(ctx, said, named.title if named else "", scope, rows) if rows else ctx.say("export.empty", scope=scope.label)
    if form == "programme_list":
        rows = ctx.uow.programmes.listed(scope.path, since, until)
        return programme_form(ctx, said, scope, rows) if rows else ctx.say("export.empty", scope=scope.label)
    first, last = since or f"{ctx.today.year}-01-01", until or ctx.day
    rows = ctx.uow.checkins.table_rows(scope.path, first, last)
    return checkin_form(ctx, said, scope, rows, span_words(first, last)) if rows else ctx.say("export.empty", scope=scope.label)


def offer(ctx: Context, said: Understanding) -> None:
    """A roster needs an activity; a form that is not named is offered by name."""
    if said.missing[:1] == ["activity"]:
        if not ctx.scene.open_activities:
            raise UserInputError("activity.none")
        titles = [activity.title for activity in ctx.uow.activities.visible(ctx.path)]
        settle_activity(ctx, said, titles or ctx.scene.open_activities)
    elif said.missing[:1] == ["form"]:
        said.choices["form"] = [
            "结对帮扶统计表",
            "报名名单",
            "打卡情况表",
            "作品登记表",
            "活动目录清单",
            "施工图进度表",
            "周统计",
            "月汇报",
        ]


COMMANDS = (Command("export", export, fill=offer),)
