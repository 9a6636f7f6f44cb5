"""推送计划: what is pushed to whom when; previewed, pushed by hand, paused, resumed, added, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.rights import ORGANIZE
from handlers.words import day_words, time_words
from store.models import PushPlan, StudyColumn


def show(ctx: Context, said: Understanding) -> Reply:
    """Her plans, by the number that other commands take."""
    lines = [_line(ctx, plan) for plan in _reachable(ctx)]
    lines += [_line(ctx, plan) + ctx.texts("plans.from_above") for plan in _from_above(ctx)]
    return ctx.say("plans.list", lines="\n".join(lines)) if lines else ctx.say("plans.none")


def _line(ctx: Context, plan: PushPlan) -> str:
    column = ctx.uow.study.column_by_id(plan.column_id)
    upcoming = ctx.ports.pushes.next_slot(plan, ctx.now) if plan.state == "active" else None
    state = (
        ctx.texts("plans.paused") if plan.state == "paused" else (ctx.texts("plans.next", time=time_words(upcoming)) if upcoming else "")
    )
    groups = ctx.uow.groups.count_audience(plan.audience)
    return f"{plan.id}. {column.name}：{ctx.ports.pushes.describe(plan.times)}，{groups} 个群{state}"


def _reachable(ctx: Context, column: StudyColumn | None = None) -> list[PushPlan]:
    """Plans with slots whose owner unit lies in her subtree."""
    plans = []
    for plan in ctx.uow.plans.timed():
        unit = ctx.uow.units.by_id(plan.unit_id)
        if ctx.rights.covers(ORGANIZE, unit.path if unit else None) and (column is None or plan.column_id == column.id):
            plans.append(plan)
    return plans


def _from_above(ctx: Context, column: StudyColumn | None = None) -> list[PushPlan]:
    """Plans of others that reach groups in her subtree, or would if she had not left them out."""
    own, units = {plan.id for plan in _reachable(ctx)}, set(_units(ctx))
    plans = [plan for plan in ctx.uow.plans.timed() if plan.id not in own and (column is None or plan.column_id == column.id)]
    return [
        plan
        for plan in plans
        if units & set(plan.audience.get("except_units") or [])
        or any(ctx.uow.groups.count_audience(plan.audience, path) for path in _paths(ctx))
    ]


def _units(ctx: Context) -> list[int]:
    """The units her role is held at."""
    return [grant.unit_id for grant in ctx.rights.held if grant.role in ORGANIZE and grant.unit_id is not None]


def add(ctx: Context, said: Understanding) -> Reply:
    """A new plan for the groups her role reaches, or for those she names."""
    column = ctx.column(said)
    if column is None:
        raise UserInputError("plans.no_column")
    times = dict(said.slots["when"])
    words = ctx.ports.pushes.check_times(times, ctx.now)
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    assert grant is not None  # the router has asked for the role
    audience = _audience(ctx, said.slots.get("audience"), grant.unit_id)
    if ctx.uow.plans.same(column.id, times, audience):
        raise UserInputError("plans.same", column=column.name, times=words)
    key = ctx.uow.plans.add(ctx.now, column_id=column.id, unit_id=grant.unit_id, times=times, audience=audience, created_by=ctx.member.id)
    ctx.uow.audit.add(ctx.now, ctx.member, "plan_add", f"plan:{key}")
    plan = ctx.uow.plans.by_id(key)
    assert plan is not None
    upcoming = ctx.ports.pushes.next_slot(plan, ctx.now)
    reply = ctx.say(
        "plans.added",
        number=key,
        column=column.name,
        times=words,
        groups=ctx.uow.groups.count_audience(audience),
        next=ctx.texts("plans.next", time=time_words(upcoming)) if upcoming else "",
    )
    reply.plans_changed = True
    return reply


def _audience(ctx: Context, wanted: Any, unit_id: int | None) -> dict[str, Any]:
    """An audience of ids from the names said; without any, all that her role reaches."""
    if not wanted or wanted == "all":
        return {"all": True} if unit_id is None else {"units": [unit_id], "groups": []}
    units, groups = [], []
    for name in wanted:
        unit = ctx.uow.units.by_name(name)
        found = [] if unit else ctx.uow.groups.by_name(name)
        if unit is None and not found:
            raise UserInputError("scope.unknown_unit", unit=name)
        for place in [unit.id] if unit else [group.unit_id for group in found]:
            at = ctx.uow.units.by_id(place)
            if not ctx.rights.covers(ORGANIZE, at.path if at else None):
                raise UserInputError("rights.elsewhere", unit=name)
        units += [unit.id] if unit else []
        groups += [group.id for group in found]
    return {"units": units, "groups": groups}


def remove(ctx: Context, said: Understanding) -> Reply:
    """End a plan for good."""
    plan = _numbered(ctx, int(said.slots["plan"]))
    return _set_state(ctx, [plan], "removed", "plans.removed")


def _numbered(ctx: Context, number: int) -> PushPlan:
    plan = next((plan for plan in _reachable(ctx) if plan.id == number), None)
    if plan is None:
        raise UserInputError("plans.unknown", number=number)
    return plan


def which_plan(ctx: Context, said: Understanding) -> None:
    """Where only one plan of the column can be meant, its number need not be said."""
    if "plan" in said.missing:
        plans = _reachable(ctx, ctx.column(said))
        if not plans:
            raise UserInputError("plans.none")
        if len(plans) == 1:
            said.slots["plan"] = plans[0].id
            said.missing.remove("plan")


def pause(ctx: Context, said: Understanding) -> Reply:
    """Stop plans, all of hers unless she names one; or leave some units out of them.

    A plan from above that also reaches her groups goes on without them.
    """
    if _some_units(said):
        return _leave_out_named(ctx, said, out=True)
    above = [plan for plan in _above_meant(ctx, said) if any(ctx.uow.groups.count_audience(plan.audience, path) for path in _paths(ctx))]
    if above:
        return Reply.join([*_paused_own(ctx, said), _leave_out(ctx, above, _units(ctx), out=True)])
    plans = [plan for plan in _meant(ctx, said) if plan.state == "active"]
    return _set_state(ctx, plans, "paused", "plans.paused_now", "plans.nothing_to_pause")


def _paused_own(ctx: Context, said: Understanding) -> list[Reply]:
    plans = [] if "plan" in said.slots else [plan for plan in _meant(ctx, said) if plan.state == "active"]
    return [_set_state(ctx, plans, "paused", "plans.paused_now")] if plans else []


def _above_meant(ctx: Context, said: Understanding) -> list[PushPlan]:
    """Plans from above that she means: the one of that number, or all."""
    number = said.slots.get("plan")
    return [plan for plan in _from_above(ctx, ctx.column(said)) if number is None or plan.id == int(number)]


def resume(ctx: Context, said: Understanding) -> Reply:
    """Let plans run again from now on; what fell into the pause stays out."""
    if _some_units(said):
        return _leave_out_named(ctx, said, out=False)
    above = [plan for plan in _above_meant(ctx, said) if set(_units(ctx)) & set(plan.audience.get("except_units") or [])]
    plans = [] if above and "plan" in said.slots else [plan for plan in _meant(ctx, said) if plan.state == "paused"]
    for plan in plans:
        ctx.uow.plans.settled(plan.id, ctx.now)
    replies = [_leave_out(ctx, above, _units(ctx), out=False)] if above else []
    if plans or not above:
        replies.insert(0, _set_state(ctx, plans, "active", "plans.resumed", "plans.nothing_to_resume"))
    return Reply.join(replies)


def _some_units(said: Understanding) -> bool:
    return isinstance(said.slots.get("audience"), list)


def _meant(ctx: Context, said: Understanding) -> list[PushPlan]:
    if "plan" in said.slots:
        return [_numbered(ctx, int(said.slots["plan"]))]
    return _reachable(ctx, ctx.column(said))


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
    units = _audience(ctx, said.slots["audience"], None)["units"]
    column = ctx.column(said)
    plans = [*_reachable(ctx, column), *_from_above(ctx, column)] if units else []
    if not plans:
        raise UserInputError("plans.nothing_to_pause" if out else "plans.nothing_to_resume")
    return _leave_out(ctx, plans, units, out=out)


def _leave_out(ctx: Context, plans: Sequence[PushPlan], units: Sequence[int], *, out: bool) -> Reply:
    for plan in plans:
        excluded = set(plan.audience.get("except_units") or [])
        excluded = excluded | set(units) if out else excluded - set(units)
        ctx.uow.plans.set_audience(plan, {**plan.audience, "except_units": sorted(excluded)})
        ctx.uow.audit.add(ctx.now, ctx.member, "plan_audience", f"plan:{plan.id}", units=list(units), out=out)
    names = "、".join(unit.name for key in units if (unit := ctx.uow.units.by_id(key)) is not None)
    return ctx.say("plans.left_out" if out else "plans.let_in", units=names, plans="、".join(f"{plan.id}号" for plan in plans))


def preview(ctx: Context, said: Understanding) -> Reply:
    """Exactly what groups will get on a day."""
    day = _day_meant(ctx, said)
    column = ctx.column(said)
    found = ctx.ports.pushes.preview(ctx.uow, day, column)
    if not found:
        return _preview_unplanned(ctx, day, column)
    says = []
    for one in found:
        groups = ctx.uow.groups.count_audience(one.plan.audience)
        head = ctx.texts("plans.preview", time=time_words(one.slot), column=one.column.name, groups=groups)
        says.append(Say(head + "\n" + (one.text or ctx.texts("plans.no_item"))))
    return Reply(says)


def _preview_unplanned(ctx: Context, day: date, column: StudyColumn | None) -> Reply:
    item = ctx.ports.pushes.item_now(ctx.uow, column, day) if column else None
    if column is None or item is None:
        return ctx.say("plans.preview_none", day=day_words(day.isoformat()))
    head = ctx.texts("plans.preview_unplanned", day=day_words(day.isoformat()), column=column.name)
    return Reply.text(head + "\n" + ctx.ports.pushes.compose(column, item))


def _day_meant(ctx: Context, said: Understanding) -> date:
    when = said.slots.get("when") or {}
    said_day = str(when.get("on") or when.get("at") or ctx.day)[:10]
    return date.fromisoformat(said_day)


def push_now(ctx: Context, said: Understanding) -> Reply:
    """Push a column's item at once to every group of its plans within her subtree; a group that has it is left out."""
    column = ctx.column(said)
    assert column is not None  # asked for while missing
    item = ctx.ports.pushes.item_now(ctx.uow, column, ctx.today)
    if item is None:
        raise UserInputError("plans.nothing_to_push", column=column.name)
    groups = {
        group.id: group for path in _paths(ctx) for plan in _audiences(ctx, column) for group in ctx.uow.groups.in_audience(plan, path)
    }
    had = ctx.uow.pushes.had_item(item.id, ctx.day)
    fresh = [group for key, group in sorted(groups.items()) if key not in had]
    if not fresh:
        raise UserInputError("plans.had_already", title=item.title)
    number = ctx.ports.pushes.push_now(ctx.uow, column, item, fresh, ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "push_now", f"item:{item.id}", groups=number)
    left = ctx.texts("plans.left", number=len(groups) - number) if len(groups) > number else ""
    reply = ctx.say("plans.pushing", column=column.name, title=item.title, groups=number, left=left)
    reply.deliveries = True
    return reply


def _paths(ctx: Context) -> list[str | None]:
    """The subtrees her role reaches."""
    return list(dict.fromkeys(grant.path for grant in ctx.rights.held if grant.role in ORGANIZE))


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


COMMANDS = (
    Command("plans", show),
    Command("plan_add", add),
    Command("plan_remove", remove, fill=which_plan),
    Command("push_pause", pause),
    Command("push_resume", resume),
    Command("push_preview", preview),
    Command("push_now", push_now, fill=which_column),
)
