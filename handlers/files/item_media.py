"""What items carry beside their words, as files bring it: named in fields of a row or line, or embedded in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from handlers.files.media_types import Kind, MediaFault, suffix_of
from store.media import Attachment, MediaFolder, file_name

LABELS: Mapping[str, tuple[str, ...]] = {
    "pictures": ("图片", "配图", "pictures", "picture"),
    "video": ("视频", "video"),
    "file": ("附件", "file"),
    "link": ("链接", "网址", "link", "url"),
    "link_title": ("链接标题", "link_title"),
    "link_text": ("链接说明", "链接简介", "link_text"),
    "thumbnail": ("缩略图", "thumbnail"),
}
"""What each field may be called; the first is what is written."""
_FIELDS = {name: field for field, names in LABELS.items() for name in names}
_LABELLED = re.compile(rf"({'|'.join(sorted(_FIELDS, key=len, reverse=True))})\s*[：:]\s*(.+)")
NOTHING = "无"
"""Said of what the item is to carry no longer; what is not said at all stays as it is."""
MOST_PICTURES = 9
LONGEST = {"link_title": 100, "link_text": 200, "link": 2000}
_BETWEEN = re.compile(r"[、；;\n]+")


@dataclass(frozen=True, slots=True)
class Carried:
    """One attachment with its content, if it has one: nothing is kept before the item is stored."""

    attachment: Attachment
    content: bytes | Path = b""


@dataclass(frozen=True, slots=True)
class Carriage:
    """What a file says an item carries. `cleared`: of these kinds nothing any more."""

    given: tuple[Carried, ...] = ()
    cleared: frozenset[str] = frozenset()

    def keep(self, folder: MediaFolder) -> None:
        """Keep the contents."""
        for one in self.given:
            if one.attachment.file:
                content = one.content.read_bytes() if isinstance(one.content, Path) else one.content
                folder.save(content, Path(one.attachment.file).suffix)

    def over(self, stored: Sequence[Attachment]) -> tuple[Attachment, ...]:
        """What the item carries then: of a kind that is not spoken of, what it had."""
        said = {group_of(one.attachment) for one in self.given} | self.cleared
        kept = [one for one in stored if group_of(one) not in said]
        return tuple(sorted([*(one.attachment for one in self.given), *kept], key=lambda one: _ORDER.index(group_of(one))))


NONE = Carriage()
"""Nothing is said of it."""
_ORDER = ("image", "film", "link")


def group_of(one: Attachment) -> str:
    """`image`, `film` (a video or a document: an item has one at most) or `link`."""
    return one.kind if one.kind in _ORDER else "film"


def labelled(line: str) -> tuple[str, str] | None:
    """The field and the words of a line like `图片：a.png、b.png`."""
    found = _LABELLED.fullmatch(line)
    return (_FIELDS[found[1]], found[2].strip()) if found else None


def carriage(fields: Mapping[str, str], folder: Path, title: str, embedded: Iterable[bytes] = ()) -> Carriage:
    """What fields (`LABELS`) say, their files read from `folder`; and the pictures embedded. Errors: MediaFault; OSError."""
    said = {field: fields[field].strip() for field in LABELS if fields.get(field, "").strip()}
    pictures = [_carried("image", content, f"第{number}张") for number, content in enumerate(embedded, 1)]
    pictures += [_read("image", name, folder) for name in _names(said.get("pictures", ""))]
    if len(pictures) > MOST_PICTURES:
        raise MediaFault(f"图片有 {len(pictures)} 张，最多 {MOST_PICTURES} 张")
    films = [_read(kind, said[kind], folder) for kind in _FILMS if said.get(kind, NOTHING) != NOTHING]
    if len(films) > 1:
        raise MediaFault("视频和附件只能有一个")
    links = [_link(said, folder, title)] if said.get("link", NOTHING) != NOTHING else []
    if not links and said.keys() & {"link_title", "link_text", "thumbnail"} and said.get("link") != NOTHING:
        raise MediaFault("写了链接标题、链接说明或缩略图，没有写链接")
    cleared = {group for field, group in _CLEARED.items() if said.get(field) == NOTHING}
    return Carriage((*pictures, *films, *links), frozenset(cleared))


_FILMS: tuple[Kind, ...] = ("video", "file")
_CLEARED = {"pictures": "image", "video": "film", "file": "film", "link": "link"}


def _names(said: str) -> list[str]:
    return [] if said == NOTHING else [name.strip() for name in _BETWEEN.split(said) if name.strip()]


def _read(kind: Kind, name: str, folder: Path) -> Carried:
    """A file named in a row: it stands in the folder of the row's own file, or below."""
    try:
        path = (folder / name.replace("\\", "/")).resolve()
        inside = path.is_relative_to(folder.resolve())
        content = path.read_bytes() if inside and path.is_file() else None
    except (OSError, ValueError) as error:
        raise MediaFault(f"“{name}”读不了") from error
    if not inside:
        raise MediaFault(f"“{name}”要放在这个文件的文件夹里")
    if content is None:
        raise MediaFault(f"没有找到“{name}”")
    found = _carried(kind, content, path.name)
    return replace(found, content=path)


def _carried(kind: Kind, content: bytes, name: str) -> Carried:
    suffix = suffix_of(kind, content, name)
    shown = "" if kind == "image" else name if name.lower().endswith(suffix) else Path(name).stem + suffix
    return Carried(Attachment(kind, file_name(content, suffix), shown), content)


def _link(said: Mapping[str, str], folder: Path, title: str) -> Carried:
    for field, longest in LONGEST.items():
        if len(said.get(field, "")) > longest:
            raise MediaFault(f"{LABELS[field][0]}超过 {longest} 字")
    thumbnail = said.get("thumbnail", "")
    far = _is_address(thumbnail)
    near = _read("image", thumbnail, folder) if thumbnail and not far else None
    card = Attachment(
        "link",
        near.attachment.file if near else "",
        " ".join((said.get("link_title") or title).split()),
        " ".join(said.get("link_text", "").split()),
        address(said["link"]),
        thumbnail if far else "",
    )
    return Carried(card, near.content if near else b"")


def address(text: str) -> str:
    """A web address. Errors: MediaFault."""
    if not _is_address(text):
        raise MediaFault(f"链接“{text[:40]}”不是完整的网址，要以 http:// 或 https:// 开头")
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


# -- the other way ---------------------------------------------------------------------------------------------------


def fields_of(given: Sequence[Carried], places: Mapping[str, str]) -> dict[str, str]:
    """The fields that say it again; `places` tells where each content is written, by its name in the folder of media."""
    said: dict[str, str] = {}
    pictures = [places[one.attachment.file] for one in given if one.attachment.kind == "image" and one.attachment.file in places]
    if pictures:
        said["pictures"] = "、".join(pictures)
    for one in (carried.attachment for carried in given):
        if one.kind in _FILMS:
            said[one.kind] = places[one.file]
        elif one.kind == "link":
            thumbnail = places[one.file] if one.file else one.picture_url
            card = {"link": one.url, "link_title": one.name, "link_text": one.text, "thumbnail": thumbnail}
            said |= {field: value for field, value in card.items() if value}
    return said
