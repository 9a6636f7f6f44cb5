"""A web site on loopback that answers exactly what a test wants, wrong answers included."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

Writer = asyncio.StreamWriter
Answer = Callable[[Writer], Awaitable[None]]


class Site:
    """`say` and `on` set what a path answers; `asked` holds each request: path, then header names in lower case."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.over = asyncio.Event()
        self.port = 0
        self._answers: dict[str, Answer] = {}
        self._open: set[asyncio.Task[None]] = set()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def say(
        self, path: str, body: bytes | str = b"", *, status: int = 200, kind: str = "application/rss+xml", headers: Mapping[str, str] = {}
    ) -> None:
        """Answer with a whole response."""
        content = body.encode() if isinstance(body, str) else body
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(content)}", "Connection: close"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()
        self.raw(path, head + content)

    def move(self, path: str, to: str, status: int = 302) -> None:
        """Answer with a redirect."""
        self.say(path, status=status, headers={"Location": to})

    def raw(self, path: str, data: bytes) -> None:
        """Answer with these very bytes."""

        async def answer(writer: Writer) -> None:
            writer.write(data)

        self.on(path, answer)

    def on(self, path: str, answer: Answer) -> None:
        """Answer by code."""
        self._answers[path] = answer

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """One connection, one request."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            path = first.split(" ")[1]
            self.asked.append({"path": path} | {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)})
            await self._answers[path.partition("?")[0]](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def close(self) -> None:
        """Let go of those who wait."""
        self.over.set()
        while self._open:
            await asyncio.wait(list(self._open))


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """A site while the block lasts."""
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        await site.close()
        await server.wait_closed()
