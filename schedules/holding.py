"""What keeps a slot back for a while: silence days, and the hours in which nobody is disturbed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from schedules.rules import SHANGHAI
from store.models import PushPlan
from store.types import local_date
from store.unit_of_work import UnitOfWork

Hours = tuple[time, time]
NIGHT: Hours = (time(22), time(7))
"""A late push waits until the morning, unless the plan has hours of its own."""


def hours_of(quiet: dict[str, str] | None) -> Hours | None:
    """Stored quiet hours as times."""
    return (time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])) if quiet else None


def quiet_of(plan: PushPlan, *, late: bool) -> Hours | None:
    """The hours in which a plan pushes nothing; without its own only what is late waits for the morning."""
    return hours_of(plan.quiet) or (NIGHT if late else None)


def after_quiet(hours: Hours | None, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours it lies in."""
    if hours is None or hours[0] == hours[1]:
        return at
    begin, end = hours
    local = at.astimezone(SHANGHAI)
    clock = local.time()
    overnight = begin > end
    if not (clock >= begin or clock < end if overnight else begin <= clock < end):
        return at
    day = local.date() + timedelta(days=1 if overnight and clock >= begin else 0)
    return datetime.combine(day, end, SHANGHAI)


def closed_plans(uow: UnitOfWork, now: datetime) -> frozenset[int]:
    """Plans in their quiet hours: what is left of a push that ran into them waits. Read once a batch."""
    known: frozenset[int] | None = uow.memo.get("closed_plans")
    if known is None:
        quiet = (plan.id for plan in uow.plans.timed() if plan.quiet and after_quiet(quiet_of(plan, late=False), now) != now)
        known = uow.memo["closed_plans"] = frozenset(quiet)
    return known


class Silence:
    """The silence days from a moment on, read once."""

    def __init__(self, uow: UnitOfWork, now: datetime) -> None:
        self._uow = uow
        self._hushes = uow.hushes.live(local_date(now))

    def units(self, day: str) -> set[int | None]:
        """The silent units of a day; None among them: all are."""
        return {hush.unit_id for hush in self._hushes if hush.first <= day <= hush.last}

    def paths(self, day: str) -> tuple[str, ...]:
        """The subtrees that are silent on a day; that all are is not among them (see `units`)."""
        return tuple(unit.path for key in self.units(day) if (unit := self._uow.units.by_id(key)) is not None)

    def whole(self, plan: PushPlan, day: str) -> bool:
        """Whether a plan reaches no group on a day that it reaches on others."""
        silent = self.units(day)
        if not silent or None in silent:
            return bool(silent)
        groups = self._uow.groups
        return groups.count_audience(self.audible(plan, day)) == 0 < groups.count_audience(plan.audience)

    def audible(self, plan: PushPlan, day: str) -> dict[str, object]:
        """A plan's audience on a day, silent units left out (there is none where all are silent)."""
        silent = self.units(day)
        if None in silent:
            return {"units": [], "groups": []}
        return {**plan.audience, "except_units": sorted({*(plan.audience.get("except_units") or []), *(unit for unit in silent if unit)})}

    def free_from(self, plan: PushPlan, at: datetime, hours: Hours | None) -> datetime:
        """The first moment from `at` on that is neither in quiet hours nor on a day silent for the whole plan."""
        return self._free_from(lambda day: self.whole(plan, day), at, hours)

    def unit_free_from(self, unit: int, at: datetime, hours: Hours | None) -> datetime:
        """The same for the groups of one silent unit."""
        return self._free_from(lambda day: bool({unit, None} & self.units(day)), at, hours)

    def free_of(self, silent: Callable[[str], bool], at: datetime, hours: Hours | None) -> datetime:
        """The same by another rule of which days are silent."""
        return self._free_from(silent, at, hours)

    def _free_from(self, silent: Callable[[str], bool], at: datetime, hours: Hours | None) -> datetime:
        while True:
            later = after_quiet(hours, at)
            first = day = later.astimezone(SHANGHAI).date()
            while self._hushes and silent(day.isoformat()):
                day += timedelta(days=1)
            later = later if day == first else datetime.combine(day, time(), SHANGHAI)
            if later == at:
                return at
            at = later
