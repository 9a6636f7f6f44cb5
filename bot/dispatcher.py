"""The only door in. Talk ends here: no task, no lock, no store."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, datetime

from bot.outbox import Outbox
from bot.writer import Batch, Job, Writer
from handlers.language import understand
from handlers.language.understanding import Asked, Scene
from handlers.message import Clock, IncomingMessage, RoomEvent
from store.types import SHANGHAI

CROWDED = 20_000
"""With this many messages queued the channels are made to wait."""
FRESH_SECONDS = 300.0
"""A scene is asked for anew after this long: another process may have changed it."""

Chat = tuple[str, str]


class Dispatcher:
    """Decides from memory whether a message is for the bot; hands those that may be to the writer."""

    def __init__(self, writer: Writer, outbox: Outbox, clock: Clock) -> None:
        self._writer = writer
        self._outbox = outbox
        self._clock = clock
        self._scenes: dict[Chat, tuple[float, Scene]] = {}
        self._version: int | None = None
        self._asked: dict[tuple[str, str, str], tuple[Asked, datetime]] = {}
        self._queued: Counter[Chat] = Counter()
        self._today = (0.0, date.min)

    async def feed(self, event: IncomingMessage | RoomEvent) -> None:
        """Take one event from a channel. Returns when it has been queued, or dropped as talk."""
        if isinstance(event, RoomEvent):
            self._queue((event.account, event.group), event)
        elif event.is_self:
            await self._outbox.echo(event)
        elif event.group is None:
            self._queue((event.account, f"private:{event.sender}"), event)
        elif event.mentions_bot or self._queued[event.account, event.group] or not self._is_talk(event, event.group):
            self._queue((event.account, event.group), event)
        if self._writer.pending > CROWDED:
            await self._writer.drained.wait()

    def _is_talk(self, message: IncomingMessage, group: str) -> bool:
        """Whether memory alone shows that a group message is not for the bot."""
        now = self._clock()
        seconds = now.timestamp()
        kept = self._scenes.get((message.account, group))
        if kept is None or seconds - kept[0] > FRESH_SECONDS:
            return False
        if message.kind not in ("text", "jielong"):
            return True
        asked = self._asked.get((message.account, group, message.sender))
        question = asked[0] if asked is not None and asked[1] > now else None
        said = understand(message.text, kept[1], today=self._day(now, seconds), sender=message.sender_name, asked=question)
        return said.intent is None

    def _day(self, now: datetime, seconds: float) -> date:
        """Today in Shanghai, worked out once a minute."""
        if not 0 <= seconds - self._today[0] < 1:
            self._today = (seconds, now.astimezone(SHANGHAI).date())
        return self._today[1]

    def _queue(self, chat: Chat, event: IncomingMessage | RoomEvent) -> None:
        self._queued[chat] += 1
        self._writer.feed(event)

    def committed(self, batch: Batch) -> None:
        """After a commit: remember scenes and open questions, let the queue of each chat shrink."""
        if batch.scene_version is not None and batch.scene_version != self._version:
            self._scenes.clear()
            self._version = batch.scene_version
        for job in batch.jobs:
            if job.event is not None:
                self._remember(job, job.event)

    def _remember(self, job: Job, event: IncomingMessage | RoomEvent) -> None:
        private = isinstance(event, IncomingMessage) and event.group is None
        name = f"private:{event.sender}" if isinstance(event, IncomingMessage) and private else str(event.group)
        chat = (event.account, name)
        self._queued[chat] -= 1
        if self._queued[chat] <= 0:
            del self._queued[chat]
        if isinstance(event, RoomEvent) or job.answered is None or private:
            return
        if job.scene_version == self._version:  # else a later message of the batch changed what may be named
            self._scenes[chat] = (self._clock().timestamp(), job.answered.scene)
        person = (*chat, event.sender)
        if job.answered.asked is not None and job.answered.asked_until is not None:
            self._asked[person] = (job.answered.asked, job.answered.asked_until)
        else:
            self._asked.pop(person, None)

    def load(self, questions: list[tuple[tuple[str, str, str], Asked, datetime]]) -> None:
        """Open questions of an earlier process: (account, group, sender), the question, until when."""
        self._asked.update({person: (asked, until) for person, asked, until in questions})

    async def idle(self) -> None:
        """Wait until everything fed so far is answered and sent."""
        while True:
            await self._writer.drained.wait()
            await self._outbox.quiet()
            await asyncio.sleep(0)
            if self._writer.drained.is_set() and self._outbox.is_quiet:
                return
