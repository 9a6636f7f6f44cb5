"""预览、立即推送: exactly what groups will get, and a column's item at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.finishing import finish_words, gap_of
from handlers.language.understanding import Understanding
from handlers.planning import audience_words
from handlers.reach import held_paths
from handlers.reply import Reply, Say
from handlers.report_preview import preview_report
from handlers.showing import shown
from handlers.words import day_words, time_words
from store.groups import NO_ACCOUNT, Reach
from store.models import StudyColumn


def preview(ctx: Context, said: Understanding) -> Reply:
    """Exactly what groups will get on a day; or an item as it would look."""
    if "item" in said.slots:
        return _preview_item(ctx, int(said.slots["item"]))
    day = _day_meant(ctx, said)
    column = ctx.column(said)
    if column is not None and column.report:
        return preview_report(ctx, said, column)
    found = ctx.ports.pushes.preview(ctx.uow, day, column, ctx.now)
    if not found:
        return _preview_unplanned(ctx, day, column)
    says: list[Say] = []
    for one in found:
        if one.report:
            to = audience_words(ctx.uow, ctx.texts, one.plan.audience)
            says.append(Say(ctx.texts("reports.preview_plan", time=time_words(one.slot), column=one.report, audience=to)))
            continue
        messages = 1 + one.plan.card + len(one.item.media or ()) if one.item else 1
        finish = finish_words(ctx, ctx.uow.groups.reach((one.plan.audience, None)), one.slot, messages, gap_of(one.plan))
        groups = ctx.texts("plans.groups", number=one.groups)
        head = ctx.texts("plans.preview", time=time_words(one.slot), column=one.column.name, groups=groups, finish=finish)
        if one.item is not None:
            says += shown(ctx, one.column, one.item, head=head, card=one.plan.card)
        else:
            says.append(Say(head + "\n" + ctx.texts("plans.hushed" if one.hushed else "plans.no_item")))
    return Reply(says)


def _preview_item(ctx: Context, number: int) -> Reply:
    item = ctx.uow.study.item(number)
    if item is None or item.state == "retired":
        raise UserInputError("review.unknown", number=number)
    column = ctx.uow.study.column_by_id(item.column_id)
    head = ctx.texts("review.preview", number=number, state=ctx.texts(f"review.state_{item.state}"))
    return Reply(shown(ctx, column, item, head=head))


def _preview_unplanned(ctx: Context, day: date, column: StudyColumn | None) -> Reply:
    item = ctx.ports.pushes.item_now(ctx.uow, column, day) if column else None
    if column is None or item is None:
        return ctx.say("plans.preview_none", day=day_words(day.isoformat()))
    head = ctx.texts("plans.preview_unplanned", day=day_words(day.isoformat()), column=column.name)
    return Reply(shown(ctx, column, item, head=head))


def _day_meant(ctx: Context, said: Understanding) -> date:
    when = said.slots.get("when") or {}
    said_day = str(when.get("on") or when.get("at") or ctx.day)[:10]
    return date.fromisoformat(said_day)


def push_now(ctx: Context, said: Understanding) -> Reply:
    """Push a column's item at once to every group of its plans within her subtree; a group that has it is left out."""
    column = ctx.column(said)
    assert column is not None  # asked for while missing
    if column.report:
        raise UserInputError("reports.not_by_hand", column=column.name)
    item = ctx.ports.pushes.item_now(ctx.uow, column, ctx.today)
    if item is None:
        raise UserInputError("plans.nothing_to_push", column=column.name)
    reach = ctx.uow.groups.reach(*((audience, path) for path in held_paths(ctx) for audience in _audiences(ctx, column)))
    fresh = ctx.uow.pushes.without(reach, item.id, ctx.day)
    audible = _audible(ctx, fresh)
    waiting, accounts = sum(ctx.uow.groups.by_account(fresh).values()), ctx.uow.groups.by_account(audible)
    if not (groups := sum(accounts.values())):
        raise UserInputError("hush.now" if waiting else "plans.had_already", title=item.title)
    finish = finish_words(ctx, audible, ctx.now, 1 + ctx.uow.plans.wants_card(column.id) + len(item.media or ()))
    had, silent = sum(ctx.uow.groups.by_account(reach).values()) - waiting, waiting - groups
    number = ctx.ports.pushes.push_now(ctx.uow, column, item, audible, ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "push_now", f"item:{item.id}", groups=number)
    numbers = {"left": had, "left_silent": silent, "by_hand": accounts.get(NO_ACCOUNT, 0)}
    left = "".join(ctx.texts(f"plans.{key}", number=value) for key, value in numbers.items() if value)
    reply = ctx.say("plans.pushing", column=column.name, title=item.title, groups=number, left=left, finish=finish)
    reply.deliveries = True
    return reply


def _audible(ctx: Context, reach: Reach) -> Reach:
    """Those of the groups reached that are not silent today."""
    units = [ctx.uow.units.by_id(key) if key is not None else None for key in ctx.uow.hushes.on(ctx.day)]
    return ctx.uow.groups.outside(reach, [unit.path if unit is not None else None for unit in units])


def _audiences(ctx: Context, column: StudyColumn) -> list[dict[str, Any]]:
    plans = [plan for plan in ctx.uow.plans.timed() if plan.column_id == column.id]
    return [plan.audience for plan in plans] or [{"all": True}]


def which_column(ctx: Context, said: Understanding) -> None:
    """A push by hand needs a column: the one that has an item now, or a choice among those that have."""
    if said.slots.get("column"):
        return
    ready = [column.name for column in ctx.uow.study.columns() if ctx.ports.pushes.item_now(ctx.uow, column, ctx.today)]
    if not ready:
        raise UserInputError("plans.nothing_at_all")
    if len(ready) == 1:
        said.slots["column"] = ready[0]
    else:
        said.missing, said.choices["column"] = ["column"], ready


COMMANDS = (Command("push_preview", preview), Command("push_now", push_now, fill=which_column))
