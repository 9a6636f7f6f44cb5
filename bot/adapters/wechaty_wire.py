"""One connection to a wechaty gateway: raw events in, a handful of calls out. Used once and then thrown away.

It speaks the gateway's protocol through the stubs of `wechaty-grpc`; why not through `wechaty.Wechaty` or `PuppetService`
is in docs/decisions/0017-wechaty-layer.md.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from socket import gaierror
from typing import Any, BinaryIO, TypeVar

from betterproto import which_one_of
from grpclib.client import Channel
from grpclib.const import Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from h2.connection import H2Connection
from wechaty_grpc.wechaty import PuppetStub
from wechaty_grpc.wechaty.puppet import PayloadType

T = TypeVar("T")
IN_FLIGHT = 20
"""More calls at once are slower than fewer: the HTTP/2 library looks at every open stream on each call."""
CLOSED_STREAMS = 256
"""It remembers how so many calls ended; its own 65,536 would be 14 MB a connection."""
CALL_SECONDS = 30.0
FILE_SECONDS = 120.0
BASE64_BOX = 1
"""The kind of file box that carries its content."""
REFUSED = frozenset({Status.UNAUTHENTICATED, Status.PERMISSION_DENIED, Status.UNIMPLEMENTED})
"""Answers given before the gateway does anything."""
NEVER_UP = "{error}。还没有连上过：endpoint 那里也许不是网关，或者网关开了加密（要不加密的）"
UNSUPPORTED = "Unsupported API"
"""What a puppet says (wechaty-puppet, throwUnsupportedError) instead of doing anything."""


class WireError(Exception):
    """A call that did not succeed; whether it did anything is not known. The text is the cause."""


class WireLost(WireError):
    """The connection broke, or nothing answered in time."""


class WireRefused(WireError):
    """The call surely did nothing: nobody was reached, or it was turned away at the door."""


class WireUnsupported(WireRefused):
    """The gateway's puppet cannot do this at all."""


class WrongToken(WireRefused):
    """The gateway does not know this token."""


class SessionTaken(WireError):
    """Another client holds the gateway's event stream."""


class TooLarge(WireError):
    """A file beyond what is taken in."""


