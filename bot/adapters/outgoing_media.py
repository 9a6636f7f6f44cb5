"""What a message to be sent holds beside its words, read from the disk off the loop."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.adapter import SendFailed
from handlers.message import OutgoingMessage


async def content_of(message: OutgoingMessage, limit: int | None) -> bytes | None:
    """The bytes of a picture, video or file, at most `limit` of them (None: any number); None for words and cards.

    Raises `SendFailed`, fit to be shown, for what cannot be read or is larger.
    """
    if message.kind in ("text", "link"):
        return None
    try:
        content = await asyncio.to_thread(Path(message.path).read_bytes)
    except OSError as error:
        raise SendFailed(f"要发的文件读不了：{message.name}（{error.strerror}）") from error
    if limit is not None and len(content) > limit:
        raise SendFailed(f"要发的文件太大：{message.name}")
    return content
