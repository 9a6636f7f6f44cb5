"""Periods: one stretch, or several joined (从4月1日到30日、五一以来、周一至今), as a pair of days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.language.numerals import parse
from handlers.language.times.stretches import Frame, Stretch, stretches

_SINCE = re.compile(
    r"\s*(?:(?:以来|至今|迄今|起|开始|以后|之后|后|过后)?(?:到|至)(?:现在|目前|今天|今日|如今|当前|"
    r"今(?![年天日早晚]))|(?:节)?(?:以来|至今|迄今|以后|之后|过后|后|起|开始))"
)
_TO = re.compile(r"\s*(?:到|至|-+|~+)\s*")
_DAY_ONLY = re.compile(r"(\d{1,2}|[一二三四五六七八九十廿]{1,3})\s*(?:日|号)?(?![\d人名位个])")
_MONTH_ONLY = re.compile(r"(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月")
_FROM = re.compile(r"(?:从|自|打从|打)\s*\Z")
_RESTATED = re.compile(r"(?:就是|也就是|即)\s*\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """Both days inclusive; where it is said."""

    start: int
    end: int
    first: date
    last: date
    unit: str

    def pair(self) -> list[str]:
        """As the contract writes it."""
        return [self.first.isoformat(), self.last.isoformat()]


def find(text: str, today: date, *, past: bool = True) -> list[Period]:
    """Every period said, in order. Looking back, one still running ends today; restated ones (就是…) come first."""
    frame = Frame(today, past)
    parts = stretches(text, frame)
    found, taken = [], -1
    for number, part in enumerate(parts):
        if part.start < taken:
            continue
        period = _joined(text, part, parts[number + 1 :], frame)
        taken = period.end
        found.append(_clipped(period, frame))
    found.sort(key=lambda period: not _RESTATED.search(text[: period.start]))
    return found


def _joined(text: str, part: Stretch, later: list[Stretch], frame: Frame) -> Period:
    start = part.start
    opening = _FROM.search(text[:start])
    if opening:
        start = opening.start()
    since = _SINCE.match(text, part.end)
    if since and frame.past:
        return Period(start, since.end(), part.first, frame.today, "span")
    to = _TO.match(text, part.end)
    if to:
        second = _second(text, to.end(), part, later, frame)
        if second:
            first = part.first
            if first > second[1] and part.loose:
                first = _year_before(first)
            return Period(start, second[0], first, second[1], "span")
    return Period(start, part.end, part.first, part.last, part.unit)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _second(text: str, at: int, part: Stretch, later: list[Stretch], frame: Frame) -> tuple[int, date] | None:
    """Where the second half of a span ends, and on which day."""
    short = _DAY_ONLY.match(text, at)
    whole = next((other for other in later if part.end <= other.start <= at < other.end), None)
    if short and part.unit in ("day", "date") and (whole is None or whole.unit in ("date", "")):
        day = parse(short[1]) or 0
        lowest = part.first.day if part.unit == "date" else 1
        if lowest <= day <= monthrange(part.first.year, part.first.month)[1]:
            return short.end(), part.first.replace(day=day)
    if whole is None:
        return None
    last = whole.last
    if whole.loose and last < part.first and whole.unit in ("day", "month", "festival"):
        last = last.replace(year=last.year + 1, day=min(last.day, 28 if last.month == 2 else last.day))
    if whole.unit == "weekday" and last < part.first:
        last += timedelta(weeks=1)
    return whole.end, last


def _clipped(period: Period, frame: Frame) -> Period:
    if frame.past and period.first <= frame.today < period.last:
        return Period(period.start, period.end, period.first, frame.today, period.unit)
    return period
