"""What handlers ask about pushes (`handlers.ports.PushDesk`): times, coming slots with their items, the text a group gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from handlers.errors import UserInputError
from handlers.ports import Preview, Upcoming
from handlers.report_period import period_of
from handlers.texts import Texts
from schedules.calendar import SHANGHAI, UnknownYear, WhenError, Workdays, describe, next_slot, slots, validate
from schedules.holding import Silence, after_quiet, hours_of
from schedules.title_cards import title_card_of
from store.media import WORDS, Attachment, MediaFolder, attachments
from store.models import PushPlan, StudyColumn, StudyItem
from store.types import local_date
from store.unit_of_work import UnitOfWork

AHEAD = timedelta(days=3700)
"""How far the next slots of a plan are looked for: the 29th of February may be eight years off."""


class Desk:
    """Answers about plans; writes nothing."""

    def __init__(self, texts: Texts, workdays: Workdays, media: MediaFolder) -> None:
        self.texts = texts
        self.workdays = workdays
        self.media = media

    def check_times(self, times: dict[str, Any], now: datetime) -> str:
        """The times in words; refuses what cannot be kept."""
        try:
            kept = validate(times)
            if next_slot(kept, now, workdays=self.workdays, horizon_days=AHEAD.days) is None:
                raise UserInputError("plans.past")
        except WhenError as error:
            raise UserInputError("plans.bad_times", problem=str(error)) from error
        except UnknownYear as error:
            raise UserInputError("plans.unknown_year", year=error.year) from error
        return describe(kept)

    def check_quiet(self, times: dict[str, Any], quiet: dict[str, str] | None, now: datetime) -> None:
        """Refuses times that a plan's own quiet hours would hold back."""
        slot = next_slot(times, now, workdays=self.workdays, horizon_days=AHEAD.days) if quiet else None
        if slot is not None and after_quiet(hours_of(quiet), slot) > slot:
            raise UserInputError("plans.in_quiet")

    def describe(self, times: dict[str, Any]) -> str:
        """The times in words."""
        return describe(times)

    def next_slot(self, plan: PushPlan, after: datetime) -> datetime | None:
        """A plan's next slot; None where it has no more, or lies in a year whose workdays are not known."""
        return self.next_time(plan.times, after)

    def next_time(self, times: dict[str, Any], after: datetime) -> datetime | None:
        """The same of times that belong to no plan."""
        try:
            return next_slot(times, after, workdays=self.workdays)
        except UnknownYear:
            return None

    def upcoming(self, uow: UnitOfWork, plan: PushPlan, now: datetime, count: int) -> Upcoming:
        """A plan's next slots with what each will carry."""
        found: list[Preview] = []
        try:
            for one in islice(self._coming(uow, plan, now, now, now + AHEAD), count):
                found.append(one)  # noqa: PERF402 - what was found before an unknown year stays
        except UnknownYear as error:
            return Upcoming(found, error.year)
        return Upcoming(found)

    def preview(self, uow: UnitOfWork, day: date, column: StudyColumn | None, now: datetime) -> list[Preview]:
        """What goes out on a day, by slot: numbered columns count on from what has been pushed."""
        start = datetime.combine(day, time(), SHANGHAI) - timedelta(microseconds=1)
        found: list[Preview] = []
        for plan in uow.plans.timed(("active",)):
            if column is None or plan.column_id == column.id:
                found += self._of_day(uow, plan, now, start)
        return sorted(found, key=lambda one: one.slot)

    def _of_day(self, uow: UnitOfWork, plan: PushPlan, now: datetime, start: datetime) -> list[Preview]:
        """A plan's slots of one day; a plan of seconds shows its next item only."""
        coming = self._coming(uow, plan, now, max(start, plan.settled_to), start + timedelta(days=1))
        try:
            return list(islice(coming, 1) if "every_seconds" in plan.times else coming)
        except UnknownYear:
            return []

    def _coming(self, uow: UnitOfWork, plan: PushPlan, now: datetime, after: datetime, until: datetime) -> Iterator[Preview]:
        """A plan's slots in (after, until], each with its item: a numbered column spends one on every slot that is not silent."""
        column = uow.study.column_by_id(plan.column_id)
        if column.report:
            yield from self._reports(uow, plan, column, now, after, until)
            return
        numbered = iter(()) if column.kind == "dated" else uow.progress.coming(plan, uow.plans.find_by_hand(column.id))
        silence = Silence(uow, now)
        for slot in slots(plan.times, min(after, plan.settled_to), until, workdays=self.workdays):
            day = local_date(slot)
            hushed = silence.whole(plan, day)
            if hushed:
                item = None
            elif column.kind == "dated":
                item = uow.study.for_day(column.id, date.fromisoformat(day)) if slot > after else None
            else:
                item = next((item for item, _ in numbered), None)
            if slot > after:
                groups = 0 if hushed else uow.groups.count_audience(silence.audible(plan, day))
                yield Preview(plan, column, slot, item, groups, hushed)

    def _reports(
        self, uow: UnitOfWork, plan: PushPlan, column: StudyColumn, now: datetime, after: datetime, until: datetime
    ) -> Iterator[Preview]:
        """A report's slots in (after, until]: the period each is about; figures are not known before."""
        silence, reached = Silence(uow, now), len(uow.receivers.of(plan.audience))
        for slot in slots(plan.times, after, until, workdays=self.workdays):
            hushed = silence.whole(plan, local_date(slot))
            name = f"{column.name} {period_of(column.report, slot).name}"
            yield Preview(plan, column, slot, None, 0 if hushed else reached, hushed, name)

    def item_now(self, uow: UnitOfWork, column: StudyColumn, day: date) -> StudyItem | None:
        """What a push by hand would carry: the day's item; in a numbered column the one pushed that day, else the next."""
        if column.kind == "dated":
            return uow.study.for_day(column.id, day)
        if pushed := uow.pushes.item_of_day(column.id, day.isoformat()):
            return pushed
        plans = [plan for plan in uow.plans.timed(("active", "paused", "removed")) if plan.column_id == column.id]
        by_hand = uow.plans.find_by_hand(column.id)
        rounds = max((plan.round_from for plan in plans if plan.round_from is not None), default=None)
        reached = [uow.progress.last_number([plan.id], plan.round_from) for plan in plans]
        reached += [uow.progress.last_number([by_hand.id], rounds)] if by_hand else []
        following = uow.study.next_number(column.id, max(reached, default=0))
        anew = any(plan.anew for plan in plans if plan.state != "removed")
        return following or (uow.study.next_number(column.id, 0) if anew else None)

    def compose(self, column: StudyColumn, item: StudyItem) -> str:
        """The text a group gets."""
        return self.texts("push.text", column=column.name, title=item.title, text=apart(item.text), source=item.source)

    def parts(self, column: StudyColumn, items: Sequence[StudyItem], *, card: bool = False) -> tuple[Attachment, ...]:
        """The messages of a push in order; of nothing but words none is named. A title card is for one item, not for several."""
        first = title_card_of(column, items[0], self.media) if card and len(items) == 1 else None
        media = [one for item in items for one in attachments(item.media)]
        return (*([first] if first else []), WORDS, *media) if first or media else ()

    def compose_all(self, column: StudyColumn, items: Sequence[StudyItem]) -> str:
        """The text of several missed items as one."""
        if len(items) == 1:
            return self.compose(column, items[0])
        parts = [self.texts("push.part", column=column.name, title=one.title, text=apart(one.text), source=one.source) for one in items]
        return self.texts("push.merged", number=len(items), parts="\n\n".join(parts))


def apart(text: str) -> str:
    """Paragraphs stand apart, or a phone shows a wall of text."""
    return "\n\n".join(part for part in text.split("\n") if part.strip())
