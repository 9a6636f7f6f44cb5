"""The same conversation in a terminal: lines in, bubbles out, a few slash commands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from bot.adapters.local import Bubble, LocalAdapter, LocalChannelError, Person, Room, private_chat
from bot.adapters.local_types import PRIVATE
from handlers.message import Media

ReadLine = Callable[[], Awaitable[str]]
"""Gives the next line with its newline; the empty string at the end."""

Idle = Callable[[], Awaitable[None]]
"""Waits until everything said so far has been answered."""

HELP = """直接打字就是在当前聊天里说话；行末打 \\ 可以接着写下一行。
/群列表        有哪些群          /群 2 或 /群 教育厅   换到这个群
/人            有哪些人          /我是 王芳            换一个人说话
/私聊          和助手单独说      /新群 名称            新建一个群，助手会进群
/图 路径       发一张图片        /文件 路径            发一个文件
/帮助          看这些说明        /退出                 结束（Ctrl-D 也可以）"""

_Named = TypeVar("_Named", Person, Room)


async def converse(
    adapter: LocalAdapter,
    reader: ReadLine,
    writer: TextIO,
    *,
    person: str,
    chat: str,
    idle: Idle | None = None,
    echo: bool = False,
    stop: asyncio.Event | None = None,
) -> None:
    """Talk until the input ends, `/退出`, or `stop` is set.

    `person` is a wire id, `chat` a room's wire id or `private:<person>`. With `idle` each line waits for its answers
    (for piped input). `echo` shows one's own bubbles too. Cancelling it is fine: what was already said is said.
    """
    talk = Conversation(adapter, writer, person, chat, echo=echo)
    printing = asyncio.create_task(talk.print_coming())
    try:
        talk.welcome()
        while (line := await _next_line(reader, stop)) and await talk.take(line):
            if idle is not None:
                await idle()
                talk.print_new()
        if not line:
            await talk.finish()
        if idle is not None:
            await idle()
        talk.print_new()
    finally:
        printing.cancel()
        await asyncio.gather(printing, return_exceptions=True)


async def _next_line(reader: ReadLine, stop: asyncio.Event | None) -> str:
    if stop is None:
        return await reader()
    reading, stopping = asyncio.ensure_future(reader()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return reading.result() if reading.done() and not stop.is_set() else ""
    finally:
        for task in (reading, stopping):
            task.cancel()
        await asyncio.gather(reading, stopping, return_exceptions=True)


class Conversation:
    """Who speaks, where, and what has been shown."""

    def __init__(self, adapter: LocalAdapter, writer: TextIO, person: str, chat: str, *, echo: bool = False) -> None:
        self._adapter = adapter
        self._writer = writer
        self._person = person
        self._chat = chat
        self._echo = echo
        self._shown = adapter.last
        self._unfinished: list[str] = []
        self._commands: dict[str, Callable[[str], Awaitable[None] | None]] = {
            "我是": self._be,
            "人": self._list_people,
            "群": self._go,
            "群列表": self._list_rooms,
            "私聊": self._go_private,
            "新群": self._open_room,
            "图": self._send_file,
            "文件": self._send_file,
            "帮助": lambda _: self._print(HELP),
        }

    def welcome(self) -> None:
        """Say where one is and how to get help."""
        self._print(f"巾帼群助手 · 本机演示，内容只保存在这台电脑上。{self._where()}。输入 /帮助 看用法。")

    async def take(self, line: str) -> bool:
        """One line of input; False when it ends the conversation."""
        text = line.rstrip("\r\n")
        if text.endswith("\\"):
            self._unfinished.append(text[:-1])
            return True
        text, self._unfinished = "\n".join([*self._unfinished, text]).strip(), []
        if text in ("/退出", "/quit", "/exit"):
            return False
        try:
            await self._do(text)
        except LocalChannelError as error:
            self._print(f"！{error}")
        return True

    async def finish(self) -> None:
        """The input ended: say what a last backslash left open."""
        if self._unfinished:
            await self.take("")

    async def print_coming(self) -> None:
        """Print bubbles as they come, for ever."""
        async for _ in self._adapter.subscribe(self._shown):
            self.print_new()

    def print_new(self) -> None:
        """Print what has come and was not printed yet."""
        for bubble in self._adapter.said_after(self._shown):
            self._shown = bubble.seq
            if self._echo or bubble.sender != self._person:
                self._print(self._line(bubble))

    async def _do(self, text: str) -> None:
        if not text.startswith("/"):
            if text:
                await self._say(text)
            return
        word, _, rest = text[1:].partition(" ")
        command = self._commands.get(word)
        if command is None:
            self._print(f"！没有 /{word} 这个命令，/帮助 看用法")
            return
        waiting = command(rest.strip())
        if waiting is not None:
            await waiting

    async def _say(self, text: str, media: Media | None = None) -> None:
        room = None if self._chat.startswith(PRIVATE) else self._chat
        mentions = _mentioned(text, self._adapter.members(room)) if room else ()
        await self._adapter.say(self._person, text, room=room, mentions=mentions, media=media)

    async def _send_file(self, path: str) -> None:
        await self._say("", _file_at(path))

    def _be(self, name: str) -> None:
        if person := self._pick(name, list(self._adapter.people.values()), "人"):
            self._person = person.wire_id
            if self._chat.startswith(PRIVATE):
                self._chat = private_chat(self._person)
            self._print(self._where())

    def _go(self, name: str) -> None:
        if room := self._pick(name, list(self._adapter.rooms.values()), "群"):
            self._chat = room.wire_id
            self._print(self._where())

    def _go_private(self, _: str) -> None:
        self._chat = private_chat(self._person)
        self._print(self._where())

    def _open_room(self, name: str) -> None:
        if not name:
            self._print("！请写群名，如 /新群 省林业局妇女工作群")
            return
        self._chat = self._adapter.add_room(name, list(self._adapter.people)).wire_id
        self._print(self._where())

    def _list_people(self, _: str) -> None:
        for number, person in enumerate(self._adapter.people.values(), 1):
            hint = f"（{person.role_hint}）" if person.role_hint else ""
            self._print(f"{number}. {person.name}{hint}")

    def _list_rooms(self, _: str) -> None:
        for number, room in enumerate(self._adapter.rooms.values(), 1):
            self._print(f"{number}. {room.name}（{len(room.members) + 1}人）")

    def _pick(self, name: str, things: Sequence[_Named], what: str) -> _Named | None:
        if name.isdecimal() and 1 <= int(name) <= len(things):
            return things[int(name) - 1]
        found = [one for one in things if one.name == name] or [one for one in things if name and name in one.name]
        if len(found) == 1:
            return found[0]
        names = "、".join(one.name for one in found or things)
        self._print(f"！{'有好几个' if found else f'没有这个{what}，'}可以选：{names}")
        return None

    def _where(self) -> str:
        return f"现在是{self._adapter.people[self._person].name}在“{self._title(self._chat)}”说话"

    def _title(self, chat: str) -> str:
        if not chat.startswith(PRIVATE):
            room = self._adapter.rooms.get(chat)
            return room.name if room else chat
        return f"{self._adapter.people[chat.removeprefix(PRIVATE)].name}与{self._adapter.bot_name}的私聊"

    def _line(self, bubble: Bubble) -> str:
        place = f"[{self._title(bubble.chat)}]"
        if bubble.kind == "notice":
            return f"{place} —— {bubble.text} ——"
        return f"{place} {bubble.sender_name}：{self._content(bubble)}"

    def _content(self, bubble: Bubble) -> str:
        if bubble.kind == "text":
            people = self._adapter.people
            names = [people[one].name for one in bubble.mention if one in people]
            written = _at_names(bubble.text, [one.name for one in people.values()])
            return "".join(f"@{name} " for name in names if name not in written) + bubble.text
        if bubble.kind == "link":
            return " ".join(part for part in (f"[链接] {bubble.name}", bubble.text, bubble.url) if part)
        path = self._adapter.media.find(bubble.file)
        label = {"image": "图片", "video": "视频"}.get(bubble.kind, "文件")
        return f"[{label}] {bubble.name}（{bubble.size:,} 字节，在 {path}）{bubble.text}"

    def _print(self, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._writer.write(text + "\n")
            self._writer.flush()


def _file_at(path: str) -> Media:
    file = Path(path.strip("'\"")).expanduser()
    return Media(file.name, str(file))


def _mentioned(text: str, members: Sequence[Person]) -> tuple[str, ...]:
    """The members whose "@name" stands in the text; a name that two have is nobody's."""
    names = [member.name for member in members]
    written = _at_names(text, names)
    return tuple(one.wire_id for one in members if one.name in written and names.count(one.name) == 1)


def _at_names(text: str, names: Sequence[str]) -> set[str]:
    """The names that stand after an @ in the text: at each @ the longest that fits (@王芳华 is not @王芳)."""
    after = text.replace("＠", "@").split("@")[1:]
    return {max(fitting, key=len) for part in after if (fitting := [name for name in names if part.startswith(name)])}
