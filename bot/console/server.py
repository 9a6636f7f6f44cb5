"""Serving a web application inside our own event loop: our socket, our signals, our time to stop."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

GRACE_SECONDS = 1
"""How long open requests may take after `stop`."""


class PortBusy(Exception):
    """Somebody else listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"端口 {host}:{port} 已被占用：请先停下占用它的程序，或换一个端口（--port 0 自动选择）")
        self.host = host
        self.port = port


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 picks a free one. Raises `PortBusy`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortBusy(host, port) from error
        raise
    listener.setblocking(False)
    return listener


def port_of(listener: socket.socket) -> int:
    """The port a socket listens on."""
    return int(listener.getsockname()[1])


def url_of(listener: socket.socket) -> str:
    """The address to print: `http://127.0.0.1:8000/`."""
    host = str(listener.getsockname()[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{port_of(listener)}/"


async def serve(
    app: Starlette,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    stop: asyncio.Event,
    *,
    listener: socket.socket | None = None,
) -> None:
    """Serve until `stop` is set or the task is cancelled, then be gone within about a second.

    Binds first and raises `PortBusy` before anything else; a `listener` from `listen()` is used instead (and closed).
    `on_ready` gets the address when requests are answered. Event streams end through `app.state.closing`.
    """
    bound = listener or listen(host, port)
    server = _Server(_config(app), lambda: on_ready(url_of(bound)))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        app.state.closing.set()
        server.should_exit = True
        await serving
        bound.close()


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, telling when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()
