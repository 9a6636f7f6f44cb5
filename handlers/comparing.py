"""A whole or running week or month beside the one before: 比上周多 3 人次."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.context import Context
from handlers.words import hours_words
from store.totals import Question

UNITS = {
    "signups": "人次",
    "pairings": "名儿童",
    "checkins": "人次",
    "deliveries": "群次",
    "works": "件",
    "programmes": "场",
    "attendance": "人次",
    "service": "分钟",
}
"""What the size of a subject's figures is counted in."""


@dataclass(frozen=True, slots=True)
class Before:
    """The span before: week or month, its first day, the day to compare up to, its last day; whether it ended just now."""

    kind: str
    first: date
    until: date
    last: date
    lately: bool


def before(since: date, until: date, today: date) -> Before | None:
    """The week or month before one that is whole, or has run until today; None for any other span."""
    for kind, first, last, prior in (_week(since), _month(since)):
        running = until == today < last
        if since == first and (until == last or running):
            end = first - timedelta(days=1)
            return Before(kind, prior, min(prior + (until - since), end) if running else end, end, first <= today <= last)
    return None


def _week(day: date) -> tuple[str, date, date, date]:
    monday = day - timedelta(days=day.weekday())
    return "week", monday, monday + timedelta(days=6), monday - timedelta(days=7)


def _month(day: date) -> tuple[str, date, date, date]:
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return "month", first, following - timedelta(days=1), (first - timedelta(days=1)).replace(day=1)


def compared(ctx: Context, question: Question, size: int) -> str:
    """`，比上周多 3 人次`; while the period runs, against the same stretch of the one before. Empty where nothing compares."""
    if question.since is None or question.until is None:
        return ""
    since, until = date.fromisoformat(question.since), date.fromisoformat(question.until)
    other = before(since, until, ctx.today)
    if other is None:
        return ""
    unit = UNITS.get(question.subject, "")
    was = _size(ctx, question, other.first, other.until)
    name = ctx.texts(f"totals.{'last' if other.lately else 'prior'}_{other.kind}")
    if other.until == other.last:
        return ctx.texts("totals.compared", what=name, how=_how(ctx, size - was, unit))
    whole = _size(ctx, question, other.first, other.last)
    return ctx.texts("totals.compared_running", what=name, how=_how(ctx, size - was, unit), whole=_said(whole, unit))


def _size(ctx: Context, question: Question, since: date, until: date) -> int:
    return ctx.uow.totals.size(replace(question, by=None, since=since.isoformat(), until=until.isoformat()))


def _how(ctx: Context, more: int, unit: str) -> str:
    key = "more" if more > 0 else "less" if more < 0 else "same"
    return ctx.texts(f"totals.{key}", number=_said(abs(more), unit))


def _said(size: int, unit: str) -> str:
    """3 人次; of minutes 1小时30分, as everywhere else."""
    return hours_words(size) if unit == UNITS["service"] else f"{size} {unit}"
