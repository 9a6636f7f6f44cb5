"""Pictures and files that come in, kept in a folder by the hash of their content."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.adapters.local_media import MediaFolder
from bot.adapters.local_types import BadMedia
from bot.adapters.wechaty_wire import TooLarge, Wire, WireError, WireLost
from handlers.message import Media

LIMIT = 20 * 1024 * 1024


class UnreadableMedia(Exception):
    """A picture or file that could not be had; the text is the cause."""

    def __init__(self, cause: str, *, too_large: bool = False) -> None:
        super().__init__(cause)
        self.too_large = too_large


class MediaReader:
    """Fetches the file of a message, at most `limit` bytes, and keeps it. With no folder it is a temporary one."""

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self._folder = MediaFolder(folder)
        self._limit = limit

    async def read(self, wire: Wire, id: str, name: str) -> Media:
        """The kept file of a message; raises `UnreadableMedia`, or `WireLost` when it may be tried again.

        It is written as it comes, so that a long video does not stand in memory.
        """
        partial = self._folder.unnamed()
        try:
            with partial.open("wb") as into:
                found = await wire.file(id, self._limit, into)
            return await asyncio.to_thread(self._folder.adopt, name or found or "文件", partial)
        except WireLost:
            raise
        except (WireError, BadMedia, OSError) as error:
            raise UnreadableMedia(str(error), too_large=isinstance(error, TooLarge)) from error
        finally:
            partial.unlink(missing_ok=True)
