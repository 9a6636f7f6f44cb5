"""The one writer: batches of messages, one transaction, one commit.

What is queued (up to a bound) is taken together. A batch runs without savepoints first; only if a message in it fails is
it rolled back and redone with one each, so that one message's failure harms no other. Message ids and replies go in once a
batch, with the rows: what is answered is durable, what is not durable is not answered.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from bot.envelopes import outbox_rows
from bot.outage import Outage
from handlers.conversation import Answered, Conversation
from handlers.message import Clock, IncomingMessage, RoomEvent
from handlers.reply import Reply
from store.database import Database
from store.faults import is_outage
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
T = TypeVar("T")
BATCH = 256
REDELIVERY = timedelta(days=30)
"""So long a message id is remembered."""
RETRY_SECONDS = 0.5
"""A commit that fails (a full disk, a lost server) is tried again this often: nothing that was queued is dropped."""


@dataclass(slots=True)
class Job:
    """One thing to do in a transaction: a message, a room event, or a function with a waiting future."""

    event: IncomingMessage | RoomEvent | None = None
    call: Callable[[UnitOfWork], Any] | None = None
    future: asyncio.Future[Any] | None = None
    answered: Answered | None = None
    result: Any = None
    error: BaseException | None = None
    scene_version: int | None = None


class Stopped(Exception):
    """The writer has ended; nothing more is written."""


@dataclass(slots=True)
class Batch:
    """What one commit brought about. `undrawn`: outbox rows whose files are to be drawn now."""

    jobs: Sequence[Job]
    accounts: set[str] = field(default_factory=set)
    scene_version: int | None = None
    plans_changed: bool = False
    deliveries: bool = False
    soon: bool = False
    undrawn: list[dict[str, Any]] = field(default_factory=list)


class Writer:
    """Owns the only writing transaction. `done` is called on the event loop after each commit."""

    def __init__(self, database: Database, conversation: Conversation, clock: Clock, done: Callable[[Batch], None]) -> None:
        self._database = database
        self._conversation = conversation
        self._clock = clock
        self._done = done
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._outage = Outage()
        self.pending = 0
        self.drained = asyncio.Event()

    def start(self) -> None:
        """Begin to write; call on the event loop."""
        self._loop = asyncio.get_running_loop()
        self.drained.set()
        self._thread.start()

    async def stop(self) -> None:
        """Finish what is queued, then end."""
        if self._thread.is_alive():
            self._stopping.set()
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
        while not self._queue.empty():
            if (left := self._queue.get()) is not None:
                _fail(left, Stopped())

    def feed(self, event: IncomingMessage | RoomEvent) -> None:
        """Queue a message or a room event."""
        self._put(Job(event=event))

    async def run(self, call: Callable[[UnitOfWork], T]) -> T:
        """Run a function in the writer's transaction; what it raises is raised here, and `Stopped` after the end.

        It may run twice (a batch redone), so it must only touch the store.
        """
        if self._stopping.is_set() and not self._thread.is_alive():
            raise Stopped
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(Job(call=call, future=future))
        return await future

    def _put(self, job: Job) -> None:
        self.pending += 1
        self.drained.clear()
        self._queue.put(job)

    # -- the thread ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs = [first]
            while len(jobs) < BATCH and not self._queue.empty():
                job = self._queue.get()
                if job is None:
                    self._queue.put(None)
                    break
                jobs.append(job)
            self._commit(jobs)

    def _commit(self, jobs: list[Job]) -> None:
        """Write one batch. While the database itself is out, again until it holds or the process ends.

        A batch it refuses is written job by job, so that only the one it cannot take is given up.
        """
        assert self._loop is not None
        while True:
            try:
                batch = self._attempt(jobs)
                self._outage.over()
                break
            except Exception as error:
                if not is_outage(error):
                    logger.exception("a batch of %s was refused", len(jobs), extra={"action": "commit_refused"})
                    self._one_by_one(jobs, error)
                    return
                self._outage.goes_on(error, self.pending, self._clock())
                if self._stopping.wait(RETRY_SECONDS):
                    self._loop.call_soon_threadsafe(_fail_all, jobs)
                    return
        self._loop.call_soon_threadsafe(self._finish, batch)

    def _one_by_one(self, jobs: list[Job], error: Exception) -> None:
        """Each job in a batch of its own; one that is refused alone ends with its error, unanswered."""
        if len(jobs) > 1:
            for job in jobs:
                self._commit([job])
            return
        jobs[0].answered, jobs[0].error = None, error
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._finish, Batch(jobs))

    def _attempt(self, jobs: list[Job]) -> Batch:
        try:
            try:
                return self._transaction(jobs, savepoints=False)
            except _OneFailed:
                self._conversation.scenes.forget()
                return self._transaction(jobs, savepoints=True)
        except Exception:
            self._conversation.scenes.forget()
            raise

    def _transaction(self, jobs: list[Job], *, savepoints: bool) -> Batch:
        batch = Batch(jobs)
        with self._database.writing() as connection:
            uow = UnitOfWork(connection)
            seen = _seen(uow, jobs)
            _look_up_senders(uow, jobs)
            inbox: list[dict[str, object]] = []
            outbox: list[dict[str, Any]] = []
            for job in jobs:
                self._job(uow, job, savepoints, seen, inbox, outbox, batch)
            uow.inbox.add_all(inbox)
            uow.outbox.add_all(outbox)
            batch.accounts |= {str(row["account"]) for row in outbox}
            batch.undrawn = [row for row in outbox if row["drawing"]]
            batch.scene_version = uow.scene_version() if uow.scene_touched else uow.memo.get("scene_version")
        return batch

    def _job(
        self, uow: UnitOfWork, job: Job, savepoints: bool, seen: set[tuple[str, str]], inbox: list[Any], outbox: list[Any], batch: Batch
    ) -> None:
        job.answered = job.result = job.error = job.scene_version = None
        event = job.event
        key = (event.account, event.id) if event is not None and event.id else None
        if key is not None and key in seen:
            return
        uow.journal.clear()
        reply = self._isolated(uow, job) if savepoints else self._plain(uow, job)
        if reply is None or event is None:
            return
        if key is not None:
            seen.add(key)
            inbox.append({"account": key[0], "message_id": key[1], "at": self._clock()})
        outbox += outbox_rows(reply, event, self._clock())
        batch.plans_changed |= reply.plans_changed
        batch.deliveries |= reply.deliveries
        batch.soon |= reply.soon

    def _plain(self, uow: UnitOfWork, job: Job) -> Reply | None:
        try:
            return self._carry_out(uow, job)
        except Exception as error:
            if is_outage(error):
                raise
            raise _OneFailed from error

    def _isolated(self, uow: UnitOfWork, job: Job) -> Reply | None:
        """Run one job in a savepoint; our own mistake is logged with its cause and answered by one apology."""
        try:
            with uow.connection.begin_nested():
                return self._carry_out(uow, job)
        except Exception as error:
            if is_outage(error):
                raise
            uow.memo.clear()
            self._conversation.scenes.forget()
            job.answered, job.error = None, error
            if job.event is None:
                return None
            logger.exception("a message could not be handled", extra={"action": "handler_failed"})
            return self._conversation.apology() if isinstance(job.event, IncomingMessage) else None

    def _carry_out(self, uow: UnitOfWork, job: Job) -> Reply | None:
        now = self._clock()
        if job.call is not None:
            job.result = job.call(uow)
            return None
        if isinstance(job.event, RoomEvent):
            return self._conversation.room_event(uow, job.event, now)
        assert job.event is not None
        job.answered = self._conversation.answer(uow, job.event, now)
        job.scene_version = uow.memo.get("scene_version")
        return job.answered.reply

    # -- back on the loop ------------------------------------------------------------------------------------------

    def _finish(self, batch: Batch) -> None:
        self._done(batch)
        for job in batch.jobs:
            if job.future is not None and not job.future.done():
                if job.error is not None:
                    job.future.set_exception(job.error)
                else:
                    job.future.set_result(job.result)
        self.pending -= len(batch.jobs)
        if self.pending == 0:
            self.drained.set()


def _fail(job: Job, error: Exception) -> None:
    if job.future is not None and not job.future.done():
        job.future.set_exception(error)


def _fail_all(jobs: Sequence[Job]) -> None:
    for job in jobs:
        _fail(job, Stopped())


class _OneFailed(Exception):
    """A job of a batch raised: the batch is redone with savepoints."""


def _look_up_senders(uow: UnitOfWork, jobs: Sequence[Job]) -> None:
    """Read who speaks in a batch, with their rights and questions, in three queries instead of three a message."""
    by_account: dict[str, set[str]] = {}
    for job in jobs:
        if isinstance(job.event, IncomingMessage):
            by_account.setdefault(job.event.account, set()).add(job.event.sender)
    known = [member for account, senders in by_account.items() for member in uow.members.look_up(account, senders)]
    if known:
        uow.roles.look_up(known)
        uow.questions.look_up(known)


def _seen(uow: UnitOfWork, jobs: Sequence[Job]) -> set[tuple[str, str]]:
    """Which messages of a batch were acted on before."""
    by_account: dict[str, list[str]] = {}
    for job in jobs:
        if job.event is not None and job.event.id:
            by_account.setdefault(job.event.account, []).append(job.event.id)
    return {(account, found) for account, ids in by_account.items() for found in uow.inbox.seen(account, ids)}
