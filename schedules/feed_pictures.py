"""What a picture is, told by its first bytes, never by what was claimed."""

from __future__ import annotations

from schedules.feed_types import FeedError, Picture

_HEADS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF87a", ".gif"), (b"GIF89a", ".gif"))


def picture_of(content: bytes) -> Picture:
    """The content as a picture. Errors: FeedError for anything but PNG, JPEG, GIF and WebP."""
    for head, suffix in _HEADS:
        if content.startswith(head):
            return Picture(content, suffix)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture(content, ".webp")
    raise FeedError("picture", "图片的内容不是 PNG、JPEG、GIF 或 WebP，没有收。请对方换成这几种格式。")
