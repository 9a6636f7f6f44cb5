"""One message inside one transaction: who said it where, what it means, what is answered. Silence writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.commands.roles import joined
from handlers.context import Context
from handlers.language import understand
from handlers.language.understanding import Asked, Scene
from handlers.message import IncomingMessage, RoomEvent
from handlers.ports import Ports
from handlers.reply import Reply, Say
from handlers.router import route
from handlers.scenes import Scenes
from handlers.texts import Texts
from store.models import Group, Member, Question, Unit
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a message. `reply` None: it was talk. `scene` and the open question go to the dispatcher's memory."""

    reply: Reply | None
    scene: Scene
    asked: Asked | None = None
    asked_until: datetime | None = None


class Conversation:
    """The handlers as one function of (transaction, message, time)."""

    def __init__(self, texts: Texts, ports: Ports, scenes: Scenes) -> None:
        self.texts = texts
        self.ports = ports
        self.scenes = scenes

    def answer(self, uow: UnitOfWork, message: IncomingMessage, now: datetime) -> Answered:
        """Understand and carry out one message."""
        today = now.astimezone(SHANGHAI).date()
        group = uow.groups.by_wire(message.account, message.group) if message.group is not None else None
        member = uow.members.by_wire(message.account, message.sender)
        unit = _unit(uow, message, group, member)
        scene = self.scenes.of(uow, unit, today)
        if message.kind not in ("text", "jielong"):
            return Answered(Reply.text(self.texts("dialogue.media")) if message.group is None else None, scene)
        question = uow.questions.open(member.id, group.id if group else None, now) if member else None
        asked = _asked(question)
        said = understand(
            message.text,
            scene,
            today=today,
            mention=message.mentions_bot,
            private=message.group is None,
            sender=message.sender_name or (member.name if member else ""),
            unit=unit.name if unit else "",
            asked=asked,
        )
        if said.intent is None:
            return Answered(None, scene, asked, question.expires_at if question else None)
        ctx = self._context(uow, message, now, scene)
        if question is not None:
            uow.questions.close(ctx.member.id, ctx.group.id if ctx.group else None)
        reply = route(ctx, said, asked)
        until = self._file(ctx, reply)
        scene = self.scenes.of(uow, ctx.uow.units.by_id(ctx.group.unit_id) if ctx.group else ctx.unit, today)
        return Answered(reply, scene, _open(reply), until)

    def _context(self, uow: UnitOfWork, message: IncomingMessage, now: datetime, scene: Scene) -> Context:
        """The message is for the bot: from here on its group and sender are known to the store."""
        group = uow.groups.ensure(message.account, message.group, message.group_name, now) if message.group is not None else None
        member = uow.members.ensure(message.account, message.sender, message.sender_name, group.id if group else None)
        unit = _unit(uow, message, group, member)
        return Context(now, uow, message, group, member, unit, uow.roles.of(member.id), scene, self.texts, self.ports)

    def _file(self, ctx: Context, reply: Reply) -> datetime | None:
        """Keep what 撤销 needs and the question that stays open; when it expires."""
        if reply.undoable:
            ctx.uow.journal.keep(ctx.member.id, ctx.now, reply.undoable)
        if reply.ask is None:
            return None
        ask = reply.ask
        group_id = ctx.group.id if ctx.group else None
        values = {"intent": ask.intent, "slots": ask.slots, "missing": ask.missing, "choices": list(ask.choices)}
        return ctx.uow.questions.ask(ctx.member.id, group_id, ctx.now, **values)

    def apology(self) -> Reply:
        """What is said when the mistake was ours."""
        return Reply.text(self.texts("dialogue.apology"))

    def room_event(self, uow: UnitOfWork, event: RoomEvent, now: datetime) -> Reply:
        """The account was let into a room, left it, or the room has a new name."""
        if event.kind == "leave":
            group = uow.groups.by_wire(event.account, event.group)
            if group is not None:
                uow.groups.leave(group)
            return Reply()
        group = uow.groups.ensure(event.account, event.group, event.group_name, now)
        if event.kind == "topic":
            return Reply()
        unit = uow.units.by_id(group.unit_id)
        text = self.texts(joined(group), bot=self.ports.bot_name, unit=unit.name if unit else "")
        return Reply([Say(text, group=event.group)])


def _unit(uow: UnitOfWork, message: IncomingMessage, group: Group | None, member: Member | None) -> Unit | None:
    """The chat's unit: the group's; in private that of the group she last acted in."""
    if message.group is not None:
        return uow.units.by_id(group.unit_id) if group else None
    home = uow.groups.get(Group, member.home_group_id) if member and member.home_group_id else None
    return uow.units.by_id(home.unit_id) if home else None


def _asked(question: Question | None) -> Asked | None:
    if question is None:
        return None
    return Asked(question.intent, question.slots, question.missing, tuple(question.choices))


def _open(reply: Reply) -> Asked | None:
    ask = reply.ask
    return Asked(ask.intent, ask.slots, ask.missing, ask.choices) if ask else None
