"""When those who answer for a task are reminded: pure functions of days.

Seven, three and one days before its deadline and once after it, each on a day that is free for it (worked, and not silent):
what would fall on another day is said on the last free one before, what is overdue on the first free one after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

STAGES = (7, 3, 1)
OVERDUE = 0
BACK = 12
"""So many days before its day a reminder may be said early: the longest holiday with its weekends."""
LATE = 30
"""So many days after a deadline it is still said that it has passed."""

Free = Callable[[date], bool]


def reminder_day(due: date, stage: int, free: Free) -> date | None:
    """The day for one stage; None where no day near it is free."""
    if stage == OVERDUE:
        return _first(due + timedelta(days=1), LATE, free)
    target = due - timedelta(days=stage)
    before = (target - timedelta(days=days) for days in range(BACK + 1))
    found = next((day for day in before if free(day)), None)
    return found or _first(target + timedelta(days=1), stage, free)


def _first(day: date, days: int, free: Free) -> date | None:
    return next((each for each in (day + timedelta(days=n) for n in range(days)) if free(each)), None)


def stage_on(day: date, due: date, free: Free) -> int | None:
    """The stage a deadline has reached on a free day: the last whose day has come; None before the first, and long after."""
    if day > due:
        return OVERDUE if (day - due).days <= LATE else None
    come = [stage for stage in STAGES if (at := reminder_day(due, stage, free)) is not None and at <= day]
    return min(come, default=None)


def horizon(day: date) -> tuple[str, str]:
    """The deadlines that may have reached a stage on a day: the first and the last."""
    return (day - timedelta(days=LATE)).isoformat(), (day + timedelta(days=max(STAGES) + BACK)).isoformat()
