"""Pictures made to fit what a channel takes."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, UnidentifiedImageError

QUALITIES = (88, 75, 60)
SMALLEST = 320
TAKEN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How a PNG and a JPEG begin."""


class BadPicture(ValueError):
    """What is no picture, or cannot be made small enough."""


def fit_picture(content: bytes, most: int) -> bytes:
    """A JPEG or PNG of at most `most` bytes: as it is where it fits, else encoded anew and made smaller step by step."""
    try:
        if content.startswith(TAKEN) and len(content) <= most:
            return content
        with Image.open(BytesIO(content)) as opened:
            picture = _flat(opened)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadPicture("这不是一张能读的图片") from error
    while True:
        for quality in QUALITIES:
            made = BytesIO()
            picture.save(made, "JPEG", quality=quality, optimize=True)
            if made.tell() <= most:
                return made.getvalue()
        if max(picture.size) <= SMALLEST:
            raise BadPicture("图片太大，缩小了也放不下")
        picture = picture.resize((max(1, picture.width * 3 // 4), max(1, picture.height * 3 // 4)))


def _flat(opened: Image.Image) -> Image.Image:
    """On white, as JPEG knows no transparency."""
    if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info:
        rgba = opened.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return opened.convert("RGB")
