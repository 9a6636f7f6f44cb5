"""The only place where parts are put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapter import Adapter
from bot.config import Settings
from bot.dispatcher import Dispatcher
from bot.files import Shelf
from bot.housekeeping import Housekeeping
from bot.outbox import ECHO_SECONDS, Outbox
from bot.writer import Batch, Writer
from handlers.conversation import Conversation
from handlers.language.understanding import Asked
from handlers.language.warm import warm
from handlers.message import Clock
from handlers.ports import Ports
from handlers.scenes import Scenes
from handlers.texts import Texts
from schedules.calendar import Workdays
from schedules.pushes import Pushes
from schedules.runner import Runner
from store.database import Database
from store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from schedules.feed_rounds import FeedRounds

logger = logging.getLogger(__name__)
LISTEN_AGAIN_SECONDS = 1.0


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
        self.texts = Texts.load(settings.texts)
        self.pushes = Pushes(self.texts, Workdays.load(settings.workdays) if settings.workdays else Workdays())
        shelf = Shelf(settings.files)
        ports = Ports(self.pushes, shelf, settings.bot_name, settings.single_reviewer)
        conversation = Conversation(self.texts, ports, Scenes((settings.bot_name,)))
        self.writer = Writer(database, conversation, clock, self._committed)
        self.adapters = {adapter.account: adapter for adapter in adapters}
        self.outbox = Outbox(self.writer, self.adapters, clock, self.texts, sleep=sleep, echo_seconds=echo_seconds)
        self.dispatcher = Dispatcher(self.writer, self.outbox, clock)
        self._housekeeping = Housekeeping(self.writer, shelf, clock)
        self.feeds = self._rounds()
        self._runner = Runner(self._on_alarm) if alarms else None
        self._listening: list[asyncio.Task[None]] = []
        self._waking: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Load what an earlier process left, settle missed slots, listen."""
        await asyncio.to_thread(warm)
        self.writer.start()
        self.dispatcher.load(await self.writer.run(lambda uow: _open_questions(uow, self.clock())))
        await self.outbox.start()
        if self._runner is not None:
            await self._runner.start()
        for adapter in self.adapters.values():
            self._listening.append(asyncio.create_task(self._listen(adapter), name=f"listen-{adapter.account}"))
        await asyncio.sleep(0)

    async def stop(self) -> None:
        """Stop listening, finish what is being written, leave the rest to the next start."""
        if self._runner is not None:
            self._runner.stop()
        for task in [*self._listening, *self._waking]:
            task.cancel()
        await asyncio.gather(*self._listening, *self._waking, return_exceptions=True)
        if self.feeds is not None:
            await self.feeds.stop()
        await self.outbox.stop()
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
        """Settle every slot that is due; the next one."""
        now = self.clock()
        made, upcoming = await self.writer.run(lambda uow: (self.pushes.settle(uow, now), self.pushes.next_due(uow, now)))
        if made:
            self.outbox.wake_all()
        return upcoming

    async def idle(self) -> None:
        """Wait until everything fed so far is answered and sent."""
        await self.dispatcher.idle()

    def _committed(self, batch: Batch) -> None:
        self.dispatcher.committed(batch)
        for account in batch.accounts:
            self.outbox.wake(account)
        if batch.plans_changed or batch.deliveries:
            self.outbox.wake_all()
        if batch.plans_changed and self._runner is not None:
            task = asyncio.get_running_loop().create_task(self._runner.wake())
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)


def bootstrap(settings: Settings, adapters: Sequence[Adapter], clock: Clock = system_clock, **options: object) -> App:
    """A migrated database and an app over it. Raises `DatabaseError`, `TextsError` or `WorkdaysError` with a sentence."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    database.migrate()
    return App(settings, database, adapters, clock, **options)  # type: ignore[arg-type]


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
