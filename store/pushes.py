"""Pushes and deliveries: one plan at one slot, and that push in every group, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from store.groups import GROUPS
from store.models import Delivery, Group, Push, StudyItem, table
from store.repository import Repository
from store.study import ITEMS
from store.types import local_date
from store.units import within

PUSHES = table(Push)
DELIVERIES = table(Delivery)
BULK = 1000


@dataclass(frozen=True, slots=True)
class DeliverySum:
    """How many deliveries are in each state."""

    states: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())


class Pushes(Repository):
    """Reads and writes pushes and deliveries."""

    def at(self, plan_id: int, slot: datetime) -> Push | None:
        """The push of a plan at a slot, if it was settled."""
        return self.one(Push, select(PUSHES).where(PUSHES.c.plan_id == plan_id, PUSHES.c.slot == slot))

    def skip(self, plan_id: int, slot: datetime, cause: str, now: datetime) -> int:
        """Settle a slot without sending, visibly."""
        return self.insert(Push, plan_id=plan_id, slot=slot, state="skipped", cause=cause, created_at=now)

    def make(self, plan_id: int, slot: datetime, item: StudyItem, text: str, groups: Sequence[Group], now: datetime) -> int:
        """Settle a slot by a push with one pending delivery a group; the push's id."""
        push_id = self.insert(Push, plan_id=plan_id, slot=slot, item_id=item.id, state="made", text=text, created_at=now)
        day = local_date(slot)
        common = {"push_id": push_id, "plan_id": plan_id, "slot": slot, "on_date": day, "state": "pending"}
        for start in range(0, len(groups), BULK):
            part = groups[start : start + BULK]
            self.connection.execute(insert(DELIVERIES), [{**common, "group_id": group.id, "account": group.account} for group in part])
        return push_id

    def count_since(self, plan_id: int, since: datetime) -> int:
        """How many pushes of a plan were made from a slot on."""
        return self.count(PUSHES, PUSHES.c.plan_id == plan_id, PUSHES.c.slot >= since, PUSHES.c.state == "made")

    def last_number(self, plan_ids: Iterable[int]) -> int:
        """The highest item number these plans have pushed; 0 before the first."""
        joined = PUSHES.join(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
        query = select(func.max(ITEMS.c.number)).select_from(joined).where(PUSHES.c.plan_id.in_(list(plan_ids)), PUSHES.c.state == "made")
        return int(self.connection.execute(query).scalar() or 0)

    def item_in_group(self, group_id: int, day: str, column_id: int | None = None) -> StudyItem | None:
        """The item last pushed in a group on a day, of one column or of any."""
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(ITEMS, PUSHES.c.item_id == ITEMS.c.id)
        reached = DELIVERIES.c.state.in_(("sent", "sending", "uncertain"))
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

    def items_of(self, plan_id: int) -> set[int]:
        """Ids of the items a plan has pushed."""
        return set(self.scalars(select(PUSHES.c.item_id).where(PUSHES.c.plan_id == plan_id, PUSHES.c.state == "made")))

    def had_item(self, item_id: int, day: str, plan_id: int | None = None) -> set[int]:
        """Ids of the groups that got this item on this day (through one plan), or are about to."""
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id)
        alive = DELIVERIES.c.state.in_(("pending", "sending", "sent", "uncertain"))
        query = select(DELIVERIES.c.group_id).select_from(joined)
        where = [PUSHES.c.item_id == item_id, DELIVERIES.c.on_date == day, alive]
        where += [] if plan_id is None else [PUSHES.c.plan_id == plan_id]
        return set(self.scalars(query.where(*where)))

    def summary(self, day_from: str, day_to: str, path: str | None) -> DeliverySum:
        """Deliveries by state over a span of days, in a subtree (None: everywhere)."""
        joined = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
        query = select(DELIVERIES.c.state, func.count()).select_from(joined).where(DELIVERIES.c.on_date.between(day_from, day_to))
        inside = within(GROUPS.c.unit_id, path)
        query = query if inside is None else query.where(inside)
        return DeliverySum({str(state): int(n) for state, n in self.connection.execute(query.group_by(DELIVERIES.c.state))})

    def failures(self, day_from: str, day_to: str, path: str | None) -> list[Any]:
        """Failed and uncertain deliveries: (id, state, group name, cause)."""
        joined = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
        query = select(DELIVERIES.c.id, DELIVERIES.c.state, GROUPS.c.name, DELIVERIES.c.cause).select_from(joined)
        query = query.where(DELIVERIES.c.on_date.between(day_from, day_to), DELIVERIES.c.state.in_(("failed", "uncertain")))
        inside = within(GROUPS.c.unit_id, path)
        return list(self.connection.execute(query if inside is None else query.where(inside)).all())

    def retry(self, ids: Sequence[int]) -> int:
        """Put failed deliveries back in the queue; uncertain ones stay, sending them again might double them."""
        where = (DELIVERIES.c.id.in_(ids), DELIVERIES.c.state == "failed")
        return self.connection.execute(update(DELIVERIES).where(*where).values(state="pending", not_before=None, cause="")).rowcount

    def skipped(self, day_from: datetime, day_to: datetime) -> list[Push]:
        """Slots that were settled without sending."""
        where = (PUSHES.c.slot.between(day_from, day_to), PUSHES.c.state == "skipped")
        return self.all(Push, select(PUSHES).where(*where).order_by(PUSHES.c.slot))

    # -- the outbox's side -----------------------------------------------------------------------------------------

    def claim(self, account: str, now: datetime, limit: int) -> list[Any]:
        """Take up to `limit` due deliveries of an account: pending → sending. Gives (id, group_id, group_wire, text)."""
        due = (DELIVERIES.c.account == account, DELIVERIES.c.state == "pending")
        ready = DELIVERIES.c.not_before.is_(None) | (DELIVERIES.c.not_before <= now)
        ids = list(
            self.scalars(
                select(DELIVERIES.c.id).where(*due, ready).order_by(DELIVERIES.c.id).limit(limit).with_for_update(skip_locked=True)
            )
        )
        if not ids:
            return []
        taken = update(DELIVERIES).where(DELIVERIES.c.id.in_(ids))
        self.connection.execute(taken.values(state="sending", attempts=DELIVERIES.c.attempts + 1))
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
        fields = (DELIVERIES.c.id, DELIVERIES.c.attempts, GROUPS.c.wire_id.label("group_wire"), GROUPS.c.active, PUSHES.c.text)
        return list(
            self.connection.execute(select(*fields).select_from(joined).where(DELIVERIES.c.id.in_(ids)).order_by(DELIVERIES.c.id)).all()
        )

    def mark(self, ids: Sequence[int], state: str, *, from_states: Sequence[str] = ("sending", "uncertain"), **values: object) -> int:
        """Settle claimed deliveries."""
        where = (DELIVERIES.c.id.in_(list(ids)), DELIVERIES.c.state.in_(from_states))
        return self.connection.execute(update(DELIVERIES).where(*where).values(state=state, **values)).rowcount

    def give_back(self, ids: Sequence[int]) -> None:
        """Claimed and not tried: as before the claim."""
        where = (DELIVERIES.c.id.in_(list(ids)), DELIVERIES.c.state == "sending")
        self.connection.execute(update(DELIVERIES).where(*where).values(state="pending", attempts=DELIVERIES.c.attempts - 1))

    def next_due(self, account: str) -> datetime | None:
        """When the earliest delivery that waits for a time may go."""
        waiting = (DELIVERIES.c.account == account, DELIVERIES.c.state == "pending")
        return self.connection.execute(select(func.min(DELIVERIES.c.not_before)).where(*waiting)).scalar()

    def unsettled(self, account: str) -> list[Any]:
        """Deliveries claimed and never marked, or marked uncertain: (id, attempts, group_wire, text, state)."""
        joined = DELIVERIES.join(PUSHES, DELIVERIES.c.push_id == PUSHES.c.id).join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
        where = (DELIVERIES.c.account == account, DELIVERIES.c.state.in_(("sending", "uncertain")))
        fields = (DELIVERIES.c.id, DELIVERIES.c.attempts, GROUPS.c.wire_id.label("group_wire"), PUSHES.c.text, DELIVERIES.c.state)
        return list(self.connection.execute(select(*fields).select_from(joined).where(*where).order_by(DELIVERIES.c.id)).all())

    def sent_since(self, account: str, since: datetime) -> int:
        """How many deliveries an account has sent since a time: what a daily cap counts."""
        return self.count(DELIVERIES, DELIVERIES.c.account == account, DELIVERIES.c.sent_at >= since)
