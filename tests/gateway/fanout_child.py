"""A bot behind a real gateway with a push to send, to be killed: its parent forks a new one for each line it is sent.

`python -m tests.gateway.fanout_child FOLDER ENDPOINT GROUP…`; a line is `fast` or `paced`. Where the folder has pictures, the item has
them, and a link. The id of each process is printed; it waits for another line, settles the slot that is due, as every start does,
prints "ready", sends what is left, and prints "done" when nothing waits or is under way.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapter import Pace
from bot.adapters.wechaty import WechatyAdapter
from bot.app import App, bootstrap
from bot.config import Settings
from handlers.language.warm import warm
from store.media import Attachment, MediaFolder, stored
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.gateway.process import TOKEN
from tests.gateway.worlds import ACCOUNT, QUICK

PACES = {"fast": Pace(), "paced": Pace(0.01, 0.02)}
ECHO_SECONDS = 0.3


def now() -> datetime:
    return datetime.now(UTC)


def carried(folder: Path) -> list[Attachment]:
    """The pictures of the folder, and a link after them."""
    kept = MediaFolder(folder / "files" / "items")
    pictures = [Attachment("image", kept.save(path.read_bytes(), ".png")) for path in sorted(folder.glob("*.png"))]
    return [*pictures, Attachment("link", "", "题", "说明", "https://a.example/1")] if pictures else []


def prepare(uow: UnitOfWork, rooms: list[str], media: list[Attachment]) -> None:
    """Once: the groups, an approved item, and a plan whose slot was a minute ago."""
    if uow.plans.timed():
        return
    for room in rooms:
        uow.groups.ensure(ACCOUNT, room, room, now())
    slot = (now() - timedelta(minutes=1)).astimezone(SHANGHAI).replace(second=0, microsecond=0)
    column = uow.study.ensure_column("党史上的今天", "dated")
    words = {"title": "题", "text": "文", "source": "源", "media": stored(media)}
    uow.study.add_item(column, now(), key=f"{slot:%m-%d}", **words, state="approved")
    uow.plans.add(slot - timedelta(minutes=1), column_id=column.id, times={"at": f"{slot:%Y-%m-%dT%H:%M}"}, audience={"all": True})


def build(folder: Path, endpoint: str, pace: Pace) -> tuple[App, WechatyAdapter]:
    wire = WechatyAdapter(ACCOUNT, endpoint, TOKEN, pace, now, patience=QUICK)
    settings = Settings(database=f"sqlite:///{folder / 'crash.db'}", files=folder / "files")
    return bootstrap(settings, [wire], now, alarms=False, echo_seconds=ECHO_SECONDS), wire


async def live(folder: Path, endpoint: str, rooms: list[str], pace: Pace) -> None:
    app, wire = build(folder, endpoint, pace)
    await app.start()
    await app.writer.run(lambda uow: prepare(uow, rooms, carried(folder)))
    await wire.ready.wait()
    print("ready", flush=True)
    await app.settle()
    app.outbox.wake_all()
    while not await settled(app):  # noqa: ASYNC110  (the store is asked)
        await asyncio.sleep(0.05)
    print("done", flush=True)
    await asyncio.Event().wait()  # it is ended by its parent


async def settled(app: App) -> bool:
    states = await app.writer.run(lambda uow: uow.deliveries.states("2000-01-01", "2999-12-31", None))
    return not states.keys() & {"pending", "sending"}


def main(folder: Path, endpoint: str, rooms: list[str]) -> None:
    warm()
    build(folder, endpoint, Pace())[0].database.close()  # what every child needs is loaded once
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.readline()
            asyncio.run(live(folder, endpoint, rooms, PACES[line.strip()]))
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
