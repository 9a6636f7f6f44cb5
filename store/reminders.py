"""Reminders that organizers set: what is said to whom, when next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from store.groups import GROUPS
from store.members import MEMBERS
from store.models import CheckIn, Member, Reminder, SignUp, table
from store.privacy import GONE
from store.repository import Repository
from store.roles import GRANTS
from store.units import within

REMINDERS = table(Reminder)
ACTIVE = REMINDERS.c.state == "active"
CHECKINS = table(CheckIn)
_ANSWERS = (GRANTS.c.role.in_(("organizer", "coordinator")), GRANTS.c.revoked_at.is_(None), MEMBERS.c.name != GONE)
SIGNUPS = table(SignUp)


class Reminders(Repository):
    """Reads and writes reminders."""

    def by_id(self, key: int) -> Reminder | None:
        """The reminder of this number."""
        return self.get(Reminder, key)

    def add(self, now: datetime, **values: Any) -> int:
        """Store one."""
        return self.insert(Reminder, made_at=now, **values)

    def live(self, path: str | None = None) -> list[Reminder]:
        """Those still to be said in a subtree (None: everywhere), the next first."""
        where = [ACTIVE] if path is None else [ACTIVE, within(REMINDERS.c.unit_id, path)]
        return self.all(Reminder, select(REMINDERS).where(*where).order_by(REMINDERS.c.next_at, REMINDERS.c.id))

    def same(self, **values: Any) -> Reminder | None:
        """A live one that says exactly this already."""
        return next((one for one in self.live() if all(getattr(one, name) == value for name, value in values.items())), None)

    def due(self, now: datetime) -> list[Reminder]:
        """Those to be said now, the earliest first."""
        return self.all(Reminder, select(REMINDERS).where(ACTIVE, REMINDERS.c.next_at <= now).order_by(REMINDERS.c.next_at, REMINDERS.c.id))

    def next_due(self) -> datetime | None:
        """When the next is to be said."""
        return self.connection.execute(select(func.min(REMINDERS.c.next_at)).where(ACTIVE)).scalar()

    def cancel(self, one: Reminder) -> None:
        """It is not said after all."""
        self.change(Reminder, one.id, state="cancelled")

    def put(self, key: int, **values: Any) -> None:
        """Change one."""
        self.connection.execute(update(REMINDERS).where(REMINDERS.c.id == key).values(**values))

    def not_checked_in(self, groups: Sequence[int], day: str) -> list[Member]:
        """People who act in these groups and have not checked in on a day."""
        return self._others(groups, select(CHECKINS.c.member_id).where(CHECKINS.c.on_date == day))

    def checked_in(self, groups: Sequence[int], day: str) -> set[int]:
        """Those of the groups in which somebody has checked in on a day."""
        did = (CHECKINS.c.group_id.in_(list(groups)), CHECKINS.c.on_date == day)
        return set(self.scalars(select(CHECKINS.c.group_id).where(*did).distinct()))

    def not_signed_up(self, groups: Sequence[int], activity_id: int) -> list[Member]:
        """People who act in these groups and are on no roster of an activity, neither by themselves nor by name."""
        live = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.state.in_(("confirmed", "waitlisted")))
        names = select(SIGNUPS.c.name).where(*live, SIGNUPS.c.kind == "named")
        return self._others(groups, select(SIGNUPS.c.member_id).where(*live), MEMBERS.c.name.not_in(names))

    def in_charge(self, groups: Sequence[int]) -> list[Member]:
        """Organizers and coordinators of the very units of these groups, as far as they act there."""
        joined = MEMBERS.join(GROUPS, MEMBERS.c.home_group_id == GROUPS.c.id).join(GRANTS, GRANTS.c.member_id == MEMBERS.c.id)
        where = (GROUPS.c.id.in_(list(groups)), GRANTS.c.unit_id == GROUPS.c.unit_id, *_ANSWERS)
        return self.all(Member, select(MEMBERS).select_from(joined).where(*where).distinct().order_by(MEMBERS.c.id))

    def responsible(self, units: Sequence[int]) -> dict[int, list[Member]]:
        """Organizers and coordinators of each of these units, by its id."""
        found: dict[int, list[Member]] = {}
        query = select(GRANTS.c.unit_id, GRANTS.c.member_id).join(MEMBERS, GRANTS.c.member_id == MEMBERS.c.id)
        where = (GRANTS.c.unit_id.in_(list(units)), *_ANSWERS)
        for unit, member in self.connection.execute(query.where(*where).distinct().order_by(GRANTS.c.member_id)).all():
            found.setdefault(int(unit), []).append(self.require(Member, member))
        return found

    def _others(self, groups: Sequence[int], did: Any, *where: Any) -> list[Member]:
        there = (MEMBERS.c.home_group_id.in_(list(groups)), MEMBERS.c.id.not_in(did), MEMBERS.c.name != GONE)
        return self.all(Member, select(MEMBERS).where(*there, *where).order_by(MEMBERS.c.id))
