"""Programmes: what units have carried out in communities, for the official list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store.models import Member, Programme, table
from store.repository import Repository
from store.units import UNITS, within

PROGRAMMES = table(Programme)


class Programmes(Repository):
    """Reads and writes programmes."""

    def report(self, member: Member, unit_id: int | None, now: datetime, **values: Any) -> tuple[int, bool]:
        """File a programme (title, carrier, served, sessions, people, on_date, until); its number, and whether it is new.

        Said again for the same unit and first day it replaces what was said.
        """
        same = (PROGRAMMES.c.title == values["title"], PROGRAMMES.c.on_date == values["on_date"], PROGRAMMES.c.state == "active")
        found = self.one(Programme, select(PROGRAMMES).where(*same, PROGRAMMES.c.unit_id.is_not_distinct_from(unit_id)))
        if found is not None:
            self.change(Programme, found.id, **values)
            return found.id, False
        return self.insert(Programme, member_id=member.id, unit_id=unit_id, state="active", created_at=now, **values), True

    def put(self, key: int, **values: Any) -> None:
        """Change a programme, or take it back (state cancelled)."""
        self.change(Programme, key, **values)

    def of_unit(self, unit_id: int | None) -> list[Programme]:
        """A unit's programmes, the newest first."""
        where = (PROGRAMMES.c.unit_id.is_not_distinct_from(unit_id), PROGRAMMES.c.state == "active")
        return self.all(Programme, select(PROGRAMMES).where(*where).order_by(PROGRAMMES.c.id.desc()))

    def of_member(self, member_id: int, limit: int = 10) -> list[Programme]:
        """What she has reported, the newest first."""
        where = (PROGRAMMES.c.member_id == member_id, PROGRAMMES.c.state == "active")
        return self.all(Programme, select(PROGRAMMES).where(*where).order_by(PROGRAMMES.c.id.desc()).limit(limit))

    def listed(self, path: str | None, since: str | None = None, until: str | None = None) -> list[Any]:
        """Programmes of a subtree by their first day, with `unit`; of a span those that began in it, as `store.totals` counts."""
        query = select(PROGRAMMES, func.coalesce(UNITS.c.name, "").label("unit"))
        query = query.select_from(PROGRAMMES.outerjoin(UNITS, PROGRAMMES.c.unit_id == UNITS.c.id))
        conditions = [PROGRAMMES.c.state == "active"]
        if (inside := within(PROGRAMMES.c.unit_id, path)) is not None:
            conditions.append(inside)
        if since:
            conditions.append(PROGRAMMES.c.on_date >= since)
        if until:
            conditions.append(PROGRAMMES.c.on_date <= until)
        return list(self.connection.execute(query.where(*conditions).order_by(PROGRAMMES.c.on_date, PROGRAMMES.c.id)).all())
