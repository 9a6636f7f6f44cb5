"""The evening's word: how many of a group have checked in to what was pushed there that day."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from handlers.reply import Say
from handlers.texts import Texts
from schedules.calendar import SHANGHAI
from schedules.holding import NIGHT, Silence
from store.models import PushPlan
from store.types import local_date
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
PAGE = 1000


class Evenings:
    """Tells groups their count at a plan's evening hour, once a day; not in the night, not on silent days."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def next_due(self, uow: UnitOfWork, now: datetime) -> datetime | None:
        """The next evening hour of any plan."""
        hours = [self._hour(plan, now) for plan in self._plans(uow)]
        return min((hour if hour > now else hour + timedelta(days=1) for hour in hours), default=None)

    def due(self, uow: UnitOfWork, now: datetime) -> Iterator[Say]:
        """What to say now, group by group (many: a page at a time); filed as told."""
        for plan in self._plans(uow):
            hour = self._hour(plan, now)
            night = max(hour.replace(hour=NIGHT[0].hour, minute=0), hour + timedelta(minutes=30))
            name = f"evening:{plan.id}:{local_date(now)}"
            if hour <= now < night:
                uow.plans.alone()
                if not uow.notices.told([name]):
                    uow.notices.tell([name], now)
                    logger.info("plan %s tells its groups their check-ins", plan.id, extra={"action": "evening"})
                    yield from self._groups(uow, plan, now)

    def _plans(self, uow: UnitOfWork) -> list[PushPlan]:
        return [plan for plan in uow.plans.timed(("active",)) if plan.evening]

    def _hour(self, plan: PushPlan, now: datetime) -> datetime:
        """Today's evening hour of a plan."""
        return datetime.combine(now.astimezone(SHANGHAI).date(), time.fromisoformat(str(plan.evening)), SHANGHAI)

    def _groups(self, uow: UnitOfWork, plan: PushPlan, now: datetime) -> Iterator[Say]:
        day = local_date(now)
        silence = Silence(uow, now)
        if silence.whole(plan, day):
            return
        silent = silence.paths(day)
        last = 0
        while rows := uow.checkins.evening(plan.id, day, now, last, PAGE):
            last = rows[-1].group
            for row in rows:
                if not (row.path and row.path.startswith(silent)):
                    key = "notice.evening" if row.people else "notice.evening_none"
                    yield Say(self.texts(key, title=row.title, people=row.people), group=row.group_wire, account=row.account)
