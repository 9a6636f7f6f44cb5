"""Pictures and files of the simulated channel, kept by the hash of their content."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from bot.adapters.local_types import MAX_MEDIA_BYTES, BadMedia, Bubble, BubbleKind
from handlers.message import Media, OutgoingMessage

_PICTURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF87a": ".gif", b"GIF89a": ".gif"}
_KEY = re.compile(r"[0-9a-f]{32}\.[0-9a-z]{1,8}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_NAME_LENGTH = 120


class MediaFolder:
    """A flat folder of immutable files. With no path it is a temporary one, gone with the object."""

    def __init__(self, path: Path | None) -> None:
        self._path = path or Path(tempfile.mkdtemp(prefix="jinguo-media-"))
        self._path.mkdir(parents=True, exist_ok=True)
        if path is None:
            weakref.finalize(self, shutil.rmtree, self._path, ignore_errors=True)

    def keep(self, media: Media) -> tuple[str, Media]:
        """Copy a readable file in. Returns its key and the kept `Media`; raises `BadMedia`."""
        source = Path(media.path)
        if not source.is_file():
            raise BadMedia(f"找不到文件：{media.name or source.name}")
        if source.stat().st_size > MAX_MEDIA_BYTES:
            raise BadMedia("文件太大：最多 20 MB")
        return self.keep_bytes(media.name or source.name, source.read_bytes(), media.mime)

    def keep_bytes(self, name: str, data: bytes, mime: str = "") -> tuple[str, Media]:
        """Keep 1 byte to 20 MB of content. What is a picture is told by its first bytes, not by what was claimed."""
        if not data:
            raise BadMedia("文件是空的")
        if len(data) > MAX_MEDIA_BYTES:
            raise BadMedia("文件太大：最多 20 MB")
        shown = clean_name(name)
        picture = picture_suffix(data)
        key = hashlib.sha256(data).hexdigest()[:32] + (picture or _suffix(shown))
        target = self._path / key
        if not target.exists():
            partial = target.with_name(f".{key}.{token_hex(4)}.part")  # the same picture may be on its way to several rooms
            partial.write_bytes(data)
            partial.replace(target)
        return key, Media(shown, str(target), _mime(shown, mime, picture), len(data))

    def shown(self, bubble: Bubble, media: Media) -> Bubble:
        """The bubble with a picture, video or file, kept; raises `BadMedia`."""
        key, kept = self.keep(media)
        kinds: dict[str, BubbleKind] = {"image": "image", "video": "video"}
        kind = kinds.get(kept.mime.partition("/")[0], "file")
        return replace(bubble, kind=kind, name=kept.name, file=key, size=kept.size, mime=kept.mime)

    def card(self, bubble: Bubble, message: OutgoingMessage) -> Bubble:
        """The bubble as a link card, with its thumbnail if it has one; raises `BadMedia`."""
        pictured = self.shown(bubble, Media("", message.path)) if message.path else bubble
        return replace(pictured, kind="link", name=message.name, url=message.url)

    def unnamed(self) -> Path:
        """A file to write into what is not yet known; `adopt` keeps it."""
        return self._path / f".{token_hex(8)}.part"

    def adopt(self, name: str, path: Path) -> Media:
        """Keep a file that was written here, however large, by moving it. Raises `BadMedia` for an empty one."""
        size = path.stat().st_size
        if not size:
            raise BadMedia("文件是空的")
        shown = clean_name(name)
        with path.open("rb") as file:
            picture = picture_suffix(file.read(32))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target = self._path / (digest[:32] + (picture or _suffix(shown)))
        path.replace(target)
        return Media(shown, str(target), _mime(shown, "", picture), size)

    def find(self, key: str) -> Path | None:
        """The file behind a key; None for anything that is not one of ours."""
        if not _KEY.fullmatch(key):
            return None
        path = self._path / key
        return path if path.is_file() else None


def picture_suffix(data: bytes) -> str:
    """`.png`, `.jpg`, `.gif` or `.webp` when the content is such a picture, else the empty string."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for magic, suffix in _PICTURES.items() if data.startswith(magic)), "")


def clean_name(name: str) -> str:
    """A file name that is safe to show and to save: no path, no control or direction marks, at most 120 characters."""
    base = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" ._") or "文件"
    stem, dot, suffix = base.rpartition(".")
    if not dot or len(suffix) > 8:
        return base[:_NAME_LENGTH]
    return stem[: _NAME_LENGTH - len(suffix) - 1] + dot + suffix


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[0-9a-z]{1,8}", suffix) else ".bin"


def _mime(name: str, claimed: str, picture: str) -> str:
    if picture:
        return mimetypes.types_map[picture]
    guessed = claimed or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return "application/octet-stream" if guessed.startswith("image/") else guessed
