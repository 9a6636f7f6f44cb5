"""A day's pushes as somebody posts them herself: what to copy, and the groups that have not got it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, case, select, update

from store.deliveries import BY_A_HAND, IN_GROUPS
from store.groups import BY_HAND, GROUPS
from store.media import Attachment, attachments
from store.models import StudyColumn, table
from store.plans import PLANS
from store.pushes import DELIVERIES, PUSHES
from store.repository import Repository
from store.units import UNITS

COLUMNS = table(StudyColumn)
OPEN = ("pending", "failed", "uncertain", "skipped")
OFFERED = 2_000
"""So many units without a group are named."""
NO_BOT = "no_bot"
"""How a group stands that lets no bot in: whoever is in it posts there."""


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
        made = select(PUSHES.c.id, PUSHES.c.slot, PUSHES.c.text, PUSHES.c.parts, COLUMNS.c.name)
        joined = PUSHES.join(PLANS, PUSHES.c.plan_id == PLANS.c.id).join(COLUMNS, PLANS.c.column_id == COLUMNS.c.id)
        here = select(DELIVERIES.c.push_id).where(DELIVERIES.c.on_date == day)
        where = (PUSHES.c.id.in_(here), PUSHES.c.state == "made", PUSHES.c.item_id.is_not(None))
        rows = self.connection.execute(made.select_from(joined).where(*where).order_by(PUSHES.c.slot, PUSHES.c.id)).all()
        return [HandPost(row.id, row.slot, row.name, row.text, attachments(row.parts), *self._standing(row.id, day)) for row in rows]

    def _standing(self, push_id: int, day: str) -> tuple[int, tuple[OpenGroup, ...]]:
        """How many groups have it, and which have not."""
        its = (DELIVERIES.c.on_date == day, DELIVERIES.c.push_id == push_id)
        state = case((and_(*BY_A_HAND), NO_BOT), else_=DELIVERIES.c.state)
        query = select(DELIVERIES.c.group_id, GROUPS.c.name, state, DELIVERIES.c.cause).select_from(IN_GROUPS)
        waiting = self.connection.execute(query.where(*its, DELIVERIES.c.state.in_(OPEN)).order_by(GROUPS.c.id))
        return self.count(DELIVERIES, *its, DELIVERIES.c.state == "sent"), tuple(OpenGroup(*row) for row in waiting)

    def tick(self, push_id: int, group_id: int, by: str, now: datetime) -> list[int]:
        """A push was posted in a group: its delivery has arrived; the ids, none for nothing."""
        values = {"state": "sent", "posted_by": by, "sent_at": now, "cause": "", "not_before": None}
        where = (DELIVERIES.c.push_id == push_id, DELIVERIES.c.group_id == group_id, DELIVERIES.c.state.in_(OPEN))
        change = update(DELIVERIES).where(*where).values(**values).returning(DELIVERIES.c.id)
        return [int(key) for key in self.connection.execute(change).scalars()]

    def units_without_group(self) -> list[str]:
        """The names of the first units that have no group, neither one with a bot nor one kept by hand."""
        theirs = select(GROUPS.c.id).where(GROUPS.c.unit_id == UNITS.c.id, GROUPS.c.active | GROUPS.c.wire_id.startswith(BY_HAND))
        return list(self.scalars(select(UNITS.c.name).where(~theirs.exists()).order_by(UNITS.c.path).limit(OFFERED)))

    def lapse(self, now: datetime, cause: str) -> int:
        """Skip what nobody has posted by the end of its plan's window; how many."""
        late = [key for key, ends in self._awaited() if ends <= now]
        if not late:
            return 0
        skipped = update(DELIVERIES).where(*BY_A_HAND, DELIVERIES.c.push_id.in_(late))
        return self.connection.execute(skipped.values(state="skipped", cause=cause, not_before=None)).rowcount

    def next_lapse(self) -> datetime | None:
        """When the next window ends in which somebody may still post something."""
        return min((ends for _, ends in self._awaited()), default=None)

    def _awaited(self) -> list[tuple[int, datetime]]:
        """The pushes that wait for a hand somewhere, each with the end of its window."""
        query = select(DELIVERIES.c.push_id, DELIVERIES.c.slot, PLANS.c.window_minutes)
        query = query.select_from(DELIVERIES.join(PLANS, DELIVERIES.c.plan_id == PLANS.c.id)).where(*BY_A_HAND).distinct()
        return [(row.push_id, row.slot + timedelta(minutes=row.window_minutes)) for row in self.connection.execute(query)]
