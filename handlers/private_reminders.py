"""提醒 未报送 结对 私聊: those who answer for units that have not reported hear of it in private, at once or at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.reminding import WORDS, lacking_works
from handlers.reply import Reply, Say
from handlers.texts import Texts
from store.models import Activity, Unit
from store.totals import Question
from store.unit_of_work import UnitOfWork

TEXTS = {"signups": "remind.signups", "pairings": "remind.pairings", "works": "remind.works", "checkins": "remind.checkins"}
"""What is said of each subject to a unit that has reported nothing."""
NAMED = 12
"""So many units without anybody to write to are named."""


@dataclass(frozen=True, slots=True)
class About:
    """What units may lack: records of a `subject`, or sign-ups for an `activity`; in the subtree at `path`, less the `silent` ones."""

    subject: str | None
    activity: Activity | None
    path: str | None
    day: str
    silent: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is called."""
        return self.activity.title if self.activity else WORDS[str(self.subject)]


def privately(ctx: Context, subject: str | None, activity: Activity | None, path: str | None) -> Reply:
    """Write to those who answer for every unit in a subtree that lacks something, now; says whom it could not reach."""
    about = About(subject, activity, path, ctx.day)
    lacking = lacking_units(ctx.uow, ctx.texts, about)
    if not lacking:
        raise UserInputError("remind.nobody_lacks", topic=about.title)
    says, told = to_those_who_answer(ctx.uow, ctx.texts, lacking, ctx.member.id)
    ctx.uow.audit.add(ctx.now, ctx.member, "remind_private", f"activity:{activity.id}" if activity else str(subject), people=len(says))
    return Reply([Say(told), *says])


def to_those_who_answer(uow: UnitOfWork, texts: Texts, lacking: Sequence[tuple[Unit, str]], asked_by: int) -> tuple[list[Say], str]:
    """The messages to the organizers and coordinators of these units, and what who asked for them is told."""
    people = uow.reminders.responsible([unit.id for unit, _ in lacking])
    says = [
        Say(texts("remind.privately", unit=unit.name, text=text), person=member.wire_id, account=member.account)
        for unit, text in lacking
        for member in people.get(unit.id, [])
        if member.id != asked_by
    ]
    nobody = [unit.name for unit, _ in lacking if unit.id not in people]
    told = [texts("remind.told", number=len(lacking) - len(nobody))] if len(nobody) < len(lacking) else []
    if nobody:
        shown = "、".join(nobody[:NAMED]) + ("等" if len(nobody) > NAMED else "")
        told.append(texts("remind.untold", number=len(nobody), units=shown))
    return says, "\n".join(told)


def lacking_units(uow: UnitOfWork, texts: Texts, about: About) -> list[tuple[Unit, str]]:
    """The units that lack something now, and what each is told."""
    return [(unit, text) for unit, text in _lacking(uow, texts, about) if not unit.path.startswith(about.silent)]


def _lacking(uow: UnitOfWork, texts: Texts, about: About) -> list[tuple[Unit, str]]:
    subject, activity, path = about.subject, about.activity, about.path
    if subject == "tasks":
        overdue = uow.tasks.overdue(path, about.day)
        found = [(uow.units.by_id(place.id), "、".join(map(str, numbers[:NAMED]))) for place, numbers in overdue.items()]
        return [(unit, texts("remind.tasks", numbers=numbers)) for unit, numbers in found if unit is not None]
    if subject == "works" and (short := lacking_works(uow, path)):
        return [(unit, works_words(texts, lines)) for unit, lines in short.values()]
    question = Question("signups" if activity else str(subject), None, path, activity.id if activity else None)
    if subject == "checkins":  # it is today's that are missed
        question = replace(question, since=about.day, until=about.day)
    text = texts("remind.not_one", title=activity.title) if activity else texts(TEXTS[str(subject)])
    units = [uow.units.by_name(name) for name in uow.totals.missing(question)]
    return [(unit, text) for unit in units if unit is not None]


def works_words(texts: Texts, lines: Sequence[tuple[str, int, int]]) -> str:
    """What a unit still has to hand in: (activity, works there, works asked) a line."""
    return "\n".join(texts("remind.works_short", title=title, number=number, least=least) for title, number, least in lines)
