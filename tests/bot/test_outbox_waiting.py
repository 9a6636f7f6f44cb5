"""A channel that is not connected costs a message no attempt: it waits, in its place, and goes out when the channel is back."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select

from bot.adapter import NotConnected, SendFailed
from handlers.message import OutgoingMessage
from store.models import Outbox, table
from tests.conversation import Town, town
from tests.waiting import CEILING

ROWS = table(Outbox)


async def replies(here: Town) -> list[tuple[str, int]]:
    """State and attempts of every reply, oldest first."""
    query = select(ROWS.c.state, ROWS.c.attempts).order_by(ROWS.c.id)
    found: list[Any] = await here.app.writer.run(lambda uow: list(uow.connection.execute(query).all()))
    return [(str(state), int(attempts)) for state, attempts in found]


async def back(here: Town, *, tried: int) -> None:
    """The channel is back; wait until so much of what waited has been tried."""
    before = sum(attempts for _, attempts in await replies(here))
    here.wire.ready.set()
    async with asyncio.timeout(CEILING):
        while sum(attempts for _, attempts in await replies(here)) < before + tried:
            await here.idle()
    await here.idle()


async def test_nothing_is_claimed_while_the_channel_is_away() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        before = await replies(here)
        here.wire.ready.clear()
        assert await wang.says("帮助") == ""
        assert await wang.says("活动") == ""
        assert (await replies(here))[len(before) :] == [("pending", 0), ("pending", 0)]
        await back(here, tried=2)
        assert (await replies(here))[len(before) :] == [("sent", 1), ("sent", 1)]
        assert len(here.group("省财政厅").bubbles()) >= 2


async def test_turned_away_at_the_door_is_no_attempt_however_often() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        before = await replies(here)
        taken = here.wire.send
        refusals = 0

        async def away(message: OutgoingMessage) -> str:
            nonlocal refusals
            refusals += 1
            if refusals > 7:
                return await taken(message)
            raise NotConnected("网关没有开")

        async def soon(seconds: float) -> None:
            await asyncio.sleep(0)

        here.app.outbox._sleep = soon
        here.wire.send = away  # type: ignore[method-assign]
        answer = await wang.says("帮助")
        assert "报名" in answer
        assert refusals == 8
        assert (await replies(here))[len(before) :] == [("sent", 1)]


async def test_after_a_failure_the_rest_of_the_chat_waits_and_keeps_its_attempts() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        before = await replies(here)
        here.wire.ready.clear()
        for text in ("帮助", "活动", "今日学习"):
            await wang.says(text)
        here.wire.fail_next(SendFailed)
        await back(here, tried=1)
        assert (await replies(here))[len(before) :] == [("pending", 1), ("pending", 0), ("pending", 0)]
        await here.pass_time(seconds=6)
        here.app.outbox.wake_all()
        await here.idle()
        assert (await replies(here))[len(before) :] == [("sent", 2), ("sent", 1), ("sent", 1)]
