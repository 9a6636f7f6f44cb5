"""Silence days: which units are pushed nothing on a day, and what that does to deliveries that wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from store.groups import GROUPS
from store.models import Hush, table
from store.pushes import DELIVERIES
from store.repository import Repository
from store.units import UNITS

HUSHES = table(Hush)
LIVE = HUSHES.c.lifted_at.is_(None)


class Hushes(Repository):
    """Reads and writes silence days. Units are roots of silent subtrees; None in their place is every unit."""

    def add(self, unit_id: int | None, first: str, last: str, member_id: int, now: datetime) -> int:
        """Hush a unit's subtree (None: everyone) from `first` to `last`."""
        return self.insert(Hush, unit_id=unit_id, first=first, last=last, made_by=member_id, made_at=now)

    def lift(self, key: int, now: datetime) -> None:
        """Let pushes go again."""
        self.connection.execute(update(HUSHES).where(HUSHES.c.id == key).values(lifted_at=now))

    def live(self, since: str, until: str = "9999") -> list[Hush]:
        """Silence that has a day between `since` and `until`, the earliest first."""
        where = (LIVE, HUSHES.c.last >= since, HUSHES.c.first <= until)
        return self.all(Hush, select(HUSHES).where(*where).order_by(HUSHES.c.first, HUSHES.c.id))

    def on(self, day: str) -> set[int | None]:
        """The silent units of a day; None among them: all are."""
        return {hush.unit_id for hush in self.live(day, day)}

    def queued(self, now: datetime) -> list[tuple[int, datetime]]:
        """The pushes, by plan and slot, that have deliveries in the queue which may go now."""
        free = (DELIVERIES.c.state == "pending", or_(DELIVERIES.c.not_before.is_(None), DELIVERIES.c.not_before <= now))
        rows = self.connection.execute(select(DELIVERIES.c.plan_id, DELIVERIES.c.slot).where(*free).distinct())
        return [(int(plan_id), slot) for plan_id, slot in rows]

    def hold(self, plan_id: int, slot: datetime, units: Collection[int] | None, until: datetime | None, cause: str, now: datetime) -> int:
        """Keep a push from silent units (None: all): what may go now waits until then, or is skipped (None). How many."""
        free = (DELIVERIES.c.state == "pending", or_(DELIVERIES.c.not_before.is_(None), DELIVERIES.c.not_before <= now))
        which = [DELIVERIES.c.plan_id == plan_id, DELIVERIES.c.slot == slot, *free]
        which += [] if units is None else [self._inside(units)]
        values = {"state": "skipped", "cause": cause} if until is None else {"not_before": until, "cause": cause}
        return self.connection.execute(update(DELIVERIES).where(*which).values(**values)).rowcount

    def _inside(self, units: Collection[int]) -> ColumnElement[bool]:
        """Deliveries to groups of these units and all below them."""
        paths = self.scalars(select(UNITS.c.path).where(UNITS.c.id.in_(list(units))))
        below = select(UNITS.c.id).where(or_(*(UNITS.c.path.like(path + "%") for path in paths)))
        inside: ColumnElement[bool] = DELIVERIES.c.group_id.in_(select(GROUPS.c.id).where(GROUPS.c.unit_id.in_(below)))
        return inside

    def release(self, since: datetime, cause: str) -> int:
        """Deliveries that silence has kept waiting may go at once. How many."""
        held = (DELIVERIES.c.state == "pending", DELIVERIES.c.cause == cause, DELIVERIES.c.not_before > since)
        return self.connection.execute(update(DELIVERIES).where(*held).values(not_before=None, cause="")).rowcount
