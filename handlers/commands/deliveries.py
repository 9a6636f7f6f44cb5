"""送达、补发失败的群: did every group get it, and if not, why; what somebody posted herself is ticked off."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.rights import ORGANIZE, in_words
from handlers.scope import Scope, scope_of
from handlers.words import span_words, time_words
from store.deliveries import TROUBLED
from store.models import Group
from store.types import SHANGHAI

SHOWN = 12
STATES = ("pending", "sending", "failed", "uncertain", "skipped")


def show(ctx: Context, said: Understanding) -> Reply:
    """Deliveries of a day or span by state, with the groups that failed and their causes."""
    if said.slots.get("by_hand"):
        return tick(ctx, said)
    scope = scope_of(ctx, said)
    since, until = said.slots.get("period") or (ctx.day, ctx.day)
    lines = [_sum(ctx, scope, since, until), *_troubled(ctx, scope, since, until)]
    lines += _awaiting(ctx, scope, since, until)
    lines += [*_not_sent(ctx, scope, since, until), *_skipped(ctx, since, until), *_blocked(ctx)]
    return Reply.text("\n".join(lines))


def _sum(ctx: Context, scope: Scope, since: str, until: str) -> str:
    states = ctx.uow.deliveries.states(since, until, scope.path)
    if not states:
        return ctx.texts("deliveries.none", span=span_words(since, until))
    awaited = ctx.uow.deliveries.awaited(since, until, scope.path)
    numbers = {state: states.get(state, 0) for state in STATES} | {"awaited": awaited}
    numbers |= {"pending": numbers["pending"] - awaited, "by_hand": ctx.uow.deliveries.count_by_hand(since, until, scope.path)}
    parts = "".join("，" + ctx.texts(f"deliveries.{state}", number=number) for state, number in numbers.items() if number)
    return ctx.texts("deliveries.sum", span=span_words(since, until), sent=states.get("sent", 0), total=sum(states.values()), parts=parts)


def _troubled(ctx: Context, scope: Scope, since: str, until: str) -> list[str]:
    """Groups where it failed or is not known, with why; the first of them where they are many."""
    rows = ctx.uow.deliveries.troubled(since, until, scope.path, SHOWN)
    lines = [f"{row.name}：{row.cause or ctx.texts('deliveries.no_cause')}" for row in rows]
    states = ctx.uow.deliveries.states(since, until, scope.path) if len(rows) == SHOWN else {}
    more = sum(states.get(state, 0) for state in TROUBLED) - SHOWN
    return [*lines, ctx.texts("deliveries.more", number=more)] if more > 0 else lines


def _awaiting(ctx: Context, scope: Scope, since: str, until: str) -> list[str]:
    """Groups without a bot in which nobody has posted yet; the first of them where they are many."""
    names = ctx.uow.deliveries.awaiting(since, until, scope.path, SHOWN)
    more = "……" if len(names) == SHOWN else ""
    return [ctx.texts("deliveries.awaiting", groups="、".join(names) + more)] if names else []


def _not_sent(ctx: Context, scope: Scope, since: str, until: str) -> list[str]:
    """Why groups were left out."""
    found = ctx.uow.deliveries.why_skipped(since, until, scope.path)
    return [ctx.texts("deliveries.why_skipped", number=number, cause=cause) for cause, number in found]


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


def _blocked(ctx: Context) -> list[str]:
    rows = ctx.uow.accounts.blocked()
    return [ctx.texts("deliveries.blocked", account=row.account, time=time_words(row.probe_at)) for row in rows]


def tick(ctx: Context, said: Understanding) -> Reply:
    """Somebody posted a group's pushes of a day herself: they count as arrived, with who said so and when."""
    if not ctx.rights.any(ORGANIZE):
        raise UserInputError("rights.needed", roles=in_words(ORGANIZE))
    groups = _groups_meant(ctx, said)
    day, _ = said.slots.get("period") or (ctx.day, ctx.day)
    names = "、".join(dict.fromkeys(group.name for group in groups))
    ids = [key for group in groups for key in ctx.uow.deliveries.posted_by_hand(group.id, day, f"member:{ctx.member.id}", ctx.now)]
    if not ids:
        raise UserInputError("deliveries.nothing_to_tick", groups=names)
    ctx.uow.audit.add(ctx.now, ctx.member, "delivery_by_hand", "deliveries", ids=ids)
    return ctx.say("deliveries.ticked", groups=names, number=len(ids))


def _groups_meant(ctx: Context, said: Understanding) -> list[Group]:
    """The groups she names, or the one she speaks in; each must lie where she organizes."""
    named = said.slots.get("audience")
    if not isinstance(named, list):
        if ctx.group is None:
            raise UserInputError("deliveries.which_group")
        named_groups = {ctx.group.name: [ctx.group]}
    else:
        named_groups = {str(name): _named(ctx, str(name)) for name in named}
    for name, groups in named_groups.items():
        for group in groups:
            unit = ctx.uow.units.by_id(group.unit_id)
            if not ctx.rights.covers(ORGANIZE, unit.path if unit else None):
                raise UserInputError("rights.elsewhere", unit=name)
    return [group for groups in named_groups.values() for group in groups]


def _named(ctx: Context, name: str) -> list[Group]:
    found = ctx.uow.groups.of_unit(name) or ctx.uow.groups.by_name(name)
    if not found:
        raise UserInputError("scope.unknown_unit", unit=name)
    return found


def retry(ctx: Context, said: Understanding) -> Reply:
    """Put today's failed deliveries of her subtree back in the queue; never those that may have arrived."""
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    number = ctx.uow.deliveries.retry(ctx.day, grant.path if grant else ctx.path)
    if not number:
        raise UserInputError("deliveries.nothing_failed")
    ctx.uow.audit.add(ctx.now, ctx.member, "push_retry", "deliveries", number=number)
    reply = ctx.say("deliveries.retrying", number=number)
    reply.deliveries = True
    return reply


COMMANDS = (Command("deliveries", show), Command("push_retry", retry))
