"""One account on its way out: its channel, its pace, what it waits to hear back, whether it may send at all."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapter import Adapter
from bot.breaker import Breaker
from bot.echoes import Echoes
from bot.envelopes import Outcome
from bot.pace import Bucket, Caps
from handlers.message import Clock, OutgoingMessage
from store.media import MediaFolder
from store.models import BlockedAccount

LONGEST_REST = 30.0
"""A clock may be changed: whoever waits for a time looks at it at least so often."""
DICE = random.Random()  # noqa: S311  (jitter, not a secret)
Closed = Collection[int]
"""Plans whose pushes must wait just now: their quiet hours, a silence day."""


@dataclass(slots=True)
class Lane:
    """What the outbox keeps of one account between two sends. `awake`: there may be something; `quiet`: there is nothing due.

    `work` is who sends, `is_busy` while something is claimed and not yet recorded.
    `away_since`: it has not been able to send since then, for a reason of its own or because no process ran.
    `rests`: plans with a pace of their own, each with the time until which it sends nothing here.
    `troubled`: rooms that take no messages, each with the way it was tried by; `room_news`: that has changed, and is not recorded yet.
    """

    adapter: Adapter
    bucket: Bucket
    caps: Caps
    media: MediaFolder
    echoes: Echoes = field(default_factory=Echoes)
    breaker: Breaker = field(default_factory=Breaker)
    away_since: datetime | None = None
    rests: dict[int, datetime] = field(default_factory=dict)
    troubled: dict[str, str] = field(default_factory=dict)
    room_news: bool = False
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    work: asyncio.Task[None] | None = None
    is_busy: bool = False

    @classmethod
    def of(cls, adapter: Adapter, media: MediaFolder) -> Lane:
        """A lane for an account that has not sent yet; `media` is where pictures of study items are kept."""
        pace = adapter.capabilities.pace
        return cls(adapter, Bucket(pace, DICE), Caps(pace.replies_per_day, pace.pushes_per_day), media)

    def take_up(self, blocked: BlockedAccount | None, last_sign: datetime | None) -> None:
        """As an earlier process left it, which was last heard of then."""
        self.away_since = blocked.since if blocked else last_sign
        if blocked:
            self.breaker.restore(blocked)

    @property
    def account(self) -> str:
        """The account's name."""
        return self.adapter.account

    @property
    def is_paced(self) -> bool:
        """Whether messages go one by one."""
        return self.adapter.capabilities.pace.max_seconds > 0

    @property
    def is_ready(self) -> bool:
        """Whether its channel can take messages."""
        return self.adapter.ready.is_set()

    async def until_ready(self, clock: Clock) -> None:
        """While the channel cannot take messages nothing is claimed: being away is no attempt."""
        if not self.is_ready:
            self.away_since = self.away_since or clock()
            self.quiet.set()
            await self.adapter.ready.wait()
            self.quiet.clear()

    async def rest(self, clock: Clock, until: datetime | None) -> None:
        """Nothing is due: wait until woken, or until a retry may be."""
        if not self.awake.is_set() and self.is_ready:
            self.quiet.set()
            seconds = (until - clock()).total_seconds() if until else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if seconds is None else min(max(seconds, 1.0), LONGEST_REST)):
                    await self.awake.wait()
            self.quiet.clear()
        if self.is_ready:
            self.awake.clear()

    def note_room(self, message: OutgoingMessage, outcome: Outcome) -> None:
        """Remember which rooms are closed; a message that got in by the same way shows that one is open again."""
        room = message.group or ""
        if outcome.state == "closed":
            self.troubled[room], self.room_news = message.way, True
            outcome.chat = room
        elif outcome.state == "sent" and self.troubled.get(room) == message.way:
            del self.troubled[room]
            outcome.chat = room

    def tells_rooms(self) -> bool:
        """Whether somebody may just have been told about a room, by whatever account."""
        told, self.room_news = self.room_news, False
        return told

    def wait_for_token(self, now: datetime) -> float:
        """Seconds until anything may be sent."""
        return self.bucket.reply_wait(now).total_seconds()
