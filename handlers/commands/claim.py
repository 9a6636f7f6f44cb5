"""认领: a one-time code makes its sender the admin, or gives a known group or person the id the channel now knows it by."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.commands.roles import move_in
from handlers.commands.signup import announce
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from store.models import ClaimCode, Group, Member


def claim(ctx: Context, said: Understanding) -> Reply:
    """Redeem a code: a group's is said in the group itself, any other in private."""
    if "code" not in said.slots:
        return ctx.say("ask.code")
    found = ctx.uow.codes.find(str(said.slots["code"]), ctx.message.account, ctx.now)
    if found is not None and found.purpose != "group" and not ctx.private:
        ctx.uow.codes.spoil(found, ctx.now)  # others have read it
        return ctx.say("claim.in_private")
    if ctx.uow.codes.limited(ctx.member.id, ctx.now):
        raise UserInputError("claim.limited")
    if found is None:
        ctx.uow.codes.wrong(ctx.member.id, ctx.now)
        return ctx.say("claim.wrong" if ctx.private else "claim.wrong_in_group")
    if found.purpose == "group" and ctx.private:
        return ctx.say("claim.in_group")
    return REDEEM[found.purpose](ctx, found)


def _admin(ctx: Context, found: ClaimCode) -> Reply:
    ctx.uow.codes.use(found, ctx.member.id, ctx.now)
    ctx.uow.roles.grant(ctx.member.id, "admin", None, None, ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "claim", f"code:{found.id}")
    return ctx.say("claim.done", name=ctx.member.name)


def _group(ctx: Context, found: ClaimCode) -> Reply:
    """This room is the group the code was made for."""
    assert ctx.group is not None
    known = ctx.uow.groups.require(Group, found.target_id or 0)
    unit = ctx.uow.units.by_id(known.unit_id)
    if ctx.unit is not None and known.unit_id not in (None, ctx.unit_id) and known.id != ctx.group.id:
        raise UserInputError("claim.other_unit", unit=ctx.unit.name)
    ctx.uow.codes.use(found, ctx.member.id, ctx.now)
    if known.id != ctx.group.id:
        unit = unit or ctx.unit
        for group in (known, ctx.group):
            if unit is not None and group.unit_id != unit.id:
                move_in(ctx.uow, group, unit)
        ctx.uow.rebinding.group(known, ctx.group)
    ctx.uow.audit.add(ctx.now, ctx.member, "rebind_group", f"group:{known.id}")
    return ctx.say("claim.group_done", group=known.name, unit=unit.name if unit else ctx.texts("claim.no_unit"))


def _member(ctx: Context, found: ClaimCode) -> Reply:
    """The sender is the person the code was made for."""
    known, name = ctx.uow.members.require(Member, found.target_id or 0), ctx.member.name
    promoted = []
    if known.id != ctx.member.id:
        promoted = ctx.uow.rebinding.member(known, ctx.member, ctx.now)
    now = ctx.uow.members.require(Member, known.id)
    ctx.uow.codes.use(found, now.id, ctx.now)
    ctx.uow.audit.add(ctx.now, now, "rebind_member", f"member:{known.id}")
    told = [announce(ctx, activity, rows) for activity, rows in promoted]
    return Reply.join([ctx.say("claim.member_done", name=name), *told])


REDEEM = {"admin": _admin, "group": _group, "member": _member}
COMMANDS = (Command("claim", claim),)
