"""Files on their way into a chat: kept in one folder until they are old."""

from __future__ import annotations

import hashlib
from pathlib import Path


class Shelf:
    """Keeps content under its hash, so that the same file said twice is kept once (`handlers.ports.FileShelf`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, name: str, content: bytes) -> str:
        """Keep the content; an absolute path that ends in the shown name."""
        place = self._folder / hashlib.sha256(content).hexdigest()[:16]
        place.mkdir(parents=True, exist_ok=True)
        path = place / name
        if not path.exists():
            partial = path.with_suffix(path.suffix + ".part")
            partial.write_bytes(content)
            partial.replace(path)
        return str(path.resolve())

    def prune(self, before: float) -> int:
        """Remove files last touched before a time (seconds since the epoch); how many."""
        gone = 0
        for path in self._folder.glob("*/*"):
            if path.stat().st_mtime < before:
                path.unlink()
                gone += 1
        return gone
