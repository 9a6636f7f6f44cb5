"""暂停推送、恢复推送: plans stopped for a while, or some units left out of them."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import planning
from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reach import from_above, held_paths, held_units, numbered, own_plans, reaches
from handlers.reply import Reply
from store.models import PushPlan


def pause(ctx: Context, said: Understanding) -> Reply:
    """Stop plans, all of hers unless she names one; or leave some units out of them.

    A plan from above that also reaches her groups goes on without them.
    """
    if _some_units(said):
        return _leave_out_named(ctx, said, out=True)
    above = [
        plan for plan in _above_meant(ctx, said) if any(ctx.uow.groups.count_audience(plan.audience, path) for path in held_paths(ctx))
    ]
    if above:
        return Reply.join([*_paused_own(ctx, said), _leave_out(ctx, above, held_units(ctx), out=True)])
    plans = [plan for plan in _meant(ctx, said) if plan.state == "active"]
    return _set_state(ctx, plans, "paused", "plans.paused_now", "plans.nothing_to_pause")


def _paused_own(ctx: Context, said: Understanding) -> list[Reply]:
    plans = [] if "plan" in said.slots else [plan for plan in _meant(ctx, said) if plan.state == "active"]
    return [_set_state(ctx, plans, "paused", "plans.paused_now")] if plans else []


def _above_meant(ctx: Context, said: Understanding) -> list[PushPlan]:
    """Plans from above that she means: the one of that number, or all."""
    number = said.slots.get("plan")
    return [plan for plan in from_above(ctx, ctx.column(said)) if number is None or plan.id == int(number)]


def resume(ctx: Context, said: Understanding) -> Reply:
    """Let plans run again from now on; what fell into the pause stays out."""
    if _some_units(said):
        return _leave_out_named(ctx, said, out=False)
    above = [plan for plan in _above_meant(ctx, said) if set(held_units(ctx)) & set(plan.audience.get("except_units") or [])]
    plans = [] if above and "plan" in said.slots else [plan for plan in _meant(ctx, said) if plan.state == "paused"]
    for plan in plans:
        ctx.uow.plans.settled(plan.id, ctx.now)
    replies = [_leave_out(ctx, above, held_units(ctx), out=False)] if above else []
    if plans or not above:
        replies.insert(0, _set_state(ctx, plans, "active", "plans.resumed", "plans.nothing_to_resume"))
    return Reply.join(replies)


def _some_units(said: Understanding) -> bool:
    return isinstance(said.slots.get("audience"), list)


def _meant(ctx: Context, said: Understanding) -> list[PushPlan]:
    if "plan" in said.slots:
        return [numbered(ctx, int(said.slots["plan"]))]
    return own_plans(ctx, ctx.column(said))


def _set_state(ctx: Context, plans: Sequence[PushPlan], state: str, key: str, nothing: str = "plans.none") -> Reply:
    if not plans:
        raise UserInputError(nothing)
    for plan in plans:
        ctx.uow.plans.set_state(plan, state)
        ctx.uow.audit.add(ctx.now, ctx.member, f"plan_{state}", f"plan:{plan.id}")
    names = "、".join(f"{plan.id}号（{ctx.uow.study.column_by_id(plan.column_id).name}）" for plan in plans)
    reply = ctx.say(key, plans=names)
    reply.plans_changed = True
    return reply


def _leave_out_named(ctx: Context, said: Understanding, *, out: bool) -> Reply:
    """Take the units she names out of the plans that reach them, or let them in again."""
    units = planning.places(ctx.uow, said.slots["audience"], lambda path: reaches(ctx, path))[0]
    column = ctx.column(said)
    plans = [*own_plans(ctx, column), *from_above(ctx, column)] if units else []
    if not plans:
        raise UserInputError("plans.nothing_to_pause" if out else "plans.nothing_to_resume")
    return _leave_out(ctx, plans, units, out=out)


def _leave_out(ctx: Context, plans: Sequence[PushPlan], units: Sequence[int], *, out: bool) -> Reply:
    for plan in plans:
        excluded = set(plan.audience.get("except_units") or [])
        excluded = excluded | set(units) if out else excluded - set(units)
        ctx.uow.plans.change_plan(plan, audience={**plan.audience, "except_units": sorted(excluded)})
        ctx.uow.audit.add(ctx.now, ctx.member, "plan_audience", f"plan:{plan.id}", units=list(units), out=out)
    names = "、".join(unit.name for key in units if (unit := ctx.uow.units.by_id(key)) is not None)
    return ctx.say("plans.left_out" if out else "plans.let_in", units=names, plans="、".join(f"{plan.id}号" for plan in plans))


COMMANDS = (Command("push_pause", pause), Command("push_resume", resume))
