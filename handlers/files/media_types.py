"""What a picture, video or document is, told by its content, never by its name."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

Kind = Literal["image", "video", "file"]
MOST = {"image": 5_000_000, "video": 20_000_000, "file": 20_000_000}
"""Bytes: no more goes through a channel."""
NAMED = {"image": "图片", "video": "视频", "file": "附件"}
TAKEN = {"image": "PNG、JPEG、GIF 或 WebP", "video": "MP4", "file": "PDF、Word、Excel 或 PPT（.docx、.xlsx、.pptx）"}
_PICTURES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_OFFICE = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_NO_FILM = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"M4A ", b"M4B ", b"qt  ")
"""Pictures, sounds and Apple's own films that begin like MP4."""


class MediaFault(ValueError):
    """What cannot be taken; the text is a Chinese sentence without its full stop."""


def suffix_of(kind: Kind, content: bytes, name: str) -> str:
    """The suffix that fits the content (`.png`, `.mp4` …). Errors: MediaFault naming it."""
    if not content:
        raise MediaFault(f"{NAMED[kind]}“{name}”是空的")
    if len(content) > MOST[kind]:
        raise MediaFault(f"{NAMED[kind]}“{name}”太大，最多 {MOST[kind] // 1_000_000} MB")
    suffix = {"image": _picture, "video": _film, "file": _document}[kind](content)
    if not suffix:
        raise MediaFault(f"{NAMED[kind]}“{name}”的内容不是 {TAKEN[kind]}")
    return suffix


def _picture(content: bytes) -> str:
    """Also looked through: a picture that breaks off is none."""
    from PIL import Image, UnidentifiedImageError  # most files have no pictures

    try:
        with Image.open(io.BytesIO(content), formats=list(_PICTURES)) as picture:
            suffix = _PICTURES[str(picture.format)]
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return ""
    return suffix


def _film(content: bytes) -> str:
    return ".mp4" if content[4:8] == b"ftyp" and content[8:12] not in _NO_FILM else ""


def _document(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return ".pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((suffix for start, suffix in _OFFICE.items() if any(name.startswith(start) for name in names)), "")
