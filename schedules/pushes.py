"""What a slot brings: the right item, composed once, one delivery a group. Slots are data; running late is settled by rule."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from handlers.texts import Texts
from schedules.calendar import UnknownYear, Workdays, slots
from schedules.desk import Desk
from schedules.holding import Silence, quiet_of
from store.groups import Reach
from store.media import MediaFolder
from store.models import PushPlan, StudyColumn, StudyItem
from store.types import local_date
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
ON_TIME = timedelta(minutes=2)
"""A slot settled within this time of its hour is on time, whatever the plan's rule for missed ones."""
LISTED = 400
"""After a long stop only the latest missed slots of a plan are listed one by one."""


class Pushes(Desk):
    """Settles slots: each is pushed, skipped with its cause, or held back for a while."""

    def __init__(self, texts: Texts, workdays: Workdays, media: MediaFolder) -> None:
        super().__init__(texts, workdays, media)
        self._held: dict[int, datetime] = {}
        self.reports: list[tuple[int, datetime]] = []
        """Slots of reports that may go now: who settles composes them outside the writer and files them."""

    def settle(self, uow: UnitOfWork, now: datetime) -> int:
        """Settle every slot of every plan up to now. How many deliveries were made."""
        uow.plans.alone()
        silence = Silence(uow, now)
        self._held, self.reports = {}, []
        self._stop_waiting(uow, now, silence)
        uow.hand_posts.lapse(now, self.texts("push.nobody_posted"))
        return sum(self._settle_plan(uow, plan, now, silence) for plan in uow.plans.timed())

    def next_due(self, uow: UnitOfWork, now: datetime) -> datetime | None:
        """The earliest slot of any plan after now, the moment at which one held back may go, or at which a hand is late."""
        upcoming = [slot for plan in uow.plans.timed() if (slot := self.next_slot(plan, now)) is not None]
        lapse = uow.hand_posts.next_lapse()
        return min([*upcoming, *self._held.values(), *([lapse] if lapse else [])], default=None)

    def _settle_plan(self, uow: UnitOfWork, plan: PushPlan, now: datetime, silence: Silence) -> int:
        if plan.settled_to > now + ON_TIME:
            self._clock_went_back(uow, plan, now)
            return 0
        due, upto = self._due(plan, now)
        open_slots = [slot for slot in due if uow.pushes.at(plan.id, slot) is None]
        ready: list[datetime] = []
        held: list[datetime] = []
        for slot in open_slots:
            fate = self._fate(plan, slot, now, silence)
            if isinstance(fate, datetime):
                held.append(slot)
                self._held[plan.id] = min(fate, self._held.get(plan.id, fate))
            elif fate is not None:
                self._skip(uow, plan, slot, fate, now)
            else:
                ready.append(slot)
        if uow.study.column_by_id(plan.column_id).report:
            held, ready = sorted([*held, *ready]), self._put_off(uow, plan, ready, now)
        made = self._push(uow, plan, ready, now, silence)
        if due:
            uow.plans.settled(plan.id, held[0] - timedelta(microseconds=1) if held else upto)
        return made

    def _due(self, plan: PushPlan, now: datetime) -> tuple[deque[datetime], datetime]:
        """The slots since the last settled one, and the instant up to which they are all known."""
        due: deque[datetime] = deque(maxlen=LISTED)
        try:
            for slot in slots(plan.times, plan.settled_to, now, workdays=self.workdays):
                due.append(slot)
        except UnknownYear as error:
            logger.warning("plan %s waits: workdays of %s are not known", plan.id, error.year, extra={"action": "plan_waits"})
            return due, due[-1] if due else now
        return due, now

    def _clock_went_back(self, uow: UnitOfWork, plan: PushPlan, now: datetime) -> None:
        """What a clock that ran ahead had settled by skipping is open again; what was pushed stays pushed."""
        reopened = uow.pushes.reopen(plan.id, now)
        last = uow.pushes.last_settled(plan.id, now) or plan.created_at
        uow.plans.settled(plan.id, min(now, max(last, now - timedelta(minutes=plan.window_minutes))))
        logger.warning("the clock went back: plan %s has %s slots open again", plan.id, reopened, extra={"action": "clock_went_back"})

    def _fate(self, plan: PushPlan, slot: datetime, now: datetime, silence: Silence) -> str | datetime | None:
        """Why a slot is skipped, or until when it is held back, or None: it goes now."""
        if plan.state == "paused":
            return "push.was_paused"
        late = now - slot > ON_TIME
        last = slot + timedelta(minutes=plan.window_minutes)
        if late and (plan.missed == "skip" or now > last):
            return "push.missed"
        free = silence.free_from(plan, now, quiet_of(plan, late=late))
        if free <= now:
            return None
        if plan.missed == "skip" or free > last:
            return "push.hushed" if silence.whole(plan, local_date(now)) else "push.quiet"
        return free

    def _put_off(self, uow: UnitOfWork, plan: PushPlan, ready: Sequence[datetime], now: datetime) -> list[datetime]:
        """Reports are settled when they are composed; of several that are merged only the last."""
        for slot in ready[:-1] if plan.merged else []:
            uow.pushes.skip(plan.id, slot, self.texts("push.merged_away"), now)
        self.reports += [(plan.id, slot) for slot in (ready[-1:] if plan.merged else ready)]
        return []

    def _push(self, uow: UnitOfWork, plan: PushPlan, ready: Sequence[datetime], now: datetime, silence: Silence) -> int:
        """Push the slots that may go: each by itself, or as one where the plan merges what is late."""
        if plan.merged and len(ready) > 1:
            return self._settle_merged(uow, plan, ready, now, silence)
        return sum(self._settle_slot(uow, plan, slot, now, silence) for slot in ready)

    def _settle_slot(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, now: datetime, silence: Silence) -> int:
        column = uow.study.column_by_id(plan.column_id)
        items = self._items(uow, plan, column, [slot])
        if items[0] is None:
            return self._skip(uow, plan, slot, self._nothing(uow, plan), now)
        return self._make(uow, plan, slot, [items[0]], now, silence)

    def _settle_merged(self, uow: UnitOfWork, plan: PushPlan, ready: Sequence[datetime], now: datetime, silence: Silence) -> int:
        """One push at the last slot that has an item, with the items of all."""
        column = uow.study.column_by_id(plan.column_id)
        found = list(zip(ready, self._items(uow, plan, column, ready), strict=True))
        full = [(slot, item) for slot, item in found if item is not None]
        for slot, item in found:
            if item is None:
                self._skip(uow, plan, slot, self._nothing(uow, plan), now)
        for slot, item in full[:-1]:
            uow.pushes.skip(plan.id, slot, self.texts("push.merged_away"), now, item.id)
        if not full:
            return 0
        return self._make(uow, plan, full[-1][0], [item for _, item in full], now, silence)

    def _items(self, uow: UnitOfWork, plan: PushPlan, column: StudyColumn, due: Sequence[datetime]) -> list[StudyItem | None]:
        """The items of slots: the days', or in a numbered column the next that neither the plan nor a hand has pushed."""
        if column.kind == "dated":
            return [uow.study.for_day(column.id, date.fromisoformat(local_date(slot))) for slot in due]
        coming = list(islice(uow.progress.coming(plan, uow.plans.find_by_hand(column.id)), len(due)))
        begun = [slot for slot, (_, new_round) in zip(due, coming, strict=False) if new_round]
        if begun:
            uow.plans.change_plan(plan, round_from=begun[-1])
        return [*(item for item, _ in coming), *([None] * (len(due) - len(coming)))]

    def _nothing(self, uow: UnitOfWork, plan: PushPlan) -> str:
        """Why a slot has no item: there is none, or a numbered column has come to its end."""
        return "push.at_end" if uow.progress.last_number([plan.id], plan.round_from) else "push.no_item"

    def _make(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, items: Sequence[StudyItem], now: datetime, silence: Silence) -> int:
        """One push with these items; it is kept as the last one's."""
        column = uow.study.column_by_id(plan.column_id)
        if not uow.groups.count_audience(plan.audience):
            return self._skip(uow, plan, slot, "push.no_groups", now)
        parts, fresh = self.parts(column, items, card=plan.card), self._fresh(uow, plan, items[-1], slot)
        made = uow.pushes.make(plan.id, slot, items[-1], self.compose_all(column, items), fresh, now, parts)
        if not made:
            return self._skip(uow, plan, slot, "push.by_hand", now)
        self._hold_silent(uow, plan, slot, now, silence)
        logger.info("plan %s at %s goes to %s groups", plan.id, slot.isoformat(), made, extra={"action": "push_made"})
        return made

    def _hold_silent(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, now: datetime, silence: Silence) -> None:
        """Units that are silent today get the push later, or not at all, as the plan's rule has it."""
        for unit in silence.units(local_date(now)):
            assert unit is not None  # then the slot would have been held back whole
            free = self.late_until(plan, slot, silence.unit_free_from(unit, now, quiet_of(plan, late=True)))
            uow.hushes.hold(plan.id, slot, [unit], free, self.texts("push.hushed"), now)

    def keep_silent(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, now: datetime) -> None:
        """Deliveries of a slot that were made elsewhere: those to units that are silent today wait, or are skipped."""
        self._hold_silent(uow, plan, slot, now, Silence(uow, now))

    def late_until(self, plan: PushPlan, slot: datetime, free: datetime) -> datetime | None:
        """A moment at which a slot may still go by the plan's rule, or None."""
        return free if plan.missed == "late" and free <= slot + timedelta(minutes=plan.window_minutes) else None

    def hush(self, uow: UnitOfWork, now: datetime) -> int:
        """What waits in the queue for units that are silent today waits longer or is skipped; how many deliveries."""
        return self._stop_waiting(uow, now, Silence(uow, now))

    def _stop_waiting(self, uow: UnitOfWork, now: datetime, silence: Silence) -> int:
        stopped, silent = 0, silence.units(local_date(now))
        for plan_id, slot in uow.hushes.queued(now) if silent else []:
            plan = uow.plans.by_id(plan_id)
            assert plan is not None
            hours = quiet_of(plan, late=True)
            for unit in silent:
                free = silence.free_from(plan, now, hours) if unit is None else silence.unit_free_from(unit, now, hours)
                units = None if unit is None else [unit]
                stopped += uow.hushes.hold(plan_id, slot, units, self.late_until(plan, slot, free), self.texts("push.hushed"), now)
        return stopped

    def unhush(self, uow: UnitOfWork, now: datetime) -> int:
        """Silence was lifted: what it kept waiting goes now but for what is silent still; how many."""
        released = uow.hushes.release(now, self.texts("push.hushed"))
        return max(0, released - self.hush(uow, now))

    def _fresh(self, uow: UnitOfWork, plan: PushPlan, item: StudyItem, slot: datetime) -> Reach:
        """A plan's groups, but for those that somebody has pushed this item to by hand on the slot's day."""
        reach = uow.groups.reach((plan.audience, None))
        by_hand = uow.plans.find_by_hand(item.column_id)
        return uow.pushes.without(reach, item.id, local_date(slot), by_hand.id) if by_hand else reach

    def _skip(self, uow: UnitOfWork, plan: PushPlan, slot: datetime, cause: str, now: datetime) -> int:
        uow.pushes.skip(plan.id, slot, self.texts(cause), now)
        logger.info("plan %s at %s skipped: %s", plan.id, slot.isoformat(), cause, extra={"action": "push_skipped"})
        return 0

    def push_now(self, uow: UnitOfWork, column: StudyColumn, item: StudyItem, reach: Reach, now: datetime) -> int:
        """A push by hand: a slot of this second under the column's plan by hand."""
        plan = uow.plans.by_hand(column.id, now)
        slot = now
        while uow.pushes.at(plan.id, slot) is not None:
            slot += timedelta(microseconds=1)
        parts = self.parts(column, [item], card=uow.plans.wants_card(column.id))
        return uow.pushes.make(plan.id, slot, item, self.compose(column, item), reach, now, parts)
