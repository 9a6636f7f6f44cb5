"""Files are drawn after the commit: others are answered meanwhile, the line stands before its file, nothing waits for ever."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.router import COMMANDS
from tests.conversation import Person, Town, town
from tests.waiting import CEILING, until

GROUP = "省财政厅"


class Drawing:
    """A drawing that begins when it is asked for and ends when it is let go."""

    def __init__(self, content: bytes = b"drawn") -> None:
        self.content = content
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.thread = ""
        self.ended = threading.Event()

    def __call__(self) -> bytes:
        self.thread = threading.current_thread().name
        self.begun.set()
        assert self.let_go.wait(CEILING)
        self.ended.set()
        return self.content


@contextmanager
def help_draws(*drawings: Callable[[], bytes]) -> Iterator[None]:
    """帮助 answers with a line and a file, each time with the next of these drawings."""
    command, left = COMMANDS["help"], list(drawings)

    def run(ctx: Context, said: Understanding) -> Reply:
        path = ctx.ports.files.save(f"表{len(drawings) - len(left) + 1}.txt", left.pop(0))
        return Reply([Say("表来了"), Say("", kind="file", path=path, name=f"表{len(drawings) - len(left)}.txt")])

    COMMANDS["help"] = replace(command, run=run)
    try:
        yield
    finally:
        COMMANDS["help"] = command


async def asks(person: Person, text: str = "帮助") -> None:
    """Say something and do not wait for its files."""
    assert person.group is not None
    await person.town.wire.say(person.wire_id, text, room=person.group.wire_id)


async def begun(drawing: Drawing) -> None:
    assert await asyncio.to_thread(drawing.begun.wait, CEILING)


async def two(here: Town) -> tuple[Person, Person]:
    return here.person("王芳", group=GROUP), here.person("李静", group=GROUP)


async def test_others_are_answered_while_a_big_table_is_being_drawn() -> None:
    drawing = Drawing()
    async with town() as here:
        wang, li = await two(here)
        with help_draws(drawing):
            await asks(wang)
            await begun(drawing)
            await here.group(GROUP).hears("表来了")
            await asks(li, "打卡")
            await here.group(GROUP).hears("打卡成功")
            assert here.group(GROUP).files() == []
            drawing.let_go.set()
            await here.idle()
        said = [bubble.text or f"[{bubble.name}]" for bubble in here.group(GROUP).bubbles()]
        assert said[-3:] == ["表来了", "李静 打卡成功。", "[表1.txt]"]
        assert [path.read_bytes() for path in here.group(GROUP).files()] == [b"drawn"]
        assert drawing.thread.startswith("draw")


async def test_a_file_and_a_failure_in_both_databases(url: str, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> bytes:
        raise ZeroDivisionError

    caplog.set_level(logging.CRITICAL)
    async with town(database=url) as here:
        wang, _ = await two(here)
        with help_draws(lambda: b"one", lambda: b"two", fails):
            assert await wang.says("帮助") == "表来了\n[表1.txt]"
            assert await wang.whispers("帮助") == "表来了\n[表2.txt]"
            assert (await wang.says("帮助")).startswith("表来了\n抱歉")
        assert [path.read_bytes() for path in [*here.group(GROUP).files(), *wang.private.files()]] == [b"one", b"two"]


async def test_files_of_one_chat_come_in_the_order_they_were_asked_for() -> None:
    slow, quick = Drawing(b"1"), Drawing(b"2")
    async with town() as here:
        wang, li = await two(here)
        with help_draws(slow, quick):
            await asks(wang)
            await begun(slow)
            await asks(wang)
            await begun(quick)
            quick.let_go.set()
            await until(quick.ended.is_set)
            await asks(li, "打卡")
            await here.group(GROUP).hears("打卡成功")  # what was said after it was drawn has been answered
            assert here.group(GROUP).files() == []
            slow.let_go.set()
            await here.idle()
        assert [path.read_bytes() for path in here.group(GROUP).files()] == [b"1", b"2"]


async def test_a_drawing_that_fails_is_logged_and_answered_by_the_one_apology(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> bytes:
        raise ZeroDivisionError("no such ink")

    async with town() as here:
        wang, _ = await two(here)
        with help_draws(fails), caplog.at_level(logging.ERROR):
            assert await wang.says("帮助") == "表来了\n抱歉，刚才没有办成，什么都没有记。请稍后再说一次。"
        (record,) = [one for one in caplog.records if getattr(one, "action", "") == "draw_failed"]
        assert "no such ink" in str(record.exc_info and record.exc_info[1])


async def test_what_a_crash_left_undrawn_is_said_at_the_next_start() -> None:
    drawing = Drawing()
    async with town() as here:
        wang, _ = await two(here)
        with help_draws(drawing):
            await asks(wang)
            await begun(drawing)
            await here.group(GROUP).hears("表来了")
            here.app.drawings._under_way.clear()  # as a killed process: nobody will let the row go
            await here.restart()
            drawing.let_go.set()
        assert here.group(GROUP).heard() == "表来了\n“表1.txt”没来得及做好，助手刚才重启了。请再说一次，马上给您做。"
        await here.restart()
        assert here.group(GROUP).heard() == ""


async def test_a_quiet_end_waits_for_what_is_nearly_done() -> None:
    drawing = Drawing()
    async with town() as here:
        wang, _ = await two(here)
        with help_draws(drawing):
            await asks(wang)
            await begun(drawing)
            threading.Timer(0.2, drawing.let_go.set).start()
            await here.restart()
        assert here.group(GROUP).heard().endswith("[表1.txt]")


async def test_nothing_is_drawn_for_an_answer_that_was_rolled_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    drawing, command = Drawing(), COMMANDS["help"]

    def run(ctx: Context, said: Understanding) -> Reply:
        ctx.ports.files.save("表.txt", drawing)
        raise ZeroDivisionError

    COMMANDS["help"] = replace(command, run=run)
    try:
        async with town() as here:
            wang, _ = await two(here)
            assert "抱歉" in await wang.says("帮助")
            assert not drawing.begun.is_set()
            assert not list((here.folder / "files").rglob("*"))
    finally:
        COMMANDS["help"] = command
