"""The bot as a process behind a real gateway: kill -9 of either, counted at the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
from collections import Counter
from pathlib import Path

from tests.gateway.process import BOT, Gateway
from tests.gateway.running import bot, present
from tests.waiting import CEILING


async def answered(running: Gateway, who: str) -> None:
    """Someone asks in private and is answered."""
    await running.says(who, BOT, "帮助")
    await running.until(CEILING, lambda: running.texts(who))


async def test_a_conversation_through_the_process_and_its_end(own: Gateway, tmp_path: Path) -> None:
    await own.people("开场", "王芳")
    async with bot(own, tmp_path) as started:
        await present(own)
        await answered(own, "王芳")
        assert "报名" in own.texts("王芳")[-1]
        await asyncio.wait_for(started.end(signal.SIGTERM), CEILING)


async def test_what_is_asked_while_the_gateway_dies_is_answered_once(own: Gateway, tmp_path: Path) -> None:
    people = [f"人{number}" for number in range(6)]
    await own.people("开场", *people)
    async with bot(own, tmp_path):
        await present(own)
        for number, who in enumerate(people):
            await answered(own, who)
            if number % 2:
                await own.kill()
                await own.start()
                await present(own)
        counted = Counter(sent.to for sent in own.sent)
        assert [counted[who] for who in people] == [1] * len(people)


async def test_a_bot_killed_at_any_moment_says_nothing_twice(own: Gateway, tmp_path: Path) -> None:
    people = [f"人{number}" for number in range(12)]
    await own.people("开场", *people)
    async with bot(own, tmp_path) as started:
        await present(own)
        for pause in (0.0, 0.05, 0.15, 0.3):
            group, people = people[:3], people[3:]
            for who in group:
                await own.says(who, BOT, "帮助")
            await asyncio.sleep(pause)
            await started.end(signal.SIGKILL)
            await started.start()
            await present(own)
        await asyncio.sleep(1)
        counted = Counter(sent.to for sent in own.sent if sent.to != "开场")
        assert all(count == 1 for count in counted.values()), counted


def states(folder: Path) -> dict[str, str]:
    """What became of each answer, by its receiver."""
    with contextlib.closing(sqlite3.connect(folder / "data" / "jinguo.db")) as connection:
        return dict(connection.execute("SELECT person_wire, state FROM outbox WHERE person_wire <> '开场'").fetchall())


async def test_a_bot_told_to_stop_leaves_nothing_uncertain(own: Gateway, tmp_path: Path) -> None:
    people = [f"人{number}" for number in range(24)]
    await own.people("开场", *people)
    async with bot(own, tmp_path) as started:
        await present(own)
        for who in people:
            await own.says(who, BOT, "帮助")
        for more in (2, 5, 9):
            before = len(own.sent)
            await own.until(30, lambda before=before, more=more: len(own.sent) >= before + more)
            await asyncio.wait_for(started.end(signal.SIGTERM), 30)
            left = states(tmp_path)
            assert set(left.values()) <= {"sent", "pending"}
            assert {who for who, state in left.items() if state == "sent"} == {sent.to for sent in own.sent if sent.to != "开场"}
            await started.start()
        await own.until(30, lambda: set(states(tmp_path).values()) == {"sent"})
        counted = Counter(sent.to for sent in own.sent if sent.to != "开场")
        assert counted == dict.fromkeys(states(tmp_path), 1)
