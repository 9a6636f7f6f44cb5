"""What a counter is of: all time, a year, a month, a week, a day, an activity … See `store.models.counting.Counter`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

ALL_TIME = ""
DAYS = "ymwd"
"""Kinds of slices that are spans of days, the longest first."""


def of_day(day: str) -> Iterator[str]:
    """The slices that hold a day (YYYY-MM-DD)."""
    return (f"{kind}:{start(kind, day)}" for kind in DAYS)


def start(kind: str, day: str) -> str:
    """How the span of a kind that holds a day is called: by its year, its month, its Monday, itself."""
    if kind == "w":
        return monday(day).isoformat()
    return day[: {"y": 4, "m": 7, "d": 10}[kind]]


def monday(day: str) -> date:
    """The Monday of a day's week."""
    found = date.fromisoformat(day)
    return found - timedelta(days=found.weekday())


def span(kind: str, day: str) -> tuple[str, str]:
    """The first and the last day of the span of a kind that holds a day."""
    if kind == "d":
        return day, day
    if kind == "w":
        return monday(day).isoformat(), (monday(day) + timedelta(days=6)).isoformat()
    if kind == "y":
        return f"{day[:4]}-01-01", f"{day[:4]}-12-31"
    first = date.fromisoformat(day).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.isoformat(), (following - timedelta(days=1)).isoformat()


def difficulties(children: int, kinds: list[str], counts: dict[str, int] | None) -> dict[str, int]:
    """Children by difficulty. A pairing of one category counts whole; one of several without counts is `unspecified`."""
    return counts or {kinds[0] if len(kinds) == 1 else "unspecified": children}