class Wire:
    """One connection. `close` ends it for good."""

    def __init__(self, endpoint: str, token: str) -> None:
        H2Connection.MAX_CLOSED_STREAMS = CLOSED_STREAMS
        host, _, port = endpoint.rpartition(":")
        self._channel = Channel(host.strip("[]"), int(port))
        metadata = {"authorization": f"Wechaty {token}"}
        self._stub = PuppetStub(self._channel, timeout=CALL_SECONDS, metadata=metadata)
        self._files = PuppetStub(self._channel, timeout=FILE_SECONDS, metadata=metadata)
        self._stream = PuppetStub(self._channel, metadata=metadata)
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._closed = False

    def close(self) -> None:
        """Hang up: what is under way ends with `WireLost`, what comes later with `WireRefused`."""
        self._closed = True
        self._channel.close()

    async def events(self) -> AsyncGenerator[tuple[int, dict[str, Any]], None]:
        """Every event (its number and its payload) until the gateway ends the stream."""
        try:
            async with aclosing(self._stream.event()) as stream:
                async for event in stream:
                    payload = _payload(event.payload)
                    if payload is not None:
                        yield int(event.type), payload
        except Exception as error:
            raise _translated(error) from error

    async def start(self) -> None:
        """Ask the gateway to start its account; does nothing when it runs."""
        await self._call(self._stub.start())

    async def stop(self) -> None:
        """Ask the gateway to drop whoever holds its events. Its account starts anew after it."""
        await self._call(self._stub.stop())

    async def ding(self, seconds: float) -> None:
        """Ask for a sign of life; the answer proper is a `dong` event."""
        try:
            async with asyncio.timeout(seconds):
                await self._call(self._stub.ding(data="jinguo"))
        except TimeoutError as error:
            raise WireLost("网关没有回应") from error

    async def message(self, id: str) -> Any:
        """The payload of a message, as the gateway has it: `type` is its own number, unmapped."""
        return await self._call(self._stub.message_payload(id=id))

    async def contact_name(self, id: str) -> str:
        """What a person calls herself."""
        return str((await self._call(self._stub.contact_payload(id=id))).name)

    async def room_topic(self, id: str) -> str:
        """What a room is called."""
        return str((await self._call(self._stub.room_payload(id=id))).topic)

    async def rooms(self) -> list[str]:
        """The ids of the rooms the account is in, as far as the gateway has gathered them."""
        return [str(one) for one in (await self._call(self._stub.room_list())).ids]

    async def room(self, id: str) -> tuple[str, list[str]]:
        """What a room is called, and who is in it, as the gateway keeps it."""
        found = await self._call(self._stub.room_payload(id=id))
        return str(found.topic), [str(one) for one in found.member_ids]

    async def room_members(self, id: str) -> list[str]:
        """Who is in a room now."""
        return [str(one) for one in (await self._call(self._stub.room_member_list(id=id))).member_ids]

    async def room_dirty(self, id: str) -> None:
        """Make the gateway forget what it keeps of a room."""
        await self._call(self._stub.dirty_payload(type=PayloadType.PAYLOAD_TYPE_ROOM, id=id))

    async def invitation(self, id: str) -> tuple[str, str]:
        """Who invites, and the room's name."""
        found = await self._call(self._stub.room_invitation_payload(id=id))
        return str(found.inviter_id), str(found.topic)

    async def accept(self, invitation: str) -> None:
        """Accept an invitation into a room."""
        await self._call(self._stub.room_invitation_accept(id=invitation))

    async def send_text(self, to: str, text: str, mention: Sequence[str]) -> str:
        """Send text; the message id, empty where the gateway gives none."""
        sent = await self._call(self._stub.message_send_text(conversation_id=to, text=text, mentonal_ids=list(mention)))
        return str(sent.id or "")

    async def send_file(self, to: str, name: str, content: bytes) -> str:
        """Send a picture or file; the message id, empty where the gateway gives none."""
        data = base64.b64encode(content).decode()
        box = json.dumps({"type": BASE64_BOX, "boxType": BASE64_BOX, "name": name, "metadata": {}, "base64": data})
        sent = await self._call(self._files.message_send_file(conversation_id=to, filebox=box))
        return str(sent.id or "")

    async def send_link(self, to: str, title: str, description: str, url: str, thumbnail: str) -> str:
        """Send a link card (`thumbnail` is an address, or empty); the message id, empty where the gateway gives none."""
        card = {"title": title, "url": url, "description": description, "thumbnailUrl": thumbnail}
        link = json.dumps({name: value for name, value in card.items() if value}, ensure_ascii=False)
        sent = await self._call(self._stub.message_send_url(conversation_id=to, url_link=link))
        return str(sent.id or "")

    async def file(self, id: str, limit: int, into: BinaryIO) -> str:
        """Write the content of a message's file; its name. Small ones come in their box, others are streamed."""
        answer = await self._call(self._files.message_file(id=id))
        box = _payload(answer.filebox) or {}
        name = str(box.get("name") or "")
        if box.get("base64"):
            try:
                content = base64.b64decode(box["base64"], validate=True)
            except ValueError as error:
                raise WireError("文件内容读不懂") from error
            if len(content) > limit:
                raise TooLarge("文件太大")
            into.write(content)
            return name
        async with self._slots:
            return await self._streamed(id, name, limit, into)

    async def _streamed(self, id: str, name: str, limit: int, into: BinaryIO) -> str:
        size = 0
        try:
            async with aclosing(self._files.message_file_stream(id=id)) as stream:
                async for chunk in stream:
                    what, value = which_one_of(chunk.file_box_chunk, "payload")
                    if what == "name":
                        name = str(value)
                    elif what == "data":
                        size += into.write(value)
                    if size > limit:
                        raise TooLarge("文件太大")
        except Exception as error:
            raise _translated(error) from error
        return name

    async def _call(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            async with self._slots:
                if self._closed:
                    raise WireRefused("与网关的连接已经断开")
                try:
                    return await call
                except Exception as error:
                    raise _translated(error) from error
        finally:
            call.close()  # where it never began


def _payload(text: str) -> dict[str, Any] | None:
    """A payload of the gateway; None for what is not an object."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _translated(error: Exception) -> WireError:
    """What the transport raised, in the words of this module."""
    if isinstance(error, WireError):
        return error
    if isinstance(error, GRPCError):
        return _answered(error)
    if isinstance(error, TimeoutError):
        return WireLost("网关没有按时回应")
    if isinstance(error, ConnectionRefusedError):
        return WireRefused("网关没有开")
    if isinstance(error, gaierror):
        return WireRefused("找不到网关的主机名，请核对设置里的 endpoint")
    if isinstance(error, StreamTerminatedError | ProtocolError | OSError):
        return WireLost("与网关的连接断了")
    return WireLost(f"与网关的连接出错（{type(error).__name__}）")


def _answered(error: GRPCError) -> WireError:
    if error.status is Status.UNAUTHENTICATED:
        return WrongToken("网关不认这个 token，请核对设置里的 token 与网关启动时用的是否一致")
    if error.status is Status.ALREADY_EXISTS:
        return SessionTaken("另一个程序正连着这个网关")
    if UNSUPPORTED in str(error.message):
        return WireUnsupported("网关回答：这个账号的接入方式没有这项功能")
    cause = f"网关回答：{error.message or error.status.name}"
    return WireRefused(cause) if error.status in REFUSED else WireError(cause)
