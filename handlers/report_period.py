"""The days a report is about, and the days before them that it is compared with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from store.types import SHANGHAI

NOON = 12
EARLY = 10
"""A monthly report up to this day of a month is about the month before."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days inclusive, as they are stored."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Period:
    """What is reported, and what it is compared with; `name` says it in Chinese (5月15日—21日, 2021年5月)."""

    now: Span
    before: Span
    name: str


def period_of(kind: str, at: datetime) -> Period:
    """The period of a report at a moment: up to the day itself from noon on, before noon up to the day before."""
    local = at.astimezone(SHANGHAI)
    last = local.date() - timedelta(days=0 if local.hour >= NOON else 1)
    return _month(last) if kind == "monthly" else _week(last)


def period_between(kind: str, since: str, until: str, at: datetime) -> Period:
    """A report over days that somebody names, as far as they have come: at most a week of them, or the month they end in."""
    first = date.fromisoformat(since)
    last = max(min(date.fromisoformat(until), at.astimezone(SHANGHAI).date()), first)
    return _month_of(last.replace(day=1), last) if kind == "monthly" else _days(max(first, last - timedelta(days=6)), last)


def _week(last: date) -> Period:
    """Seven days, so that no weekend is left out between two reports."""
    return _days(last - timedelta(days=6), last)


def _days(first: date, last: date) -> Period:
    """Seven days or fewer, and the same days a week before."""
    before = _span(first - timedelta(days=7), last - timedelta(days=7))
    days = f"{first.month}月{first.day}日"
    return Period(_span(first, last), before, days if first == last else f"{days}—{last.month}月{last.day}日")


def _month(last: date) -> Period:
    """The month up to the last day, early in a month the whole one before; and the month before that, whole."""
    if last.day <= EARLY:
        last = last.replace(day=1) - timedelta(days=1)
    return _month_of(last.replace(day=1), last)


def _month_of(first: date, last: date) -> Period:
    end = first - timedelta(days=1)
    whole = last.day == monthrange(last.year, last.month)[1]
    name = f"{last.year}年{last.month}月" + ("" if whole else f"（截至{last.day}日）")
    return Period(_span(first, last), _span(end.replace(day=1), end), name)


def _span(first: date, last: date) -> Span:
    return Span(first.isoformat(), last.isoformat())
