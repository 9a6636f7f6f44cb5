"""Which activity is meant where the message leaves it open: the only one that can be, else a choice; never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.language import understand
from handlers.language.names.matching import bare
from handlers.language.understanding import Understanding
from store.models import Activity


def over(activity: Activity, ctx: Context) -> bool:
    """Whether the deadline day has ended."""
    return activity.deadline is not None and activity.deadline < ctx.day


def live_titles(ctx: Context) -> list[str]:
    """Activities that can still be signed up for, in the order of the list."""
    return [activity.title for activity in ctx.uow.activities.visible(ctx.path) if not over(activity, ctx)]


def understand_among(ctx: Context, titles: Sequence[str]) -> Understanding:
    """The message once more, as if these were the only activities."""
    message = ctx.message
    return understand(
        message.text,
        replace(ctx.scene, open_activities=tuple(titles)),
        today=ctx.today,
        mention=message.mentions_bot,
        private=ctx.private,
        sender=ctx.member.name,
        unit=ctx.unit.name if ctx.unit else "",
    )


def settle_activity(ctx: Context, said: Understanding, titles: Sequence[str]) -> None:
    """Where the activity is missing: the one of `titles` that the message fits, else they are the choices.

    A name that is none of them is asked about even if only one is left: she may have meant something else.
    """
    if said.missing[:1] != ["activity"]:
        return
    again = understand_among(ctx, titles)
    if again.intent == said.intent and "activity" in again.slots and not again.also:
        said.slots |= again.slots
        said.missing, said.choices = list(again.missing), dict(again.choices)
        return
    named = said.choices.get("activity", ())
    said.choices["activity"] = [title for title in titles if title in named] or list(titles)


def prefer(ctx: Context, said: Understanding, titles: Sequence[str]) -> None:
    """Where the name said also fits one of `titles`, that one is meant rather than one that has ended."""
    if said.slots.get("activity") in (None, *titles):
        return
    again = understand_among(ctx, titles)
    title = again.slots.get("activity")
    if again.intent == said.intent and title and not again.also and _is_named(ctx.message.text, str(title)):
        said.slots["activity"] = title


def _is_named(text: str, title: str) -> bool:
    said, core = bare(text), bare(title).replace("活动", "")
    return any(core[at : at + 2] in said for at in range(len(core) - 1))
