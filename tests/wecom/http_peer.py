"""WeCom's HTTP interfaces on this machine: group webhooks (document 91770), files of the bot, the organisation's app."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import uvicorn
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.console.server import listen
from tests.waiting import free_port
from tests.wecom.limits import WEBHOOK, Counted

CORP, CORP_SECRET = "ww-corp", "s3cret-of-the-app"


@dataclass(frozen=True)
class Posted:
    """What a webhook has put into its group."""

    key: str
    kind: str
    text: str = ""
    mentioned: tuple[str, ...] = ()
    name: str = ""
    content: bytes = b""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class HttpPeer:
    """The server. `keys` are the webhooks there are; `broken` what goes wrong with one of them (errcode)."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    keys: set[str] = field(default_factory=set)
    broken: dict[str, int] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    uploads: int = 0
    faults: list[str] = field(default_factory=list)
    """What goes wrong with the next post: "late" takes it and does not answer, "500", "html"."""
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    token_life: int = 7200
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.counted = Counted(WEBHOOK, self.clock)
        self._media: dict[str, tuple[str, str, bytes, datetime]] = {}
        self._files: dict[str, tuple[str, bytes]] = {}
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._hang = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        routes = [
            Route("/cgi-bin/webhook/send", self._send, methods=["POST"]),
            Route("/cgi-bin/webhook/upload_media", self._upload, methods=["POST"]),
            Route("/cgi-bin/gettoken", self._gettoken),
            Route("/cgi-bin/batch/openuserid_to_userid", self._convert, methods=["POST"]),
            Route("/cgi-bin/user/get", self._user),
            Route("/file/{key}", self._file),
        ]
        self.port = self.port or free_port()
        listener = listen("127.0.0.1", self.port)
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off", timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        await asyncio.sleep(0)

    async def kill(self) -> None:
        if self._server is not None and self._task is not None:
            self._hang.set()
            self._server.should_exit = self._server.force_exit = True
            await self._task
            self._server, self._hang = None, asyncio.Event()

    def texts(self, key: str) -> list[str]:
        return [one.text for one in self.posted if one.key == key]

    # -- webhooks ----------------------------------------------------------------------------------------------------

    async def _send(self, request: Request) -> Response:
        key, body = request.query_params.get("key", ""), await request.json()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "500":
            return Response("busy", 500)
        if fault == "html":
            return Response("<html>", 200)
        errcode = self._refusal(key, body)
        if not errcode and not self.counted.takes(key):
            errcode = 45009
        if not errcode:
            self.posted.append(self._post(key, body))
        if fault == "late":
            await self._hang.wait()
        return JSONResponse({"errcode": errcode, "errmsg": "refused" if errcode else "ok"})

    def _refusal(self, key: str, body: dict[str, Any]) -> int:
        if key not in self.keys:
            return 93000
        if key in self.broken:
            return self.broken[key]
        kind = body.get("msgtype")
        content = body.get(kind) if isinstance(kind, str) else None
        if kind not in ("text", "markdown", "markdown_v2", "image", "news", "file", "template_card") or not isinstance(content, dict):
            return 40008
        if kind in ("text", "markdown", "markdown_v2"):
            return _words(content.get("content", ""), 2048 if kind == "text" else 4096)
        if kind == "image":
            raw = base64.b64decode(content["base64"], validate=True)
            good = raw.startswith((b"\x89PNG", b"\xff\xd8\xff")) and len(raw) <= 2 * 1024 * 1024
            return 0 if good and hashlib.md5(raw).hexdigest() == content["md5"] else 40009
        if kind == "news":
            return 0 if 1 <= len(content["articles"]) <= 8 and all(_article(one) for one in content["articles"]) else 40058
        if kind == "file":
            kept = self._media.get(content["media_id"])
            return 0 if kept and kept[0] == key and self.clock() - kept[3] < timedelta(days=3) else 40007
        return 0

    def _post(self, key: str, body: dict[str, Any]) -> Posted:
        kind = body["msgtype"]
        content = body[kind]
        if kind == "file":
            _, name, raw, _ = self._media[content["media_id"]]
            return Posted(key, kind, name=name, content=raw, body=body)
        raw = base64.b64decode(content["base64"]) if kind == "image" else b""
        return Posted(key, kind, content.get("content", ""), tuple(content.get("mentioned_list", ())), content=raw, body=body)

    async def _upload(self, request: Request) -> Response:
        key = request.query_params.get("key", "")
        if key not in self.keys:
            return JSONResponse({"errcode": 93000, "errmsg": "invalid webhook url"})
        assert request.query_params.get("type") == "file"
        async with request.form() as form:
            media = form["media"]
            assert not isinstance(media, str)
            name, raw = media.filename or "", await media.read()
        if not 5 <= len(raw) <= 20 * 1024 * 1024:
            return JSONResponse({"errcode": 40009, "errmsg": "invalid size"})
        self.uploads += 1
        media_id = f"media-{secrets.token_hex(8)}"
        self._media[media_id] = (key, name, raw, self.clock())
        return JSONResponse({"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media_id, "created_at": "1380000000"})

    # -- files people send the bot -----------------------------------------------------------------------------------

    def encrypted(self, name: str, content: bytes) -> dict[str, str]:
        """The address and key under which a file can be had."""
        key = secrets.token_bytes(32)
        pad = 32 - len(content) % 32
        sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        path = secrets.token_hex(8)
        self._files[path] = (name, sealer.update(content + bytes([pad]) * pad) + sealer.finalize())
        return {"url": f"{self.url}/file/{path}?sign=s3cret-signature", "aeskey": base64.b64encode(key).decode().rstrip("=")}

    async def _file(self, request: Request) -> Response:
        if request.path_params["key"] not in self._files:
            return Response("gone", 404)
        name, content = self._files[request.path_params["key"]]
        return Response(content, headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"})

    # -- the app -----------------------------------------------------------------------------------------------------

    async def _gettoken(self, request: Request) -> Response:
        given = request.query_params
        if (given.get("corpid"), given.get("corpsecret")) != (CORP, CORP_SECRET):
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        self.tokens.append(f"token-{len(self.tokens) + 1}-{secrets.token_hex(4)}")
        return JSONResponse({"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": self.token_life})

    def _stale(self, request: Request) -> Response | None:
        self.asked.append(request.url.path.rpartition("/cgi-bin/")[2])
        good = self.tokens and request.query_params.get("access_token") == self.tokens[-1]
        return None if good else JSONResponse({"errcode": 42001, "errmsg": "access_token expired"})

    async def _convert(self, request: Request) -> Response:
        wanted = (await request.json())["open_userid_list"]
        found = [{"open_userid": one, "userid": self.ids[one]} for one in wanted if one in self.ids]
        rest = [one for one in wanted if one not in self.ids]
        answer = {"errcode": 0, "errmsg": "ok", "userid_list": found, "invalid_open_userid_list": rest}
        return self._stale(request) or JSONResponse(answer)

    async def _user(self, request: Request) -> Response:
        userid = request.query_params["userid"]
        if userid not in self.names:
            return self._stale(request) or JSONResponse({"errcode": 60111, "errmsg": "userid not found"})
        return self._stale(request) or JSONResponse({"errcode": 0, "errmsg": "ok", "userid": userid, "name": self.names[userid]})


def _words(content: str, most: int) -> int:
    if not content:
        return 44004
    return 40058 if len(content.encode()) > most else 0


def _article(article: dict[str, Any]) -> bool:
    return (
        0 < len(article["title"].encode()) <= 128
        and len(article.get("description", "").encode()) <= 512
        and article["url"].startswith("http")
    )
