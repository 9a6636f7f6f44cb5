"""What organizers are told ahead of time, once each: days without an approved item, a year whose workdays are not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.reply import Say
from handlers.texts import Texts
from handlers.words import day_words
from schedules.daily import Daily
from schedules.desk import Desk
from schedules.unsettled import unsettled
from store.models import Member, PushPlan
from store.types import local_date
from store.unit_of_work import UnitOfWork

HOURS = (time(9), time(21))
"""Organizers are written to in these hours only."""
AHEAD = (7, 1)
"""A day without an item is announced so many days before it; found later, at once."""
YEAR_AHEAD = (30, 7)
"""The same for the first day of a year whose workdays are not known."""
SLOTS = 50
LINES = 12
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to tell: its name (told once), what it says, the plan it is about."""

    name: str
    text: str
    plan: PushPlan


class Notices(Daily):
    """Finds what organizers have to be told; each is told in private, once."""

    def __init__(self, texts: Texts, desk: Desk) -> None:
        super().__init__(HOURS)
        self.texts = texts
        self.desk = desk

    def due(self, uow: UnitOfWork, now: datetime) -> list[Say]:
        """What to say now, one message an organizer; filed as told."""
        if not self.is_time(now):
            return []
        uow.plans.alone()
        words = [word for plan in uow.plans.timed(("active",)) for word in (*self._lacking(uow, plan, now), *self._unknown(plan, now))]
        told = uow.notices.told([word.name for word in words])
        says = self._says(uow, [word for word in words if word.name not in told], now) + unsettled(uow, self.texts, now)
        uow.notices.prune(now - KEPT)
        return says

    def _lacking(self, uow: UnitOfWork, plan: PushPlan, now: datetime) -> Iterator[Word]:
        """The days of the coming week at whose slots a plan has nothing to push; of a numbered column the first."""
        today = date.fromisoformat(local_date(now))
        column = uow.study.column_by_id(plan.column_id)
        if column.report:
            return
        for one in self.desk.upcoming(uow, plan, now, SLOTS).slots:
            day = date.fromisoformat(local_date(one.slot))
            left = (day - today).days
            if left > max(AHEAD):
                return
            if one.item is None and not one.hushed:
                stage = min(stage for stage in AHEAD if left <= stage)
                text = self.texts("notice.lacking", day=day_words(day.isoformat()), column=column.name, number=plan.id)
                if column.kind == "dated":
                    yield Word(f"lacking:{plan.id}:{day}:{stage}", text, plan)
                    continue
                last = self._last(uow, plan)
                end = self.texts("notice.at_end", day=day_words(day.isoformat()), column=column.name, number=plan.id)
                yield Word(f"end:{plan.id}:{last}:{stage}", end if last else text, plan)
                return

    def _last(self, uow: UnitOfWork, plan: PushPlan) -> int:
        """The last approved number of a plan's column: new items make a new end."""
        last = [item.number or 0 for item, _ in uow.progress.coming(plan, None)] if not plan.anew else []
        return max(last, default=uow.progress.last_number([plan.id], plan.round_from))

    def _unknown(self, plan: PushPlan, now: datetime) -> Iterator[Word]:
        """The coming year, where a plan goes by workdays and their table is not at hand."""
        today = date.fromisoformat(local_date(now))
        until = str(plan.times.get("until", "9999"))
        for year in (today.year, today.year + 1):
            left = max(0, (date(year, 1, 1) - today).days)
            if (
                not {"workdays", "last_workday"} & plan.times.keys()
                or left > max(YEAR_AHEAD)
                or until < f"{year}-01-01"
                or self.desk.workdays.known(year)
            ):
                continue
            stage = min(stage for stage in YEAR_AHEAD if left <= stage)
            yield Word(f"workdays:{plan.id}:{year}:{stage}", self.texts("notice.workdays", year=year, number=plan.id), plan)

    def _says(self, uow: UnitOfWork, words: list[Word], now: datetime) -> list[Say]:
        """A message for each organizer of the plans; what nobody can be told waits until somebody can."""
        for_whom: dict[int, Member] = {}
        lines: dict[int, list[str]] = defaultdict(list)
        told: set[str] = set()
        for word in words:
            unit = uow.units.by_id(word.plan.unit_id)
            members = uow.members.in_charge(unit.path if unit else None)
            for member in members:
                for_whom[member.id] = member
                lines[member.id].append(word.text)
                told.add(word.name)
        uow.notices.tell(told, now)
        return [Say(self._letter(lines[key]), person=member.wire_id, account=member.account) for key, member in for_whom.items()]

    def _letter(self, lines: list[str]) -> str:
        more = [self.texts("notice.more", number=len(lines) - LINES)] if len(lines) > LINES else []
        return "\n".join([self.texts("notice.head"), *lines[:LINES], *more])
