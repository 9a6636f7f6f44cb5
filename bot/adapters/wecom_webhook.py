"""The sending half: one webhook a group (document 91770). It pushes, mentions, shows pictures and files; it hears nothing.

A business failure is HTTP 200 with an errcode. The key is a secret: no text made here holds an address.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.adapter import RoomClosed, SendFailed, SendUncertain, TooSoon
from bot.adapters.wecom_words import as_markdown, cut, titled
from handlers.files.fitting import BadPicture, fit_picture
from handlers.message import Clock, OutgoingMessage

logger = logging.getLogger(__name__)
TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
PICTURE_BYTES = 2 * 1024 * 1024
FILE_BYTES = (5, 20 * 1024 * 1024)
TITLE_BYTES, DESCRIPTION_BYTES = 128, 512
MEDIA_LIFE = timedelta(days=3) - timedelta(hours=1)
KEPT = 2_000
TOO_OFTEN = 45009
TOO_OFTEN_SECONDS = 60.0
AWAY_SECONDS = 15.0
CLOSED = {
    93000: "Webhook 地址不对，或群里的消息推送被删了；请重新添加，换上新地址",
    93004: "群里的消息推送被停用了",
    93008: "消息推送不在这个群里",
}


class Webhooks:
    """Every group's webhook, by its name in the settings."""

    def __init__(self, api_url: str, keys: Mapping[str, str], client: httpx.AsyncClient, clock: Clock, *, markdown: bool) -> None:
        self._api = f"{api_url}/cgi-bin/webhook"
        self._keys = dict(keys)
        self._client = client
        self._clock = clock
        self._markdown = markdown
        self._media: dict[tuple[str, str], tuple[str, datetime]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    async def payload(self, message: OutgoingMessage, content: bytes | None) -> dict[str, Any]:
        """The message as the webhook takes it; a file is uploaded for it. Raises as `send`, never `SendUncertain`."""
        if message.kind == "image":
            return _picture(message, content or b"")
        if message.kind in ("file", "video"):
            return {"msgtype": "file", "file": {"media_id": await self._upload(message, content or b"")}}
        if message.kind == "link":
            return _news(message)
        return self._words(message)

    def _words(self, message: OutgoingMessage) -> dict[str, Any]:
        """Text; as markdown where that is wanted, nobody is mentioned and it fits."""
        shown = titled(as_markdown(message.text))
        if self._markdown and not message.mention and "\n" in message.text and len(shown.encode()) <= MARKDOWN_BYTES:
            return {"msgtype": "markdown", "markdown": {"content": shown}}
        if len(message.text.encode()) > TEXT_BYTES:
            return {"msgtype": "markdown", "markdown": {"content": cut(as_markdown(message.text), MARKDOWN_BYTES)}}
        mentioned = {"mentioned_list": list(message.mention)} if message.mention else {}
        return {"msgtype": "text", "text": {"content": message.text, **mentioned}}

    async def send(self, name: str, payload: dict[str, Any]) -> None:
        """Post it. Raises `SendFailed`, `TooSoon`, `RoomClosed` or `SendUncertain`."""
        answer = await self._post("send", name, uncertain=True, json=payload)
        self._judge(answer)

    async def probe(self, name: str) -> int:
        """The errcode for an empty text, which nobody sees: 44004 where the key is good."""
        answer = await self._post("send", name, uncertain=False, json={"msgtype": "text", "text": {"content": ""}})
        return int(answer.get("errcode", -1))

    async def _upload(self, message: OutgoingMessage, content: bytes) -> str:
        """The id of an uploaded file: the same content for the same group is uploaded once in three days."""
        least, most = FILE_BYTES
        if not least <= len(content) <= most:
            raise SendFailed(f"文件太大或是空的：{message.name}")
        file = message.name or Path(message.path).name
        key = (message.way, hashlib.sha256(file.encode() + b"\0" + content).hexdigest())
        kept = self._media.get(key)
        if kept is not None and self._clock() < kept[1]:
            return kept[0]
        files = {"media": (file, content, "application/octet-stream")}
        answer = await self._post("upload_media", message.way, uncertain=False, files=files, query={"type": "file"})
        self._judge(answer)
        if len(self._media) >= KEPT:
            self._media.pop(next(iter(self._media)))
        self._media[key] = (str(answer.get("media_id", "")), self._clock() + MEDIA_LIFE)
        return self._media[key][0]

    async def _post(self, what: str, name: str, *, uncertain: bool, query: dict[str, str] | None = None, **content: Any) -> dict[str, Any]:
        """The answer. What broke before the message can have been taken waits; later it is `SendUncertain`, where it was a message."""
        if name not in self._keys:
            raise RoomClosed("设置里没有这个群的 Webhook")
        query = {"key": self._keys[name], **(query or {})}
        try:
            answer = await self._client.post(f"{self._api}/{what}", params=query, **content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TooSoon(f"连不上企业微信（{type(error).__name__}）", AWAY_SECONDS) from None
        except httpx.HTTPError as error:
            raise _broken(f"企业微信没有回答（{type(error).__name__}）", uncertain=uncertain) from None
        try:
            found = answer.json() if answer.status_code == 200 else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _broken(
                f"企业微信的回答读不懂（HTTP {answer.status_code}）", uncertain=uncertain and answer.status_code not in range(400, 500)
            )
        return found

    @staticmethod
    def _judge(answer: dict[str, Any]) -> None:
        errcode = int(answer.get("errcode", 0))
        if errcode == TOO_OFTEN:
            raise TooSoon("发得太快，企业微信请等一分钟", TOO_OFTEN_SECONDS)
        if errcode in CLOSED:
            raise RoomClosed(f"{CLOSED[errcode]}（{errcode}）")
        if errcode:
            raise SendFailed(f"企业微信不收：{answer.get('errmsg', '')}（{errcode}）")


def _broken(cause: str, *, uncertain: bool) -> Exception:
    return SendUncertain(cause) if uncertain else SendFailed(cause)


def _picture(message: OutgoingMessage, content: bytes) -> dict[str, Any]:
    try:
        fitted = fit_picture(content, PICTURE_BYTES)
    except BadPicture as error:
        raise SendFailed(f"{error}：{message.name}") from error
    md5 = hashlib.md5(fitted, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": base64.b64encode(fitted).decode(), "md5": md5}}


def _news(message: OutgoingMessage) -> dict[str, Any]:
    article = {"title": cut(message.name, TITLE_BYTES), "description": cut(message.text, DESCRIPTION_BYTES), "url": message.url}
    if message.picture_url:
        article["picurl"] = message.picture_url
    return {"msgtype": "news", "news": {"articles": [article]}}
