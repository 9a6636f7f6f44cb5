"""Check-ins: who has studied what on which day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, select

from store.groups import GROUPS
from store.members import MEMBERS
from store.models import CheckIn, table
from store.pushes import DELIVERIES, PUSHES
from store.repository import Repository
from store.study import ITEMS
from store.units import UNITS, within

CHECKINS = table(CheckIn)


class CheckIns(Repository):
    """One check-in per member, day and item."""

    def record(
        self, member_id: int, day: str, item_id: int | None, note: str, *, group_id: int | None, unit_id: int | None, now: datetime
    ) -> bool:
        """File a check-in; False where she had one for it that day (a new note then replaces the old one)."""
        where = (CHECKINS.c.member_id == member_id, CHECKINS.c.on_date == day, CHECKINS.c.item_id.is_not_distinct_from(item_id))
        found = self.one(CheckIn, select(CHECKINS).where(*where))
        if found is None:
            values = {"member_id": member_id, "on_date": day, "item_id": item_id, "note": note, "group_id": group_id, "unit_id": unit_id}
            self.insert(CheckIn, created_at=now, **values)
            return True
        if note and note != found.note:
            self.change(CheckIn, found.id, note=note)
        return False

    def evening(self, plan_id: int, day: str, now: datetime, after: int, limit: int) -> list[Any]:
        """What a plan pushed last on a day in each group and how many studied it, beyond a group id.

        Gives (group, group_wire, account, path, title, people).
        """
        people = select(func.count(distinct(CHECKINS.c.member_id))).where(
            CHECKINS.c.group_id == DELIVERIES.c.group_id, CHECKINS.c.on_date == day, CHECKINS.c.item_id == PUSHES.c.item_id
        )
        made = PUSHES.alias()
        last = select(func.max(made.c.slot)).where(made.c.plan_id == plan_id, made.c.state == "made", made.c.slot <= now)
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
        joined = joined.join(ITEMS, PUSHES.c.item_id == ITEMS.c.id).outerjoin(UNITS, GROUPS.c.unit_id == UNITS.c.id)
        group = (GROUPS.c.id.label("group"), GROUPS.c.wire_id.label("group_wire"), GROUPS.c.account, UNITS.c.path)
        fields = (*group, ITEMS.c.title, people.scalar_subquery().label("people"))
        of_push = (DELIVERIES.c.plan_id == plan_id, DELIVERIES.c.slot == last.scalar_subquery(), DELIVERIES.c.on_date == day)
        where = (*of_push, DELIVERIES.c.group_id > after, DELIVERIES.c.state.in_(("sent", "uncertain")), GROUPS.c.active)
        query = select(*fields).select_from(joined).where(*where).order_by(DELIVERIES.c.group_id).limit(limit)
        return list(self.connection.execute(query).all())

    def of_member(self, member_id: int, limit: int = 10) -> list[Any]:
        """Her latest check-ins: (on_date, note, title)."""
        joined = CHECKINS.outerjoin(ITEMS, CHECKINS.c.item_id == ITEMS.c.id)
        query = select(CHECKINS.c.on_date, CHECKINS.c.note, ITEMS.c.title).select_from(joined).where(CHECKINS.c.member_id == member_id)
        return list(self.connection.execute(query.order_by(CHECKINS.c.id.desc()).limit(limit)).all())

    def table_rows(self, path: str | None, day_from: str, day_to: str) -> list[Any]:
        """Check-ins of a span in a subtree for the official table: (name, unit, on_date, title, note)."""
        joined = CHECKINS.join(MEMBERS, CHECKINS.c.member_id == MEMBERS.c.id).outerjoin(ITEMS, CHECKINS.c.item_id == ITEMS.c.id)
        joined = joined.outerjoin(UNITS, CHECKINS.c.unit_id == UNITS.c.id)
        fields = (MEMBERS.c.name, UNITS.c.name.label("unit"), CHECKINS.c.on_date, ITEMS.c.title, CHECKINS.c.note)
        query = select(*fields).select_from(joined).where(CHECKINS.c.on_date.between(day_from, day_to))
        inside = within(CHECKINS.c.unit_id, path)
        query = query if inside is None else query.where(inside)
        return list(self.connection.execute(query.order_by(CHECKINS.c.on_date, UNITS.c.id, CHECKINS.c.id)).all())
