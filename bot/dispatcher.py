"""The only door in. Talk ends here: no task, no lock, no store."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from bot.gallery import Gallery
from bot.outbox import Outbox
from bot.writer import Batch, Job, Writer
from handlers.language import understand
from handlers.language.understanding import Asked, Scene
from handlers.message import MEDIA, Clock, IncomingMessage, RoomEvent
from handlers.submitting import begins_to_submit
from store.types import SHANGHAI

CROWDED = 20_000
"""With this many messages queued the channels are made to wait."""
FRESH_SECONDS = 300.0
"""A scene is asked for anew after this long: another process may have changed it."""
ASKED = 1_000
"""With this many questions remembered those that have run out are forgotten."""

Chat = tuple[str, str]
Person = tuple[str, str, str]
"""An account, a chat's name, a channel's id of a person."""


class Dispatcher:
    """Decides from memory whether a message is for the bot; hands those that may be to the writer."""

    def __init__(self, writer: Writer, outbox: Outbox, gallery: Gallery, clock: Clock) -> None:
        self._writer = writer
        self._outbox = outbox
        self._gallery = gallery
        self._clock = clock
        self._scenes: dict[Chat, tuple[float, Scene]] = {}
        self._version: int | None = None
        self._asked: dict[tuple[str, str, str], tuple[Asked, datetime]] = {}
        self._queued: Counter[Chat] = Counter()
        self._windows: dict[Person, datetime] = {}
        self._speaking: Counter[Person] = Counter()
        self._today = (0.0, date.min)

    async def feed(self, event: IncomingMessage | RoomEvent) -> None:
        """Take one event from a channel. Returns when it has been queued, or dropped as talk."""
        if isinstance(event, RoomEvent):
            self._queue((event.account, event.group), event)
        elif event.is_self:
            await self._outbox.echo(event)
        elif event.kind in MEDIA:
            await self._picture(event)
        elif event.group is None:
            self._queue(_chat(event), event)
        elif event.mentions_bot or self._queued[event.account, event.group] or not self._is_talk(event, event.group):
            self._queue((event.account, event.group), event)
        if self._writer.pending > CROWDED:
            await self._writer.drained.wait()

    def wants(self, message: IncomingMessage) -> bool:
        """Whether the file of a picture is to be had: its sender submits works, or may be about to (a word of hers is in the
        queue), or says so beside it. Nobody else's pictures are fetched or kept.
        """
        now = self._clock()
        person = _person(message)
        until = self._windows.get(person)
        if (until is not None and until > now) or self._speaking[person]:
            return True
        kept = self._scenes.get(person[:2])
        scene = kept[1] if kept is not None else Scene()
        return bool(message.text) and (kept is None or begins_to_submit(message, scene, now) is not None)

    async def _picture(self, message: IncomingMessage) -> None:
        """A picture that is a work is kept before it is queued, so that the writer need not wait for it; others are talk."""
        if self.wants(message):
            message = replace(message, taken=await self._gallery.taken(message))
        elif message.group is not None:
            return
        self._queue(_chat(message), message)

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
        if isinstance(event, IncomingMessage):
            self._speaking[_person(event)] += 1
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
        chat = _chat(event) if isinstance(event, IncomingMessage) else (event.account, event.group)
        _less(self._queued, chat)
        if isinstance(event, RoomEvent):
            return
        _less(self._speaking, _person(event))
        if job.answered is None:
            return
        if job.answered.window is not None:
            self._hear(_person(event), job.answered.window)
        if event.group is None:
            return
        if job.scene_version == self._version:  # else a later message of the batch changed what may be named
            self._scenes[chat] = (self._clock().timestamp(), job.answered.scene)
        person = (*chat, event.sender)
        if job.answered.asked is not None and job.answered.asked_until is not None:
            if len(self._asked) >= ASKED:
                now = self._clock()
                self._asked = {one: kept for one, kept in self._asked.items() if kept[1] > now}
            self._asked[person] = (job.answered.asked, job.answered.asked_until)
        else:
            self._asked.pop(person, None)

    def _hear(self, person: Person, until: datetime) -> None:
        """Her pictures are works until then."""
        if len(self._windows) >= ASKED:
            now = self._clock()
            self._windows = {one: kept for one, kept in self._windows.items() if kept > now}
        self._windows[person] = until

    def load(
        self,
        questions: list[tuple[tuple[str, str, str], Asked, datetime]],
        windows: list[tuple[tuple[str, str | None, str], datetime]],
    ) -> None:
        """Open questions of an earlier process: (account, group, sender), the question, until when; and open windows likewise
        (in private the group is None).
        """
        self._asked.update({person: (asked, until) for person, asked, until in questions})
        self._windows.update({(account, group or f"private:{sender}", sender): until for (account, group, sender), until in windows})

    async def idle(self) -> None:
        """Wait until everything fed so far is answered and sent."""
        while True:
            await self._writer.drained.wait()
            await self._outbox.quiet()
            await asyncio.sleep(0)
            if self._writer.drained.is_set() and self._outbox.is_quiet:
                return


def _chat(message: IncomingMessage) -> Chat:
    return message.account, message.group if message.group is not None else f"private:{message.sender}"


def _person(message: IncomingMessage) -> Person:
    return *_chat(message), message.sender


_Key = TypeVar("_Key")


def _less(counted: Counter[_Key], key: _Key) -> None:
    counted[key] -= 1
    if counted[key] <= 0:
        del counted[key]
