"""What takes its time is made after the commit, beside the writer: a table of 20,000 rows keeps nobody waiting but who asked for it.

Their rows stand in the outbox and are not sent before; of one chat they are let go in the order they were asked for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.files import Undrawn
from bot.writer import Stopped, Writer
from handlers.texts import Texts
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
AT_ONCE = 2
"""A small picture is drawn while a big table is, or while every row is counted anew."""
LAST_SECONDS = 10.0
"""So long the end of the process waits for what is being drawn; the next start says what was not."""

Chat = tuple[str, str]


class Drawings:
    """Draws what commits have left to draw; `wake` is called with an account that has something more to send."""

    def __init__(self, writer: Writer, texts: Texts, wake: Callable[[str], None]) -> None:
        self._writer = writer
        self._texts = texts
        self._wake = wake
        self._hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="draw")
        self._under_way: dict[Chat, asyncio.Task[None]] = {}
        self._stopping = False

    async def take_up(self, accounts: Iterable[str]) -> None:
        """What an earlier process was to draw is lost with it: say so in its place."""
        await self._writer.run(lambda uow: self._say_lost(uow, accounts))

    def _say_lost(self, uow: UnitOfWork, accounts: Iterable[str]) -> None:
        for row in uow.outbox.undrawn(accounts):
            uow.outbox.not_drawn(row.path, self._texts("outbox.not_drawn", name=row.name))

    def begin(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Make what outbox rows that have just been committed promise; call on the event loop. At the end they are left undrawn."""
        begun: set[Undrawn] = set()
        for row in () if self._stopping else rows:
            path = row["path"]
            if not isinstance(path, Undrawn) or path in begun:
                continue
            begun.add(path)
            chat = (str(row["account"]), str(row["group_wire"] or row["person_wire"]))
            task = asyncio.create_task(self._draw(path, self._under_way.get(chat)), name=f"draw-{path[-40:]}")
            self._under_way[chat] = task
            task.add_done_callback(lambda done, chat=chat: self._ended(chat, done))  # type: ignore[misc]

    def _ended(self, chat: Chat, task: asyncio.Task[None]) -> None:
        if self._under_way.get(chat) is task:
            del self._under_way[chat]

    async def _draw(self, path: Undrawn, before: asyncio.Task[None] | None) -> None:
        made: Mapping[str, str] | None = None
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._hands, path.draw)
        except Exception:
            logger.exception("what was promised could not be made: %s", path, extra={"action": "draw_failed"})
        if before is not None:
            await asyncio.wait((before,))
        try:
            accounts = await self._writer.run(lambda uow: self._settle(uow, path, made))
        except Stopped:
            return
        for account in () if self._stopping else accounts:
            self._wake(account)

    def _settle(self, uow: UnitOfWork, path: Undrawn, made: Mapping[str, str] | None) -> set[str]:
        return uow.outbox.not_drawn(path, self._texts("dialogue.apology")) if made is None else uow.outbox.drawn(path, made)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being drawn."""
        return not self._under_way

    async def idle(self) -> None:
        """Wait until nothing is being drawn."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Finish what is nearly done, for the next start to send; the rest it says was lost."""
        self._stopping = True
        tasks = list(self._under_way.values())
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hands.shutdown(wait=False, cancel_futures=True)
