"""What a file that was sent as a work really is, told by its content; and small pictures of it, without anything but the image.

The name and the type that a channel claims are not looked at. A picture is decoded whole, so that a broken one is found
before it is acknowledged; of a video only the structure is read.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from PIL import Image, ImageOps

Fault = Literal["type", "heic", "broken", "pixels"]
PICTURES = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
"""The types of pictures, and what the decoder calls them."""
VIDEOS = ("mp4", "mov")
SUFFIX = {"jpeg": ".jpg", "png": ".png", "gif": ".gif", "webp": ".webp", "mp4": ".mp4", "mov": ".mov"}
MOST_PIXELS = 50_000_000
"""A picture that would unfold to more is not decoded."""
THUMBNAIL = 480
"""Pixels of a small picture's longer side."""
_HEAD = 32
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_OLD_MOVIE = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_BOXES = 10_000


class Unfit(Exception):
    """A file that is no work: of another type, broken, or unfolding to too much."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class Examined:
    """A whole picture or video: its type, and a small JPEG of it (empty for a video)."""

    media: str
    thumbnail: bytes = b""


def media_of(head: bytes) -> str:
    """The type that the first 32 bytes show; raises `Unfit` for what is neither picture nor video."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC:
            raise Unfit("heic")
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[4:8] in _OLD_MOVIE:
        return "mov"
    raise Unfit("type")


def examined(path: Path) -> Examined:
    """Read the file whole. Raises `Unfit`, or `OSError` where it cannot be read at all."""
    with path.open("rb") as file:
        media = media_of(file.read(_HEAD))
        if media in VIDEOS:
            _check_video(file)
            return Examined(media)
    return Examined(media, _thumbnail(path, PICTURES[media]))


def _thumbnail(path: Path, decoder: str) -> bytes:
    """Turned as the camera was held, on white, at most 480 px; drawn anew, so that place and camera are left behind."""
    try:
        with Image.open(path, formats=[decoder]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unfit("pixels")
            image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
            image.load()
            return _small(image)
    except Image.DecompressionBombError as error:
        raise Unfit("pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError) as error:
        raise Unfit("broken") from error


def _small(image: Image.Image) -> bytes:
    image.thumbnail((THUMBNAIL, THUMBNAIL))  # first: what follows then costs little
    image = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGB", image.size, (255, 255, 255))
    paper.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=82)
    return out.getvalue()


def reduced(small: bytes, side: int = 200) -> bytes:
    """A small picture (a JPEG) made smaller still, for a table with hundreds of them."""
    with Image.open(io.BytesIO(small), formats=["JPEG"]) as image:
        image.thumbnail((side, side))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _check_video(file: BinaryIO) -> None:
    """Whether its boxes fill the file to the byte and one of them is the index (moov): a cut-off video has none, or not all."""
    end, at, indexed = file.seek(0, io.SEEK_END), 0, False
    for _ in range(_BOXES):
        if at == end:
            break
        file.seek(at)
        head = file.read(16)
        size, kind = _box(head, end - at)
        if size > end - at:
            raise Unfit("broken")
        indexed |= kind == b"moov"
        at += size
    if at != end or not indexed:
        raise Unfit("broken")


def _box(head: bytes, left: int) -> tuple[int, bytes]:
    """A box's length and kind; a length of 0 is all that is left."""
    if len(head) < 8:
        raise Unfit("broken")
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if size == 1 and len(head) == 16:
        size = int.from_bytes(head[8:16], "big")
    size = size or left
    if size < 8:
        raise Unfit("broken")
    return size, kind
