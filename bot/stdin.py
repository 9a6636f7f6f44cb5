"""Lines from the terminal or a pipe, without blocking the event loop or the end of the program."""

from __future__ import annotations

import asyncio
import codecs
import os
import sys
import threading
from collections.abc import Awaitable, Callable

_CHUNK = 65536


def stdin_lines(fd: int = 0) -> Callable[[], Awaitable[str]]:
    """A function giving the next line of the file descriptor, "" at its end. Works for terminals, pipes and files.

    A daemon thread reads the raw descriptor: Python's own buffered stdin would hold a lock at exit.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def put(line: str) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=_read, args=(fd, put), name="stdin", daemon=True).start()
    ended = False

    async def next_line() -> str:
        nonlocal ended
        if ended:
            return ""
        line = await lines.get()
        ended = not line
        return line

    return next_line


def _read(fd: int, put: Callable[[str], None]) -> None:
    decoder = codecs.getincrementaldecoder(getattr(sys.stdin, "encoding", None) or "utf-8")("replace")
    rest = ""
    try:
        while data := os.read(fd, _CHUNK):
            *whole, rest = (rest + decoder.decode(data)).split("\n")
            for line in whole:
                put(line + "\n")
        if rest:
            put(rest)
        put("")
    except RuntimeError:
        return  # the loop closed between the check and the call: nobody reads any more
    except OSError:
        put("")
