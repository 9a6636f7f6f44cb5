"""The only place where parts are put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.absences import Absences
from bot.adapter import Adapter
from bot.claims import tell_in_charge
from bot.config import Settings
from bot.dispatcher import Dispatcher
from bot.drawings import Drawings
from bot.envelopes import unasked_rows
from bot.files import Shelf
from bot.forecast import Forecast
from bot.gallery import Gallery
from bot.housekeeping import Housekeeping
from bot.outbox import ECHO_SECONDS, Outbox
from bot.readings import Readings
from bot.reporting import Reporting
from bot.writer import Batch, Writer
from handlers.conversation import Conversation
from handlers.files.templates import Templates
from handlers.language import load as load_words
from handlers.language.understanding import Asked
from handlers.language.warm import warm
from handlers.message import Clock
from handlers.ports import Ports
from handlers.scenes import Scenes
from handlers.texts import Texts
from schedules.calendar import Workdays
from schedules.evenings import Evenings
from schedules.holding import closed_plans
from schedules.lists import Lists
from schedules.notices import Notices
from schedules.pushes import Pushes
from schedules.reminders import Reminders
from schedules.reports import Reports
from schedules.runner import Runner
from schedules.task_notices import TaskNotices
from schedules.works import Submissions
from store.database import Database
from store.media import MediaFolder
from store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from schedules.feed_rounds import FeedRounds

logger = logging.getLogger(__name__)
LISTEN_AGAIN_SECONDS = 1.0
NOTICE_ROWS = 1000
"""Messages to many groups are written so many at a time."""


def system_clock() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


class App:
    """The bot, put together: feed it through `dispatcher`, stop it with `stop`."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        adapters: Sequence[Adapter],
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        echo_seconds: float = ECHO_SECONDS,
        alarms: bool = True,
    ) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        load_words(settings.words)
        self.texts = Texts.load(settings.texts)
        media = MediaFolder(settings.media)
        self.pushes = Pushes(self.texts, Workdays.load(settings.workdays) if settings.workdays else Workdays(), media)
        self._notices, self._evenings = Notices(self.texts, self.pushes), Evenings(self.texts)
        self._task_notices = TaskNotices(self.texts, self.pushes)
        able = {adapter.account: adapter.capabilities for adapter in adapters}
        self._reminders = Reminders(
            self.texts, self.pushes, lambda group: group.account in able and able[group.account].mentions_in(group.way)
        )
        shelf = Shelf(settings.files)
        self._gallery = Gallery(settings.files, settings.work_picture_mb, settings.work_video_mb)
        templates = Templates.load(settings.templates)
        self._readings = Readings(database)
        desks = (self.pushes, shelf, self._readings, Forecast(able), self._gallery, media)
        ports = Ports(*desks, settings.bot_name, settings.single_reviewer, templates)
        conversation = Conversation(self.texts, ports, Scenes((settings.bot_name,)))
        self.writer = Writer(database, conversation, clock, self._committed)
        self.adapters = {adapter.account: adapter for adapter in adapters}
        waits: dict[str, Any] = {"sleep": sleep, "echo_seconds": echo_seconds}
        self.outbox = Outbox(self.writer, self.adapters, clock, self.texts, media, closed=closed_plans, **waits)
        reports = Reports(self.texts, self.pushes, shelf)
        self.reporting = Reporting(database, self.writer, reports, clock, self.outbox.wake_all)
        self.drawings = Drawings(self.writer, self.texts, self.outbox.wake)
        self.dispatcher = Dispatcher(self.writer, self.outbox, self._gallery, clock)
        self._absences = Absences(self.adapters, self.texts)
        self._housekeeping = Housekeeping(self.writer, shelf, self._gallery, clock)
        self.feeds = self._rounds()
        self._runner = Runner(self._on_alarm) if alarms else None
        self._listening: list[asyncio.Task[None]] = []
        self._waking: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Load what an earlier process left, settle missed slots, listen."""
        await asyncio.to_thread(warm)
        self.writer.start()
        self.dispatcher.load(*await self.writer.run(lambda uow: (_open_questions(uow, self.clock()), _windows(uow, self.clock()))))
        await self.drawings.take_up(self.adapters)
        for adapter in self.adapters.values():
            if adapter.capabilities.by_way is not None:
                await self.writer.run(lambda uow, adapter=adapter: _open_ways(uow, adapter, self.clock()))  # type: ignore[misc]
        await self.outbox.start()
        if self._runner is not None:
            await self._runner.start()
        for adapter in self.adapters.values():
            self._listening.append(asyncio.create_task(self._listen(adapter), name=f"listen-{adapter.account}"))
        await asyncio.sleep(0)

    async def stop(self) -> None:
        """Finish what is being sent, stop listening, finish what is being written, leave the rest to the next start."""
        if self._runner is not None:
            self._runner.stop()
        await self.outbox.stop()
        for task in [*self._listening, *self._waking]:
            task.cancel()
        await asyncio.gather(*self._listening, *self._waking, return_exceptions=True)
        if self.feeds is not None:
            await self.feeds.stop()
        await self.reporting.stop()
        await self.drawings.stop()
        await self._readings.stop()
        await self.writer.stop()
        self.database.close()

    async def _listen(self, adapter: Adapter) -> None:
        """Listen for ever: a channel that ends or breaks is listened to again."""
        while True:
            try:
                await adapter.run(self.dispatcher.feed)
            except Exception:
                logger.exception("listening on %s broke", adapter.account, extra={"action": "listen_failed"})
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    async def _on_alarm(self) -> datetime | None:
        upcoming = await self.settle()
        await self._housekeeping.tidy()
        fetched = await self.feeds.start_due() if self.feeds is not None else None
        return min((at for at in (upcoming, fetched) if at is not None), default=None)

    def _rounds(self) -> FeedRounds | None:
        if not self.settings.feeds:
            return None
        from bot.feeds import rounds  # who has no feeds need not load what fetches them

        return rounds(self.settings, self.database, self.writer.run, self.clock, self.pushes.workdays)

    async def settle(self) -> datetime | None:
        """Settle every slot that is due and say what is due to be said (notices, counts, lists); when there is more."""
        now = self.clock()
        news = self._absences.news(now)
        made, upcoming, undrawn = await self.writer.run(lambda uow: self._settle(uow, now, news))
        self._notices.looked(now)
        self._task_notices.looked(now)
        self.reporting.begin(self.pushes.reports)
        self.drawings.begin(undrawn)
        if made:
            self.outbox.wake_all()
        return upcoming

    def _settle(self, uow: UnitOfWork, now: datetime, news: Sequence[tuple[str, str]]) -> tuple[int, datetime, list[dict[str, Any]]]:
        """How much there is to send now, when there is more, and what is to be drawn. `news` of accounts goes to those in charge."""
        for account, said in news:
            tell_in_charge(uow, said, account, now)
        lists = chain(Lists(uow, self.texts).due(now), Submissions(uow, self.texts, self._gallery).due(now))
        made = self.pushes.settle(uow, now) + len(news)
        told = chain(lists, self._notices.due(uow, now), self._evenings.due(uow, now))
        says = unasked_rows(chain(told, self._task_notices.due(uow, now), self._reminders.due(uow, now)), now)
        undrawn: list[dict[str, Any]] = []
        while rows := list(islice(says, NOTICE_ROWS)):
            uow.outbox.add_all(rows)
            undrawn += [row for row in rows if row["drawing"]]
            made += len(rows)
        said_later = (uow.chains.next_due(), uow.works.next_due(), self._task_notices.next_due(now), self._reminders.next_due(uow))
        upcoming = (self.pushes.next_due(uow, now), self._evenings.next_due(uow, now), *said_later, self._notices.next_due(now))
        return made, min(at for at in upcoming if at is not None), undrawn

    async def idle(self) -> None:
        """Wait until everything fed so far is answered, drawn and sent, and what is due is reported."""
        while True:
            await self.reporting.idle()
            await self.dispatcher.idle()
            if self.drawings.is_idle:
                return
            await self.drawings.idle()

    def _committed(self, batch: Batch) -> None:
        self.dispatcher.committed(batch)
        self.drawings.begin(batch.undrawn)
        for account in batch.accounts:
            self.outbox.wake(account)
        if batch.plans_changed or batch.deliveries:
            self.outbox.wake_all()
        if (batch.plans_changed or batch.soon) and self._runner is not None:
            task = asyncio.get_running_loop().create_task(self._runner.wake())
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)


def bootstrap(settings: Settings, adapters: Sequence[Adapter], clock: Clock = system_clock, **options: object) -> App:
    """A migrated database and an app over it. Raises `DatabaseError`, `TextsError`, `WordsError`, `TemplatesError` or `WorkdaysError`."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    database.migrate()
    return App(settings, database, adapters, clock, **options)  # type: ignore[arg-type]


def _open_ways(uow: UnitOfWork, adapter: Adapter, now: datetime) -> None:
    """The rooms that have a door of their own, each with its unit; a unit that is not known yet is made."""
    ways = adapter.capabilities.ways
    units = {way.name: (uow.units.by_name(way.unit) or uow.units.add(way.unit, None)) if way.unit else None for way in ways}
    uow.groups.open_ways(adapter.account, units, now)


def _windows(uow: UnitOfWork, now: datetime) -> list[tuple[tuple[str, str | None, str], datetime]]:
    """Whose pictures are works, or show what was ticked off, and until when."""
    return [*uow.works.open_now(now), *uow.tasks.open_now(now)]


def _open_questions(uow: UnitOfWork, now: datetime) -> list[tuple[tuple[str, str, str], Asked, datetime]]:
    return [
        (
            (row.account, row.group_wire, row.person_wire),
            Asked(row.intent, row.slots, row.missing, tuple(row.choices)),
            row.expires_at,
        )
        for row in uow.questions.everyone(now)
        if row.group_wire is not None
    ]
