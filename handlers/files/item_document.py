"""Study items from and to a Word document: 标题 1 is a column (an item where no 标题 2 is), 标题 2 an item, the last line 来源."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from handlers.files.item_media import LABELS, Carried, fields_of, labelled
from handlers.files.item_rows import Aim, Read, draft
from handlers.files.items import ItemDraft, ItemFault
from handlers.files.lines import LinesError
from store.media import Attachment

_HEADING = re.compile(r"(?:heading|标题) ?([12])", re.IGNORECASE)
_PLACE = re.compile(r"((?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?|\d+)[.、：:\s]+(.+)")
_SOURCE = re.compile(r"(?:来源|出处)[：:]\s*(.+)", re.DOTALL)
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_WIDE = Cm(12)
_COLUMN_HEADING, _ITEM_HEADING = 1, 2


def read_document(path: Path, aim: Aim) -> list[Read]:
    """The items of a .docx, faulty ones among them. Errors: LinesError when it is none or has no item; OSError."""
    try:
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as cause:
        raise LinesError(f"打不开“{path.name}”，它不是正确的 .docx 文件；旧的 .doc 请先另存为 .docx") from cause
    found = [_item(section, aim, number, path.parent) for number, section in enumerate(_parts(document), 1)]
    if not found:
        raise LinesError("没有找到内容：每条内容的标题要用“标题 2”（或者“标题 1”）样式，写成“05-20 标题”或“1 标题”")
    return found


@dataclass(frozen=True, slots=True)
class _Section:
    """An item as it stands under its heading."""

    column: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def _parts(document: DocumentType) -> Iterator[_Section]:
    """The items, each from its heading to the next."""
    with_columns = any(_level(paragraph) == _ITEM_HEADING for paragraph in document.paragraphs)
    section = _Section("", "")
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            section.tables.append(block)
            continue
        text, level = block.text.strip(), _level(block)
        if level and text:
            if section.heading:
                yield section
            section = _Section(text, "") if level == _COLUMN_HEADING and with_columns else _Section(section.column, text)
        elif section.heading:
            section.pictures.extend(_pictures(document, block))
            section.paragraphs.extend([text] if text else [])
    if section.heading:
        yield section


def _level(paragraph: Paragraph) -> int:
    """1 or 2 for a heading of that level with words, else 0."""
    found = _HEADING.fullmatch(paragraph.style.name or "") if paragraph.style is not None and paragraph.text.strip() else None
    return int(found[1]) if found else 0


def _pictures(document: DocumentType, paragraph: Paragraph) -> Iterator[bytes]:
    """The contents of the pictures in a paragraph, also as older programs put them there. What is only linked is nothing."""
    for tag, name in ((qn("a:blip"), qn("r:embed")), (_OLD_PICTURE, qn("r:id"))):
        for place in paragraph._p.iter(tag):
            part = document.part.related_parts.get(place.get(name))
            yield part.blob if part is not None else b""


def _item(section: _Section, aim: Aim, number: int, folder: Path) -> Read:
    where = f"第{number}条“{section.heading[:15]}”"
    if section.tables:
        return ItemFault(where, section.heading, "里面有表格，表格里的字读不进来，请改成一段一段的文字")
    heading, media = section.heading, dict(said for line in section.paragraphs if (said := labelled(line)))
    paragraphs = [line for line in section.paragraphs if labelled(line) is None]
    placed = _PLACE.fullmatch(heading)
    source = _SOURCE.fullmatch(paragraphs[-1]) if paragraphs else None
    values = {**media, "column": section.column, "place": placed[1] if placed else "", "title": placed[2] if placed else heading}
    values |= {"source": source[1] if source else "", "text": "\n".join(paragraphs[:-1] if source else paragraphs)}
    return draft(values, aim, where, folder, section.pictures)


def write_document(items: Iterable[ItemDraft], places: Mapping[str, str]) -> bytes:
    """A .docx that `read_document` reads back to the same items: pictures in it, what else they carry beside it at its `places`."""
    document = Document()
    _fonts(document)
    for column, group in groupby(items, key=lambda item: item.column):
        document.add_heading(column, _COLUMN_HEADING)
        for item in group:
            document.add_heading(f"{item.key} {item.title}".strip(), _ITEM_HEADING)
            for paragraph in item.text.split("\n"):
                document.add_paragraph(paragraph)
            _add_media(document, item.media.given, places)
            document.add_paragraph(f"来源：{item.source}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_media(document: DocumentType, given: Iterable[Carried], places: Mapping[str, str]) -> None:
    """Pictures as pictures, the rest as lines."""
    left = list[Carried]()
    for one in given:
        if is_embedded(one.attachment):
            document.add_picture(str(one.content) if isinstance(one.content, Path) else io.BytesIO(one.content), width=_WIDE)
        else:
            left.append(one)
    for name, said in fields_of(left, places).items():
        document.add_paragraph(f"{LABELS[name][0]}：{said}")


def is_embedded(one: Attachment) -> bool:
    """Whether a document holds it itself: a picture, but for WebP, which Word does not know."""
    return one.kind == "image" and not one.file.endswith(".webp")


def _fonts(document: DocumentType) -> None:
    """仿宋 for the text, 黑体 for headings: a program without them takes its own."""
    for name, font, size in (("Normal", "仿宋", 14), ("Heading 1", "黑体", 18), ("Heading 2", "黑体", 15)):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
