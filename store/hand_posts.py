"""A day's pushes as somebody posts them herself: what to copy, and the groups that have not got it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, update

from store.deliveries import IN_GROUPS
from store.groups import GROUPS, Groups
from store.media import Attachment, attachments
from store.models import StudyColumn, table
from store.plans import PLANS
from store.pushes import DELIVERIES, PUSHES
from store.repository import Repository
from store.types import local_date

COLUMNS = table(StudyColumn)
OPEN = ("pending", "failed", "uncertain", "skipped")
NO_BOT = "no_bot"
"""How a group stands that no channel knows: whoever is in it posts there."""


class OpenGroup(NamedTuple):
    """A group that has not got a push, and why."""

    group_id: int
    name: str
    state: str
    cause: str = ""


class HandPost(NamedTuple):
    """A push of the day: its words, what it carries beside them, how many groups have it, which have not."""

    push_id: int
    slot: datetime
    column: str
    text: str
    parts: tuple[Attachment, ...]
    sent: int
    open: tuple[OpenGroup, ...]


class HandPosts(Repository):
    """Shows and ticks off what is posted by hand."""

    def of_day(self, day: str) -> list[HandPost]:
        """The pushes of study items of a day, the earliest first."""
        made = select(PUSHES.c.id, PUSHES.c.slot, PUSHES.c.text, PUSHES.c.parts, COLUMNS.c.name, PLANS.c.audience)
        joined = PUSHES.join(PLANS, PUSHES.c.plan_id == PLANS.c.id).join(COLUMNS, PLANS.c.column_id == COLUMNS.c.id)
        here = select(DELIVERIES.c.push_id).where(DELIVERIES.c.on_date == day)
        where = (PUSHES.c.id.in_(here), PUSHES.c.state == "made", PUSHES.c.item_id.is_not(None))
        rows = self.connection.execute(made.select_from(joined).where(*where).order_by(PUSHES.c.slot, PUSHES.c.id)).all()
        return [
            HandPost(row.id, row.slot, row.name, row.text, attachments(row.parts), *self._standing(row.id, day, row.audience))
            for row in rows
        ]

    def _standing(self, push_id: int, day: str, audience: dict[str, object]) -> tuple[int, tuple[OpenGroup, ...]]:
        """How many groups have it, and which have not."""
        its = (DELIVERIES.c.on_date == day, DELIVERIES.c.push_id == push_id)
        query = select(DELIVERIES.c.group_id, GROUPS.c.name, DELIVERIES.c.state, DELIVERIES.c.cause).select_from(IN_GROUPS)
        waiting = self.connection.execute(query.where(*its, DELIVERIES.c.state.in_(OPEN)).order_by(GROUPS.c.id))
        without = Groups(self.tx).without_bot(audience, GROUPS.c.id.not_in(select(DELIVERIES.c.group_id).where(*its)))
        open_ = (*(OpenGroup(*row) for row in waiting), *(OpenGroup(group.id, group.name, NO_BOT) for group in without))
        return self.count(DELIVERIES, *its, DELIVERIES.c.state == "sent"), open_

    def tick(self, push_id: int, group_id: int, by: str, now: datetime) -> list[int]:
        """A push was posted in a group: its delivery has arrived, made where the group has no bot; the ids, none for nothing."""
        values = {"state": "sent", "posted_by": by, "sent_at": now, "cause": "", "not_before": None}
        where = (DELIVERIES.c.push_id == push_id, DELIVERIES.c.group_id == group_id)
        change = update(DELIVERIES).where(*where, DELIVERIES.c.state.in_(OPEN)).values(**values).returning(DELIVERIES.c.id)
        ids = [int(key) for key in self.connection.execute(change).scalars()]
        push = self.connection.execute(select(PUSHES).where(PUSHES.c.id == push_id)).first()
        if ids or push is None or self.count(DELIVERIES, *where):
            return ids
        audience = self.connection.execute(select(PLANS.c.audience).where(PLANS.c.id == push.plan_id)).scalar_one()
        group = next((one for one in Groups(self.tx).without_bot(audience) if one.id == group_id), None)
        if group is None:
            return []
        row = {"push_id": push_id, "plan_id": push.plan_id, "slot": push.slot, "on_date": local_date(push.slot), "account": group.account}
        new = insert(DELIVERIES).values(**row, group_id=group_id, **values).returning(DELIVERIES.c.id)
        return [int(self.connection.execute(new).scalar_one())]
