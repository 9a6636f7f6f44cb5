"""A real process with sign-ups in flight, killed again and again: what was answered is in the database, once."""

from __future__ import annotations

import random
import sys
from asyncio import StreamReader, create_subprocess_exec, to_thread, wait_for
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.adapters.local import BOT, LocalAdapter
from store.database import Database
from store.exports import Exports
from store.outbox import OUTBOX
from store.unit_of_work import UnitOfWork
from tests.bot.crash_child import ROOM, now, people
from tests.waiting import CEILING

KILLS = 10
PEOPLE = 400


def answers(folder: Path) -> list[str]:
    """What the bot has said in the group, as the channel kept it."""
    return [bubble.text for bubble in LocalAdapter("main", folder / "chat", now).history(ROOM) if bubble.sender == BOT]


def check(folder: Path) -> int:
    """Nothing is answered that is not durable, nothing twice; how many were answered."""
    said = "\n".join(answers(folder))
    database = Database(f"sqlite:///{folder / 'crash.db'}")
    with database.reading() as connection:
        kept = [row["name"] for row in Exports(UnitOfWork(connection)).rows("signups") if row["headcount"] == 2]
    database.close()
    times = {name: said.count(name) for name in people(PEOPLE)}
    assert [name for name, count in times.items() if count > 1] == [], "answered twice"
    assert {name for name, count in times.items() if count} <= set(kept), "answered and not durable"
    assert len(kept) == len(set(kept))
    return sum(times.values())


async def read(out: StreamReader | None) -> str:
    assert out is not None
    return (await wait_for(out.readline(), CEILING)).decode().strip()


async def test_killed_again_and_again(tmp_path: Path) -> None:
    dice = random.Random(7)
    command = (sys.executable, "-m", "tests.bot.crash_child", str(tmp_path), str(PEOPLE))
    forge = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert forge.stdin is not None
    answered = []
    for kill in range(KILLS + 1):
        forge.stdin.write(b"%d\n" % (dice.randrange(1_000, 15_000) if kill < KILLS else 0))
        if kill == KILLS:
            assert await read(forge.stdout) == "done"
        assert await read(forge.stdout) == "ended"
        answered.append(await to_thread(check, tmp_path))
    forge.stdin.close()
    await wait_for(forge.wait(), CEILING)
    assert 0 < answered[KILLS // 2] < answered[-1], "it was killed with sign-ups in flight"
    check_settled(tmp_path)


def check_settled(folder: Path) -> None:
    """In the end everyone is in, and every answer is sent or known to be uncertain; a sent one was shown."""
    database = Database(f"sqlite:///{folder / 'crash.db'}")
    with database.reading() as connection:
        kept = {row["name"] for row in Exports(UnitOfWork(connection)).rows("signups")}
        rows = list(connection.execute(OUTBOX.select()))
    database.close()
    said = "\n".join(answers(folder))
    assert kept == set(people(PEOPLE))
    assert {row.state for row in rows} <= {"sent", "uncertain"}
    assert all((row.who.split(" ")[0] in said) == (row.state == "sent") for row in rows if row.who)
