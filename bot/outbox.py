"""The only door out: claims what is durable, sends it at the account's pace, marks what became of it.

Replies go before pushes; within a chat order is kept. A claim is committed before a send. A send that failed surely is
tried again with growing patience; one that may have arrived is `uncertain` and only the account's own echo settles it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bot.adapter import Adapter, SendFailed, SendUncertain
from bot.echoes import Echoes, Expected
from bot.envelopes import MERGED, Envelope, delivery_envelope, envelopes
from bot.writer import Writer
from handlers.message import Clock, IncomingMessage
from handlers.texts import Texts
from store.outbox import OutboxQueue
from store.pushes import Pushes as Deliveries
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
REPLIES = "replies"
PUSHES = "pushes"
AT_ONCE = 100
"""Rows claimed together on an account without a pace."""
PUSHES_AT_ONCE = 20
"""Deliveries claimed together: so long at most does a reply wait behind pushes."""
IN_FLIGHT = 20
ATTEMPTS = 5
PATIENCE = (timedelta(seconds=5), timedelta(minutes=10))
"""The first and the longest wait before a failed send is tried again."""
ECHO_SECONDS = 10.0
"""How long after a start an echo may still settle what was under way before it."""
IDLE_SECONDS = 30.0
COMPANIONS = 200
"""At most this many waiting acknowledgements are claimed with another; on a paced account, what one message holds."""


@dataclass(slots=True)
class Outcome:
    """What became of one envelope."""

    queue: str
    rows: tuple[int, ...]
    state: str
    attempts: int = 1
    wire_id: str = ""
    cause: str = ""


@dataclass(slots=True)
class Claimed:
    """What one account has taken to send."""

    queue: str
    chats: dict[str, list[Envelope]] = field(default_factory=dict)
    dead: list[int] = field(default_factory=list)
    next_due: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.chats or self.dead)


class Outbox:
    """Sends for every account. `wake` is called after each commit that left something to say."""

    def __init__(
        self,
        writer: Writer,
        adapters: dict[str, Adapter],
        clock: Clock,
        texts: Texts,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        echo_seconds: float = ECHO_SECONDS,
    ) -> None:
        self._writer = writer
        self._adapters = adapters
        self._clock = clock
        self._texts = texts
        self._sleep = sleep
        self._echo_seconds = echo_seconds
        self._random = random.Random()  # noqa: S311  (jitter, not a secret)
        self._echoes = Echoes()
        self._awake = {account: asyncio.Event() for account in adapters}
        self._quiet = {account: asyncio.Event() for account in adapters}
        self._merged = texts.get("outbox.merged") or ""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take up what an earlier process left under way, then send."""
        for account in self._adapters:
            left = await self._writer.run(lambda uow, account=account: _left_under_way(uow, account, self._merged))  # type: ignore[misc]
            self._echoes.expect_all(left)
            self._tasks.append(asyncio.create_task(self._work(account), name=f"outbox-{account}"))
            if left:
                self._tasks.append(asyncio.create_task(self._give_up_waiting(account, left)))

    async def stop(self) -> None:
        """Stop at once: what is under way is settled by the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, account: str) -> None:
        """There may be something to send."""
        if account in self._awake:
            self._quiet[account].clear()
            self._awake[account].set()

    def wake_all(self) -> None:
        """There may be something to send on any account."""
        for account in self._adapters:
            self.wake(account)

    @property
    def is_quiet(self) -> bool:
        """Whether no account has anything due."""
        return all(event.is_set() for event in self._quiet.values())

    async def quiet(self) -> None:
        """Wait until no account has anything due."""
        for event in self._quiet.values():
            await event.wait()

    async def echo(self, message: IncomingMessage) -> None:
        """The account's own message came back: the send it belongs to has arrived."""
        found = self._echoes.heard(message)
        if found is not None:
            now = self._clock()
            await self._writer.run(lambda uow: _mark(uow, found.queue, found.rows, "sent", wire_id=message.id, sent_at=now))

    # -- one account -----------------------------------------------------------------------------------------------

    async def _work(self, account: str) -> None:
        outcomes: list[Outcome] = []
        while True:
            done, outcomes = outcomes, []
            try:
                claimed = await self._writer.run(lambda uow, done=done: self._settle_and_claim(uow, account, done))  # type: ignore[misc]
            except Exception:
                logger.exception("the outbox of %s could not be read", account, extra={"action": "claim_failed"})
                outcomes = done
                await self._sleep(1.0)
                continue
            if not claimed:
                await self._rest(account, claimed.next_due)
                continue
            outcomes = await self._send_all(self._adapters[account], claimed)
            await self._keep_pace(self._adapters[account])

    async def _rest(self, account: str, until: datetime | None) -> None:
        """Nothing is due: wait until woken, or until a retry may be."""
        awake = self._awake[account]
        if not awake.is_set():
            self._quiet[account].set()
            with contextlib.suppress(TimeoutError):
                seconds = (until - self._clock()).total_seconds() if until else IDLE_SECONDS
                await asyncio.wait_for(awake.wait(), min(max(seconds, 1.0), IDLE_SECONDS))
            self._quiet[account].clear()
        awake.clear()

    async def _keep_pace(self, adapter: Adapter) -> None:
        pace = adapter.capabilities.pace
        if pace.max_seconds > 0:
            await self._sleep(self._random.uniform(pace.min_seconds, pace.max_seconds))

    async def _send_all(self, adapter: Adapter, claimed: Claimed) -> list[Outcome]:
        """Chats side by side, each chat in order; after a failure the rest of a chat waits for its turn."""
        gone = self._texts("outbox.group_left")
        outcomes = [Outcome(claimed.queue, (row,), "failed", cause=gone) for row in claimed.dead]
        lanes = asyncio.Semaphore(IN_FLIGHT)

        async def chat(queue: list[Envelope]) -> list[Outcome]:
            sent: list[Outcome] = []
            async with lanes:
                for envelope in queue:
                    held = bool(sent) and sent[-1].state in ("pending", "failed", "back")
                    back = Outcome(claimed.queue, envelope.rows, "back")
                    sent.append(back if held else await self._send(adapter, claimed.queue, envelope))
            return sent

        for sent in await asyncio.gather(*(chat(queue) for queue in claimed.chats.values())):
            outcomes += sent
        return outcomes

    async def _send(self, adapter: Adapter, queue: str, envelope: Envelope) -> Outcome:
        expected = Expected.of(queue, envelope)
        self._echoes.expect(expected)
        try:
            wire_id = await adapter.send(envelope.message)
        except SendFailed as error:
            self._echoes.forget(expected)
            state = "pending" if envelope.attempts < ATTEMPTS else "failed"
            return Outcome(queue, envelope.rows, state, envelope.attempts, cause=str(error))
        except SendUncertain as error:
            state = "uncertain" if self._echoes.waits_for(expected) else "sent"
            return Outcome(queue, envelope.rows, state, cause=str(error) if state == "uncertain" else "")
        except Exception as error:
            logger.exception("a send on %s ended unexpectedly", adapter.account, extra={"action": "send_error"})
            return Outcome(queue, envelope.rows, "uncertain", cause=type(error).__name__)
        self._echoes.arrived(expected)
        return Outcome(queue, envelope.rows, "sent", wire_id=wire_id)

    # -- in the writer's transaction ---------------------------------------------------------------------------------

    def _settle_and_claim(self, uow: UnitOfWork, account: str, done: list[Outcome]) -> Claimed:
        now = self._clock()
        self._record(uow, done, now)
        return self._claim(uow, account, now)

    def _record(self, uow: UnitOfWork, done: Sequence[Outcome], now: datetime) -> None:
        """Mark what became of what was sent; replies that arrived, most of all, together."""
        arrived = [outcome for outcome in done if outcome.queue == REPLIES and outcome.state == "sent"]
        uow.outbox.arrived({row: outcome.wire_id for outcome in arrived for row in outcome.rows}, now)
        for outcome in done:
            if outcome.queue != REPLIES or outcome.state != "sent":
                self._record_one(uow, outcome, now)

    def _record_one(self, uow: UnitOfWork, outcome: Outcome, now: datetime) -> None:
        rows, state = outcome.rows, outcome.state
        if state == "sent":
            _mark(uow, outcome.queue, rows, "sent", wire_id=outcome.wire_id, sent_at=now, cause="")
        elif state == "back":
            _target(uow, outcome.queue).give_back(rows)
        elif state == "pending":
            wait = min(PATIENCE[1], PATIENCE[0] * 2 ** (outcome.attempts - 1))
            _mark(uow, outcome.queue, rows, "pending", cause=outcome.cause, not_before=now + wait)
        else:
            _mark(uow, outcome.queue, rows, state, cause=outcome.cause, from_states=("sending",))

    def _claim(self, uow: UnitOfWork, account: str, now: datetime) -> Claimed:
        pace = self._adapters[account].capabilities.pace
        paced = pace.max_seconds > 0
        today = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
        if not pace.replies_per_day or uow.outbox.sent_since(account, today) < pace.replies_per_day:
            rows = uow.outbox.claim(account, now, 1 if paced else AT_ONCE, companions=MERGED - 1 if paced else COMPANIONS)
            if rows:
                return self._replies(uow, rows)
        room = pace.pushes_per_day - uow.pushes.sent_since(account, today) if pace.pushes_per_day else PUSHES_AT_ONCE
        claimed = _deliveries(uow, account, now, min(room, 1 if paced else PUSHES_AT_ONCE))
        if not claimed:
            claimed.next_due = min(filter(None, (uow.outbox.next_due(account), uow.pushes.next_due(account))), default=None)
        return claimed

    def _replies(self, uow: UnitOfWork, rows: list[Any]) -> Claimed:
        chats: dict[str, list[Any]] = {}
        for row in rows:
            chats.setdefault(row.group_wire or f"private:{row.person_wire}", []).append(row)
        claimed = Claimed(REPLIES, {chat: envelopes(mine, self._merged) for chat, mine in chats.items()})
        uow.outbox.carry([one.rows for many in claimed.chats.values() for one in many if len(one.rows) > 1])
        return claimed

    async def _give_up_waiting(self, account: str, left: list[Expected]) -> None:
        """What was under way when an earlier process ended and has no echo yet: uncertain, never sent again blindly."""
        await self._sleep(self._echo_seconds)
        cause = self._texts("outbox.interrupted")
        for expected in left:
            if self._echoes.waits_for(expected):
                await self._writer.run(
                    lambda uow, e=expected: _mark(uow, e.queue, e.rows, "uncertain", cause=cause, from_states=("sending",))  # type: ignore[misc]
                )


