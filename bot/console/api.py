"""The chat page's routes: what there is, what was said, saying something, and files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.adapters.local import LocalAdapter, UnknownChat
from bot.adapters.local_media import clean_name
from bot.adapters.local_types import PRIVATE
from bot.console.assets import FOREVER
from bot.console.events import event_stream
from bot.console.uploads import MAX_NAME, id_list, json_body, said, text_field
from bot.console.views import bubble_view, person_view, room_view, state_view

MAX_SHOWN = 500
"""How many of a chat's messages a page gets at once: the newest."""

_SHOWN = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".mp4": "video/mp4"}


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The routes over one simulated channel; `closing` ends the event streams."""

    adapter: LocalAdapter
    closing: asyncio.Event

    def routes(self) -> Sequence[BaseRoute]:
        """What to mount at the root."""
        return [
            Route("/api/state", self.state),
            Route("/api/chats/{chat}/messages", self.messages),
            Route("/api/messages", self.say, methods=["POST"]),
            Route("/api/rooms", self.open_room, methods=["POST"]),
            Route("/api/people", self.let_in, methods=["POST"]),
            Route("/events", self.events),
            Route("/media/{key}", self.file),
        ]

    async def state(self, request: Request) -> Response:
        """Everything a page needs to begin."""
        return JSONResponse(state_view(self.adapter))

    async def messages(self, request: Request) -> Response:
        """A chat's newest messages after `?after=`."""
        chat = request.path_params["chat"]
        known = chat.removeprefix(PRIVATE) in self.adapter.people if chat.startswith(PRIVATE) else chat in self.adapter.rooms
        if not known:
            raise UnknownChat("没有这个聊天")
        bubbles = self.adapter.history(chat, _number(request, "after"))[-MAX_SHOWN:]
        return JSONResponse({"messages": [bubble_view(bubble) for bubble in bubbles]})

    async def say(self, request: Request) -> Response:
        """A person says something; answered when the bot has heard it."""
        async with said(request, self.adapter) as message:
            private = message.chat.startswith(PRIVATE)
            if private and message.chat.removeprefix(PRIVATE) != message.person:
                raise HTTPException(HTTPStatus.FORBIDDEN, "不能在别人的私聊里说话")
            room = None if private else message.chat
            bubble = await self.adapter.say(message.person, message.text, room=room, mentions=message.mentions, media=message.media)
        return JSONResponse(bubble_view(bubble), HTTPStatus.CREATED)

    async def open_room(self, request: Request) -> Response:
        """A new group that the bot joins."""
        body = await json_body(request)
        name = text_field(body, "name", MAX_NAME, what="群名称")
        if name.strip() in {room.name for room in self.adapter.rooms.values()}:
            raise HTTPException(HTTPStatus.CONFLICT, "已经有同名的群了")
        return JSONResponse(room_view(self.adapter.add_room(name, id_list(body, "members"))), HTTPStatus.CREATED)

    async def let_in(self, request: Request) -> Response:
        """A newcomer, let into some groups."""
        body = await json_body(request)
        name = text_field(body, "name", MAX_NAME, what="姓名")
        hint = text_field(body, "hint", MAX_NAME, what="身份", empty=True)
        person = self.adapter.add_person(name, role_hint=hint, rooms=id_list(body, "rooms"))
        return JSONResponse(person_view(person), HTTPStatus.CREATED)

    async def events(self, request: Request) -> Response:
        """Every message after `?after=` or the browser's Last-Event-ID, as it comes."""
        last = request.headers.get("last-event-id", "")
        after = int(last) if last.isdecimal() else _number(request, "after")
        stream = event_stream(self.adapter.subscribe(after), self.closing)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def file(self, request: Request) -> Response:
        """A kept picture or video, shown; or a kept file, only ever downloaded."""
        path = self.adapter.media.find(request.path_params["key"])
        if path is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "没有这个文件")
        headers = {**FOREVER, "content-security-policy": "default-src 'none'; sandbox"}
        if path.suffix in _SHOWN:
            return FileResponse(path, media_type=_SHOWN[path.suffix], headers=headers)
        name = clean_name(request.query_params.get("name", path.name))
        return FileResponse(path, media_type="application/octet-stream", headers=headers, filename=name)


def _number(request: Request, key: str) -> int:
    value = request.query_params.get(key, "0")
    if not value.isdecimal():
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{key} 应是数字")
    return int(value)
