"""待审、通过、退回: nothing goes out that nobody has approved, and nobody approves her own."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply


def review(ctx: Context, said: Understanding) -> Reply:
    """The items that wait; or approve or return one of them."""
    verdict = said.slots.get("verdict")
    if verdict is None:
        return _waiting(ctx)
    number = int(said.slots["item"])
    item = ctx.uow.study.item(number)
    if item is None or item.state not in ("draft", "submitted"):
        raise UserInputError("review.not_waiting", number=number)
    if item.author_id == ctx.member.id and not ctx.ports.single_reviewer:
        raise UserInputError("review.own", number=number)
    state = "approved" if verdict == "approve" else "returned"
    ctx.uow.study.set_state(number, state, ctx.member.name if state == "approved" else None)
    ctx.uow.audit.add(ctx.now, ctx.member, f"review_{state}", f"item:{number}")
    return ctx.say(f"review.{state}", number=number, title=item.title, reason=said.slots.get("reason", ""))


def _waiting(ctx: Context) -> Reply:
    items = ctx.uow.study.waiting()
    if not items:
        return ctx.say("review.none")
    columns = {column.id: column.name for column in ctx.uow.study.columns()}
    lines = "\n".join(f"{item.id}. {columns[item.column_id]} {item.key or item.number}《{item.title}》" for item in items)
    return ctx.say("review.list", total=ctx.uow.study.count_waiting(), lines=lines)


COMMANDS = (Command("review", review),)
