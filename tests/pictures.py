"""Pictures and videos to send: whole ones, and all that may be wrong with one."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw

COLOURS = ((156, 52, 48), (46, 110, 72), (40, 80, 140), (190, 140, 40), (120, 60, 130), (90, 90, 90), (200, 100, 90), (20, 130, 130))


def picture(number: int, kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture unlike every other number's."""
    image = Image.new("RGB", size, COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((number, size[1] // 4, number + size[0] // 3, size[1] // 2), fill=(250, 240, 230))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def from_a_phone(number: int) -> bytes:
    """A JPEG held upright, with its place in it: 640 × 480 as stored, to be turned a quarter to the right."""
    image = Image.open(io.BytesIO(picture(number)))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PHONE-OF-WANG"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 20.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unfold to 900 million pixels."""
    side = 30_000

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def video(number: int, brand: bytes = b"isom") -> bytes:
    """The least that is an MP4: its kind, an index, some data."""
    boxes = ((b"ftyp", brand + bytes(4) + brand), (b"moov", bytes(100)), (b"mdat", bytes([number]) * 5000))
    return b"".join(struct.pack(">I", 8 + len(data)) + kind + data for kind, data in boxes)


HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(12) + bytes(2000)
TEXT = "这是一个改了名字的文本文件。".encode() * 50
