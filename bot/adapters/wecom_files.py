"""Pictures and files that people send the bot: fetched, decrypted (AES-256-CBC, PKCS#7 to 32 bytes; document 100719), kept."""

from __future__ import annotations

import asyncio
import base64
import binascii
from email.message import Message
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.adapters.local_media import MediaFolder
from bot.adapters.local_types import BadMedia
from bot.adapters.wecom_events import Piece
from handlers.message import Media

LIMIT = 20 * 1024 * 1024
BLOCK = 32
SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"PK\x03\x04": ".xlsx", b"%PDF": ".pdf"}


class UnreadableFile(Exception):
    """A picture or file that could not be had; the text is the cause."""

    def __init__(self, cause: str, *, too_large: bool = False) -> None:
        super().__init__(cause)
        self.too_large = too_large


class TooLarge(ValueError):
    """More than is taken in."""


class Files:
    """Fetches what a message points to, at most `limit` bytes, and keeps it. With no folder it is a temporary one."""

    def __init__(self, folder: Path | None, client: httpx.AsyncClient, limit: int = LIMIT) -> None:
        self._folder = MediaFolder(folder)
        self._client = client
        self._limit = limit

    async def read(self, piece: Piece) -> Media:
        """The kept file of a piece, written as it comes. Raises `UnreadableFile`."""
        partial = self._folder.unnamed()
        try:
            with partial.open("wb") as into:
                name = await self._fetch(piece, into)
            name = name or _name(piece, await asyncio.to_thread(_head, partial))
            return await asyncio.to_thread(self._folder.adopt, name, partial)
        except (httpx.HTTPError, BadMedia, OSError, ValueError) as error:
            # its own text may hold the address, which is a secret
            raise UnreadableFile(type(error).__name__, too_large=isinstance(error, TooLarge)) from None
        finally:
            partial.unlink(missing_ok=True)

    async def _fetch(self, piece: Piece, into: BinaryIO) -> str:
        """Write the plain content; the name that the answer gives."""
        opener, size = Opener(piece.aeskey) if piece.aeskey else None, 0
        async with self._client.stream("GET", piece.url) as answer:
            answer.raise_for_status()
            async for chunk in answer.aiter_bytes():
                size += len(chunk)
                if size > self._limit + BLOCK:
                    raise TooLarge
                into.write(opener.open(chunk) if opener else chunk)
            if opener is not None:
                into.write(opener.end())
            return _named(answer.headers.get("content-disposition", ""))


class Opener:
    """Decrypts piece by piece. Raises `ValueError` for what the key does not open."""

    def __init__(self, aeskey: str) -> None:
        try:
            key = base64.b64decode(aeskey + "=" * (-len(aeskey) % 4), validate=True)
        except binascii.Error as error:
            raise ValueError("bad key") from error
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        self._held = b""

    def open(self, sealed: bytes) -> bytes:
        """What is surely content: the last block may be padding, and is held back."""
        plain = self._held + self._cipher.update(sealed)
        self._held = plain[-BLOCK:]
        return plain[:-BLOCK]

    def end(self) -> bytes:
        """The rest, without its padding."""
        plain = self._held + self._cipher.finalize()
        padding = plain[-1] if plain else 0
        if not 1 <= padding <= min(BLOCK, len(plain)) or plain[-padding:] != bytes([padding]) * padding:
            raise ValueError("bad padding")
        return plain[:-padding]


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(BLOCK)


def _named(disposition: str) -> str:
    """The file's name as the answer's header gives it."""
    header = Message()
    header["content-disposition"] = disposition
    name = header.get_filename() or ""
    return Path(unquote(name)).name


def _name(piece: Piece, content: bytes) -> str:
    suffix = next((suffix for start, suffix in SUFFIXES.items() if content.startswith(start)), ".mp4" if piece.kind == "video" else "")
    return {"image": "图片", "video": "视频"}.get(piece.kind, "文件") + suffix
