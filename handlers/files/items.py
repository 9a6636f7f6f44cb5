"""The content library's files: Markdown with a YAML head, one study item under each `## ` heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from handlers.files.days import day_key
from handlers.files.item_media import LABELS, NONE, Carriage, carriage, labelled
from handlers.files.media_types import MediaFault

ItemKind = Literal["dated", "numbered"]

LONGEST_HEADING = 40
NOT_LIBRARY = frozenset({"README.md", "REVIEW.md"})
_HEAD_KEYS = ("column", "kind", "author", "checked")
_HEADING = re.compile(r"## +(\S+)(?: +(.*))?")
_WRITTEN_DAY = re.compile(r"(?:\d{4}-)?\d{2}-\d{2}")
_SOURCE = re.compile(r"来源[：:]\s*(.*)")
_LABELS = "、".join(names[0] for names in LABELS.values())


@dataclass(frozen=True)
class ItemDraft:
    """One study item as it stands in a file: nobody has approved it yet.

    `key` is "05-20" (every year), "2021-05-20" (once) or "7" (its place in a numbered column). `where` names file and
    line of the heading ("today/05.md:12"). Paragraphs of `text` are separated by one line break. `media` is what it carries beside them.
    """

    column: str
    kind: ItemKind
    key: str
    title: str
    text: str
    source: str
    author: str
    checked: date | None
    where: str
    media: Carriage = NONE


@dataclass(frozen=True, slots=True)
class ItemFault:
    """A row or a part of a file that is no study item, and why."""

    where: str
    title: str
    why: str


class ItemFileError(ValueError):
    """A file that cannot be read as study items. The message is a Chinese sentence naming file, line and fault."""


@dataclass(frozen=True)
class _Head:
    column: str
    kind: ItemKind
    author: str
    checked: date | None
    media: dict[str, str]


def read_items(path: Path, name: str = "") -> list[ItemDraft]:
    """The items of one file, in its order. `name` is what they call it, if not its own."""
    return _read(path, name or path.name)


def read_parts(path: Path) -> list[ItemDraft | ItemFault]:
    """Every part of one file under its heading, faulty ones among them. Errors: ItemFileError where its head cannot be read."""
    name = path.name
    lines, end, head = _opened(path, name)
    found: list[ItemDraft | ItemFault] = []
    for number, block in _blocks(lines, end + 1, name):
        try:
            found.append(_item(head, name, number, block, path.parent))
        except ItemFileError as error:
            where, _, why = str(error).partition("：")
            found.append(ItemFault(where, block[0].lstrip("# ")[:LONGEST_HEADING], why.rstrip("。")))
    _refuse_odd_heads(head, len(found), name)
    return found


def read_library(directory: Path) -> list[ItemDraft]:
    """The items of every *.md below `directory`, README.md and REVIEW.md left out, by file name and then in file order.

    A dated column may hold several items for one day; a numbered column holds each number once, in all its files together.
    """
    if not directory.is_dir():
        raise ItemFileError(f"没有找到内容目录：{directory}。")
    files = sorted(path for path in directory.rglob("*.md") if path.name not in NOT_LIBRARY)
    items = [item for path in files for item in _read(path, path.relative_to(directory).as_posix())]
    kinds: dict[str, ItemDraft] = {}
    for item in items:
        first = kinds.setdefault(item.column, item)
        if first.kind != item.kind:
            raise ItemFileError(f"{item.where}：栏目“{item.column}”在 {first.where} 写的 kind 是 {first.kind}，这里是 {item.kind}。")
    refuse_repeats(items)
    return items


def _read(path: Path, name: str) -> list[ItemDraft]:
    lines, end, head = _opened(path, name)
    items = [_item(head, name, number, block, path.parent) for number, block in _blocks(lines, end + 1, name)]
    _refuse_odd_heads(head, len(items), name)
    refuse_repeats(items)
    return items


def _opened(path: Path, name: str) -> tuple[list[str], int, _Head]:
    """Its lines, the line on which its head ends, and the head."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ItemFileError(f"{name}：文件不是 UTF-8 编码，请另存为 UTF-8 再试。") from error
    except OSError as error:
        raise ItemFileError(f"{name}：文件打不开（{error.strerror}）。") from error
    end = _end_of_head(lines, name)
    return lines, end, _head("\n".join(lines[1:end]), name)


def _refuse_odd_heads(head: _Head, parts: int, name: str) -> None:
    if not parts:
        raise ItemFileError(f"{name}：文件里没有一条内容，每条内容以“## ”开头的标题行开始。")
    if head.media and parts > 1:
        raise ItemFileError(f"{name}:2：{_LABELS}只在只有一条内容的文件里写在开头；有几条时，写在各条的“来源：”前面。")


def _end_of_head(lines: list[str], name: str) -> int:
    if lines[0].strip() != "---":
        raise ItemFileError(f"{name}:1：文件要以一行“---”开头，接着写 column 和 kind，再以一行“---”结束。")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return number
    raise ItemFileError(f"{name}:1：文件开头的说明部分没有用一行“---”结束。")


