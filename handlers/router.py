"""From an understood message to the command that answers it: rights, missing slots, several things said at once."""

from __future__ import annotations

from dataclasses import replace

from handlers.commands import (
    activities,
    attendance,
    claim,
    deliveries,
    export,
    jielong,
    pairing,
    pausing,
    plans,
    programmes,
    pushing,
    reconcile,
    records,
    remind,
    review,
    roles,
    signup,
    silence,
    study,
    tasks,
    totals,
    works,
)
from handlers.commands import help as help_
from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.nearest import MEANT, Guess, nearest
from handlers.language.understanding import Asked, Understanding
from handlers.reply import Ask, Reply, Say
from handlers.rights import in_words, needed
from handlers.words import listed

ROOMS = (
    *(activities, attendance, claim, deliveries, export, help_, jielong, pairing, pausing, plans, programmes),
    *(pushing, reconcile, records, remind, review, roles, signup, silence, study, tasks, totals, works),
)
COMMANDS: dict[str, Command] = {command.intent: command for room in ROOMS for command in room.COMMANDS}
SHORT_NAME = 12
"""A longer name is not repeated in a choice."""
OFFERED = 9
"""At most this many numbered choices in one question."""


def route(ctx: Context, said: Understanding, asked: Asked | None) -> Reply:
    """Answer one understood message. Its own mistakes become sentences; nothing was written before one."""
    if said.intent == "unknown":
        return _again(ctx, asked) if asked and asked.missing != MEANT else _puzzled(ctx)
    if said.intent == "cancel":
        return ctx.say("dialogue.left" if asked else "dialogue.nothing_open")
    replies = []
    for one in [said, *said.also]:
        try:
            replies.append(_one(ctx, one))
        except UserInputError as error:
            replies.append(ctx.say(error.key, **error.params))
    reply = Reply.join(replies)
    withheld = list(dict.fromkeys(kind for one in [said, *said.also] for kind in one.withheld))
    if withheld:
        reply.says.append(_withheld(ctx, withheld))
    return reply


def _one(ctx: Context, said: Understanding) -> Reply:
    roles = needed(str(said.intent))
    if roles is not None and not ctx.rights.any(roles):
        raise UserInputError("rights.needed", roles=in_words(roles))
    command = COMMANDS.get(str(said.intent))
    if command is None:
        raise UserInputError("dialogue.not_yet")
    said = replace(said, slots=dict(said.slots), missing=list(said.missing), choices=dict(said.choices))
    if command.fill is not None:
        command.fill(ctx, said)
    if said.missing:
        return _ask(ctx, said)
    return command.run(ctx, said)


def _ask(ctx: Context, said: Understanding) -> Reply:
    """Ask for the first missing slot, choices numbered, and keep the question open."""
    slot = said.missing[0]
    choices = said.choices.get(slot) or _known_choices(ctx, slot)
    choices = choices[:OFFERED]
    key = f"ask.{said.intent}_{slot}"
    key = key if ctx.texts.get(key) else f"ask.{slot}"
    text = ctx.texts(key)
    if choices:
        text += "\n" + listed(choices) + "\n" + ctx.texts("ask.how")
    reply = Reply.text(text)
    reply.ask = Ask(str(said.intent), said.slots, slot, tuple(choices))
    return reply


def _known_choices(ctx: Context, slot: str) -> list[str]:
    lists = {
        "activity": ctx.scene.open_activities,
        "community": ctx.scene.communities,
        "column": ctx.scene.columns,
        "role": ("组织员", "统筹员", "管理员"),
    }
    return list(lists.get(slot, ()))


def _again(ctx: Context, asked: Asked) -> Reply:
    """The answer was not understood: the same question once more, left open."""
    said = Understanding(asked.intent, dict(asked.slots), [asked.missing], {asked.missing: list(asked.choices)})
    reply = _ask(ctx, said)
    first = reply.says[0]
    return Reply([replace(first, text=ctx.texts("dialogue.not_on_list") + "\n" + first.text)], reply.ask)


def _puzzled(ctx: Context) -> Reply:
    """What she may have meant, as commands to choose from by number; the way to the whole list when nothing is near."""
    choices = list(dict.fromkeys(_said_as(ctx, guess) for guess in nearest(ctx.message.text, ctx.scene, lambda intent: _may(ctx, intent))))
    if not choices:
        return ctx.say("dialogue.puzzled", bot=ctx.ports.bot_name)
    reply = Reply.text("\n".join([ctx.texts("dialogue.meant"), listed(choices), ctx.texts("dialogue.meant_how")]))
    reply.ask = Ask("unknown", {}, MEANT, tuple(choices))
    return reply


def _may(ctx: Context, intent: str) -> bool:
    roles = needed(intent)
    return intent in COMMANDS and (roles is None or ctx.rights.any(roles))


def _said_as(ctx: Context, guess: Guess) -> str:
    """The command she could have said; a long name is left to be asked for."""
    name = guess.name if len(guess.name) <= SHORT_NAME else ""
    return f"{ctx.texts(f'meant.{guess.intent}')} {name}".strip()


def _withheld(ctx: Context, kinds: list[str]) -> Say:
    what = "、".join(ctx.texts(f"privacy.{kind}") for kind in kinds)
    return Say(ctx.texts("privacy.withheld_private" if ctx.private else "privacy.withheld", what=what))
