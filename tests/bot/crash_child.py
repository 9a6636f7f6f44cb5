"""A bot over the local channel that is to be killed: its parent forks a new one for each line it is sent.

`python -m tests.bot.crash_child FOLDER PEOPLE`; a line is how many bytes the channel is to write before the process is killed (0: none).
Each process redelivers what was not answered, lets everyone who has not spoken sign up, and prints "done" when all is quiet; its parent
prints "ended" after it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.local import BOT, LocalAdapter
from bot.app import App, bootstrap
from bot.config import Settings
from handlers.language.warm import warm
from store.unit_of_work import UnitOfWork

ROOM = "g1"
IN_FLIGHT = 25


def now() -> datetime:
    return datetime.now(UTC)


def people(count: int) -> list[str]:
    """The names: none is part of another."""
    return [f"员工{number:04}号" for number in range(count)]


def build(folder: Path, count: int) -> tuple[App, LocalAdapter]:
    wire = LocalAdapter("main", folder / "chat", now)
    if ROOM not in wire.rooms:
        for name in people(count):
            wire.add_person(name, wire_id=f"u-{name}")
        wire.add_room("省财政厅妇女工作群", [f"u-{name}" for name in people(count)], wire_id=ROOM)
    settings = Settings(database=f"sqlite:///{folder / 'crash.db'}", files=folder / "files")
    return bootstrap(settings, [wire], now, alarms=False, echo_seconds=0.2), wire


def prepare(uow: UnitOfWork) -> None:
    if uow.activities.titled("剪纸活动") is None:
        uow.groups.bind(uow.groups.ensure("main", ROOM, "省财政厅妇女工作群", now()), uow.units.ensure("省财政厅"))
        uow.activities.add("剪纸活动", now())


async def live(folder: Path, count: int) -> None:
    app, wire = build(folder, count)
    await app.start()
    await app.writer.run(prepare)
    said = {bubble.sender for bubble in wire.history(ROOM) if bubble.sender != BOT}
    heard = "\n".join(bubble.text for bubble in wire.history(ROOM) if bubble.sender == BOT)
    for number, name in enumerate(people(count)):
        if number % IN_FLIGHT == 0:
            await app.idle()
        if f"u-{name}" not in said:
            await wire.say(f"u-{name}", "报名剪纸2人", room=ROOM, message_id=f"m-{name}")
        elif name not in heard:
            await wire.redeliver(f"m-{name}")
    await wire.drained()
    await app.idle()
    while await app.writer.run(lambda uow: any(row.state == "sending" for row in uow.outbox.unsettled("main"))):
        await asyncio.sleep(0.05)  # what an earlier process left is given up after echo_seconds
        await app.idle()
    print("done", flush=True)
    await app.stop()


def doomed(journal: Path, more: int) -> None:
    """Killed as soon as the channel has written so much: by a thread of its own, wherever the others are just then."""
    end = journal.stat().st_size + more
    while journal.stat().st_size <= end:
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, count: int) -> None:
    warm()
    build(folder, count)[0].database.close()  # what every child needs is loaded once
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            if more := int(line):
                threading.Thread(target=doomed, args=(folder / "chat" / "journal.jsonl", more), daemon=True).start()
            asyncio.run(live(folder, count))
            os._exit(0)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
