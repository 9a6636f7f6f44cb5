"""What a slot brings: the right item, composed once, one delivery a group. Slots are data; running late is settled by rule."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.errors import UserInputError
from handlers.ports import Preview
from handlers.texts import Texts
from schedules.calendar import SHANGHAI, UnknownYear, WhenError, Workdays, describe, next_slot, slots, validate
from store.models import Group, PushPlan, StudyColumn, StudyItem
from store.types import local_date
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
ON_TIME = timedelta(minutes=2)
"""A slot settled within this time of its hour is on time, whatever the plan's rule for missed ones."""
LISTED = 400
"""After a long stop only the latest missed slots of a plan are listed one by one."""


class Pushes:
    """Settles slots and answers what handlers ask about pushes (`handlers.ports.PushDesk`)."""

    def __init__(self, texts: Texts, workdays: Workdays) -> None:
        self.texts = texts
        self.workdays = workdays

    # -- slots -----------------------------------------------------------------------------------------------------

    def settle(self, uow: UnitOfWork, now: datetime) -> int:
        """Settle every slot of every plan up to now: pushed, or skipped with its cause. How many deliveries were made."""
        uow.plans.alone()
        return sum(self._settle_plan(uow, plan, now) for plan in uow.plans.timed())

    def _settle_plan(self, uow: UnitOfWork, plan: PushPlan, now: datetime) -> int:
        due: deque[datetime] = deque(maxlen=LISTED)
        upto = now
        try:
            for slot in slots(plan.times, plan.settled_to, now, workdays=self.workdays):
                due.append(slot)
        except UnknownYear as error:
            logger.warning("plan %s waits: workdays of %s are not known", plan.id, error.year, extra={"action": "plan_waits"})
            if not due:
                return 0
            upto = due[-1]
        made = sum(self._settle_slot(uow, plan, slot, now) for slot in due if uow.pushes.at(plan.id, slot) is None)
        if due:
            uow.plans.settled(plan.id, upto)
        return made

    def _settle_slot(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, now: datetime) -> int:
        late = now - slot
        if plan.state == "paused":
            return self._skip(uow, plan, slot, "push.was_paused", now)
        if late > ON_TIME and (plan.missed == "skip" or late > timedelta(minutes=plan.window_minutes)):
            return self._skip(uow, plan, slot, "push.missed", now)
        column = uow.study.column_by_id(plan.column_id)
        item = self._item(uow, plan, column, slot)
        if item is None:
            return self._skip(uow, plan, slot, "push.no_item", now)
        groups = uow.groups.in_audience(plan.audience)
        if not groups:
            return self._skip(uow, plan, slot, "push.no_groups", now)
        had = self._had_by_hand(uow, item, slot)
        groups = [group for group in groups if group.id not in had]
        if not groups:
            return self._skip(uow, plan, slot, "push.by_hand", now)
        uow.pushes.make(plan.id, slot, item, self.compose(column, item), groups, now)
        logger.info("plan %s at %s goes to %s groups", plan.id, slot.isoformat(), len(groups), extra={"action": "push_made"})
        return len(groups)

    def _had_by_hand(self, uow: UnitOfWork, item: StudyItem, slot: datetime) -> set[int]:
        """Groups that somebody has pushed this item to by hand on the slot's day: the plan does not repeat it."""
        by_hand = uow.plans.find_by_hand(item.column_id)
        return uow.pushes.had_item(item.id, local_date(slot), by_hand.id) if by_hand else set()

    def _skip(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, cause: str, now: datetime) -> int:
        uow.pushes.skip(plan.id, slot, self.texts(cause), now)
        logger.info("plan %s at %s skipped: %s", plan.id, slot.isoformat(), cause, extra={"action": "push_skipped"})
        return 0

    def _item(self, uow: UnitOfWork, plan: PushPlan, column: StudyColumn, slot: datetime, ahead: int = 0) -> StudyItem | None:
        """A plan's item at a slot: the day's, or in a numbered column the next that neither it nor a hand has pushed."""
        if column.kind == "dated":
            return uow.study.for_day(column.id, slot.astimezone(SHANGHAI).date())
        by_hand = uow.plans.find_by_hand(column.id)
        pushed = uow.pushes.items_of(by_hand.id) if by_hand else set()
        item = uow.study.next_number(column.id, uow.pushes.last_number([plan.id]))
        while item is not None and (item.id in pushed or ahead > 0):
            ahead -= item.id not in pushed
            item = uow.study.next_number(column.id, item.number or 0)
        return item

    def next_due(self, uow: UnitOfWork, now: datetime) -> datetime | None:
        """The earliest slot of any plan after now."""
        upcoming = [slot for plan in uow.plans.timed() if (slot := self.next_slot(plan, now)) is not None]
        return min(upcoming, default=None)

    # -- what handlers ask -----------------------------------------------------------------------------------------

    def check_times(self, times: dict[str, Any], now: datetime) -> str:
        """The times in words; refuses what cannot be kept."""
        try:
            kept = validate(times)
            if next_slot(kept, now, workdays=self.workdays) is None:
                raise UserInputError("plans.past")
        except WhenError as error:
            raise UserInputError("plans.bad_times", problem=str(error)) from error
        except UnknownYear as error:
            raise UserInputError("plans.unknown_year", year=error.year) from error
        return describe(kept)

    def describe(self, times: dict[str, Any]) -> str:
        """The times in words."""
        return describe(times)

    def next_slot(self, plan: PushPlan, after: datetime) -> datetime | None:
        """A plan's next slot; None where it has no more, or lies in a year whose workdays are not known."""
        try:
            return next_slot(plan.times, after, workdays=self.workdays)
        except UnknownYear:
            return None

    def preview(self, uow: UnitOfWork, day: date, column: StudyColumn | None) -> list[Preview]:
        """What goes out on a day, by slot: numbered columns count on from what has been pushed."""
        start = datetime.combine(day, time(), SHANGHAI) - timedelta(microseconds=1)
        found: list[Preview] = []
        for plan in uow.plans.timed(("active",)):
            if column is not None and plan.column_id != column.id:
                continue
            found += self._previews(uow, plan, start)
        return sorted(found, key=lambda one: one.slot)

    def _previews(self, uow: UnitOfWork, plan: PushPlan, start: datetime) -> list[Preview]:
        """A plan's slots of one day; a plan of seconds shows its next item only."""
        column = uow.study.column_by_id(plan.column_id)
        try:
            day_slots = list(slots(plan.times, max(start, plan.settled_to), start + timedelta(days=1), workdays=self.workdays))
            ahead = 0 if column.kind == "dated" else len(list(slots(plan.times, plan.settled_to, start, workdays=self.workdays)))
        except UnknownYear:
            return []
        shown = day_slots[:1] if "every_seconds" in plan.times else day_slots
        return [self._preview(uow, plan, column, slot, ahead + number) for number, slot in enumerate(shown)]

    def _preview(self, uow: UnitOfWork, plan: PushPlan, column: StudyColumn, slot: datetime, ahead: int) -> Preview:
        item = self._item(uow, plan, column, slot, ahead)
        return Preview(plan, column, slot, self.compose(column, item) if item else None)

    def item_now(self, uow: UnitOfWork, column: StudyColumn, day: date) -> StudyItem | None:
        """What a push by hand would carry: the day's item; in a numbered column the one pushed that day, else the next."""
        if column.kind == "dated":
            return uow.study.for_day(column.id, day)
        if pushed := uow.pushes.item_of_day(column.id, day.isoformat()):
            return pushed
        plans = [plan.id for plan in uow.plans.timed(("active", "paused", "removed")) if plan.column_id == column.id]
        by_hand = uow.plans.find_by_hand(column.id)
        return uow.study.next_number(column.id, uow.pushes.last_number([*plans, *([by_hand.id] if by_hand else [])]))

    def compose(self, column: StudyColumn, item: StudyItem) -> str:
        """The text a group gets."""
        return self.texts("push.text", column=column.name, title=item.title, text=item.text, source=item.source)

    def push_now(self, uow: UnitOfWork, column: StudyColumn, item: StudyItem, groups: Sequence[Group], now: datetime) -> int:
        """A push by hand: a slot of this second under the column's plan by hand."""
        plan = uow.plans.by_hand(column.id, now)
        slot = now
        while uow.pushes.at(plan.id, slot) is not None:
            slot += timedelta(microseconds=1)
        uow.pushes.make(plan.id, slot, item, self.compose(column, item), groups, now)
        return len(groups)
