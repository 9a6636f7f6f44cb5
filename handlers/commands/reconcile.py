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
from handlers.words import DELIVERY_STATES, DIFFICULTIES, SUBJECTS, SUPPORT, day_words, hours_words, span_words
from store.models import Activity, Community, StudyColumn
from store.reconcile import SUBJECTS as ASKED
from store.reconcile import Bounds, Difference, from_rows
from store.totals import NO_UNIT, OWN, Question
from store.types import local_date
from store.unit_of_work import UnitOfWork

SHOWN = 12
LONG = 50_000
"""Figures of more than so much take seconds to count anew: that is said first."""
FIGURES = {
    "people": "人数",
    "heads": "人次",
    "records": "记录",
    "children": "儿童",
    "minutes": "时数",
    "sessions": "场次",
    "done": "已完成",
    "units": "应完成",
    "ticked": "销号",
    "reached": "进展",
}
BY_ACTIVITY = ("signups", "attendance", "service", "works")


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
    since, until = said.slots.get("period") or (None, None)
    bounds = _bounds(said, frozenset(_scopes(ctx, scope)), since, until)
    span = span_words(since, until) if since and until else ctx.texts("totals.up_to", day=day_words(ctx.day))
    asked = Asked(bounds, " · ".join([scope.label, span]), ctx.private, ctx.texts)
    answer = Say("", path=ctx.ports.readings.later(lambda uow: _answer(uow, asked)), name=ctx.texts("reconcile.name"))
    counted = [Question(name, path=scope.path, since=since, until=until) for name in bounds.subjects if not from_rows(name)]
    size = sum(ctx.uow.totals.size(question) for question in counted) + ctx.uow.reconcile.size(bounds.subjects)
    return Reply([*ctx.say("reconcile.wait").says, answer] if size > LONG else [answer])


def _bounds(said: Understanding, scopes: frozenset[int], since: str | None, until: str | None) -> Bounds:
    """What she wants compared. The work plan is what it is now: it has no days."""
    subject = said.slots.get("subject")
    if subject is not None and subject not in ASKED:
        raise UserInputError("totals.not_yet", subject=SUBJECTS.get(str(subject), subject))
    subjects = ASKED if subject is None else (str(subject),)
    if not since or not until:
        return Bounds(subjects, scopes, "*ymkfsuthl")
    if subject == "tasks":
        raise UserInputError("reconcile.no_span")
    return Bounds(tuple(name for name in subjects if name != "tasks"), scopes, "d", since, until)


def _answer(uow: UnitOfWork, asked: Asked) -> str:
    compared, texts = uow.reconcile.compare(asked.bounds), asked.texts
    if not compared.differences:
        return texts("reconcile.same", heading=asked.heading, what=asked.what, number=compared.figures)
    lines = list(dict.fromkeys(_line(uow, asked, one) for one in compared.differences[:SHOWN]))
    rest = len(compared.differences) - SHOWN
    lines += [texts("reconcile.more", number=rest)] if rest > 0 else []
    then = texts("reconcile.rebuild" if compared.in_counters else "reconcile.pass_on")
    return texts("reconcile.differs", heading=asked.heading, number=len(compared.differences), lines="\n".join(lines), then=then)


def _scopes(ctx: Context, scope: Scope) -> list[int]:
    """The scope itself and the units right below it."""
    return [ctx.uow.units.key_of(scope.path), *ctx.uow.units.right_below(scope.path)]


def _line(uow: UnitOfWork, asked: Asked, one: Difference) -> str:
    if one.slice.startswith("f:") and not asked.private:
        return asked.texts("totals.difficulties_private")
    unit = uow.units.by_id(one.unit or None)
    where = unit.name if unit else asked.texts("scope.all")
    counted, found = (hours_words(number) if one.figure == "minutes" else number for number in (one.counted, one.found))
    words = {"unit": where, "subject": SUBJECTS[one.subject], "of": _part(uow, asked, one), "figure": FIGURES[one.figure]}
    return asked.texts("reconcile.line", **words, counted=counted, found=found)


def _part(uow: UnitOfWork, asked: Asked, one: Difference) -> str:
    """What a slice is of, in words."""
    kind, _, key = one.slice.partition(":")
    if kind == "k":
        return _item(uow, one.subject, int(key)) or asked.texts("totals.other")
    if kind == "u":
        return asked.texts("reconcile.by_unit", unit=_unit_called(uow, one, int(key)))
    if kind in ("t", "h"):
        return asked.texts("reconcile.by_state" if kind == "t" else "reconcile.as_sent", state=DELIVERY_STATES.get(key, key))
    if kind == "l":
        return asked.texts("reconcile.listed")
    words = {"": "", "y": f"{key}年", "m": f"{key}月".replace("-0", "年").replace("-", "年"), "f": DIFFICULTIES.get(key, key)}
    return words.get(kind) or {"s": SUPPORT.get(key, key), "d": day_words(key) if kind == "d" else ""}.get(kind, "")


def _unit_called(uow: UnitOfWork, one: Difference, key: int) -> str:
    """A row of a breakdown by unit: a unit below, the unit itself, none."""
    unit = uow.units.by_id(key or None)
    name = unit.name if unit else NO_UNIT
    return name + OWN if key and key == one.unit else name


def _item(uow: UnitOfWork, subject: str, key: int) -> str:
    """What an activity, a community, a task or a column is called; empty for what is without a column."""
    if subject in BY_ACTIVITY:
        activity = uow.signups.get(Activity, key)
        return f"{activity.title}（{day_words(local_date(activity.opened_at))}）" if activity else str(key)
    if subject == "pairings":
        return uow.pairings.require(Community, key).name
    if subject == "tasks":
        return f"第{key}项"
    column = uow.study.get(StudyColumn, key)
    return column.name if column else ""


COMMANDS = (Command("reconcile", reconcile),)
