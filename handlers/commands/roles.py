"""绑定单位、授权: which group belongs to which unit, who may what."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.rest import after_command
from handlers.language.understanding import Understanding
from handlers.message import Mention
from handlers.reply import Reply
from handlers.rights import ADMIN, NAMES
from store.models import Group, Member, Unit
from store.unit_of_work import UnitOfWork

WIRE = "member_wire"
"""The slot that keeps the channel's id behind the @ while the role is asked for."""


def unit_as_said(ctx: Context, said: Understanding) -> None:
    """An admin may bind a group to a unit that no list holds yet: its name is what follows the command."""
    name = after_command(ctx.message.text, ("绑定单位", "綁定單位", "绑定"), ctx.scene.bot_names)
    if "unit" in said.missing and 2 <= len(name) <= 40:
        said.slots["unit"] = name
        said.missing.remove("unit")


def bind(ctx: Context, said: Understanding) -> Reply:
    """Bind this group to a unit; a new unit is made by it, below the unit she is admin of."""
    if ctx.group is None:
        raise UserInputError("bind.in_group")
    name = str(said.slots["unit"])
    unit = ctx.uow.units.by_name(name)
    if unit is not None and not ctx.rights.covers(ADMIN, unit.path):
        raise UserInputError("rights.elsewhere", unit=name)
    if ctx.unit is not None and not ctx.rights.covers(ADMIN, ctx.path):
        raise UserInputError("rights.elsewhere", unit=ctx.unit.name)
    new = unit is None
    grant = ctx.rights.widest(ADMIN, None)
    unit = unit or ctx.uow.units.add(name, ctx.uow.units.by_id(grant.unit_id) if grant else None)
    move_in(ctx.uow, ctx.group, unit)
    ctx.uow.audit.add(ctx.now, ctx.member, "bind", f"group:{ctx.group.id}", unit=unit.id)
    return ctx.say("bind.done_new" if new else "bind.done", group=ctx.group.name, unit=unit.name)


def move_in(uow: UnitOfWork, group: Group, unit: Unit) -> None:
    """The group is the unit's from now on, with what was recorded in it while it had none."""
    uow.signups.adopt(group.id, unit.id)
    uow.attendances.adopt(group.id, unit.id)
    uow.pairings.adopt(group.id, unit.id)
    uow.groups.bind(group, unit)


def grant(ctx: Context, said: Understanding) -> Reply:
    """Give a role to the person behind the @, at this group's unit or the one named."""
    member, role, unit = _meant(ctx, said)
    if not ctx.uow.roles.grant(member.id, role, unit.id if unit else None, ctx.member.id, ctx.now):
        return ctx.say("grant.same", name=member.name, unit=_label(ctx, unit), role=NAMES[role])
    ctx.uow.audit.add(ctx.now, ctx.member, "grant", f"member:{member.id}", role=role, unit=unit.id if unit else None)
    return ctx.say("grant.done", name=member.name, unit=_label(ctx, unit), role=NAMES[role])


def revoke(ctx: Context, said: Understanding) -> Reply:
    """Take a role away from the person behind the @: at the unit meant, below it, and where a wider grant reaches it."""
    member, role, unit = _meant(ctx, said)
    held = [g for g in ctx.uow.roles.of(member.id).held if g.role == role]
    here = [g.unit_id for g in held if unit is None or (g.path is not None and g.path.startswith(unit.path))]
    above = [g for g in held if unit is not None and (g.path is None or unit.path.startswith(g.path)) and g.unit_id not in here]
    here += [g.unit_id for g in above if ctx.rights.covers(ADMIN, g.path)]
    if not here:
        raise UserInputError("grant.not_held", name=member.name, unit=_label(ctx, unit), role=NAMES[role])
    ctx.uow.roles.revoke(member.id, role, here, ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "revoke", f"member:{member.id}", role=role, unit=unit.id if unit else None)
    return ctx.say("grant.revoked", name=member.name, unit=_label(ctx, unit), role=NAMES[role])


def _label(ctx: Context, unit: Unit | None) -> str:
    return unit.name if unit else ctx.texts("scope.all")


def _meant(ctx: Context, said: Understanding) -> tuple[Member, str, Unit | None]:
    """Whom, which role, at which unit; within her own subtree, never more than she holds."""
    role = str(said.slots["role"])
    if role not in NAMES or role == "member":
        raise UserInputError("grant.roles")
    unit = ctx.uow.units.by_name(str(said.slots["unit"])) if said.slots.get("unit") else ctx.unit
    if unit is None and not ctx.rights.covers(ADMIN, None):
        raise UserInputError("scope.no_unit")
    if not ctx.rights.covers(ADMIN, unit.path if unit else None):
        raise UserInputError("rights.elsewhere", unit=_label(ctx, unit))
    mention = Mention(said.slots[WIRE], str(said.slots["member"])) if WIRE in said.slots else _mentioned(ctx)
    member = ctx.uow.members.ensure(ctx.message.account, mention.wire_id, mention.name)
    return member, role, unit


def _mentioned(ctx: Context) -> Mention:
    """The one person behind the @: names alone prove nothing. Where a channel tells no ids, its list of people does."""
    people = [mention for mention in ctx.message.mentioned if mention.name not in ctx.scene.bot_names]
    if len(people) != 1:
        by_list = not people and not ctx.message.hears_all and "@" in ctx.message.text
        raise UserInputError("grant.unlisted" if by_list else "grant.mention")
    return people[0]


def member_from_mention(ctx: Context, said: Understanding) -> None:
    """The member meant is whoever stands behind the @, also when the role is asked for afterwards."""
    if WIRE in said.slots:
        return
    mention = _mentioned(ctx)
    said.slots |= {"member": mention.name, WIRE: mention.wire_id}
    said.missing = [slot for slot in said.missing if slot != "member"]


COMMANDS = (
    Command("bind", bind, fill=unit_as_said),
    Command("grant", grant, fill=member_from_mention),
    Command("revoke", revoke, fill=member_from_mention),
)
