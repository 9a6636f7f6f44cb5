"""Unpacking an answer piece by piece, never past its bound: a small gzip may hold a very large text."""

from __future__ import annotations

import zlib
from typing import Protocol

from schedules.feed_types import FeedError

_EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, by its head


class Unpacker(Protocol):
    """Takes pieces as they arrive."""

    def feed(self, piece: bytes, room: int) -> bytes:
        """What a piece holds: at most one byte more than `room`, which says that it is too much. Errors: zlib.error."""
        ...

    def finish(self) -> None:
        """Nothing more comes. Errors: zlib.error where something is missing."""
        ...


class _Plain:
    def feed(self, piece: bytes, room: int) -> bytes:
        return piece[: room + 1]

    def finish(self) -> None:
        return


class _Deflated:
    """gzip (also of several members), zlib, or a bare deflate stream as some servers send it."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_EITHER)
        self._begun = False
        self._whole = True

    def feed(self, piece: bytes, room: int) -> bytes:
        out = b""
        while piece and len(out) <= room:
            out += self._some(piece, room + 1 - len(out))
            piece = self._stream.unconsumed_tail or self._stream.unused_data
            self._whole = self._stream.eof
            if self._whole:
                self._stream = zlib.decompressobj(_EITHER)
        return out

    def _some(self, piece: bytes, at_most: int) -> bytes:
        try:
            out = self._stream.decompress(piece, at_most)
        except zlib.error:
            if self._begun:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._stream.decompress(piece, at_most)
        self._begun = True
        return out

    def finish(self) -> None:
        if not self._whole:
            raise zlib.error("more was to come")


def unpacker(encoding: str) -> Unpacker:
    """For a Content-Encoding. Errors: FeedError for one that was not asked for."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Deflated()
    raise FeedError("format", f"对方用了没有要过的压缩方式（{name[:20]}）。请对方改用 gzip 或不压缩。")
