"""The only door out: claims what is durable, sends it at the account's pace, marks what became of it.

Replies go before pushes; within a chat order is kept. A claim is committed before a send. A send that failed surely is
tried again with growing patience; one that may have arrived is `uncertain` and only the account's own echo settles it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.adapter import Adapter, NotConnected, RoomClosed, SendFailed, SendUncertain, TooSoon
from bot.claims import REPLIES, Claimed, claim, dead, left_under_way, mark, record, settle_heard
from bot.echoes import Expected
from bot.envelopes import Envelope, Outcome
from bot.lane import Closed, Lane
from bot.parts import Part, part_of
from bot.writer import Writer
from handlers.message import Clock, IncomingMessage
from handlers.texts import Texts
from store.media import MediaFolder
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
IN_FLIGHT = 20
ATTEMPTS = 5
ECHO_SECONDS = 10.0
"""How long after a start an echo may still settle what was under way before it."""
LOOK_SECONDS = 30.0
"""How often the store is looked at for what another process has left to say, for all accounts together."""
AWAY_SECONDS = 0.5
"""A channel that turned a message away because it is not connected is given so long to notice."""
STOP_SECONDS = 3.0
"""On stopping, what is under way is given so long to end and be recorded."""
BLOCKED_SECONDS = 30.0
"""On an account that may not send, replies are tried no faster than this."""
HOLDING = ("pending", "failed", "back", "waiting", "part", "later", "closed")
"""What came of a message so that those behind it in its chat wait."""


def never_closed(uow: UnitOfWork, now: datetime) -> Closed:
    """No plan has to wait."""
    return ()


class Outbox:
    """Sends for every account. `wake` is called after each commit that left something to say; `media` holds what items carry."""

    def __init__(
        self,
        writer: Writer,
        adapters: dict[str, Adapter],
        clock: Clock,
        texts: Texts,
        media: MediaFolder,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        echo_seconds: float = ECHO_SECONDS,
        closed: Callable[[UnitOfWork, datetime], Closed] = never_closed,
    ) -> None:
        self._writer = writer
        self._lanes = {account: Lane.of(adapter, media) for account, adapter in adapters.items()}
        self._clock = clock
        self._texts = texts
        self._sleep = sleep
        self._echo_seconds = echo_seconds
        self._closed = closed
        self._tasks: list[asyncio.Task[None]] = []
        self._ending = False

    async def start(self) -> None:
        """Take up what an earlier process left under way, then send."""
        left = await self._writer.run(self._take_up)
        for lane in self._lanes.values():
            for expected in left[lane.account]:
                lane.echoes.expect(expected, under_way=False)
            lane.work = asyncio.create_task(self._work(lane), name=f"outbox-{lane.account}")
            self._tasks.append(lane.work)
            if left[lane.account]:
                self._tasks.append(asyncio.create_task(self._give_up_waiting(lane, left[lane.account])))
        self._tasks.append(asyncio.create_task(self._look_around(), name="outbox-look"))

    def _take_up(self, uow: UnitOfWork) -> dict[str, list[Expected]]:
        last, blocked = uow.deliveries.last_sign(self._clock()), {row.account: row for row in uow.accounts.blocked()}
        for lane in self._lanes.values():
            lane.take_up(blocked.get(lane.account), last)
        return {account: left_under_way(uow, lane, self._texts) for account, lane in self._lanes.items()}

    async def stop(self) -> None:
        """Begin nothing more, and let what is under way end and be recorded: its echo would find nobody.

        What takes too long is settled by the next start.
        """
        self._ending = True
        busy = [lane.work for lane in self._lanes.values() if lane.is_busy and lane.work is not None]
        for task in self._tasks:
            if task not in busy:
                task.cancel()
        if busy:
            await asyncio.wait(busy, timeout=STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, account: str) -> None:
        """There may be something to send."""
        lane = self._lanes.get(account)
        if lane is not None:
            if lane.is_ready:
                lane.quiet.clear()
            lane.awake.set()

    def wake_all(self) -> None:
        """There may be something to send on any account."""
        for account in self._lanes:
            self.wake(account)

    @property
    def is_quiet(self) -> bool:
        """Whether no account has anything due."""
        return all(lane.quiet.is_set() for lane in self._lanes.values())

    async def quiet(self) -> None:
        """Wait until no account has anything due."""
        for lane in self._lanes.values():
            await lane.quiet.wait()

    async def echo(self, message: IncomingMessage) -> None:
        """The account's own message came back: the send it belongs to has arrived, and the account may send."""
        lane = self._lanes.get(message.account)
        found = lane.echoes.heard(message) if lane is not None else None
        if lane is None or found is None:
            return
        lane.breaker.well()
        now = self._clock()

        def settle(uow: UnitOfWork) -> None:
            settle_heard(uow, found, message.id, now)
            record(uow, lane, (), now, self._texts)

        await self._save(lane, settle)
        if found.next:
            self.wake(lane.account)

    # -- one account -----------------------------------------------------------------------------------------------

    async def _look_around(self) -> None:
        """Wake accounts that have something to say, whoever left it. One idle account or four hundred cost the same."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                for account in await self._writer.run(lambda uow: uow.outbox.waiting() | uow.deliveries.waiting().keys()):
                    self.wake(account)
            except Exception:
                logger.exception("the outbox could not be looked at", extra={"action": "look_failed"})

    async def _work(self, lane: Lane) -> None:
        outcomes: list[Outcome] = []
        while outcomes or not self._ending:
            if not outcomes:
                await lane.until_ready(self._clock)
            done, outcomes = outcomes, []
            lane.is_busy = True
            try:
                claimed = await self._save(lane, lambda uow, done=done: self._settle_and_claim(uow, lane, done))  # type: ignore[misc]
            except Exception:
                logger.exception("the outbox of %s could not be read", lane.account, extra={"action": "claim_failed"})
                outcomes, lane.is_busy = done, bool(done)
                await self._sleep(1.0)
                continue
            if claimed:
                outcomes = await self._pause(lane, await self._send_all(lane, claimed))
                continue
            lane.is_busy = False
            if self._ending:
                return
            if claimed.token_at is not None:
                await self._until_token(lane, claimed.token_at)
            else:
                await lane.rest(self._clock, claimed.next_due)

    async def _save(self, lane: Lane, call: Callable[[UnitOfWork], Claimed | None]) -> Claimed:
        """Run in the writer's transaction; after it the store knows how the account stands."""
        standing = lane.breaker.now
        claimed = await self._writer.run(call)
        if standing != lane.breaker.kept:
            lane.breaker.kept = standing
            said = f"接连发不出去，推送先停下（{lane.breaker.cause}）" if standing[0] else "又发得出去了"
            logger.warning("%s：%s", lane.account, said, extra={"action": "account_blocked"})
            self.wake_all()  # those in charge are told through other accounts
        if lane.tells_rooms():
            self.wake_all()
        return Claimed(REPLIES) if claimed is None else claimed

    async def _until_token(self, lane: Lane, at: datetime) -> None:
        """A push waits for its turn; a reply that comes meanwhile need not."""
        if not lane.awake.is_set():
            sleeping = asyncio.ensure_future(self._sleep(max(0.0, (at - self._clock()).total_seconds())))
            waking = asyncio.ensure_future(lane.awake.wait())
            try:
                await asyncio.wait((sleeping, waking), return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                waking.cancel()
        lane.awake.clear()

    async def _pause(self, lane: Lane, outcomes: list[Outcome]) -> list[Outcome]:
        """Between sends of a slow channel; what was sent is recorded first. Gives what could not be recorded yet."""
        away = any(outcome.state == "waiting" for outcome in outcomes)
        seconds = AWAY_SECONDS if away else lane.wait_for_token(self._clock())
        seconds = max(seconds, BLOCKED_SECONDS) if lane.breaker.blocked else seconds
        if self._ending or (not lane.is_paced and seconds <= 0):
            return outcomes
        try:
            await self._save(lane, lambda uow: record(uow, lane, outcomes, self._clock(), self._texts))
            outcomes, lane.is_busy = [], False
        except Exception:
            logger.exception("what %s sent could not be recorded yet", lane.account, extra={"action": "record_failed"})
        await self._sleep(max(0.0, seconds))
        return outcomes

    async def _send_all(self, lane: Lane, claimed: Claimed) -> list[Outcome]:
        """Chats side by side, each chat in order; after a failure the rest of a chat waits for its turn."""
        side_by_side = asyncio.Semaphore(1 if lane.is_paced else IN_FLIGHT)
        gone = 0

        async def chat(name: str, queue: list[Envelope]) -> list[tuple[str, Outcome]]:
            nonlocal gone
            sent: list[tuple[str, Outcome]] = []
            async with side_by_side:
                for envelope in queue:
                    held = (sent and sent[-1][1].state in HOLDING) or (gone and lane.is_paced) or self._ending
                    back = Outcome(claimed.queue, envelope.rows, "back")
                    sent.append((name, back if held else await self._send(lane, claimed.queue, envelope)))
                    gone += 1
            return sent

        found = [pair for sent in await asyncio.gather(*(chat(*one) for one in claimed.chats.items())) for pair in sent]
        lane.breaker.note(found, self._clock())
        return [*dead(claimed, self._texts("outbox.group_left")), *(outcome for _, outcome in found)]

    async def _send(self, lane: Lane, queue: str, envelope: Envelope) -> Outcome:
        """Send one message, or one of several parts: the next is claimed when this one is marked."""
        part = part_of(envelope.messages, envelope.done, lane.adapter.capabilities, self._texts)
        if part is None:
            return Outcome(queue, envelope.rows, "sent")
        lane.bucket.take(self._clock())
        outcome = await self._try(lane, queue, envelope, part)
        if outcome.state == "sent" and part.next:
            outcome.state, outcome.done = "part", part.next
        if outcome.state in ("sent", "part", "uncertain"):
            lane.caps.count(queue)
        lane.note_room(part.message, outcome)
        return outcome

    async def _try(self, lane: Lane, queue: str, envelope: Envelope, part: Part) -> Outcome:
        rows, expected = envelope.rows, Expected.of(queue, envelope.rows, part.message, part.next)
        lane.echoes.expect(expected)
        try:
            wire_id = await lane.adapter.send(part.message)
        except NotConnected as error:
            lane.echoes.forget(expected)
            return Outcome(queue, rows, "waiting", cause=str(error))
        except (TooSoon, RoomClosed) as error:
            lane.echoes.forget(expected)
            return Outcome(queue, rows, "later" if error.seconds else "closed", cause=str(error), seconds=error.seconds)
        except SendFailed as error:
            lane.echoes.forget(expected)
            again = envelope.attempts < ATTEMPTS or lane.breaker.blocked
            return Outcome(queue, rows, "pending" if again else "failed", envelope.attempts, cause=str(error))
        except SendUncertain as error:
            heard = lane.echoes.ended(expected)
            return Outcome(queue, rows, "sent" if heard else "uncertain", cause="" if heard else str(error))
        except Exception as error:
            logger.exception("a send on %s ended unexpectedly", lane.account, extra={"action": "send_error"})
            heard = lane.echoes.ended(expected)
            return Outcome(queue, rows, "sent" if heard else "uncertain", cause=type(error).__name__)
        lane.echoes.arrived(expected, wire_id)
        return Outcome(queue, rows, "sent", wire_id=wire_id)

    # -- in the writer's transaction ---------------------------------------------------------------------------------

    def _settle_and_claim(self, uow: UnitOfWork, lane: Lane, done: Sequence[Outcome]) -> Claimed:
        now = self._clock()
        record(uow, lane, done, now, self._texts)
        may = lane.is_ready and not self._ending
        return claim(uow, lane, now, self._texts, self._closed(uow, now)) if may else Claimed(REPLIES)

    async def _give_up_waiting(self, lane: Lane, left: list[Expected]) -> None:
        """What was under way when an earlier process ended and has no echo yet: uncertain, never sent again blindly."""
        await self._sleep(self._echo_seconds if lane.adapter.capabilities.echoes else 0.0)
        cause = self._texts("outbox.interrupted")
        for expected in left:
            if lane.echoes.waits_for(expected):
                await self._writer.run(
                    lambda uow, e=expected: mark(uow, e.queue, e.rows, "uncertain", cause=cause, from_states=("sending",))  # type: ignore[misc]
                )
