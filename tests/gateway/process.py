"""The real gateway as a process: started on a free loopback port, steered by lines, counting what the bot sends."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.waiting import CEILING, free_port

HERE = Path(__file__).parent
TOKEN = "insecure_test"
BOT = "bot"
ROOM = "@chatroom"
"""The mock tells rooms from people by this."""


@dataclass(frozen=True)
class Sent:
    """One message of the bot, as the gateway saw it."""

    id: str
    to: str
    text: str = ""
    mentions: tuple[str, ...] = ()
    name: str = ""
    content: bytes = b""
    url: str = ""
    thumbnail: str = ""


@dataclass
class Gateway:
    """One address; the process behind it may die and come back, the people and rooms stay."""

    port: int
    folder: Path
    account: str = BOT
    """The id the bot's own account has."""
    sent: list[Sent] = field(default_factory=list)
    starts: int = 0
    dongs: int = 0
    """How often it has answered a ding."""
    accepted: list[str] = field(default_factory=list)
    _made: list[dict[str, Any]] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None
    _answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _number: int = 0
    _rooms: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start the process and rebuild the world in it."""
        node = shutil.which("node")
        self.folder.mkdir(parents=True, exist_ok=True)
        assert node is not None, "node is needed (Node 18 or newer): make test-setup"
        assert (HERE / "node_modules").is_dir(), "the gateway's packages are needed: make test-setup"
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TMPDIR": str(self.folder), "WECHATY_LOG": "silent"}
        script = str(HERE / "gateway.mjs")
        self._process = await asyncio.create_subprocess_exec(
            node, "--no-deprecation", script, self.endpoint, TOKEN, stdin=-1, stdout=-1, env=env, limit=2**26
        )
        self._reading = asyncio.create_task(self._read(self._process))
        listening = asyncio.get_running_loop().create_future()
        self._answers[0] = listening
        await asyncio.wait_for(listening, CEILING)
        for command in self._made:
            await self._do(command)

    async def do(self, what: str, **values: Any) -> Any:
        """Give one command and wait until it is done; its result."""
        command = {"do": what, **values}
        if what in ("contact", "room", "user"):
            self._made.append(command)
        return await self._do(command)

    async def _do(self, command: dict[str, Any]) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"id": self._number, **command}).encode() + b"\n")
        await self._process.stdin.drain()
        return await asyncio.wait_for(answer, CEILING)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            value = json.loads(line)
            if "re" in value:
                self._answer(value)
            else:
                self._event(value)
            self._changed.set()

    def _answer(self, value: dict[str, Any]) -> None:
        answer = self._answers.pop(value["re"])
        if answer.done():
            return
        if "error" in value:
            answer.set_exception(RuntimeError(value["error"]))
        else:
            answer.set_result(value["ok"])

    def _event(self, value: dict[str, Any]) -> None:
        kind = value["event"]
        if kind == "listening":
            self._answers.pop(0).set_result(None)
        elif kind == "start":
            self.starts += 1
        elif kind == "dong":
            self.dongs += 1
        elif kind == "accepted":
            self.accepted.append(value["invitation"])
        elif kind == "sent":
            content = base64.b64decode(value.get("base64", ""))
            mentions = tuple(value.get("mentions", ()))
            name, text, url, thumbnail = (str(value.get(key) or "") for key in ("name", "text", "url", "thumbnail"))
            self.sent.append(Sent(value["id"], value["to"], text, mentions, name, content, url, thumbnail))

    async def until(self, seconds: float, what: Any) -> None:
        """Wait until `what()` holds; it is asked again whenever the gateway says something, and ten times a second."""
        async with asyncio.timeout(seconds):
            while not what():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.1)

    def texts(self, to: str) -> list[str]:
        """What the bot has said in a chat."""
        return [sent.text for sent in self.sent if sent.to == to]

    # -- its life ----------------------------------------------------------------------------------------------------

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def new_login(self, account: str) -> None:
        """The account has logged in anew: it has another id, and so will everyone and every room."""
        await self.kill()
        self._made.clear()
        self.account = account
        await self.start()
        await self.do("contact", contact=account, name="助手")
        await self.do("user", contact=account)

    async def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.send_signal(number)
        await process.wait()
        assert self._reading is not None
        await self._reading
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()

    def freeze(self) -> None:
        """It stops answering, with every connection open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    # -- the people --------------------------------------------------------------------------------------------------

    async def people(self, *names: str) -> None:
        """People, their ids as their names."""
        for name in names:
            await self.do("contact", contact=name, name=name)

    async def room(self, topic: str, members: Sequence[str], *, with_bot: bool = True) -> str:
        """A room; its id."""
        self._rooms += 1
        room = f"{topic}{self._rooms}{ROOM}"
        await self.do("room", room=room, topic=topic, members=[*members, self.account] if with_bot else list(members))
        return room

    async def says(self, who: str, to: str, text: str, *, mentions: Sequence[str] = (), **more: Any) -> str:
        """Someone speaks in a room, or to the bot alone; the message's id."""
        return str(await self.do("say", **{"from": who}, to=to, text=text, mentions=list(mentions), **more))


@asynccontextmanager
async def gateway(folder: Path) -> AsyncIterator[Gateway]:
    """A running gateway with the bot's own account, gone at the end."""
    running = Gateway(free_port(), folder)
    try:
        await running.start()
        await running.do("contact", contact=BOT, name="助手")
        await running.do("user", contact=BOT)
        yield running
    finally:
        await running.kill()
