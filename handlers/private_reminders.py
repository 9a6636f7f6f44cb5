"""提醒 未报送 结对 私聊: those who answer for units that have not reported hear of it in private, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.reminding import WORDS, lacking_works
from handlers.reply import Reply, Say
from handlers.texts import Texts
from store.models import Activity, Unit
from store.totals import Question

TEXTS = {"signups": "remind.signups", "pairings": "remind.pairings", "works": "remind.works", "checkins": "remind.checkins"}
"""What is said of each subject to a unit that has reported nothing."""
NAMED = 12
"""So many units without anybody to write to are named."""


def privately(ctx: Context, subject: str | None, activity: Activity | None, path: str | None) -> Reply:
    """Write to the organizers and coordinators of every unit in a subtree that lacks something; says whom it could not reach."""
    lacking = _lacking(ctx, subject, activity, path)
    if not lacking:
        raise UserInputError("remind.nobody_lacks", topic=activity.title if activity else WORDS[str(subject)])
    people = ctx.uow.reminders.responsible([unit.id for unit, _ in lacking])
    says = [
        Say(ctx.texts("remind.privately", unit=unit.name, text=text), person=member.wire_id, account=member.account)
        for unit, text in lacking
        for member in people.get(unit.id, [])
        if member.id != ctx.member.id
    ]
    nobody = [unit.name for unit, _ in lacking if unit.id not in people]
    reached = len(lacking) - len(nobody)
    text = ctx.texts("remind.told", number=reached) if reached else ""
    if nobody:
        shown = "、".join(nobody[:NAMED]) + ("等" if len(nobody) > NAMED else "")
        text += ("\n" if text else "") + ctx.texts("remind.untold", number=len(nobody), units=shown)
    ctx.uow.audit.add(ctx.now, ctx.member, "remind_private", f"activity:{activity.id}" if activity else str(subject), people=len(says))
    return Reply([Say(text), *says])


def _lacking(ctx: Context, subject: str | None, activity: Activity | None, path: str | None) -> list[tuple[Unit, str]]:
    """The units, and what each is told."""
    if subject == "tasks":
        overdue = ctx.uow.tasks.overdue(path, ctx.day)
        found = [(ctx.uow.units.by_id(place.id), "、".join(map(str, numbers[:NAMED]))) for place, numbers in overdue.items()]
        return [(unit, ctx.texts("remind.tasks", numbers=numbers)) for unit, numbers in found if unit is not None]
    if subject == "works" and (short := lacking_works(ctx.uow, path)):
        return [(unit, works_words(ctx.texts, lines)) for unit, lines in short.values()]
    question = Question("signups" if activity else str(subject), None, path, activity.id if activity else None)
    if subject == "checkins":  # it is today's that are missed
        question = replace(question, since=ctx.day, until=ctx.day)
    text = ctx.texts("remind.not_one", title=activity.title) if activity else ctx.texts(TEXTS[str(subject)])
    units = [ctx.uow.units.by_name(name) for name in ctx.uow.totals.missing(question)]
    return [(unit, text) for unit in units if unit is not None]


def works_words(texts: Texts, lines: Sequence[tuple[str, int, int]]) -> str:
    """What a unit still has to hand in: (activity, works there, works asked) a line."""
    return "\n".join(texts("remind.works_short", title=title, number=number, least=least) for title, number, least in lines)
