"""Study items in every form an office writes them: .xlsx, .csv, .md, .docx; in, out, and as an empty form to fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from handlers.files.item_document import read_document, write_document
from handlers.files.item_media import LABELS, fields_of
from handlers.files.item_rows import HEADS, Aim, Read, read_rows
from handlers.files.items import ItemDraft, ItemFileError, read_parts
from handlers.files.lines import LinesError
from handlers.files.tabular import write_rows

ItemFormat = Literal["xlsx", "csv", "md", "docx"]
FORMATS: tuple[ItemFormat, ...] = ("xlsx", "csv", "md", "docx")
EXAMPLES = (
    ItemDraft("家庭教育", "dated", "05-15", "国际家庭日", "正文写在这里，可以分几段。\n这是第二段。", "《出处》", "", None, ""),
    ItemDraft("本单位的栏目", "numbered", "1", "按编号的栏目这样写", "正文写在这里。", "《出处》第几条", "", None, ""),
)


def read_item_file(path: Path, aim: Aim) -> list[Read]:
    """The items of a file by its suffix. Errors: LinesError or ItemFileError (a Chinese sentence); OSError."""
    match path.suffix.lower():
        case ".md":
            return read_parts(path)
        case ".docx":
            return read_document(path, aim)
        case ".xlsx" | ".csv":
            return read_rows(path, aim)
    raise LinesError(f"只能读 .xlsx、.csv、.md 和 .docx 文件，这是“{path.name}”")


def write_item_file(items: Sequence[ItemDraft], format: ItemFormat, places: Mapping[str, str] | None = None) -> bytes:
    """The items as a file that `read_item_file` reads back; `places` tells where, beside it, the contents they carry will stand.

    Errors: ItemFileError for .md of several columns.
    """
    places = places or {}
    if format == "docx":
        return write_document(items, places)
    if format == "md":
        return _markdown(items, places).encode()
    out = io.BytesIO()
    heads = {field: names[0] for field, names in HEADS.items()}
    rows = [{head: _fields(item, places).get(field, "") for field, head in heads.items()} for item in items]
    write_rows(rows, list(heads.values()), format, out)
    return out.getvalue()


def template(format: ItemFormat) -> bytes:
    """A form with an example of each kind (one kind in .md, whose head names the column)."""
    return write_item_file(EXAMPLES[:1] if format == "md" else EXAMPLES, format)


def _fields(item: ItemDraft, places: Mapping[str, str]) -> dict[str, str]:
    words = {"column": item.column, "place": item.key, "title": item.title, "text": item.text, "source": item.source, "author": item.author}
    return words | fields_of(item.media.given, places)


def _markdown(items: Sequence[ItemDraft], places: Mapping[str, str]) -> str:
    if len({(item.column, item.kind) for item in items}) > 1:
        raise ItemFileError("一个 .md 文件只能装一个栏目，请用 --column 指明导出哪个栏目。")
    if not items:
        raise ItemFileError("没有可以导出的内容。")
    head = [f"column: {_quoted(items[0].column)}", f"kind: {items[0].kind}"]
    if len(authors := {item.author for item in items} - {""}) == 1:
        head.append(f"author: {_quoted(authors.pop())}")
    blocks = ["\n".join(["---", *head, "---"])]
    for item in items:
        text = "\n\n".join(line for line in item.text.split("\n") if line)
        media = "".join(f"{LABELS[field][0]}：{said}\n" for field, said in fields_of(item.media.given, places).items())
        blocks.append(f"## {item.key} {item.title}\n\n{text}\n\n{media}来源：{item.source}")
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    """A YAML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
