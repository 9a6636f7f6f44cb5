"""Works: what was submitted for activities, and in which minutes whose pictures are heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from store.groups import GROUPS
from store.members import MEMBERS
from store.models import Activity, Member, Work, WorkWindow, table
from store.repository import Repository
from store.units import UNITS, within

WORKS = table(Work)
WINDOWS = table(WorkWindow)
ACTIVITIES = table(Activity)
OPEN_FOR = timedelta(minutes=3)
"""So long after 投稿 pictures are heard."""
UNDOABLE_FOR = timedelta(days=1)
"""So long the file of a withdrawn work is kept: it may be put back."""
HERE = (WINDOWS.c.member_id == bindparam("member"), func.coalesce(WINDOWS.c.group_id, 0) == bindparam("chat"))
OPEN = select(WINDOWS).where(*HERE, WINDOWS.c.until > bindparam("now"))


class Works(Repository):
    """Reads and writes works and windows."""

    # -- windows -----------------------------------------------------------------------------------------------------

    def open_window(self, member_id: int, group_id: int | None, now: datetime, **values: Any) -> WorkWindow:
        """Hear her pictures in this chat (activity_id, unit_id, title), in place of what was open; what waits there for an
        answer has been answered by the caller.
        """
        here = (WINDOWS.c.member_id == member_id, WINDOWS.c.group_id.is_not_distinct_from(group_id))
        self.connection.execute(delete(WINDOWS).where(*here))
        new = {"member_id": member_id, "group_id": group_id, "until": now + OPEN_FOR, "tally": {}, **values}
        found = self.one(WorkWindow, insert(WINDOWS).returning(WINDOWS), new)
        assert found is not None
        return found

    def window(self, member_id: int, group_id: int | None, now: datetime) -> WorkWindow | None:
        """The window that is open to her in this chat."""
        return self.one(WorkWindow, OPEN, {"member": member_id, "chat": group_id or 0, "now": now})

    def last_window(self, member_id: int, group_id: int | None) -> WorkWindow | None:
        """Her newest window in this chat, open or not."""
        return self.one(
            WorkWindow, select(WINDOWS).where(WINDOWS.c.member_id == member_id, WINDOWS.c.group_id.is_not_distinct_from(group_id))
        )

    def put_window(self, window_id: int, **values: Any) -> None:
        """Change a window."""
        self.connection.execute(update(WINDOWS).where(WINDOWS.c.id == window_id).values(**values))

    def due(self, now: datetime) -> list[WorkWindow]:
        """Windows in which something has come that is to be answered now."""
        return self.all(WorkWindow, select(WINDOWS).where(WINDOWS.c.due_at <= now).order_by(WINDOWS.c.due_at, WINDOWS.c.id))

    def next_due(self) -> datetime | None:
        """When the next such answer is due."""
        return self.connection.execute(select(func.min(WINDOWS.c.due_at))).scalar()

    def open_now(self, now: datetime) -> list[tuple[tuple[str, str | None, str], datetime]]:
        """Every open window with the channel's ids (account, group, person), and until when: what a start loads."""
        rows = WINDOWS.join(MEMBERS, WINDOWS.c.member_id == MEMBERS.c.id).outerjoin(GROUPS, WINDOWS.c.group_id == GROUPS.c.id)
        query = select(MEMBERS.c.account, GROUPS.c.wire_id.label("chat"), MEMBERS.c.wire_id, WINDOWS.c.until).select_from(rows)
        return [
            ((account, group, person), until)
            for account, group, person, until in self.connection.execute(query.where(WINDOWS.c.until > now)).all()
        ]

    def prune(self, now: datetime) -> None:
        """Forget windows that are over and answered."""
        self.connection.execute(delete(WINDOWS).where(WINDOWS.c.until < now, WINDOWS.c.due_at.is_(None)))

    # -- works -------------------------------------------------------------------------------------------------------

    def add(self, window: WorkWindow, member: Member, now: datetime, **values: Any) -> int | None:
        """Keep a picture (sha256, media, bytes, on_date); its number, None where the activity has it already."""
        same = (WORKS.c.activity_id == window.activity_id, WORKS.c.sha256 == values["sha256"], WORKS.c.state == "kept")
        if self.count(WORKS, *same):
            return None
        whose = {"member_id": member.id, "name": member.name, "unit_id": window.unit_id, "group_id": window.group_id}
        return self.insert(Work, activity_id=window.activity_id, title=window.title, state="kept", created_at=now, **whose, **values)

    def by_id(self, key: int) -> Work | None:
        """The work of this number, unless it was withdrawn."""
        found = self.get(Work, key)
        return found if found is not None and found.state == "kept" else None

    def withdraw(self, key: int, now: datetime) -> None:
        """It counts no longer."""
        self.change(Work, key, state="withdrawn", picked=False, withdrawn_at=now)

    def pick(self, key: int, picked: bool) -> None:
        """Mark it as chosen, or no longer."""
        self.change(Work, key, picked=picked)

    def count_of(self, activity_id: int, unit_id: int | None) -> int:
        """How many works a unit has submitted for an activity."""
        return self.count(WORKS, WORKS.c.activity_id == activity_id, WORKS.c.unit_id.is_not_distinct_from(unit_id), WORKS.c.state == "kept")

    def total(self, activity_id: int) -> int:
        """How many works have come in for an activity."""
        return self.count(WORKS, WORKS.c.activity_id == activity_id, WORKS.c.state == "kept")

    def short(self, activity: Activity, least: int, path: str | None) -> list[tuple[str, int]]:
        """Units of a subtree to which the activity is open, with a group in use and fewer works than `least`: name, works."""
        sent = select(WORKS.c.unit_id, func.count().label("number")).where(WORKS.c.activity_id == activity.id, WORKS.c.state == "kept")
        each = sent.group_by(WORKS.c.unit_id).subquery()
        number = func.coalesce(each.c.number, 0)
        used = select(GROUPS.c.id).where(GROUPS.c.unit_id == UNITS.c.id, GROUPS.c.active).exists()
        top = select(UNITS.c.path).where(UNITS.c.id == activity.unit_id) if activity.unit_id is not None else None
        scopes = (within(UNITS.c.id, path), within(UNITS.c.id, self.connection.execute(top).scalar() if top is not None else None))
        query = select(UNITS.c.name, number).select_from(UNITS.outerjoin(each, each.c.unit_id == UNITS.c.id))
        query = query.where(used, number < least, *(one for one in scopes if one is not None))
        return [(str(name), int(found)) for name, found in self.connection.execute(query.order_by(UNITS.c.id)).all()]

    def of_member(self, member_id: int, limit: int = 20) -> list[Any]:
        """Her works with the `activity` title, the newest first."""
        query = select(WORKS, ACTIVITIES.c.title.label("activity")).join(ACTIVITIES, WORKS.c.activity_id == ACTIVITIES.c.id)
        where = (WORKS.c.member_id == member_id, WORKS.c.state == "kept")
        return list(self.connection.execute(query.where(*where).order_by(WORKS.c.id.desc()).limit(limit)).all())

    def listed(
        self, path: str | None, activity_id: int | None = None, since: str | None = None, until: str | None = None, *, picked: bool = False
    ) -> list[Any]:
        """Works of a subtree in the order of their numbers, with `activity` and `unit`."""
        tables = WORKS.join(ACTIVITIES, WORKS.c.activity_id == ACTIVITIES.c.id).outerjoin(UNITS, WORKS.c.unit_id == UNITS.c.id)
        query = select(WORKS, ACTIVITIES.c.title.label("activity"), func.coalesce(UNITS.c.name, "").label("unit")).select_from(tables)
        conditions = [WORKS.c.state == "kept"]
        if (inside := within(WORKS.c.unit_id, path)) is not None:
            conditions.append(inside)
        if activity_id is not None:
            conditions.append(WORKS.c.activity_id == activity_id)
        if since:
            conditions.append(WORKS.c.on_date >= since)
        if until:
            conditions.append(WORKS.c.on_date <= until)
        if picked:
            conditions.append(WORKS.c.picked)
        return list(self.connection.execute(query.where(*conditions).order_by(WORKS.c.id)).all())

    def collecting(self, activity_ids: Collection[int]) -> set[int]:
        """Those of these activities for which works have come in."""
        where = (WORKS.c.activity_id.in_(activity_ids), WORKS.c.state == "kept")
        return set(self.scalars(select(WORKS.c.activity_id).where(*where).distinct()))

    # -- files -------------------------------------------------------------------------------------------------------

    def referenced(self, shas: Sequence[str], now: datetime) -> set[str]:
        """Those of these files that a work still needs: it stands, or was withdrawn so lately that it may be put back."""
        needed = or_(WORKS.c.state == "kept", WORKS.c.withdrawn_at >= now - UNDOABLE_FOR)
        return set(self.scalars(select(WORKS.c.sha256).where(WORKS.c.sha256.in_(shas), needed).distinct()))
