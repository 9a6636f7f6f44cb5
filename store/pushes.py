"""Pushes and deliveries: one plan at one slot, and that push in every group, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, literal, or_, select

from store.groups import GROUPS, SENDER, Reach
from store.media import Attachment, stored
from store.models import Delivery, Push, StudyItem, table
from store.repository import Repository
from store.study import ITEMS
from store.types import local_date

PUSHES = table(Push)
DELIVERIES = table(Delivery)


class Pushes(Repository):
    """Reads and writes pushes, and makes their deliveries."""

    def at(self, plan_id: int, slot: datetime) -> Push | None:
        """The push of a plan at a slot, if it was settled."""
        return self.one(Push, select(PUSHES).where(PUSHES.c.plan_id == plan_id, PUSHES.c.slot == slot))

    def skip(self, plan_id: int, slot: datetime, cause: str, now: datetime, item_id: int | None = None) -> int:
        """Settle a slot without sending, visibly; `item_id` went out with another slot's."""
        return self.insert(Push, plan_id=plan_id, slot=slot, item_id=item_id, state="skipped", cause=cause, created_at=now)

    def reopen(self, plan_id: int, now: datetime) -> int:
        """Forget slots that were skipped later than now, by a clock that ran ahead. How many."""
        ahead = (PUSHES.c.plan_id == plan_id, PUSHES.c.created_at > now, PUSHES.c.state == "skipped")
        return self.connection.execute(delete(PUSHES).where(*ahead)).rowcount

    def last_settled(self, plan_id: int, until: datetime) -> datetime | None:
        """The last slot of a plan that has been settled, up to a moment."""
        query = select(func.max(PUSHES.c.slot)).where(PUSHES.c.plan_id == plan_id, PUSHES.c.slot <= until)
        return self.connection.execute(query).scalar()

    def make(
        self, plan_id: int, slot: datetime, item: StudyItem, text: str, reach: Reach, now: datetime, parts: Sequence[Attachment] = ()
    ) -> int:
        """Settle a slot by a push with one pending delivery for each group reached; how many. For none, nothing is written.

        `parts` are its messages in order where it is more than its text. The database makes the rows from its own: no list of
        groups passes through here. Those of groups that let no bot in belong to no account: they wait for a hand.
        """
        if not self.count(GROUPS, reach):
            return 0
        said = {"text": text, "parts": stored(parts)}
        push_id = self.insert(Push, plan_id=plan_id, slot=slot, item_id=item.id, state="made", created_at=now, **said)
        common = {"push_id": push_id, "plan_id": plan_id, "slot": slot, "on_date": local_date(slot), "state": "pending"}
        values = [literal(value, DELIVERIES.c[name].type) for name, value in common.items()]
        chosen = select(*values, GROUPS.c.id, SENDER).where(reach).order_by(GROUPS.c.id)
        rows = insert(DELIVERIES).from_select([*common, "group_id", "account"], chosen)
        return self.connection.execute(rows.execution_options(preserve_rowcount=True)).rowcount  # else PostgreSQL's is not kept

    def report(self, plan_id: int, slot: datetime, summary: str, now: datetime, texts: Mapping[int, tuple[str, str]]) -> None:
        """Settle a slot by a report: one pending delivery a group (id to account and text), each with a text of its own."""
        push_id = self.insert(Push, plan_id=plan_id, slot=slot, state="made", text=summary, created_at=now)
        common = {"push_id": push_id, "plan_id": plan_id, "slot": slot, "on_date": local_date(slot), "state": "pending"}
        rows = [{**common, "group_id": group, "account": account, "text": text} for group, (account, text) in texts.items()]
        if rows:
            self.connection.execute(insert(DELIVERIES), rows)

    def without(self, reach: Reach, item_id: int, day: str, plan_id: int | None = None) -> Reach:
        """Those of the groups reached that did not get this item on this day (through one plan), and are not about to."""
        return and_(reach, GROUPS.c.id.not_in(self._had(item_id, day, plan_id)))

    def count_since(self, plan_id: int, since: datetime) -> int:
        """How many pushes of a plan were made from a slot on."""
        return self.count(PUSHES, PUSHES.c.plan_id == plan_id, PUSHES.c.slot >= since, PUSHES.c.state == "made")

    def item_in_group(self, group_id: int, day: str, column_id: int | None = None) -> StudyItem | None:
        """The item last pushed in a group on a day, of one column or of any; the first of its messages is enough."""
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
        reached = or_(DELIVERIES.c.state.in_(("sent", "sending", "uncertain")), DELIVERIES.c.parts_sent > 0)
        where = [DELIVERIES.c.group_id == group_id, DELIVERIES.c.on_date == day, reached]
        if column_id is not None:
            where.append(ITEMS.c.column_id == column_id)
        order = (DELIVERIES.c.sent_at.desc(), DELIVERIES.c.id.desc())
        return self.one(StudyItem, select(ITEMS).select_from(joined).where(*where).order_by(*order).limit(1))

    def item_of_day(self, column_id: int, day: str) -> StudyItem | None:
        """The item of a column last pushed on a day, by any plan or by hand."""
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
        where = (DELIVERIES.c.on_date == day, ITEMS.c.column_id == column_id)
        return self.one(StudyItem, select(ITEMS).select_from(joined).where(*where).order_by(PUSHES.c.id.desc()).limit(1))

    def had_item(self, item_id: int, day: str) -> bool:
        """Whether any group got this item on this day, or is about to."""
        return self.connection.execute(self._had(item_id, day, None).limit(1)).first() is not None

    def _had(self, item_id: int, day: str, plan_id: int | None) -> Select[Any]:
        alive = DELIVERIES.c.state.in_(("pending", "sending", "sent", "uncertain"))
        where = [PUSHES.c.item_id == item_id, DELIVERIES.c.on_date == day, alive]
        where += [] if plan_id is None else [PUSHES.c.plan_id == plan_id]
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id)
        return select(DELIVERIES.c.group_id).select_from(joined).where(*where)

    def skipped(self, day_from: datetime, day_to: datetime) -> list[Push]:
        """Slots that were settled without sending."""
        where = (PUSHES.c.slot.between(day_from, day_to), PUSHES.c.state == "skipped")
        return self.all(Push, select(PUSHES).where(*where).order_by(PUSHES.c.slot))
