"""对账: the figures against the rows, counted a second time by other queries; what differs is named."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.commands.command import Command
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.scope import Scope, scope_of
from handlers.texts import Texts
from handlers.words import DIFFICULTIES, SUBJECTS, SUPPORT, day_words, span_words
from store.models import Activity, Community, StudyColumn
from store.reconcile import ROWS, Bounds, Difference
from store.totals import Question
from store.types import local_date
from store.unit_of_work import UnitOfWork

SHOWN = 12
LONG = 50_000
"""Figures of more than so much take seconds to count anew: that is said first."""
FIGURES = {"people": "人数", "heads": "人次", "records": "记录", "children": "儿童"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared and how the answer is told: all that is needed when the rows are read."""

    bounds: Bounds
    heading: str
    private: bool
    texts: Texts

    @property
    def what(self) -> str:
        """The subjects in words."""
        return "、".join(SUBJECTS[name] for name in self.bounds.subjects)


def reconcile(ctx: Context, said: Understanding) -> Reply:
    """Compare what is counted in her scope and in each unit right below; of a period its days. The rows are read after the commit."""
    scope = scope_of(ctx, said)
    subject = said.slots.get("subject")
    if subject is not None and subject not in ROWS:
        raise UserInputError("totals.not_yet", subject=SUBJECTS.get(str(subject), subject))
    since, until = said.slots.get("period") or (None, None)
    subjects = tuple(ROWS) if subject is None else (str(subject),)
    scopes = frozenset(_scopes(ctx, scope))
    bounds = Bounds(subjects, scopes, "d", since, until) if since and until else Bounds(subjects, scopes, "*ymkfs")
    span = span_words(since, until) if since and until else ctx.texts("totals.up_to", day=day_words(ctx.day))
    asked = Asked(bounds, " · ".join([scope.label, span]), ctx.private, ctx.texts)
    answer = Say("", path=ctx.ports.readings.later(lambda uow: _answer(uow, asked)), name=ctx.texts("reconcile.name"))
    size = sum(ctx.uow.totals.size(Question(name, path=scope.path, since=since, until=until)) for name in subjects)
    return Reply([*ctx.say("reconcile.wait").says, answer] if size > LONG else [answer])


def _answer(uow: UnitOfWork, asked: Asked) -> str:
    compared, texts = uow.reconcile.compare(asked.bounds), asked.texts
    if not compared.differences:
        return texts("reconcile.same", heading=asked.heading, what=asked.what, number=compared.figures)
    lines = list(dict.fromkeys(_line(uow, asked, one) for one in compared.differences[:SHOWN]))
    rest = len(compared.differences) - SHOWN
    lines += [texts("reconcile.more", number=rest)] if rest > 0 else []
    return texts("reconcile.differs", heading=asked.heading, number=len(compared.differences), lines="\n".join(lines))


def _scopes(ctx: Context, scope: Scope) -> list[int]:
    """The scope itself and the units right below it."""
    return [ctx.uow.units.key_of(scope.path), *ctx.uow.units.right_below(scope.path)]


def _line(uow: UnitOfWork, asked: Asked, one: Difference) -> str:
    if one.slice.startswith("f:") and not asked.private:
        return asked.texts("totals.difficulties_private")
    unit = uow.units.by_id(one.unit or None)
    where = unit.name if unit else asked.texts("scope.all")
    of = _part(uow, asked, one)
    return asked.texts(
        "reconcile.line", unit=where, subject=SUBJECTS[one.subject], of=of, figure=FIGURES[one.figure], counted=one.counted, found=one.found
    )


def _part(uow: UnitOfWork, asked: Asked, one: Difference) -> str:
    """What a slice is of, in words."""
    kind, _, key = one.slice.partition(":")
    if kind == "k":
        return _item(uow, one.subject, int(key)) or asked.texts("totals.other")
    words = {"": "", "y": f"{key}年", "m": f"{key}月".replace("-0", "年").replace("-", "年"), "f": DIFFICULTIES.get(key, key)}
    return words.get(kind) or {"s": SUPPORT.get(key, key), "d": day_words(key) if kind == "d" else ""}.get(kind, "")


def _item(uow: UnitOfWork, subject: str, key: int) -> str:
    """What an activity, a community or a column is called; empty for check-ins without one."""
    if subject == "signups":
        activity = uow.signups.get(Activity, key)
        return f"{activity.title}（{day_words(local_date(activity.opened_at))}）" if activity else str(key)
    if subject == "pairings":
        return uow.pairings.require(Community, key).name
    column = uow.study.get(StudyColumn, key)
    return column.name if column else ""


COMMANDS = (Command("reconcile", reconcile),)
