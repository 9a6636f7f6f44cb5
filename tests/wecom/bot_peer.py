"""The AI bot's server on this machine, as documents 101463, 100719 and 101033 describe it: strict where they are strict."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.waiting import CEILING, free_port
from tests.wecom.limits import BOT, Counted

BOT_ID, SECRET = "aib-jinguo-test", "s3cret-of-the-bot"
PUSHED = ("markdown", "template_card", "file", "image", "voice", "video")
ANSWERED = ("stream", "template_card", "stream_with_template_card", "markdown")
MOST_BYTES = 20_480
CHUNK = 512 * 1024


@dataclass(frozen=True)
class Shown:
    """What the bot has put into a chat."""

    chat: str
    kind: str
    text: str = ""
    name: str = ""
    content: bytes = b""
    answers: str = ""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Upload:
    """A file that is being given in chunks."""

    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    parts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class BotPeer:
    """The server. Chats and what was shown stay when it is killed; connections do not."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    known: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    subscriptions: int = 0
    mute: bool = False
    """It no longer answers heartbeats."""
    faults: list[tuple[str, int]] = field(default_factory=list)
    """What goes wrong with the next message: ("lost", 0) shows it and gives no ack, ("refuse", errcode) refuses it."""
    no_cards: bool = False
    welcomed: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.counted = Counted(BOT, self.clock)
        self._server: Server | None = None
        self._connection: ServerConnection | None = None
        self._changed = asyncio.Event()
        self._requests: dict[str, tuple[str, datetime]] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._uploads: dict[str, Upload] = {}
        self._media: dict[str, Upload] = {}

    # -- its life ----------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.port = self.port or free_port()
        self._server = await serve(self._serve, "127.0.0.1", self.port, ping_interval=None, max_size=4_000_000)

    async def kill(self) -> None:
        """Every connection is cut, as when the machine loses its power."""
        server, self._server = self._server, None
        if server is None:
            return
        for connection in list(server.connections):
            connection.transport.abort()
        server.close()
        await server.wait_closed()
        self._connection = None

    @property
    def is_subscribed(self) -> bool:
        return self._connection is not None

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(CEILING):
            while not what():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.05)

    # -- what people do ----------------------------------------------------------------------------------------------

    async def say(self, who: str, text: str, group: str | None = None, **more: Any) -> str:
        """Somebody says something: in a group with an @ before it. Only where a bot is connected is there anyone to hear."""
        body = {"msgtype": "text", "text": {"content": text if group is None else f"@助手 {text}"}}
        return await self.give(who, body | more, group)

    async def give(self, who: str, body: dict[str, Any], group: str | None = None) -> str:
        """Any message; its id."""
        msgid = secrets.token_hex(12)
        where = {"chattype": "single"} if group is None else {"chattype": "group", "chatid": group}
        whole = {"msgid": msgid, "aibotid": BOT_ID, **where, "from": {"userid": who}, "create_time": int(self.clock().timestamp()), **body}
        self._said[msgid] = whole
        self.known.add(group or who)
        await self._callback(whole)
        return msgid

    async def redeliver(self, msgid: str) -> None:
        await self._callback(self._said[msgid])

    async def open_chat(self, who: str) -> None:
        body = {"msgid": secrets.token_hex(8), "aibotid": BOT_ID, "chattype": "single", "from": {"userid": who}, "msgtype": "event"}
        await self._callback({**body, "event": {"eventtype": "enter_chat"}}, "aibot_event_callback")

    async def _callback(self, body: dict[str, Any], cmd: str = "aibot_msg_callback") -> None:
        assert self._connection is not None, "no bot is connected"
        req_id = secrets.token_hex(12)
        self._requests[req_id] = (str(body.get("chatid") or body["from"]["userid"]), self.clock())
        await self._send(self._connection, {"cmd": cmd, "headers": {"req_id": req_id}, "body": body})

    def texts(self, chat: str) -> list[str]:
        return [one.text for one in self.shown if one.chat == chat]

    # -- the protocol ------------------------------------------------------------------------------------------------

    async def _send(self, connection: ServerConnection, frame: dict[str, Any]) -> None:
        await connection.send(json.dumps(frame, ensure_ascii=False))

    async def _serve(self, connection: ServerConnection) -> None:
        try:
            async for text in connection:
                frame = json.loads(text)
                cmd, req_id = str(frame["cmd"]), str(frame["headers"]["req_id"])
                assert req_id, "every request has an id"
                self.commands.append(cmd)
                if cmd == "aibot_subscribe":
                    await self._subscribe(connection, req_id, frame["body"])
                elif cmd == "ping":
                    if not self.mute:
                        await self._ack(connection, req_id)
                elif self._connection is not connection:
                    await self._ack(connection, req_id, 846609, "not subscribed")
                else:
                    await self._request(connection, cmd, req_id, frame["body"])
                self._changed.set()
        except ConnectionClosed:
            pass
        finally:
            if self._connection is connection:
                self._connection = None
            self._changed.set()

    async def _subscribe(self, connection: ServerConnection, req_id: str, body: dict[str, Any]) -> None:
        if (body.get("bot_id"), body.get("secret")) != (BOT_ID, SECRET):
            await self._ack(connection, req_id, 853000, "invalid bot_id or secret")
            return
        older, self._connection = self._connection, connection
        if older is not None:
            event = {"eventtype": "disconnected_event"}
            body = {"msgid": secrets.token_hex(8), "aibotid": BOT_ID, "msgtype": "event", "event": event}
            with contextlib.suppress(ConnectionClosed):
                await self._send(older, {"cmd": "aibot_event_callback", "headers": {"req_id": secrets.token_hex(8)}, "body": body})
                await older.close()
        await self._ack(connection, req_id)
        self.subscriptions += 1

    async def _request(self, connection: ServerConnection, cmd: str, req_id: str, body: dict[str, Any]) -> None:
        if cmd.startswith("aibot_upload_media_"):
            await self._ack(connection, req_id, *self._upload(cmd.rpartition("_")[2], body))
            return
        if cmd == "aibot_respond_welcome_msg":
            self.welcomed.append(body["text"]["content"])
            await self._ack(connection, req_id)
            return
        answered = cmd == "aibot_respond_msg"
        chat, asked = self._requests.get(req_id, ("", self.clock())) if answered else (str(body.get("chatid")), self.clock())
        errcode = self._refusal(chat, asked, body, answered=answered)
        fault = self.faults.pop(0) if self.faults and not errcode else ("", 0)
        errcode = errcode or (fault[1] if fault[0] == "refuse" else 0)
        if not errcode and not self.counted.takes(chat):
            errcode = 846607
        if not errcode:
            self.shown.append(self._show(chat, body, req_id if answered else ""))
        if fault[0] != "lost":
            await self._ack(connection, req_id, errcode, "refused" if errcode else "ok")

    def _refusal(self, chat: str, asked: datetime, body: dict[str, Any], *, answered: bool) -> int:
        kind = body.get("msgtype")
        if answered and (not chat or self.clock() - asked > timedelta(hours=24)):
            return 846605
        if kind not in (ANSWERED if answered else PUSHED) or (kind == "template_card" and self.no_cards):
            return 40008
        if not answered and chat not in self.known:
            return 93006
        if chat in self.removed:
            return 93001
        if not answered and body.get("chat_type", 0) not in (0, 1 if chat in PEOPLE else 2):
            return 40003
        content = body[kind].get("content", "x") if kind in ("stream", "markdown") else "x"
        if not content:
            return 44004
        if len(content.encode()) > MOST_BYTES:
            return 40058
        if kind in ("file", "image", "voice", "video") and body[kind].get("media_id") not in self._media:
            return 40007
        return 0

    def _show(self, chat: str, body: dict[str, Any], answers: str) -> Shown:
        kind = body["msgtype"]
        if kind in ("file", "image", "voice", "video"):
            upload = self._media[body[kind]["media_id"]]
            return Shown(chat, kind, name=upload.name, content=b"".join(upload.parts[n] for n in range(upload.chunks)))
        text = body[kind].get("content", "") if kind != "template_card" else body[kind]["main_title"]["title"]
        return Shown(chat, kind, text, answers=answers, body=body)

    def _upload(self, step: str, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        if step == "init":
            key = secrets.token_hex(8)
            self._uploads[key] = Upload(body["type"], body["filename"], body["total_size"], body["total_chunks"], body["md5"])
            return 0, "ok", {"upload_id": key}
        upload = self._uploads[body["upload_id"]]
        if step == "chunk":
            part = base64.b64decode(body["base64_data"], validate=True)
            if len(part) > CHUNK or not 0 <= body["chunk_index"] < upload.chunks:
                return 40009, "invalid chunk", {}
            upload.parts[body["chunk_index"]] = part
            return 0, "ok", {}
        whole = b"".join(upload.parts.get(n, b"") for n in range(upload.chunks))
        if len(whole) != upload.size or hashlib.md5(whole).hexdigest() != upload.md5:
            return 40009, "invalid md5", {}
        key = f"media-{secrets.token_hex(8)}"
        self._media[key] = upload
        return 0, "ok", {"type": upload.kind, "media_id": key}

    async def _ack(
        self, connection: ServerConnection, req_id: str, errcode: int = 0, errmsg: str = "ok", body: dict[str, Any] | None = None
    ) -> None:
        frame: dict[str, Any] = {"headers": {"req_id": req_id}, "errcode": errcode, "errmsg": errmsg}
        with contextlib.suppress(ConnectionClosed):
            await self._send(connection, frame | ({"body": body} if body else {}))


IDS = {
    "王芳": "wangfang",
    "李静": "lijing",
    "孙梅": "sunmei",
    "赵敏": "zhaomin",
    "陈丽华": "chenlihua",
    "刘芸": "liuyun",
    "周洁": "zhoujie",
}
"""What people are called, and their accounts."""
PEOPLE = frozenset({*IDS, *IDS.values()})
"""Ids of people, in either form; every other chat is a group."""
