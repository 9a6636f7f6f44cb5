"""Answers that take much reading end with the process: whoever asked is told at the next start."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot import drawings
from bot.files import Undrawn
from bot.readings import Readings
from bot.writer import Stopped
from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.router import COMMANDS
from store.unit_of_work import UnitOfWork
from tests.conversation import town

FOR_EVER = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n")


async def test_what_would_be_read_for_ever_is_broken_off_at_the_end(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def read(uow: UnitOfWork) -> str:
        begun.set()
        try:
            return str(uow.connection.execute(FOR_EVER).scalar())
        finally:
            ended.set()

    def run(ctx: Context, said: Understanding) -> Reply:
        return Reply([Say("", path=ctx.ports.readings.later(read), name="大数")])

    monkeypatch.setattr(drawings, "LAST_SECONDS", 0.2)
    monkeypatch.setitem(COMMANDS, "help", replace(COMMANDS["help"], run=run))
    async with town(database=url) as here:
        wang, group = here.person("王芳", group="省财政厅"), here.group("省财政厅")
        await here.wire.say(wang.wire_id, "帮助", room=group.wire_id)
        await group.until(begun.is_set)
        await here.restart()
        assert ended.is_set()
        assert group.heard() == "“大数”没来得及做好，助手刚才重启了。请再说一次，马上给您做。"


async def test_after_the_end_nothing_more_is_read() -> None:
    async with town() as here:
        readings = Readings(here.app.database)
        promised = readings.later(lambda uow: "read")
        assert isinstance(promised, Undrawn)
        assert promised.draw()["text"] == "read"
        await readings.stop()
        with pytest.raises(Stopped):
            promised.draw()
