"""Activities: what one can sign up for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from store.models import Activity, table
from store.repository import Repository
from store.units import ancestors

ACTIVITIES = table(Activity)
TITLED = (
    select(ACTIVITIES).where(ACTIVITIES.c.title == bindparam("title")).order_by(ACTIVITIES.c.state.desc(), ACTIVITIES.c.id.desc()).limit(1)
)


class Activities(Repository):
    """Reads and writes activities."""

    def by_id(self, key: int) -> Activity | None:
        """The activity with this id."""
        return self.get(Activity, key)

    def visible(self, path: str | None) -> list[Activity]:
        """Open activities a unit's people can see (path None: a chat without a unit), oldest first; remembered for the batch."""
        known: dict[str, list[Activity]] = self.tx.memo.setdefault("visible", {})
        if (path or "") not in known:
            reach = or_(ACTIVITIES.c.unit_id.is_(None), ACTIVITIES.c.unit_id.in_(ancestors(path or "")))
            query = select(ACTIVITIES).where(ACTIVITIES.c.state == "open", reach).order_by(ACTIVITIES.c.id)
            known[path or ""] = self.all(Activity, query)
        return list(known[path or ""])

    def open_with_works(self) -> list[Activity]:
        """Open activities that ask each unit for at least so many works, oldest first."""
        asking = (ACTIVITIES.c.state == "open", ACTIVITIES.c.works_least > 0)
        return self.all(Activity, select(ACTIVITIES).where(*asking).order_by(ACTIVITIES.c.id))

    def ended(self, path: str | None, limit: int = 9) -> list[Activity]:
        """Closed activities of the same reach, the newest first: they can still be asked about."""
        reach = or_(ACTIVITIES.c.unit_id.is_(None), ACTIVITIES.c.unit_id.in_(ancestors(path or "")))
        newest = select(ACTIVITIES).where(ACTIVITIES.c.state == "closed", reach).order_by(ACTIVITIES.c.id.desc())
        return self.all(Activity, newest.limit(limit))

    def titled(self, title: str) -> Activity | None:
        """The activity of this title: the open one, else the newest closed one; remembered for the batch."""
        known = self.tx.memo.setdefault("titled", {})
        if title not in known:
            known[title] = self.one(Activity, TITLED, {"title": title})
        found: Activity | None = known[title]
        return found

    def add(self, title: str, now: datetime, **values: Any) -> int:
        """Open an activity (unit_id, quota, deadline, place, held, opened_by)."""
        self.tx.scene_changed()
        return self.insert(Activity, title=title, opened_at=now, **values)

    def close(self, activity: Activity) -> None:
        """No more sign-ups."""
        self.tx.scene_changed()
        self.change(Activity, activity.id, state="closed")
