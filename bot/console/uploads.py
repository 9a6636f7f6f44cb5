"""What a page sends: read, checked, and turned into plain values."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.adapters.local import LocalAdapter
from handlers.message import Media

MAX_TEXT = 20_000
MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One message as a page posts it. `chat` is a group's id or `private:<person>`."""

    person: str
    chat: str
    text: str
    mentions: tuple[str, ...]
    media: Media | None = None


async def json_body(request: Request) -> dict[str, Any]:
    """The request's JSON object; anything else is a 400."""
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise HTTPException(400, "请求不是 JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "请求应是一个 JSON 对象")
    return body


def text_field(body: dict[str, Any], key: str, most: int, *, what: str, empty: bool = False) -> str:
    """A text of at most `most` characters; 400 with a sentence about `what` otherwise."""
    value = body.get(key, "")
    if not isinstance(value, str) or (not empty and not value.strip()):
        raise HTTPException(400, f"请填写{what}")
    if len(value) > most:
        raise HTTPException(400, f"{what}太长：最多 {most} 个字")
    return value


def id_list(body: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of ids; 400 otherwise."""
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise HTTPException(400, f"{key} 应是一组编号")
    return tuple(value)


@asynccontextmanager
async def said(request: Request, adapter: LocalAdapter) -> AsyncIterator[Said]:
    """The posted message, from JSON or a multipart form; an uploaded file is kept in the adapter's media folder."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        yield _said(await json_body(request), None)
        return
    async with request.form(max_files=1, max_fields=64) as form:
        fields: dict[str, Any] = {key: form.get(key, "") for key in ("as", "chat", "text")}
        fields["mentions"] = [str(one) for one in form.getlist("mentions")]
        yield _said(fields, await _media(form, adapter))


def _said(body: dict[str, Any], media: Media | None) -> Said:
    return Said(
        text_field(body, "as", 200, what="说话的人"),
        text_field(body, "chat", 200, what="群聊"),
        text_field(body, "text", MAX_TEXT, what="消息", empty=media is not None),
        id_list(body, "mentions"),
        media,
    )


async def _media(form: FormData, adapter: LocalAdapter) -> Media | None:
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        return None
    data = await upload.read()
    _, media = await asyncio.to_thread(adapter.media.keep_bytes, upload.filename or "", data, upload.content_type or "")
    return media
