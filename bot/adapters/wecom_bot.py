"""The hearing half: an AI bot on its long connection (documents 101463, 100719, 101033). It answers, and pushes where it was spoken to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapter import NotConnected, RoomClosed, SendFailed, SendUncertain, TooSoon
from bot.adapters.wecom_wire import Frame, Wire, WireDown, WireLost, WireRefused
from bot.adapters.wecom_words import as_markdown, cut
from handlers.files.fitting import BadPicture, fit_picture
from handlers.message import Clock, OutgoingMessage

logger = logging.getLogger(__name__)
CONTENT_BYTES = 20_480
CHUNK = 512 * 1024
CHUNKS = 100
PICTURE_BYTES = 2 * 1024 * 1024
LARGEST = {"image": PICTURE_BYTES, "video": 10 * 1024 * 1024, "file": 20 * 1024 * 1024}
ANSWERABLE = timedelta(hours=23)
"""A message may be answered for 24 hours."""
KEPT = 5_000
TOO_OFTEN = (45009, 846607)
NOT_ANSWERABLE = (846605, 846608)
NOT_THIS_KIND = 40008
CLOSED = {
    93006: "还没有人在这个群里 @ 过助手，请在群里 @ 它说句话",
    93001: "助手不在这个群里，或者不允许它发言",
}


class BotHalf:
    """Sends over whatever connection there is."""

    def __init__(self, clock: Clock, answer_seconds: float) -> None:
        self._clock = clock
        self._seconds = answer_seconds
        self._asked: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self.wire: Wire | None = None

    def asked(self, message: str, req_id: str) -> None:
        """A message that can be answered by its request id."""
        self._asked[message] = (req_id, self._clock())
        if len(self._asked) > KEPT:
            self._asked.popitem(last=False)

    async def welcome(self, req_id: str, text: str) -> None:
        """Greet who has opened the private chat; it must be within five seconds, or not at all."""
        try:
            await self._ask("aibot_respond_welcome_msg", {"msgtype": "text", "text": {"content": text}}, req_id)
        except (SendFailed, SendUncertain) as error:
            logger.info("nobody was welcomed: %s", error, extra={"action": "wecom_no_welcome"})

    async def say(self, message: OutgoingMessage) -> None:
        """Words: as the answer to what was asked where that is open, else as a message of their own."""
        content = cut(as_markdown(message.text), CONTENT_BYTES)
        req_id = self._open_request(message.reply_to)
        if req_id:
            stream = {"msgtype": "stream", "stream": {"id": secrets.token_hex(12), "finish": True, "content": content}}
            if await self._answered(stream, req_id):
                return
        await self.push(message, {"msgtype": "markdown", "markdown": {"content": content}})

    async def tell_first(self, message: OutgoingMessage, text: str) -> None:
        """A short answer to what was asked, while its file is on the way another way; none where it is no longer open."""
        req_id = self._open_request(message.reply_to)
        if req_id:
            stream = {"id": secrets.token_hex(12), "finish": True, "content": as_markdown(text)}
            try:
                await self._answered({"msgtype": "stream", "stream": stream}, req_id)
            except (SendFailed, SendUncertain) as error:
                logger.info("no short answer: %s", error, extra={"action": "wecom_no_answer"})

    async def card(self, message: OutgoingMessage) -> None:
        """A link as a card; as words where the server knows no cards."""
        card: Frame = {"card_type": "text_notice", "main_title": {"title": message.name}, "card_action": {"type": 1, "url": message.url}}
        if message.text:
            card["sub_title_text"] = message.text[:112]
        try:
            await self.push(message, {"msgtype": "template_card", "template_card": card})
        except UnknownKind:
            words = f"[{as_markdown(message.name)}]({message.url})\n{as_markdown(message.text)}".strip()
            await self.push(message, {"msgtype": "markdown", "markdown": {"content": words}})

    async def media(self, message: OutgoingMessage, content: bytes) -> None:
        """A picture, video or file, uploaded in chunks first."""
        media_id = await self._upload(message, content)
        await self.push(message, {"msgtype": message.kind, message.kind: {"media_id": media_id}})

    async def push(self, message: OutgoingMessage, body: Frame) -> None:
        """A message of its own to a group or a person."""
        to = {"chatid": message.group or message.person or "", "chat_type": 2 if message.group else 1}
        await self._ask("aibot_send_msg", {**to, **body})

    def _open_request(self, reply_to: str) -> str:
        """The request id of a message that may still be answered; each is used once."""
        req_id, at = self._asked.pop(reply_to, ("", self._clock()))
        return req_id if self._clock() - at < ANSWERABLE else ""

    async def _answered(self, body: Frame, req_id: str) -> bool:
        """Whether the answer was taken; False where the request is no longer open and nothing was shown."""
        try:
            await self._ask("aibot_respond_msg", body, req_id)
        except ClosedRequest:
            return False
        return True

    async def _upload(self, message: OutgoingMessage, content: bytes) -> str:
        if message.kind == "image":
            content = await asyncio.to_thread(_fitted, message, content)
        count = max(1, -(-len(content) // CHUNK))
        if len(content) > LARGEST[message.kind] or count > CHUNKS:
            raise SendFailed(f"文件太大：{message.name}")
        name = message.name or Path(message.path).name
        begin = {"type": message.kind, "filename": name, "total_size": len(content), "total_chunks": count}
        try:
            begun = await self._ask("aibot_upload_media_init", {**begin, "md5": hashlib.md5(content, usedforsecurity=False).hexdigest()})
            upload = str((begun.get("body") or {}).get("upload_id", ""))
            for number in range(count):
                chunk = base64.b64encode(content[number * CHUNK : (number + 1) * CHUNK]).decode()
                await self._ask("aibot_upload_media_chunk", {"upload_id": upload, "chunk_index": number, "base64_data": chunk})
            ended = await self._ask("aibot_upload_media_finish", {"upload_id": upload})
        except SendUncertain as error:
            raise SendFailed(f"文件没有传上去：{error}") from error  # nobody sees an upload
        return str((ended.get("body") or {}).get("media_id", ""))

    async def _ask(self, cmd: str, body: dict[str, Any], req_id: str = "") -> Frame:
        if self.wire is None:
            raise NotConnected("智能机器人没有连上")
        try:
            return await self.wire.request(cmd, body, self._seconds, req_id)
        except WireDown as error:
            raise NotConnected(str(error)) from error
        except WireLost as error:
            raise SendUncertain(str(error)) from error
        except WireRefused as error:
            raise _refusal(error) from error


class ClosedRequest(SendFailed):
    """The message can no longer be answered as such."""


class UnknownKind(SendFailed):
    """The server does not take this kind of message."""


def _refusal(error: WireRefused) -> SendFailed:
    if error.errcode in TOO_OFTEN:
        return TooSoon("发得太快，企业微信请等一分钟", 60.0)
    if error.errcode in CLOSED:
        return RoomClosed(f"{CLOSED[error.errcode]}（{error.errcode}）")
    if error.errcode in NOT_ANSWERABLE:
        return ClosedRequest(str(error))
    return UnknownKind(str(error)) if error.errcode == NOT_THIS_KIND else SendFailed(str(error))


def _fitted(message: OutgoingMessage, content: bytes) -> bytes:
    try:
        return fit_picture(content, PICTURE_BYTES)
    except BadPicture as error:
        raise SendFailed(f"{error}：{message.name}") from error
