"""What study items carry beside their words: pictures, a video or file, a link card; and the folder that keeps their contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from store.files import write_whole

MediaKind = Literal["text", "image", "video", "file", "link"]
FOLDER = "items"
"""Within the folder of files."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One thing beside the words. `file` is its name in the folder, `name` what it is shown as. (`text` stands for the words.)

    Of a link, `name` is the title, `text` the description, `url` the address, `file` the thumbnail (or none); `picture_url` is the
    thumbnail's own address, for channels that take nothing else. `card`: a title card, which says nothing that the words do not.
    """

    kind: MediaKind
    file: str = ""
    name: str = ""
    text: str = ""
    url: str = ""
    picture_url: str = ""
    card: bool = False

    def stored(self) -> dict[str, Any]:
        """As it stands in the database: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def content(self) -> tuple[str, ...]:
        """What tells it from another: the shown name of a picture does not."""
        return (self.kind, self.file, "" if self.kind == "image" else self.name, self.text, self.url, self.picture_url)


WORDS = Attachment("text")
"""Where the words stand among the parts of a push."""


def attachments(stored: Iterable[Mapping[str, Any]] | None) -> tuple[Attachment, ...]:
    """What `study_item.media` or `push.parts` holds."""
    return tuple(Attachment(**one) for one in stored or ())


def stored(media: Iterable[Attachment]) -> list[dict[str, Any]] | None:
    """What they are to hold; NULL for nothing."""
    return [one.stored() for one in media] or None


class MediaFolder:
    """A flat folder of contents, each under its hash. They stay as long as the items do: the folder is never pruned."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, content: bytes, suffix: str) -> str:
        """Keep the content; its name in the folder."""
        name = file_name(content, suffix)
        if not self.path(name).exists():
            self.keep(name, content)
        return name

    def keep(self, name: str, content: bytes) -> None:
        """Keep a content under a name that tells it."""
        write_whole(self.path(name), content)

    def path(self, name: str) -> Path:
        """Where a content is kept."""
        return self._folder / name


def file_name(content: bytes, suffix: str) -> str:
    """The name under which a content is kept."""
    return hashlib.sha256(content).hexdigest()[:32] + suffix
