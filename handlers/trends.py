"""Figures in the order of time, without gaps: a day on which nothing happened is a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from handlers.words import day_words
from store.totals import Figures

TIMES = ("day", "week", "month")
LONGEST = 3_000
"""More days, weeks or months than this are not filled in: a mistyped year must not draw a million zeros."""


def trend_of(rows: Sequence[Figures], by: str, since: str | None = None, until: str | None = None) -> tuple[list[str], list[int]]:
    """Labels and sizes of every day, week or month from the first to the last of `rows`, or of the span that was asked for.

    `by` is one of TIMES; keys are YYYY-MM-DD (of a week its Monday) or YYYY-MM, and so is what comes before `since` cut off.
    """
    if not rows:
        return [], []
    sizes = {row.key: row.size for row in rows}
    first, last = min(sizes), max(sizes)
    if since and until:
        first, last = min(first, _key(date.fromisoformat(since), by)), max(last, _key(date.fromisoformat(until), by))
    keys = list(_keys(first, last, by))
    if len(keys) > LONGEST:
        keys = sorted(sizes)
    years = len({key[:4] for key in keys}) > 1
    return [_label(key, by, years) for key in keys], [sizes.get(key, 0) for key in keys]


def said_time(key: str, by: str, today: date) -> str:
    """A key as people say it: 11月28日, 11月23日—11月29日, 2026年11月; with the year where it is not this one."""
    if by == "month":
        return f"{key[:4]}年{int(key[5:7])}月"
    if by == "day":
        return day_words(key, today)
    sunday = date.fromisoformat(key) + timedelta(days=6)
    return f"{day_words(key, today)}—{day_words(sunday.isoformat(), today)}"


def _key(day: date, by: str) -> str:
    if by == "month":
        return f"{day:%Y-%m}"
    return (day - timedelta(days=day.weekday()) if by == "week" else day).isoformat()


def _keys(first: str, last: str, by: str) -> Iterator[str]:
    """One key after the other, at most one more than LONGEST."""
    day = date.fromisoformat(first if by != "month" else f"{first}-01")
    for _ in range(LONGEST + 1):
        key = _key(day, by)
        if key > last:
            return
        yield key
        step = {"day": 1, "week": 7}.get(by) or 32 - day.day
        day = day + timedelta(days=step)
        day = day.replace(day=1) if by == "month" else day


def _label(key: str, by: str, years: bool) -> str:
    """5/20, 5月; with the year where there are several."""
    said = f"{int(key[5:7])}月" if by == "month" else f"{int(key[5:7])}/{int(key[8:10])}"
    return (f"{key[:4]}年{said}" if by == "month" else f"{key[2:4]}/{said}") if years else said
