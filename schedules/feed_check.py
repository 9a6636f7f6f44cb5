"""One feed looked at once: fetched, judged, its new entries stored as drafts, all of it reported."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from handlers.message import Clock
from schedules.calendar import SHANGHAI
from schedules.feed_drafts import Fate, complete, judge, keep
from schedules.feed_types import Feed, FeedError, FeedResult, Validators
from schedules.feeds import Wire, fetch, fetch_picture
from store.unit_of_work import UnitOfWork

T = TypeVar("T")
logger = logging.getLogger(__name__)
NOTHING_NEW = "没有新内容"


class FeedStore(Protocol):
    """The store as it is reached from the event loop."""

    async def read(self, call: Callable[[UnitOfWork], T]) -> T:
        """Run a function over one snapshot, off the event loop."""
        ...

    async def write(self, call: Callable[[UnitOfWork], T]) -> T:
        """Run a function in a transaction that writes; it may run twice, so it only touches the store."""
        ...


class PictureShelf(Protocol):
    """Where pictures of items are kept."""

    def save(self, content: bytes, suffix: str) -> str:
        """Keep the content; its file name."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """One look at a feed: what became of every entry, or the fault, in one sentence."""

    feed: str
    ok: bool
    sentence: str
    fates: tuple[Fate, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As `jinguo feeds check` prints it."""
        counts = Counter(fate.what for fate in self.fates)
        return {"feed": self.feed, "ok": self.ok, "result": self.sentence, **{what: counts[what] for what in ("new", "same", "refused")}}


class FeedChecker:
    """Looks at feeds; what a look found is in the store when `check` returns."""

    def __init__(self, store: FeedStore, pictures: PictureShelf, clock: Clock, wire: Wire | None = None) -> None:
        self.store = store
        self._pictures = pictures
        self._clock = clock
        self._wire = wire or Wire()

    async def check(self, feed: Feed) -> Report:
        """Fetch and store; a fault is reported and counted, not raised."""
        state = await self.store.read(lambda uow: uow.feeds.state(feed.name))
        known = Validators(state.etag, state.last_modified) if state and state.fingerprint == feed.fingerprint else Validators()
        try:
            result = await fetch(feed, known, self._wire)
            fates = await self._taken(feed, result) if result.changed else []
        except FeedError as error:
            now, sentence = self._clock(), str(error)
            await self.store.write(lambda uow: uow.feeds.failed(feed.name, feed.fingerprint, now, sentence))
            logger.warning("feed failed: %s", error, extra={"action": "feed_failed"})
            return Report(feed.name, False, sentence)
        return await self._done(feed, result, fates)

    async def rehearse(self, feed: Feed) -> Report:
        """What `check` would do with the feed as it is now; nothing is stored, nothing is remembered."""
        try:
            result = await fetch(feed, None, self._wire)
            fates = await self._judged(feed, result)
            shown = await self._with_pictures(feed, fates, save=False)
        except FeedError as error:
            return Report(feed.name, False, str(error))
        return Report(feed.name, True, _sentence(shown), tuple(shown))

    async def _judged(self, feed: Feed, result: FeedResult) -> list[Fate]:
        today = self._clock().astimezone(SHANGHAI).date()
        return await self.store.read(lambda uow: judge(uow, feed, result, today))

    async def _taken(self, feed: Feed, result: FeedResult) -> list[Fate]:
        fates = await self._with_pictures(feed, await self._judged(feed, result), save=True)
        now = self._clock()
        return await self.store.write(lambda uow: keep(uow, feed, fates, now))

    async def _done(self, feed: Feed, result: FeedResult, fates: Sequence[Fate]) -> Report:
        sentence = _sentence(fates) if result.changed else NOTHING_NEW
        given = result.validators if complete(fates) else Validators()
        kept = {"fingerprint": feed.fingerprint, "etag": given.etag, "last_modified": given.last_modified}
        now = self._clock()
        await self.store.write(lambda uow: uow.feeds.succeeded(feed.name, now, sentence, kept))
        logger.info("feed %s: %s", feed.name, sentence, extra={"action": "feed_checked"})
        return Report(feed.name, True, sentence, tuple(fates))

    async def _with_pictures(self, feed: Feed, fates: Sequence[Fate], *, save: bool) -> list[Fate]:
        """The fates with their pictures' file names; a picture that cannot be had is no reason to lose the text."""
        until = asyncio.get_running_loop().time() + self._wire.pictures
        pictured = list(fates)
        for place, fate in enumerate(fates):
            if fate.what != "new" or not fate.picture:
                continue
            try:
                if asyncio.get_running_loop().time() > until:
                    raise FeedError("timeout", "这次收图片的时间用完了。")
                found = await fetch_picture(feed, fate.picture, self._wire)
            except FeedError as error:
                pictured[place] = replace(fate, picture="", why="；".join(filter(None, (fate.why, f"图片没有收：{error.why}"))))
                continue
            if save:
                pictured[place] = replace(fate, picture=await asyncio.to_thread(self._pictures.save, found.content, found.suffix))
        return pictured


def _sentence(fates: Sequence[Fate]) -> str:
    counts = Counter(fate.what for fate in fates)
    if not counts:
        return "里面还没有内容"
    words = (("new", "新收 {} 条待审"), ("same", "已有 {} 条"), ("refused", "没有收 {} 条"))
    return "，".join(text.format(counts[what]) for what, text in words if counts[what])  # type: ignore[index]
