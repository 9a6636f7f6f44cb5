"""One long connection of an AI bot (document 101463): requests with their acks, callbacks as they come.

An ack carries no `cmd`, only the request's `req_id` and an `errcode`. Nothing here writes a frame to a log: the first holds the secret.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.protocol import State

logger = logging.getLogger(__name__)
_frames = logging.getLogger(f"{__name__}.frames")
_frames.setLevel(logging.WARNING)  # at DEBUG the library writes out what it sends
Frame = dict[str, Any]
Heard = Callable[[Frame], Awaitable[None]]
OPEN_SECONDS = 10.0
MOST_BYTES = 16_000_000


class WireError(Exception):
    """The connection, or one request on it, came to nothing."""


class WireDown(WireError):
    """There was no connection: nothing was sent."""


class WireLost(WireError):
    """The connection broke, or no ack came: whether the request arrived is unknown."""


class WireRefused(WireError):
    """The server said no."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"企业微信不收：{errmsg}（{errcode}）")
        self.errcode = errcode


class WrongSecret(WireError):
    """The bot's id and secret are not known there."""


class Kicked(WireError):
    """Another connection of the same bot has taken this one's place."""


async def dial(url: str) -> Wire:
    """A connection, not subscribed yet. Raises `WireDown`."""
    here = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    try:
        socket = await connect(
            url,
            open_timeout=OPEN_SECONDS,
            close_timeout=1,
            ping_interval=None,
            max_size=MOST_BYTES,
            logger=_frames,
            proxy=None if here else True,
        )
    except (OSError, TimeoutError, WebSocketException) as error:
        raise WireDown(f"连不上企业微信（{type(error).__name__}）") from error
    return Wire(socket)


class Wire:
    """An open connection. `read` must run while requests wait for their acks."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._acks: dict[str, asyncio.Future[Frame]] = {}

    async def subscribe(self, bot_id: str, secret: str, seconds: float) -> None:
        """Say who we are. Raises `WrongSecret`."""
        try:
            await self.request("aibot_subscribe", {"bot_id": bot_id, "secret": secret}, seconds)
        except WireRefused as error:
            raise WrongSecret(f"bot_id 或 secret 不对（{error.errcode}），请到企业微信核对") from None

    async def ping(self, seconds: float) -> None:
        """A sign of life; without an answer the connection is lost."""
        await self.request("ping", None, seconds)

    async def request(self, cmd: str, body: Frame | None, seconds: float, req_id: str = "") -> Frame:
        """One request; its ack. Raises `WireDown`, `WireLost` or `WireRefused`."""
        if self._socket.state is not State.OPEN:
            raise WireDown("和企业微信的连接断了")
        req_id = req_id or f"{cmd}_{secrets.token_hex(8)}"
        frame: Frame = {"cmd": cmd, "headers": {"req_id": req_id}, **({} if body is None else {"body": body})}
        ack: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._acks[req_id] = ack
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send(json.dumps(frame, ensure_ascii=False))
                answer = await ack
        except TimeoutError:
            raise WireLost(f"企业微信没有回执（{cmd}）") from None
        except WebSocketException as error:
            raise WireLost("发送时和企业微信的连接断了") from error
        finally:
            self._acks.pop(req_id, None)
        if answer.get("errcode"):
            raise WireRefused(int(answer["errcode"]), str(answer.get("errmsg", "")))
        return answer

    async def read(self, heard: Heard) -> None:
        """Hand on callbacks until the connection ends, which is `WireLost`, or `Kicked` where another took its place."""
        cause: WireError = WireLost("企业微信断开了连接")
        try:
            async for text in self._socket:
                frame = _frame(text)
                if frame.get("cmd") is None:
                    self._ack(frame)
                elif _event(frame) == "disconnected_event":
                    cause = Kicked("另一个程序用同一个智能机器人连了上来，这里停下，不和它争；确认只留一个以后，重启助手")
                    break
                else:
                    await heard(frame)
        except WebSocketException:
            pass
        finally:
            for ack in self._acks.values():
                if not ack.done():
                    ack.set_exception(WireLost("和企业微信的连接断了"))
        raise cause

    def _ack(self, frame: Frame) -> None:
        ack = self._acks.get(str((frame.get("headers") or {}).get("req_id")))
        if ack is not None and not ack.done():
            ack.set_result(frame)

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()

    def abort(self) -> None:
        """Hang up without waiting for the other side."""
        self._socket.transport.abort()


def _frame(text: str | bytes) -> Frame:
    """One frame; what is none is nothing."""
    try:
        frame: object = json.loads(text)
    except ValueError:
        frame = None
    if isinstance(frame, dict):
        return frame
    logger.warning("a frame that is no JSON object was ignored", extra={"action": "wecom_bad_frame"})
    return {}


def _event(frame: Frame) -> str:
    event = (frame.get("body") or {}).get("event") if frame.get("cmd") == "aibot_event_callback" else None
    return str(event.get("eventtype", "")) if isinstance(event, dict) else ""
