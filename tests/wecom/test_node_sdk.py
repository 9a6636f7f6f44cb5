"""WeCom's own SDK (npm) against the loopback server of these tests: what it takes for WeCom is not only our reading of the documents."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.waiting import CEILING
from tests.wecom.bot_peer import BOT_ID, SECRET
from tests.wecom.world import WeCom

SDK = Path(__file__).parent / "sdk"


class Sdk:
    """A process of the SDK; `next` waits for one thing to happen to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def next(self, event: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        async with asyncio.timeout(CEILING):
            while line := await self.process.stdout.readline():
                told: dict[str, Any] = json.loads(line)
                if told["event"] == event:
                    return told
        raise AssertionError(f"it ended without {event}")

    async def push_text(self, chat: str) -> int:
        """A push of a kind and to a chat as given; the server's errcode."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{chat}\n".encode())
        return int((await self.next("refused"))["errcode"])


@asynccontextmanager
async def sdk(peers: WeCom, secret: str = SECRET) -> AsyncIterator[Sdk]:
    node = shutil.which("node")
    assert node is not None, "node is needed (Node 18 or newer): make test-setup"
    assert (SDK / "node_modules").is_dir(), "WeCom's SDK is needed: make test-setup"
    command = (node, str(SDK / "sdk.mjs"), peers.bots.url, BOT_ID, secret)
    process = await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1, env={"PATH": os.environ["PATH"]})
    try:
        yield Sdk(process)
    finally:
        process.kill()
        await process.communicate()


async def test_its_handshake_its_answer_its_push_and_its_file_go_through(peers: WeCom) -> None:
    async with sdk(peers) as other:
        await other.next("authenticated")
        said = await peers.bots.say("wangfang", "报名 剪纸", "wr-1")
        heard = await other.next("heard")
        assert heard == {"event": "heard", "text": "@助手 报名 剪纸", "from": "wangfang", "chatid": "wr-1", "msgid": said}
        assert (await other.next("done"))["codes"] == [0, 0, 0]
        answer, push, file = peers.bots.shown
        assert (answer.chat, answer.kind, answer.text) == ("wr-1", "stream", "收到：@助手 报名 剪纸")
        assert (push.kind, push.text) == ("markdown", "**推送**")
        assert (file.name, file.content) == ("名单.xlsx", b"\x07" * 600 * 1024)
        await peers.bots.until(lambda: "ping" in peers.bots.commands)


async def test_it_opens_what_people_send_and_is_greeted_the_same(peers: WeCom) -> None:
    async with sdk(peers) as other:
        await other.next("authenticated")
        await peers.bots.give("wangfang", {"msgtype": "image", "image": peers.http.encrypted("剪纸.png", b"\x89PNG 123")})
        picture = await other.next("picture")
        assert (picture["filename"], base64.b64decode(picture["base64"])) == ("剪纸.png", b"\x89PNG 123")
        await peers.bots.open_chat("wangfang")
        await other.next("welcomed")
        assert peers.bots.welcomed == ["欢迎"]


async def test_it_is_refused_as_the_documents_say(peers: WeCom) -> None:
    async with sdk(peers, secret="falsch") as other:
        assert "Authentication failed" in (await other.next("error"))["text"]
    async with sdk(peers) as other:
        await other.next("authenticated")
        assert await other.push_text("wr-nobody") == 40008, "a push is never plain text"
        peers.bots.faults.append(("refuse", 93001))
        await peers.bots.say("wangfang", "你好", "wr-1")
        assert (await other.next("refused"))["errcode"] == 93001


async def test_two_of_one_bot_and_ours_among_them_push_each_other_out_once(peers: WeCom) -> None:
    async with sdk(peers) as other:
        await other.next("authenticated")
        ours = peers.adapter(peers.account())
        running = asyncio.create_task(ours.run(lambda event: asyncio.sleep(0)))
        await other.next("pushed out")
        await peers.bots.until(ours.ready.is_set)
        async with sdk(peers) as third:
            await third.next("authenticated")
            await peers.bots.until(lambda: ours.kicked)
        assert peers.bots.subscriptions == 3
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
