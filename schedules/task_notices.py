"""The work plan's reminders: to those who answer for what is not done, one message a group and day, each stage once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.reply import Say
from handlers.texts import Texts
from handlers.words import day_words
from handlers.work_plan import shortened
from schedules.calendar import SHANGHAI, UnknownYear, Workdays
from schedules.daily import Daily
from schedules.deadlines import OVERDUE, Free, horizon, stage_on
from schedules.desk import Desk
from schedules.holding import Silence
from store.models import Group, Member, Task
from store.tasks import Progress
from store.types import local_date
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
HOURS = (time(9), time(18))
"""Tasks are reminded of in these hours only."""
PAGE = 500
LINES = 8
SHORT = 18


@dataclass(frozen=True, slots=True)
class Item:
    """A task that has reached a stage today. `open`: the units that have still to do it."""

    one: Progress
    stage: int
    open: frozenset[int]

    @property
    def task(self) -> Task:
        """The task."""
        return self.one.task


class TaskNotices(Daily):
    """Reminds of tasks, a message a receiver and day; filed as told in the same transaction."""

    def __init__(self, texts: Texts, desk: Desk) -> None:
        super().__init__(HOURS)
        self.texts = texts
        self.desk = desk

    def due(self, uow: UnitOfWork, now: datetime) -> Iterator[Say]:
        """What to say now, receiver by receiver (many: a page at a time)."""
        today = now.astimezone(SHANGHAI).date()
        if not self.is_time(now):
            return
        uow.plans.alone()
        silence = Silence(uow, now)

        def free(day: date) -> bool:
            return _worked(self.desk.workdays, day) and None not in silence.units(day.isoformat())

        items = self._items(uow, today, free) if free(today) else []
        if items:
            telling = _Telling(uow, self.texts, now, items)
            silent = silence.paths(today.isoformat())
            yield from telling.groups(silent)
            yield from telling.people()

    def _items(self, uow: UnitOfWork, today: date, free: Free) -> list[Item]:
        """The tasks that have reached a stage and are not done."""
        first, last = horizon(today)
        stages = {}
        for task in uow.tasks.active():
            if task.due is not None and first <= task.due <= last:
                stage = stage_on(today, date.fromisoformat(task.due), free)
                if stage is not None:
                    stages[task.id] = (task, stage)
        rows = uow.tasks.progress([task for task, _ in stages.values()], None)
        return [Item(one, stages[one.task.id][1], frozenset(unit.id for unit in one.open_units)) for one in rows if not one.complete]


class _Telling:
    """One day's reminders."""

    def __init__(self, uow: UnitOfWork, texts: Texts, now: datetime, items: Sequence[Item]) -> None:
        self.uow, self.texts, self.now, self.items = uow, texts, now, items
        self.day = local_date(now)
        self.said = uow.task_reminders.said((item.task.id, str(item.task.due)) for item in items)
        self.told = uow.task_reminders.said_on(self.day)

    def groups(self, silent: tuple[str, ...]) -> Iterator[Say]:
        """Work groups: of units that have it still to do, and of those that answer for it."""
        last = 0
        while rows := self.uow.groups.page(last, PAGE):
            last = rows[-1][0].id
            for group, path in rows:
                if path is not None and not path.startswith(silent):
                    yield from self._group(group)

    def _group(self, group: Group) -> Iterator[Say]:
        lines = []
        for item in self._fresh(f"g:{group.id}"):
            answers = item.task.answers
            leads = group.unit_id in answers.get("units", ()) or (answers.get("owner") and item.task.unit_id == group.unit_id)
            if leads:
                lines.append((item, self._led(item)))
            elif answers.get("each") and group.unit_id in item.open:
                lines.append((item, self.texts("tasks.own", **self._words(item))))
        if lines:
            yield Say(self._letter(f"g:{group.id}", lines), group=group.wire_id, account=group.account)

    def people(self) -> Iterator[Say]:
        """Persons who answer by name, and organizers where the plan's own unit has no group (or is every unit)."""
        members: dict[int, Member] = {}
        lines: dict[int, list[tuple[Item, str]]] = defaultdict(list)
        for item in self.items:
            for member in self._answering(item):
                members[member.id] = member
                if item in self._fresh(f"m:{member.id}"):
                    lines[member.id].append((item, self._led(item)))
        for key, hers in lines.items():
            member = members[key]
            yield Say(self._letter(f"m:{key}", hers), person=member.wire_id, account=member.account)

    def _answering(self, item: Item) -> list[Member]:
        answers = item.task.answers
        found = [called[0] for name in answers.get("persons", ()) if len(called := self.uow.members.called(name)) == 1]
        unit = self.uow.units.by_id(item.task.unit_id)
        if answers.get("owner") and (unit is None or not self.uow.groups.of_unit(unit.name)):
            found += self.uow.members.in_charge(unit.path if unit else None)
        return list({member.id: member for member in found}.values())

    def _fresh(self, receiver: str) -> list[Item]:
        """What a receiver has not heard of at this stage or a later one; nothing where she has heard anything today."""
        if receiver in self.told:
            return []
        return [item for item in self.items if self.said.get((item.task.id, receiver), 99) > item.stage]

    def _led(self, item: Item) -> str:
        done, total = item.one.counts
        return self.texts("tasks.led" if item.one.units else "tasks.led_alone", done=done, total=total, **self._words(item))

    def _words(self, item: Item) -> dict[str, object]:
        due = str(item.task.due)
        left = (date.fromisoformat(due) - date.fromisoformat(self.day)).days
        key = "tasks.over" if item.stage == OVERDUE else "tasks.today" if left == 0 else "tasks.before"
        when = self.texts(key, day=day_words(due), left=left)
        return {"number": item.task.number, "measure": shortened(item.task.measure, SHORT), "when": when}

    def _letter(self, receiver: str, lines: Sequence[tuple[Item, str]]) -> str:
        """The message, and the row that keeps it from being said again."""
        filed = [(item.task.id, str(item.task.due), item.stage) for item, _ in lines]
        self.uow.task_reminders.say(receiver, filed, self.day, self.now)
        logger.info("%s is reminded of %s tasks", receiver, len(filed), extra={"action": "task_reminder"})
        more = [self.texts("tasks.more", number=len(lines) - LINES)] if len(lines) > LINES else []
        return "\n".join([self.texts("tasks.reminder"), *(line for _, line in lines[:LINES]), *more, self.texts("tasks.how_done")])


def _worked(workdays: Workdays, day: date) -> bool:
    """Whether a day is worked; of a year that is not known yet, Monday to Friday: better on a holiday than not at all."""
    try:
        return workdays.is_workday(day)
    except UnknownYear:
        return day.isoweekday() <= 5
