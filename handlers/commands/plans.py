"""推送计划: what is pushed to whom when; shown with its next slots, added, changed, removed."""

from __future__ import annotations

from handlers import planning
from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.finishing import finish_words, gap_of
from handlers.language.understanding import Understanding
from handlers.listing import Listing, listing_reply
from handlers.ports import Preview
from handlers.reach import from_above, held_paths, numbered, own_plans, reaches, which_plan
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.showing import carried_mark
from handlers.words import span_words, time_words
from store.models import PushPlan

NEXT = 10
HEADS = ("编号", "栏目", "时间", "发给", "下次")


def show(ctx: Context, said: Understanding) -> Reply:
    """Her plans, by the number that other commands take, and the silence ahead; or one plan with its next slots."""
    if "plan" in said.slots:
        return _one(ctx, int(said.slots["plan"]))
    column = ctx.column(said)
    above = ctx.texts("plans.from_above")
    plans = [(plan, "") for plan in own_plans(ctx, column)] + [(plan, above) for plan in from_above(ctx, column)]
    silence = _silence(ctx)
    if not plans and not silence:
        return ctx.say("plans.none")
    return listing_reply(
        ctx,
        lambda: ctx.say("plans.list", lines="\n".join([*(_line(ctx, plan) + where for plan, where in plans), *silence])),
        Listing("推送计划", "推送计划", HEADS, [_cells(ctx, plan, where) for plan, where in plans], note="\n".join(silence)),
    )


def _cells(ctx: Context, plan: PushPlan, where: str) -> tuple[int, str, str, str, str]:
    """A plan as a row of the table."""
    column, times = ctx.uow.study.column_by_id(plan.column_id).name, ctx.ports.pushes.describe(plan.times)
    return plan.id, column, times, planning.audience_words(ctx.uow, ctx.texts, plan.audience), _state(ctx, plan).lstrip("，") + where


def _line(ctx: Context, plan: PushPlan) -> str:
    column = ctx.uow.study.column_by_id(plan.column_id)
    to = planning.audience_words(ctx.uow, ctx.texts, plan.audience)
    return f"{plan.id}. {column.name}：{ctx.ports.pushes.describe(plan.times)}，{to}{_state(ctx, plan)}"


def _state(ctx: Context, plan: PushPlan) -> str:
    """Paused, or when it is next due and by when that will have gone out."""
    upcoming = ctx.ports.pushes.next_slot(plan, ctx.now) if plan.state == "active" else None
    state = (
        ctx.texts("plans.paused") if plan.state == "paused" else (ctx.texts("plans.next", time=time_words(upcoming)) if upcoming else "")
    )
    sends = upcoming is not None and not plan.audience.get("roles")
    reach = ctx.uow.groups.reach((plan.audience, None))
    finish = finish_words(ctx, reach, upcoming, 1 + plan.card, gap_of(plan)) if upcoming and sends else ""
    return f"{state}{finish}"


def _silence(ctx: Context) -> list[str]:
    """Silence of today and later that touches her units."""
    lines = []
    for hush in ctx.uow.hushes.live(ctx.day):
        unit = ctx.uow.units.by_id(hush.unit_id)
        if unit is None or any(path is None or unit.path.startswith(path) or path.startswith(unit.path) for path in held_paths(ctx)):
            name = unit.name if unit else ctx.texts("scope.all")
            lines.append(ctx.texts("hush.line", span=span_words(hush.first, hush.last), unit=name))
    return lines


def _one(ctx: Context, number: int) -> Reply:
    """A plan, its rules, its next ten slots with their items."""
    plan = next((plan for plan in [*own_plans(ctx), *from_above(ctx)] if plan.id == number), None)
    if plan is None:
        raise UserInputError("plans.unknown", number=number)
    coming = ctx.ports.pushes.upcoming(ctx.uow, plan, ctx.now, NEXT)
    lines = [_line(ctx, plan), planning.rule_words(ctx.texts, plan), *(_slot(ctx, one) for one in coming.slots)]
    if coming.unknown_year is not None:
        lines.append(ctx.texts("plans.year_ahead", year=coming.unknown_year))
    return Reply.text("\n".join(lines))


def _slot(ctx: Context, one: Preview) -> str:
    if one.report and not one.hushed:
        return ctx.texts("reports.slot", time=time_words(one.slot), column=one.report)
    key = "plans.slot_hushed" if one.hushed else "plans.slot" if one.item else "plans.slot_empty"
    carried = carried_mark(ctx.texts, one.item) if one.item else ""
    return ctx.texts(key, time=time_words(one.slot), title=one.item.title if one.item else "") + carried


def add(ctx: Context, said: Understanding) -> Reply:
    """A new plan for the groups her role reaches, or for those she names."""
    column = ctx.column(said)
    if column is None:
        raise UserInputError("plans.no_column")
    grant = ctx.rights.widest(ORGANIZE, ctx.path)
    assert grant is not None  # the router has asked for the role
    everyone = {"all": True} if grant.unit_id is None else {"units": [grant.unit_id], "groups": []}
    planning.refuse_strange(column, said.slots)
    whom = planning.report_audience if column.report else planning.audience_of
    audience = whom(ctx.uow, said.slots, everyone, lambda path: reaches(ctx, path))
    plan = planning.make(
        ctx.uow,
        ctx.ports.pushes,
        ctx.now,
        column_id=column.id,
        unit_id=grant.unit_id,
        times=planning.with_gap(said.slots["when"], said.slots),
        audience=audience,
        created_by=ctx.member.id,
        **planning.values_of(said.slots),
    )
    ctx.uow.audit.add(ctx.now, ctx.member, "plan_add", f"plan:{plan.id}")
    return _told(ctx, plan, "plans.added")


def change(ctx: Context, said: Understanding) -> Reply:
    """Other times, another audience, other rules for a plan of hers."""
    plan = numbered(ctx, int(said.slots["plan"]))
    changed = planning.change(ctx.uow, ctx.ports.pushes, plan, said.slots, lambda path: reaches(ctx, path), ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "plan_change", f"plan:{plan.id}", parts=sorted(set(said.slots) - {"plan", "column"}))
    return _told(ctx, changed, "plans.changed")


def _told(ctx: Context, plan: PushPlan, key: str) -> Reply:
    upcoming = ctx.ports.pushes.next_slot(plan, ctx.now)
    reply = ctx.say(
        key,
        number=plan.id,
        column=ctx.uow.study.column_by_id(plan.column_id).name,
        times=ctx.ports.pushes.describe(plan.times),
        groups=planning.audience_words(ctx.uow, ctx.texts, plan.audience),
        next=_state(ctx, plan) if upcoming else "",
        rules=planning.rule_words(ctx.texts, plan),
        chosen="".join(f"，{words}" for words in planning.chosen_words(ctx.texts, plan)),
    )
    reply.plans_changed = True
    return reply


def remove(ctx: Context, said: Understanding) -> Reply:
    """End a plan for good."""
    plan = numbered(ctx, int(said.slots["plan"]))
    ctx.uow.plans.set_state(plan, "removed")
    ctx.uow.audit.add(ctx.now, ctx.member, "plan_removed", f"plan:{plan.id}")
    reply = ctx.say("plans.removed", plans=f"{plan.id}号（{ctx.uow.study.column_by_id(plan.column_id).name}）")
    reply.plans_changed = True
    return reply


COMMANDS = (
    Command("plans", show),
    Command("plan_add", add),
    Command("plan_change", change, fill=which_plan),
    Command("plan_remove", remove, fill=which_plan),
)
