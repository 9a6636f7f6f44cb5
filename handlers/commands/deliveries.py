"""送达、补发失败的群: did every group get it, and if not, why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.scope import scope_of
from handlers.words import span_words, time_words
from store.types import SHANGHAI

SHOWN = 12


def show(ctx: Context, said: Understanding) -> Reply:
    """Deliveries of a day or span by state, with the groups that failed and their causes."""
    scope = scope_of(ctx, said)
    since, until = said.slots.get("period") or (ctx.day, ctx.day)
    states = ctx.uow.pushes.summary(since, until, scope.path).states
    skipped = _skipped(ctx, since, until)
    if not states:
        return Reply.text("\n".join([ctx.texts("deliveries.none", span=span_words(since, until)), *skipped]))
    parts = "".join("，" + ctx.texts(f"deliveries.{state}", number=states[state]) for state in STATES if states.get(state))
    failures = ctx.uow.pushes.failures(since, until, scope.path)
    lines = [f"{row.name}：{row.cause or ctx.texts('deliveries.no_cause')}" for row in failures[:SHOWN]]
    lines += [ctx.texts("deliveries.more", number=len(failures) - SHOWN)] if len(failures) > SHOWN else []
    text = ctx.texts("deliveries.sum", span=span_words(since, until), sent=states.get("sent", 0), total=sum(states.values()), parts=parts)
    return Reply.text("\n".join([text, *lines, *skipped]))


STATES = ("pending", "sending", "failed", "uncertain", "skipped")


def _skipped(ctx: Context, since: str, until: str) -> list[str]:
    """Slots of these days that were settled without sending, with why; the last ones where they are many."""
    first = datetime.combine(date.fromisoformat(since), time(), SHANGHAI)
    end = datetime.combine(date.fromisoformat(until), time(), SHANGHAI) + timedelta(days=1)
    lines = []
    for push in ctx.uow.pushes.skipped(first, end):
        plan = ctx.uow.plans.by_id(push.plan_id)
        column = ctx.uow.study.column_by_id(plan.column_id).name if plan else ""
        lines.append(ctx.texts("deliveries.slot_skipped", time=time_words(push.slot), column=column, cause=push.cause))
    return lines[-SHOWN:]


def retry(ctx: Context, said: Understanding) -> Reply:
    """Put today's failed deliveries of her subtree back in the queue; never those that may have arrived."""
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    failures = ctx.uow.pushes.failures(ctx.day, ctx.day, grant.path if grant else ctx.path)
    number = ctx.uow.pushes.retry([row.id for row in failures])
    if not number:
        raise UserInputError("deliveries.nothing_failed")
    ctx.uow.audit.add(ctx.now, ctx.member, "push_retry", "deliveries", number=number)
    reply = ctx.say("deliveries.retrying", number=number)
    reply.deliveries = True
    return reply


COMMANDS = (Command("deliveries", show), Command("push_retry", retry))
