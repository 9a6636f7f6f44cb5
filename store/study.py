"""Columns and study items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, insert, or_, select, update

from store.models import ItemEdit, StudyColumn, StudyItem, table
from store.repository import Repository

COLUMNS = table(StudyColumn)
ITEMS = table(StudyItem)
EDITS = table(ItemEdit)
WAITING = or_(ITEMS.c.state == "submitted", (ITEMS.c.state == "draft") & ITEMS.c.author_id.is_(None))

REPORTS = {"周统计": "weekly", "月简报": "monthly"}
"""Columns that carry reports, by their name; a study column that an office has named so before stays one."""


class Study(Repository):
    """Reads and writes what can be pushed and studied."""

    def columns(self) -> list[StudyColumn]:
        """Every column of study items, in the order they were made."""
        return self.all(StudyColumn, select(COLUMNS).where(COLUMNS.c.report == "").order_by(COLUMNS.c.id))

    def named(self, name: str) -> StudyColumn | None:
        """The column of this name; a report's is made when it is named first."""
        found = self.column(name)
        if found is None and name in REPORTS:
            self.connection.execute(insert(COLUMNS).values(name=name, kind="dated", report=REPORTS[name]))
            found = self.column(name)
        return found

    def column(self, name: str) -> StudyColumn | None:
        """The column of this name."""
        return self.one(StudyColumn, select(COLUMNS).where(COLUMNS.c.name == name))

    def column_by_id(self, key: int) -> StudyColumn:
        """The column with this id."""
        return self.require(StudyColumn, key)

    def ensure_column(self, name: str, kind: str) -> StudyColumn:
        """The column, made when it is new."""
        found = self.column(name)
        if found is None:
            self.connection.execute(insert(COLUMNS).values(name=name, kind=kind))
            self.tx.scene_changed()
            found = self.column(name)
        assert found is not None
        return found

    def item(self, key: int) -> StudyItem | None:
        """The item with this id: the number people see."""
        return self.get(StudyItem, key)

    def add_item(self, column: StudyColumn, now: datetime, **values: object) -> int:
        """Store an item (title, text, source; `key` or `number`; state, author); its id."""
        return self.insert(StudyItem, column_id=column.id, created_at=now, **values)

    def places(self) -> set[tuple[int, str | None, int | None, str]]:
        """What is stored where: (column id, key, number, title); a numbered item's place is its number, its title left out."""
        rows = self.connection.execute(select(ITEMS.c.column_id, ITEMS.c.key, ITEMS.c.number, ITEMS.c.title))
        return {(column, key, number, title if number is None else "") for column, key, number, title in rows}

    def add_items(self, rows: list[dict[str, object]]) -> None:
        """Store many items at once (`column_id`, `created_at` and what `add_item` takes, the same keys in each)."""
        if rows:
            self.connection.execute(insert(ITEMS), rows)

    def at_place(self, column_id: int, key: str | None, number: int | None) -> list[StudyItem]:
        """What stands at a place of a column, retired items left out, the oldest first."""
        where = ITEMS.c.number == number if number is not None else ITEMS.c.key == key
        here = (ITEMS.c.column_id == column_id, where, ITEMS.c.state != "retired")
        return self.all(StudyItem, select(ITEMS).where(*here).order_by(ITEMS.c.id))

    def last_number(self, column_id: int) -> int:
        """The highest number in use in a numbered column, 0 where there is none."""
        newest = select(func.coalesce(func.max(ITEMS.c.number), 0)).where(ITEMS.c.column_id == column_id, ITEMS.c.number > 0)
        return int(self.connection.execute(newest).scalar_one())

    def whole(self, column_id: int | None = None) -> list[StudyItem]:
        """Every item that is not retired, by column and place."""
        where = [ITEMS.c.state != "retired"] + ([ITEMS.c.column_id == column_id] if column_id is not None else [])
        return self.all(StudyItem, select(ITEMS).where(*where).order_by(ITEMS.c.column_id, ITEMS.c.number, ITEMS.c.key, ITEMS.c.id))

    def clear_place(self, column: StudyColumn, key: str | None, number: int | None) -> None:
        """Retire what stands at a place of a column; a retired numbered item gives its number up by counting down below 0."""
        where = ITEMS.c.number == number if number is not None else ITEMS.c.key == key
        for row in self.all(StudyItem, select(ITEMS).where(ITEMS.c.column_id == column.id, where)):
            gone = {"state": "retired", "number": -row.id} if number is not None else {"state": "retired"}
            self.connection.execute(update(ITEMS).where(ITEMS.c.id == row.id).values(**gone))

    def set_state(self, item_id: int, state: str, approved_by: str | None = None, reason: str | None = None) -> None:
        """Move an item through review."""
        values = {"state": state, "approved_by": approved_by, "reason": reason}
        self.connection.execute(update(ITEMS).where(ITEMS.c.id == item_id).values(**values))

    def edit(self, item_id: int, member_id: int | None, now: datetime, **values: object) -> None:
        """Change an item's words; it waits for approval again. Without a member it was changed on the machine itself."""
        if member_id is not None:
            self.connection.execute(insert(EDITS).values(item_id=item_id, member_id=member_id, at=now))
        self.connection.execute(update(ITEMS).where(ITEMS.c.id == item_id).values(**values))
        self.set_state(item_id, "submitted")

    def authors(self, item: StudyItem) -> set[int]:
        """Members who wrote or changed an item."""
        editors = set(self.scalars(select(EDITS.c.member_id).where(EDITS.c.item_id == item.id)))
        return editors | ({item.author_id} if item.author_id is not None else set())

    def waiting(self, limit: int = 20) -> list[StudyItem]:
        """Items that wait for approval: submitted, or drafts that no member holds back. In the order they came."""
        return self.all(StudyItem, select(ITEMS).where(WAITING).order_by(ITEMS.c.state.desc(), ITEMS.c.id).limit(limit))

    def count_waiting(self) -> int:
        """How many items wait for approval."""
        return self.count(ITEMS, WAITING)

    def of_author(self, member_id: int, states: Sequence[str]) -> list[StudyItem]:
        """A member's items in these states."""
        mine = (ITEMS.c.author_id == member_id, ITEMS.c.state.in_(states))
        return self.all(StudyItem, select(ITEMS).where(*mine).order_by(ITEMS.c.id))

    def for_day(self, column_id: int, day: date) -> StudyItem | None:
        """The approved item of a dated column for a day: one of that very date first, else the yearly one."""
        keys = (day.isoformat(), day.strftime("%m-%d"))
        where = (ITEMS.c.column_id == column_id, ITEMS.c.state == "approved", ITEMS.c.key.in_(keys))
        order = (ITEMS.c.key.in_((day.isoformat(),)).desc(), ITEMS.c.id)
        return self.one(StudyItem, select(ITEMS).where(*where).order_by(*order).limit(1))

    def next_number(self, column_id: int, after: int, skip: int = 0) -> StudyItem | None:
        """The approved item of a numbered column that follows number `after`, or `skip` further on."""
        where = (ITEMS.c.column_id == column_id, ITEMS.c.state == "approved", ITEMS.c.number > after)
        return self.one(StudyItem, select(ITEMS).where(*where).order_by(ITEMS.c.number).offset(skip).limit(1))

    def covered(self, column_id: int, days: list[date]) -> set[date]:
        """Those of the days that have an approved item in a dated column."""
        keys = {k for day in days for k in (day.isoformat(), day.strftime("%m-%d"))}
        where = (ITEMS.c.column_id == column_id, ITEMS.c.state == "approved", or_(ITEMS.c.key.in_(keys)))
        have = set(self.scalars(select(ITEMS.c.key).where(*where)))
        return {day for day in days if day.isoformat() in have or day.strftime("%m-%d") in have}
