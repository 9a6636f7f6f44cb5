"""Reminders that organizers have set: composed when their time comes, said once, whatever restarts in between."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from handlers.private_reminders import TEXTS, About, lacking_units, to_those_who_answer, works_words
from handlers.reminding import lacking_works, topic
from handlers.reply import Say
from handlers.texts import Texts
from handlers.words import day_words
from schedules.desk import Desk
from schedules.holding import NIGHT, Silence, after_quiet
from store.models import Activity, Group, Member, Reminder
from store.totals import SUBJECTS, Question
from store.types import local_date
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
LATE = timedelta(hours=12)
"""A reminder is still worth saying so long after its time; later it is not, and who set it is told."""
PAGE = 500
NAMED = 10
"""At most so many people are @-mentioned in a message."""


class Reminders:
    """Says what is due; each in the transaction that files it as said. `can_mention`: whether people can be @-mentioned in a group."""

    def __init__(self, texts: Texts, desk: Desk, can_mention: Callable[[Group], bool]) -> None:
        self.texts = texts
        self.desk = desk
        self.can_mention = can_mention

    def next_due(self, uow: UnitOfWork) -> datetime | None:
        """When the next is due."""
        return uow.reminders.next_due()

    def due(self, uow: UnitOfWork, now: datetime) -> Iterator[Say]:
        """What to say now, group by group (many: a page at a time)."""
        uow.plans.alone()
        for one in uow.reminders.due(now):
            yield from self._one(uow, one, now)

    def _one(self, uow: UnitOfWork, one: Reminder, now: datetime) -> Iterator[Say]:
        assert one.next_at is not None  # it is due
        unit = uow.units.by_id(one.unit_id)
        silence = Silence(uow, now)
        free = self._free(silence, one.unit_id, unit.path if unit else None, uow, now)
        activity = uow.activities.by_id(one.activity_id) if one.activity_id is not None else None
        if activity is not None and (activity.state == "closed" or (activity.deadline or "9999") < local_date(now)):
            uow.reminders.put(one.id, state="missed", next_at=None)
            yield from self._tell(uow, one, "remind.over")
        elif free - one.next_at > LATE:
            self._onwards(uow, one, now, "missed")
            yield from self._tell(uow, one, "remind.missed")
        elif free > now:
            uow.reminders.put(one.id, next_at=free)
        else:
            self._onwards(uow, one, now, "sent")
            logger.info("reminder %s is said", one.id, extra={"action": "reminder"})
            yield from self._said(uow, one, activity, unit.path if unit else None, silence, now)

    def _free(self, silence: Silence, unit_id: int | None, path: str | None, uow: UnitOfWork, now: datetime) -> datetime:
        """The first moment from now on that is neither at night nor on a day silent for all it reaches."""

        def silent(day: str) -> bool:
            return None in silence.units(day) or (path is not None and path.startswith(silence.paths(day)))

        return silence.free_of(silent, after_quiet(NIGHT, now), NIGHT)

    def _onwards(self, uow: UnitOfWork, one: Reminder, now: datetime, state: str) -> None:
        """To the next of its times; where there is none it is over."""
        following = self.desk.next_time(one.times, now)
        uow.reminders.put(one.id, next_at=following, **({} if following else {"state": state}))

    def _tell(self, uow: UnitOfWork, one: Reminder, key: str) -> Iterator[Say]:
        """Who set it hears in private that it was not said."""
        member = uow.reminders.get(Member, one.made_by)
        if member is not None:
            text = self.texts(key, number=one.id, topic=topic(uow, self.texts, one))
            yield Say(text, person=member.wire_id, account=member.account)

    def _said(
        self, uow: UnitOfWork, one: Reminder, activity: Activity | None, path: str | None, silence: Silence, now: datetime
    ) -> Iterator[Say]:
        day = local_date(now)
        silent = silence.paths(day)
        if one.privately:
            yield from self._in_private(uow, one, About(one.subject, activity, path, day, silent))
            return
        speech = _Speech(uow, self.texts, one, activity, path, day)
        last = 0
        while rows := uow.groups.page(last, PAGE, path):
            last = rows[-1][0].id
            heard = [group for group, at in rows if not (at or "").startswith(silent) and speech.concerns(group)]
            yield from self._page(speech, heard)

    def _in_private(self, uow: UnitOfWork, one: Reminder, about: About) -> Iterator[Say]:
        """To those who answer for the units that lack something now; who set it hears how many they are, and who has nobody."""
        lacking = lacking_units(uow, self.texts, about)
        says, told = to_those_who_answer(uow, self.texts, lacking, one.made_by)
        yield from says
        maker = uow.reminders.get(Member, one.made_by)
        if maker is not None:
            head = self.texts("remind.said_in_private", number=one.id, topic=topic(uow, self.texts, one))
            told = told or self.texts("remind.nobody_lacks", topic=about.title)
            yield Say(f"{head}{told}", person=maker.wire_id, account=maker.account)

    def _page(self, speech: _Speech, groups: Sequence[Group]) -> Iterator[Say]:
        able = [group for group in groups if self.can_mention(group)]
        lacking = speech.lacking([group.id for group in groups])
        mentioned = {group.id for group in able}
        for group in groups:
            people = lacking.get(group.id, []) if lacking is not None else []
            if lacking is not None and speech.all_done(group.id, people):
                continue
            named = people[:NAMED] if group.id in mentioned else []
            yield Say(speech.text(group, named), group=group.wire_id, account=group.account, mention=tuple(m.wire_id for m in named))


class _Speech:
    """What one reminder says in which group, at the moment it is said."""

    def __init__(self, uow: UnitOfWork, texts: Texts, one: Reminder, activity: Activity | None, path: str | None, day: str) -> None:
        self.uow, self.texts, self.one, self.activity, self.day = uow, texts, one, activity, day
        self.overdue = {unit.id: numbers for unit, numbers in uow.tasks.overdue(path, day).items()} if one.subject == "tasks" else {}
        self.reported: set[int] = set()
        if activity is not None and one.lacking:
            self.reported = uow.totals.reported(Question("signups", None, path, activity.id))
        elif one.subject in SUBJECTS and one.subject != "checkins":
            self.reported = uow.totals.reported(Question(str(one.subject), None, path))
        self.short = lacking_works(uow, path) if one.subject == "works" else {}
        self._checked: set[int] = set()

    def concerns(self, group: Group) -> bool:
        """Whether a group is meant: with an activity or the check-ins every one, else those of units that lack something."""
        if self.one.subject == "checkins" or (self.activity is not None and not self.one.lacking):
            return True
        if group.unit_id is None:
            return False
        if self.one.subject == "tasks":
            return group.unit_id in self.overdue
        return group.unit_id in self.short if self.short else group.unit_id not in self.reported

    def lacking(self, groups: Sequence[int]) -> dict[int, list[Member]] | None:
        """Known people of these groups who have not signed up or checked in, or who answer for what their unit lacks; None where
        everybody is meant.
        """
        if self.activity is not None and self.one.lacking:
            found = self.uow.reminders.not_signed_up(groups, self.activity.id)
        elif self.one.subject == "checkins":
            found = self.uow.reminders.not_checked_in(groups, self.day)
            self._checked = self.uow.reminders.checked_in(groups, self.day)
        elif self.activity is None:
            found = self.uow.reminders.in_charge(groups)
        else:
            return None
        by_group: dict[int, list[Member]] = defaultdict(list)
        for member in found:
            by_group[int(member.home_group_id or 0)].append(member)
        return by_group

    def all_done(self, group_id: int, lacking: Sequence[Member]) -> bool:
        """Whether everyone known in a group has checked in: then it is not disturbed."""
        return self.one.subject == "checkins" and not lacking and group_id in self._checked

    def text(self, group: Group, named: Sequence[Member]) -> str:
        """The message of a group."""
        names = "".join(f"@{member.name} " for member in named).strip()
        if self.activity is not None:
            text = self.texts("remind.activity", title=self.activity.title, details=self._details(self.activity))
            return f"{text}\n{self.texts('remind.not_signed', names=names)}" if names else text
        if self.one.subject == "checkins":
            text = self.texts("remind.checkins")
            return f"{text}\n{self.texts('remind.not_checked', names=names)}" if names else text
        text = self._lacks(int(group.unit_id or 0))
        return f"{names} {text}" if names else text

    def _lacks(self, unit: int) -> str:
        """What a unit is told that lacks something."""
        if self.one.subject == "tasks":
            return self.texts("remind.tasks", numbers="、".join(map(str, self.overdue[unit][:NAMED])))
        return works_words(self.texts, self.short[unit][1]) if unit in self.short else self.texts(TEXTS[str(self.one.subject)])

    def _details(self, activity: Activity) -> str:
        """Its deadline, and how many places are left."""
        parts = [self.texts("remind.details_deadline", deadline=day_words(activity.deadline))] if activity.deadline else []
        if activity.quota:
            left = activity.quota - self.uow.signups.heads(activity.id)
            parts.append(self.texts("remind.details_left", left=left) if left > 0 else self.texts("remind.details_full"))
        return "".join(f"，{part}" for part in parts)
