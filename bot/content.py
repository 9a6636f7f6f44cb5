"""`jinguo content`: study items in files, checked before they are imported, and their title cards to look at."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.failure import Failure
from bot.library import CONTENT
from handlers.files.card import card_of
from handlers.files.check import findings
from handlers.files.exact_names import Names, read_names
from handlers.files.finding import RULES, Finding
from handlers.files.items import NOT_LIBRARY, ItemDraft, ItemFileError, read_items, read_library, refuse_repeats

Emit = Callable[[dict[str, Any]], None]
NAMES = "names.toml"


def check_content(paths: Sequence[Path], emit: Emit) -> bool:
    """Print what should be looked at again, one JSON line each, and a summary on standard error; whether nothing was found.

    `paths` are files and folders, or none for the library that came with the program. All are compared with each other.
    """
    items, found = _read(paths or [CONTENT])
    found += findings(items, _names(paths))
    for one in found:
        emit({"where": one.where, "rule": one.rule, "title": one.title, "text": one.text})
    sys.stderr.write(_summary(len(items), found) + "\n")
    return not found


def draw_cards(wanted: Sequence[str], out: Path, content: Path | None, emit: Emit) -> None:
    """Draw the title cards of items named by their day (05-20) or their column and number (家风:7) into a folder."""
    items = read_library(content or CONTENT)
    chosen = [item for name in wanted for item in _named(items, name)]
    out.mkdir(parents=True, exist_ok=True)
    for item in chosen:
        card = card_of(item)
        path = out / f"{item.column} {item.key} {item.title}.png".replace("/", "／")
        path.write_bytes(card.png)
        emit({"where": item.where, "title": item.title, "file": str(path), "width": card.width, "height": card.height, "lacks": card.lacks})


def _read(paths: Sequence[Path]) -> tuple[list[ItemDraft], list[Finding]]:
    """All items that can be read; what cannot is a finding, and the other files go on."""
    items, found = list[ItemDraft](), list[Finding]()
    for path in paths:
        if not path.exists():
            raise Failure(f"没有找到 {path}。")
        for file in _files(path):
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            try:
                items += read_items(file, name)
            except ItemFileError as error:
                found.append(Finding("format", name, str(error)))
    try:
        refuse_repeats(items)
    except ItemFileError as error:
        found.append(Finding("format", str(error).partition("：")[0], str(error)))
    if not items and not found:
        raise Failure("这里没有内容文件（.md）。")
    return items, found


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(one for one in path.rglob("*.md") if one.name not in NOT_LIBRARY)
    else:
        yield path


def _names(paths: Sequence[Path]) -> Names:
    """The library's list of names with those that stand beside the files."""
    lists = {CONTENT / NAMES, *(path / NAMES for path in paths if (path / NAMES).is_file())}
    read = [read_names(path) for path in sorted(lists, key=lambda path: (path != CONTENT / NAMES, path))]
    return Names(
        tuple(pair for one in read for pair in one.wrong),
        tuple(pattern for one in read for pattern in one.patterns),
        tuple(sorted((right for one in read for right in one.right), key=len, reverse=True)),
    )


def _summary(items: int, found: Sequence[Finding]) -> str:
    if not found:
        return f"看了 {items} 条，没有要改的。"
    count = Counter(one.rule for one in found)
    kinds = "，".join(f"{name} {count[rule]}" for rule, name in RULES.items() if count[rule])
    return f"看了 {items} 条，有 {len(found)} 处要改：{kinds}。"


def _named(items: Sequence[ItemDraft], name: str) -> list[ItemDraft]:
    column, _, key = name.replace("：", ":").rpartition(":")
    chosen = [item for item in items if item.key == key and column in item.column]
    if not chosen or len({item.column for item in chosen}) > 1:
        raise Failure(f"没有找到“{name}”，或者不止一个栏目有。日期写成 05-20，编号写成 栏目:7，例如 家风:7。")
    return chosen
