"""The files of works: kept once by the hash of their content, with a small picture beside each; swept when nothing needs them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path

from handlers.files.pictures import PICTURES, SUFFIX, Unfit, examined, media_of
from handlers.message import IncomingMessage, Taken
from store.files import PARTIAL, write_whole

logger = logging.getLogger(__name__)
SMALL = ".small.jpg"
_MEGABYTE = 1024 * 1024
_ASKED = 500
"""Hashes asked about at once."""


class Gallery:
    """The folder `works` among the files (`handlers.ports.Pictures`). Sizes in MB."""

    def __init__(self, files: Path, picture_mb: int, video_mb: int) -> None:
        self._folder = files / "works"
        self._picture_mb, self._video_mb = picture_mb, video_mb
        self._one_at_a_time = asyncio.Semaphore(1)

    async def taken(self, message: IncomingMessage) -> Taken:
        """Keep the picture or video of a message, or tell what is wrong with it. Decodes one at a time, beside the event loop."""
        if message.media is None:
            return Taken(fault=message.unfetched or "lost")
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._take, Path(message.media.path))

    def _take(self, path: Path) -> Taken:
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                media = media_of(file.read(32))
            if size > (self._picture_mb if media in PICTURES else self._video_mb) * _MEGABYTE:
                return Taken(fault="large" if media in PICTURES else "long")
            found = examined(path)
            return Taken(self._keep(path, SUFFIX[found.media], found.thumbnail), found.media, size)
        except Unfit as error:
            return Taken(fault=error.fault)
        except OSError:
            logger.exception("a picture could not be kept", extra={"action": "work_lost"})
            return Taken(fault="lost")

    def _keep(self, path: Path, suffix: str, small: bytes) -> str:
        """The content's hash. The small picture goes first: who finds the file finds both. What is there already is made young,
        so that the sweep leaves it.
        """
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
        place = self._folder / sha[:2]
        place.mkdir(parents=True, exist_ok=True)
        if small:
            write_whole(place / (sha + SMALL), small)
        target = place / (sha + suffix)
        if target.exists():
            os.utime(target)
            return sha
        partial = target.with_name(target.name + PARTIAL)
        with path.open("rb") as source, partial.open("wb") as copy:
            shutil.copyfileobj(source, copy, _MEGABYTE)
            copy.flush()
            os.fsync(copy.fileno())
        partial.replace(target)
        return sha

    def small(self, sha256: str) -> bytes:
        """The small picture; empty for a video, and for a file that is gone."""
        with suppress(OSError):
            return (self._folder / sha256[:2] / (sha256 + SMALL)).read_bytes()
        return b""

    @property
    def caps(self) -> tuple[int, int]:
        """The largest picture and the largest video, in MB."""
        return self._picture_mb, self._video_mb

    async def sweep(self, before: float, needed: Callable[[list[str]], Awaitable[set[str]]]) -> int:
        """Remove files last taken before a time (seconds since the epoch) that no work needs; how many works' files went.

        Nothing is taken meanwhile. What a crash left half written goes too, and what came in without its row being written.
        """
        gone = 0
        async with self._one_at_a_time:
            old = await asyncio.to_thread(self._old, before)
            for start in range(0, len(old), _ASKED):
                shas = list(old)[start : start + _ASKED]
                for sha in set(shas) - await needed(shas):
                    await asyncio.to_thread(_remove, old[sha])
                    gone += 1
        return gone

    def _old(self, before: float) -> dict[str, list[Path]]:
        """Old files by the hash they keep. Half-written ones are removed at once."""
        found: dict[str, list[Path]] = {}
        for path in self._folder.glob("??/*"):
            if path.name.endswith(PARTIAL):
                if path.stat().st_mtime < before:
                    _remove([path])
                continue
            found.setdefault(path.name.partition(".")[0], []).append(path)
        return {sha: paths for sha, paths in found.items() if all(path.stat().st_mtime < before for path in paths)}


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
