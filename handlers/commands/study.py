"""今日学习、打卡: what is studied today, and who has."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.showing import carried_words, shown
from store.models import StudyColumn, StudyItem


def today(ctx: Context, said: Understanding) -> Reply:
    """Today's items: what was pushed in this group, and what dated columns hold for the day."""
    wanted = ctx.column(said)
    if wanted is not None and wanted.report:
        raise UserInputError("reports.not_study", column=wanted.name)
    found: list[tuple[StudyColumn, StudyItem]] = []
    for column in [wanted] if wanted else ctx.uow.study.columns():
        item = _item_today(ctx, column, asked=wanted is not None)
        if item is not None:
            found.append((column, item))
    if not found:
        return ctx.say("study.none_in", column=wanted.name) if wanted else ctx.say("study.none")
    if ctx.group is None:
        return Reply([say for column, item in found for say in shown(ctx, column, item)])
    return Reply([_words_only(ctx, column, item) for column, item in found])


def _words_only(ctx: Context, column: StudyColumn, item: StudyItem) -> Say:
    """In a group its pictures are not posted again: the push has brought them."""
    carried = carried_words(ctx.texts, item)
    more = "\n" + ctx.texts("study.carries", what=carried) if carried else ""
    return Say(ctx.ports.pushes.compose(column, item) + more)


def _item_today(ctx: Context, column: StudyColumn, *, asked: bool) -> StudyItem | None:
    """A column's item for today; a numbered column has one when it was pushed here, or when it is asked for by name."""
    if column.kind == "dated":
        return ctx.uow.study.for_day(column.id, ctx.today)
    pushed = ctx.uow.pushes.item_in_group(ctx.home.id, ctx.day, column.id) if ctx.home else None
    return pushed or (ctx.ports.pushes.item_now(ctx.uow, column, ctx.today) if asked else None)


def check_in(ctx: Context, said: Understanding) -> Reply:
    """She has studied: today's item of this group, or the one she numbers."""
    item = _item_meant(ctx, said)
    note = str(said.slots.get("note", ""))
    group_id, item_id = ctx.home.id if ctx.home else None, item.id if item else None
    new = ctx.uow.checkins.record(ctx.member.id, ctx.day, item_id, note, group_id=group_id, unit_id=ctx.unit_id, now=ctx.now)
    what = ctx.texts("study.item", title=item.title) if item else ""
    if not new and not note:
        return ctx.say("study.same", name=ctx.member.name, what=what)
    key = "study.recorded_note" if note else "study.recorded"
    tail = ctx.texts("study.tail", what=what)
    reply = Reply.text(
        ctx.texts(key, name=ctx.member.name, what=what), topic=f"checkin:{item.id if item else 0}", who=ctx.member.name, tail=tail
    )
    reply.undoable = ctx.texts("study.undo", what=what)
    return reply


def _item_meant(ctx: Context, said: Understanding) -> StudyItem | None:
    if "item" in said.slots:
        item = ctx.uow.study.item(int(said.slots["item"]))
        if item is None or item.state != "approved":
            raise UserInputError("study.no_item", number=said.slots["item"])
        return item
    if ctx.home is not None and (pushed := ctx.uow.pushes.item_in_group(ctx.home.id, ctx.day)):
        return pushed
    for column in ctx.uow.study.columns():
        if column.kind == "dated" and (item := ctx.uow.study.for_day(column.id, ctx.today)):
            return item
    return None


COMMANDS = (Command("today", today), Command("checkin", check_in))
