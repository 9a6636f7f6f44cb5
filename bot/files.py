"""Files on their way into a chat: kept in one folder until they are old, drawn there when their data are durable."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from store.files import write_whole

HASHED = 16


class Undrawn(str):
    """Stands in the place of a path while a message is still to be made. Travels with the reply: what is not committed is dropped."""

    __slots__ = ("make",)
    make: Callable[[], Mapping[str, str]]

    def draw(self) -> Mapping[str, str]:
        """Make it; the outbox columns that it fills. Raises what the making raises, and OSError."""
        return self.make()


class Shelf:
    """Keeps content under its hash, so that the same file said twice is kept once (`handlers.ports.FileShelf`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, name: str, content: bytes | Callable[[], bytes]) -> str:
        """Keep the content, or promise it; an absolute path that ends in the shown name (until it is drawn, an `Undrawn` of one)."""
        if isinstance(content, bytes):
            path = self._folder / hashlib.sha256(content).hexdigest()[:HASHED] / name
            if not path.exists():
                write_whole(path, content)
            return str(path.resolve())
        promised = Undrawn((self._folder / uuid.uuid4().hex / name).resolve())
        promised.make = lambda: {"path": self.save(name, content())}
        return promised

    def prune(self, before: float) -> int:
        """Remove files last touched before a time (seconds since the epoch); how many. What else is in the folder stays."""
        gone = 0
        for path in self._folder.glob("[0-9a-f]" * HASHED + "/*"):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
                gone += 1
        return gone