def _head(text: str, name: str) -> _Head:
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        line = error.problem_mark.line + 2 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 2
        raise ItemFileError(f"{name}:{line}：文件开头的说明部分写法有误，每行应是“名称: 内容”，日期应是存在的日子。") from error
    if not isinstance(values, dict):
        raise ItemFileError(f"{name}:2：文件开头缺少 column（栏目名称）和 kind。")
    media = {said[0]: said[1] for key, value in values.items() if (said := labelled(f"{key}：{_listed(value)}"))}
    for key in values:
        if key not in _HEAD_KEYS and labelled(f"{key}：有") is None:
            raise ItemFileError(f"{name}:2：文件开头有不认识的项目“{key}”，可以写的是 {'、'.join(_HEAD_KEYS)}。")
    column, kind = values.get("column"), values.get("kind")
    if not isinstance(column, str) or not column.strip():
        raise ItemFileError(f"{name}:2：文件开头缺少 column（栏目名称）。")
    if kind is None:
        raise ItemFileError(f"{name}:2：文件开头缺少 kind，请写 dated（按日期）或 numbered（按编号）。")
    if kind not in ("dated", "numbered"):
        raise ItemFileError(f"{name}:2：kind 只能是 dated（按日期）或 numbered（按编号），这里写的是“{kind}”。")
    return _Head(column.strip(), kind, str(values.get("author") or "").strip(), _checked(values.get("checked"), name), media)


def _listed(value: object) -> str:
    """A list of names, or one."""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _checked(value: object, name: str) -> date | None:
    if value is None or type(value) is date:
        return value
    raise ItemFileError(f"{name}:2：checked 要写核对的日期，例如 2026-11-22，这里写的是“{value}”。")


def _blocks(lines: list[str], start: int, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each heading's line number (from 1) with the heading and the lines under it."""
    number, block = 0, list[str]()
    for index, line in enumerate((line.strip() for line in lines[start:]), start=start + 1):
        if line.startswith("## "):
            if block:
                yield number, block
            number, block = index, [line]
        elif line.startswith("#"):
            raise ItemFileError(f"{name}:{index}：标题行要写成“## 05-20 标题”或“## 1 标题”，这里是“{line}”。")
        elif block:
            block.append(line)
        elif line:
            raise ItemFileError(f"{name}:{index}：第一个标题之前不能有正文，这里是“{line[:12]}”。")
    if block:
        yield number, block


def _item(head: _Head, name: str, number: int, block: list[str], folder: Path) -> ItemDraft:
    where = f"{name}:{number}"
    key, title = _key_and_title(head.kind, block[0], where)
    text, source, media = list[str](), list[str](), dict(head.media)
    for index, line in enumerate(block[1:], start=number + 1):
        if said := labelled(line):
            media[said[0]] = said[1]
        elif found := _SOURCE.fullmatch(line):
            source.append(found[1])
        elif line and source:
            raise ItemFileError(f"{name}:{index}：“来源：”要写在一条内容的最后一行，它后面还有“{line[:12]}”。")
        elif line:
            text.append(line)
    if not text:
        raise ItemFileError(f"{where}：“{title}”没有正文。")
    if len(source) != 1 or not source[0]:
        raise ItemFileError(f"{where}：“{title}”要有一行“来源：”，并写明出处。")
    carried = _carriage(media, folder, title, where)
    return ItemDraft(head.column, head.kind, key, title, "\n".join(text), source[0], head.author, head.checked, where, carried)


def _carriage(media: dict[str, str], folder: Path, title: str, where: str) -> Carriage:
    try:
        return carriage(media, folder, title) if media else NONE
    except MediaFault as error:
        raise ItemFileError(f"{where}：“{title}”：{error}。") from error


def _key_and_title(kind: ItemKind, line: str, where: str) -> tuple[str, str]:
    found = _HEADING.fullmatch(line)
    if not found:
        raise ItemFileError(f"{where}：标题行是空的，要写成“## 05-20 标题”或“## 1 标题”。")
    key = _day(found[1], where) if kind == "dated" else _number(found[1], where)
    if not found[2]:
        raise ItemFileError(f"{where}：“{found[1]}”后面没有写标题。")
    return key, found[2]


def _day(text: str, where: str) -> str:
    if not _WRITTEN_DAY.fullmatch(text):
        raise ItemFileError(f"{where}：按日期的栏目，标题要以日期开头，写成 05-20 或 2021-05-20，这里是“{text}”。")
    key = day_key(text)
    if key is None:
        raise ItemFileError(f"{where}：没有“{text}”这一天。")
    return key


def _number(text: str, where: str) -> str:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ItemFileError(f"{where}：按编号的栏目，标题要以编号开头，写成 1、2、3，这里是“{text}”。")
    return str(int(text))


def refuse_repeats(items: list[ItemDraft]) -> None:
    """Errors: ItemFileError for a number that a numbered column uses twice."""
    seen: dict[tuple[str, str], ItemDraft] = {}
    for item in items:
        first = seen.setdefault((item.column, item.key), item)
        if first is not item and item.kind == "numbered":
            raise ItemFileError(f"{item.where}：栏目“{item.column}”的编号 {item.key} 在 {first.where} 已经用过。")
