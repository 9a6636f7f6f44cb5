"""One message inside one transaction: who said it where, what it means, what is answered. Silence writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handlers import pasting_talk
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.evidence import open_until, shown, take_evidence
from handlers.language import understand
from handlers.language.pasted import Stretch
from handlers.language.understanding import Asked, Scene
from handlers.message import MEDIA, IncomingMessage, RoomEvent
from handlers.ports import Ports
from handlers.reply import Reply
from handlers.rooms import greeting, rooms_seen, was_greeted
from handlers.router import route
from handlers.scenes import Scenes
from handlers.submitting import begins_to_submit, submits, take_picture
from handlers.texts import Texts
from handlers.ties import settle_list
from store.models import Group, Member, Question, Unit
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a message. `reply` None: it was talk. `scene`, the open question, and until when her pictures are heard
    (None: no news of that) go to the dispatcher's memory."""

    reply: Reply | None
    scene: Scene
    asked: Asked | None = None
    asked_until: datetime | None = None
    window: datetime | None = None


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
        question = uow.questions.open(member.id, group.id if group else None, now) if member else None
        if message.kind not in ("text", "jielong"):
            talk = Answered(None, scene, _asked(question), question.expires_at if question else None)
            return self._picture(uow, message, now, unit, talk)
        paste = pasting_talk.opens(message.text, question, today) if message.group is None else None
        if paste is not None:
            return self._paste(self._context(uow, message, now, scene), paste, question)
        asked = _asked(question) if question is None or question.intent != pasting_talk.INTENT else None
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
        if said.intent is None or (said.intent == "jielong" and not settle_list(uow, group, unit, said, now)):
            return Answered(None, scene, asked, question.expires_at if question else None)
        ctx = self._context(uow, message, now, scene)
        if question is not None:
            uow.questions.close(ctx.member.id, ctx.group.id if ctx.group else None)
        reply = route(ctx, said, asked)
        if reply.ask is not None and reply.says and message.group is not None and not message.hears_all:
            reply.says[-1] = replace(reply.says[-1], text=self.texts("dialogue.at_me", text=reply.says[-1].text, bot=self.ports.bot_name))
        until = self._file(ctx, reply)
        return Answered(reply, self.scenes.of(uow, self._unit_now(uow, ctx), today), _open(reply), until, reply.window)

    def _picture(self, uow: UnitOfWork, message: IncomingMessage, now: datetime, unit: Unit | None, talk: Answered) -> Answered:
        """A picture or file: a work while its sender submits works, or beside words that begin to; else `talk`. An open question
        stays open.
        """
        begun = begins_to_submit(message, talk.scene, now, unit)
        tick = shown(uow, message, now) if begun is None else None
        if tick is not None:
            ctx = self._context(uow, message, now, talk.scene)
            reply = take_evidence(ctx, tick)
            self._file(ctx, reply)
            return replace(talk, reply=reply, window=open_until(tick))
        if message.kind not in MEDIA or (begun is None and not submits(uow, message, now)):
            return talk if message.group is not None else replace(talk, reply=Reply.text(self.texts("dialogue.media")))
        ctx = self._context(uow, message, now, talk.scene)
        reply = route(ctx, begun, None) if begun is not None else Reply()
        window = uow.works.window(ctx.member.id, ctx.group_id, now)
        if window is not None:
            take_picture(ctx, window)
        reply.soon = window is not None
        until = self._file(ctx, reply)
        asked = (_open(reply), until) if reply.ask else (talk.asked, talk.asked_until)
        return Answered(reply, talk.scene, *asked, window=window.until if window else None)

    def _unit_now(self, uow: UnitOfWork, ctx: Context) -> Unit | None:
        """The chat's unit after the message: it may have been the one that bound it."""
        if ctx.message.group is None:
            return ctx.unit
        group = uow.groups.by_wire(ctx.message.account, ctx.message.group)
        return uow.units.by_id(group.unit_id) if group else None

    def _context(self, uow: UnitOfWork, message: IncomingMessage, now: datetime, scene: Scene) -> Context:
        """The message is for the bot: from here on its group and sender are known to the store."""
        group = uow.groups.ensure(message.account, message.group, message.group_name, now) if message.group is not None else None
        if group is not None and group.trouble and not group.way:
            uow.groups.trouble(group, "")  # it can be heard: what could not get there today is tried again
            uow.deliveries.again(group.id, now.astimezone(SHANGHAI).date().isoformat())
        member = uow.members.ensure(message.account, message.sender, message.sender_name, group.id if group else None)
        unit = _unit(uow, message, group, member)
        return Context(now, uow, message, group, member, unit, uow.roles.of(member.id), scene, self.texts, self.ports)

    def _paste(self, ctx: Context, paste: Stretch | int, question: Question | None) -> Answered:
        """Text that she brings in by hand, or her answer to what was asked about it."""
        if question is not None:
            ctx.uow.questions.close(ctx.member.id, None)
        try:
            if isinstance(paste, Stretch):
                reply = pasting_talk.pasted(ctx, paste, self.scenes)
            else:
                assert question is not None
                reply = pasting_talk.chosen(ctx, question, paste, self.scenes)
        except UserInputError as error:
            reply = ctx.say(error.key, **error.params)
        until = self._file(ctx, reply)
        return Answered(reply, ctx.scene, _open(reply), until)

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
        """The account was let into a room, left it, or the room has a new name; or it has come up and looked around."""
        if event.kind == "rooms":
            return rooms_seen(uow, self.texts, self.ports.bot_name, event, now)
        known = uow.groups.by_wire(event.account, event.group)
        if event.kind == "leave":
            if known is not None:
                uow.groups.leave(known)
            return Reply()
        group = uow.groups.ensure(event.account, event.group, event.group_name, now)
        if event.kind == "topic" or was_greeted(known, now):
            return Reply()
        return Reply([greeting(uow, self.texts, self.ports.bot_name, group)])


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
