"""How far a question reaches: her own unit, a unit, all; never wider than her role, never silently narrower."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.rights import VIEW


@dataclass(frozen=True, slots=True)
class Scope:
    """A subtree by its path (None: every unit) and what people call it."""

    path: str | None
    label: str


def scope_of(ctx: Context, said: Understanding) -> Scope:
    """The scope a message asks for, checked against her role; without one, all that her role reaches.

    Raises `UserInputError` where she asks for more than she may see.
    """
    wanted = said.slots.get("scope")
    if wanted == "mine":
        return _own(ctx)
    if wanted == "all":
        if not ctx.rights.covers(VIEW, None):
            raise UserInputError("scope.too_wide", scope=ctx.texts("scope.all"))
        return Scope(None, ctx.texts("scope.all"))
    if wanted:
        return _unit(ctx, str(wanted))
    grant = ctx.rights.widest(VIEW, ctx.path)
    if grant is None:
        return _own(ctx)
    unit = ctx.uow.units.by_id(grant.unit_id)
    return Scope(grant.path, unit.name if unit else ctx.texts("scope.all"))


def _own(ctx: Context) -> Scope:
    if ctx.unit is None:
        raise UserInputError("scope.no_unit")
    return Scope(ctx.unit.path, ctx.unit.name)


def _unit(ctx: Context, name: str) -> Scope:
    unit = ctx.uow.units.by_name(name)
    if unit is None:
        raise UserInputError("scope.unknown_unit", unit=name)
    own = ctx.path is not None and unit.path.startswith(ctx.path)
    if not own and not ctx.rights.covers(VIEW, unit.path):
        raise UserInputError("scope.too_wide", scope=unit.name)
    return Scope(unit.path, unit.name)
