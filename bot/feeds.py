"""Feeds, put together: the settings as feeds, the store behind the event loop, the folder of pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bot.config import Settings
from bot.failure import Failure
from handlers.message import Clock
from schedules.feed_check import FeedChecker, Report
from schedules.feed_rounds import FeedRounds
from schedules.feed_types import Feed
from schedules.feeds import Wire
from schedules.workdays import Workdays
from store.database import Database
from store.media import MediaFolder
from store.unit_of_work import UnitOfWork

T = TypeVar("T")
Emit = Callable[[dict[str, Any]], None]
Write = Callable[[Callable[[UnitOfWork], Any]], Awaitable[Any]]


class LoopStore:
    """The store as `schedules.feed_check.FeedStore`: snapshots in a thread, writes through `write` (the bot's writer)."""

    def __init__(self, database: Database, write: Write | None = None) -> None:
        self._database = database
        self._write = write

    async def read(self, call: Callable[[UnitOfWork], T]) -> T:
        """Run a function over one snapshot, off the event loop."""
        return await asyncio.to_thread(self._reading, call)

    async def write(self, call: Callable[[UnitOfWork], T]) -> T:
        """Run a function in the writer's transaction, or in one of its own."""
        if self._write is not None:
            written: T = await self._write(call)
            return written
        return await asyncio.to_thread(self._writing, call)

    def _reading(self, call: Callable[[UnitOfWork], T]) -> T:
        with self._database.reading() as connection:
            return call(UnitOfWork(connection))

    def _writing(self, call: Callable[[UnitOfWork], T]) -> T:
        with self._database.writing() as connection:
            return call(UnitOfWork(connection))


def feeds_of(settings: Settings) -> list[Feed]:
    """The feeds that are set."""
    return [Feed(**one.model_dump()) for one in settings.feeds]


def checker(settings: Settings, store: LoopStore, clock: Clock, wire: Wire | None = None) -> FeedChecker:
    """What looks at one feed at a time."""
    return FeedChecker(store, MediaFolder(settings.media), clock, wire)


def rounds(settings: Settings, database: Database, write: Write, clock: Clock, workdays: Workdays) -> FeedRounds:
    """What looks at all feeds at their times."""
    return FeedRounds(feeds_of(settings), checker(settings, LoopStore(database, write), clock), clock, workdays)


async def check_feeds(settings: Settings, clock: Clock, emit: Emit, *, only: str | None = None, dry_run: bool = False) -> bool:
    """Look at every feed (or the one named), print what becomes of each entry; whether all went well."""
    feeds = [feed for feed in feeds_of(settings) if only in (None, feed.name)]
    if not feeds:
        raise Failure(f"设置里没有名叫“{only}”的内容源。" if only else "设置里还没有内容源，请写上 [[feeds]]。")
    with _database(settings.database, dry_run) as database:
        look = checker(settings, LoopStore(database), clock)
        well = True
        for feed in feeds:
            report = await (look.rehearse(feed) if dry_run else look.check(feed))
            _print(report, emit)
            well &= report.ok
    return well


def _print(report: Report, emit: Emit) -> None:
    for fate in report.fates:
        emit({"feed": report.feed, **fate.as_dict()})
    emit(report.as_dict())


@contextmanager
def _database(url: str, dry_run: bool) -> Iterator[Database]:
    """The migrated database; for a dry run where there is none yet, an empty one that is thrown away."""
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    with TemporaryDirectory(prefix="jinguo-") as folder:
        if path is not None and not path.exists() and dry_run:
            path = Path(folder) / "empty.db"
            url = f"sqlite:///{path}"
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        database = Database(url)
        try:
            database.migrate()
            with database.told():
                yield database
        finally:
            database.close()
