"""Which plans an organizer rules: her own, and those from above that reach her groups."""

from __future__ import annotations

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.rights import ORGANIZE
from store.models import PushPlan, StudyColumn, Unit


def reaches(ctx: Context, path: str | None) -> bool:
    """Whether she organizes the unit at `path` (None: every unit)."""
    return ctx.rights.covers(ORGANIZE, path)


def organizes(ctx: Context, unit: Unit | None) -> None:
    """Refuses what lies outside of the subtree she organizes (None: every unit)."""
    if not reaches(ctx, unit.path if unit else None):
        raise UserInputError("rights.elsewhere", unit=unit.name if unit else ctx.texts("scope.all"))


def own_plans(ctx: Context, column: StudyColumn | None = None) -> list[PushPlan]:
    """Plans with slots whose owner unit lies in her subtree."""
    plans = []
    for plan in ctx.uow.plans.timed():
        unit = ctx.uow.units.by_id(plan.unit_id)
        if reaches(ctx, unit.path if unit else None) and (column is None or plan.column_id == column.id):
            plans.append(plan)
    return plans


def from_above(ctx: Context, column: StudyColumn | None = None) -> list[PushPlan]:
    """Plans of others that reach groups in her subtree, or would if she had not left them out."""
    own, units = {plan.id for plan in own_plans(ctx)}, set(held_units(ctx))
    plans = [plan for plan in ctx.uow.plans.timed() if plan.id not in own and (column is None or plan.column_id == column.id)]
    return [
        plan
        for plan in plans
        if units & set(plan.audience.get("except_units") or [])
        or any(ctx.uow.groups.count_audience(plan.audience, path) for path in held_paths(ctx))
    ]


def held_units(ctx: Context) -> list[int]:
    """The units her role is held at."""
    return [grant.unit_id for grant in ctx.rights.held if grant.role in ORGANIZE and grant.unit_id is not None]


def held_paths(ctx: Context) -> list[str | None]:
    """The subtrees her role reaches."""
    return list(dict.fromkeys(grant.path for grant in ctx.rights.held if grant.role in ORGANIZE))


def numbered(ctx: Context, number: int) -> PushPlan:
    """Her plan of this number."""
    plan = next((plan for plan in own_plans(ctx) if plan.id == number), None)
    if plan is None:
        raise UserInputError("plans.unknown", number=number)
    return plan


def which_plan(ctx: Context, said: Understanding) -> None:
    """Where only one plan of the column can be meant, its number need not be said."""
    if "plan" in said.missing:
        plans = own_plans(ctx, ctx.column(said))
        if not plans:
            raise UserInputError("plans.none")
        if len(plans) == 1:
            said.slots["plan"] = plans[0].id
            said.missing.remove("plan")
