"""What happened to the account's rooms while nobody listened is made good when it comes up, through the real gateway."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

from tests.gateway.process import BOT, Gateway
from tests.gateway.running import bot, present
from tests.waiting import CEILING, until


def groups(folder: Path) -> dict[str, bool]:
    """The groups that the bot knows by name, and whether it is in them."""
    path = folder / "data" / "jinguo.db"
    if not path.exists():
        return {}
    connection = sqlite3.connect(path)
    try:
        return {str(name): bool(active) for name, active in connection.execute("SELECT name, active FROM work_group")}
    finally:
        connection.close()


async def let_in(running: Gateway, topic: str) -> str:
    """A room that lets the bot in now; its id."""
    room = await running.room(topic, ["王芳"], with_bot=False)
    await running.do("join", room=room, contact=BOT, by="王芳")
    return room


async def known(folder: Path, wanted: dict[str, bool]) -> None:
    await until(lambda: groups(folder) == wanted)


async def test_rooms_that_changed_while_the_bot_was_away(own: Gateway, tmp_path: Path) -> None:
    await own.people("开场", "王芳")
    first = await own.room("财政厅群", ["王芳"])
    second = await own.room("教育厅群", ["王芳"])
    await own.room("与它无关的群", ["王芳"], with_bot=False)
    async with bot(own, tmp_path) as started:
        await present(own)
        await known(tmp_path, {"财政厅群": True, "教育厅群": True})
        await started.end(signal.SIGTERM)
        third = await let_in(own, "民政厅群")
        await own.do("leave", room=first, contact=BOT, by="王芳")
        await own.do("topic", room=second, by="王芳", topic="教育厅妇女工作群")
        await started.start()
        await known(tmp_path, {"财政厅群": False, "教育厅妇女工作群": True, "民政厅群": True})
        await own.until(CEILING, lambda: own.texts(third))
        assert "绑定单位" in own.texts(third)[0]
        await started.end(signal.SIGTERM)
        await started.start()
        await present(own)
        fourth = await let_in(own, "水利厅群")  # greeted by its event, behind whatever a second look would have said
        await own.until(CEILING, lambda: own.texts(fourth))
        assert [len(own.texts(room)) for room in (first, second, third, fourth)] == [0, 0, 1, 1]


async def test_what_no_event_told_is_seen_at_the_next_login(own: Gateway, tmp_path: Path) -> None:
    await own.people("开场", "王芳")
    async with bot(own, tmp_path):
        await present(own)
        greeted = await let_in(own, "财政厅群")
        await own.until(CEILING, lambda: own.texts(greeted))
        await own.do("mute", on=True)
        missed = await let_in(own, "教育厅群")
        await own.do("leave", room=greeted, contact=BOT, by="王芳")
        await own.do("mute", on=False)
        await own.do("logout")
        await own.do("login")
        await own.until(CEILING, lambda: own.texts(missed))
        await known(tmp_path, {"财政厅群": False, "教育厅群": True})
        assert [len(own.texts(room)) for room in (greeted, missed)] == [1, 1]
