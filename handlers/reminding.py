"""What reminders are about, in words that the chat, the list and the sent message share."""

from __future__ import annotations

from dataclasses import replace

from handlers.context import Context
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.texts import Texts
from store.models import Reminder, Unit
from store.totals import SUBJECTS as COUNTED
from store.unit_of_work import UnitOfWork

WORDS = {"signups": "报名", "pairings": "结对", "checkins": "打卡", "works": "作品", "tasks": "施工图"}
"""What can be reminded of, as people say it."""


def known_subjects() -> list[str]:
    """Those of them that the bot has figures of."""
    return [subject for subject in WORDS if subject in COUNTED or subject == "tasks"]


def topic(uow: UnitOfWork, texts: Texts, one: Reminder) -> str:
    """What a reminder is about, and that it is said in private where it is."""
    if one.activity_id is not None:
        activity = uow.activities.by_id(one.activity_id)
        name, everyone = activity.title if activity else "", not one.lacking
    else:
        name, everyone = WORDS[str(one.subject)], one.subject == "checkins"
    if one.privately:
        return texts("remind.private_topic", topic=name)
    return name if everyone else texts("remind.lacking_topic", topic=name)


def lacking_works(uow: UnitOfWork, path: str | None) -> dict[int, tuple[Unit, list[tuple[str, int, int]]]]:
    """By id the units of a subtree with fewer works than an open activity asks of each: (its title, works there, works asked).

    Empty where no activity says how many.
    """
    found: dict[int, tuple[Unit, list[tuple[str, int, int]]]] = {}
    for activity in uow.activities.open_with_works():
        least = activity.works_least or 0
        for name, number in uow.works.short(activity, least, path):
            if (unit := uow.units.by_name(name)) is not None:
                found.setdefault(unit.id, (unit, []))[1].append((activity.title, number, least))
    return found


def with_hint(ctx: Context, reply: Reply, subject: str, activity: str = "") -> Reply:
    """After units that have not reported (of one `activity`, by its title): how to remind them, for whom may."""
    if subject not in known_subjects() or not ctx.rights.any(ORGANIZE):
        return reply
    says = list(reply.says)
    hint = ctx.texts("remind.hint_activity", activity=activity) if activity else ctx.texts("remind.hint", subject=WORDS[subject])
    at = max(number for number, say in enumerate(says) if say.text)
    says[at] = replace(says[at], text=f"{says[at].text}\n{hint}")
    return replace(reply, says=says)