def _deliveries(uow: UnitOfWork, account: str, now: datetime, limit: int) -> Claimed:
    claimed = Claimed(PUSHES)
    for row in uow.pushes.claim(account, now, limit) if limit > 0 else []:
        if row.active:
            claimed.chats.setdefault(row.group_wire, []).append(delivery_envelope(row, account))
        else:
            claimed.dead.append(row.id)
    return claimed


def _target(uow: UnitOfWork, queue: str) -> OutboxQueue | Deliveries:
    return uow.outbox if queue == REPLIES else uow.pushes


def _mark(uow: UnitOfWork, queue: str, rows: tuple[int, ...], state: str, **values: object) -> int:
    return _target(uow, queue).mark(rows, state, **values)  # type: ignore[arg-type]


def _left_under_way(uow: UnitOfWork, account: str, merged: str) -> list[Expected]:
    """Sends of an earlier process that were claimed and never settled, oldest first: merged ones as the one message they were."""
    together: dict[int, list[Any]] = {}
    for row in uow.outbox.unsettled(account):
        together.setdefault(row.sent_as or row.id, []).append(row)
    replies = [Expected.of(REPLIES, envelopes(rows, merged)[0]) for rows in together.values()]
    pushes = [Expected.of(PUSHES, delivery_envelope(row, account)) for row in uow.pushes.unsettled(account)]
    return replies + pushes
