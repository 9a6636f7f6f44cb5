"""An office's own Word document filled in: placeholders anywhere, and one table row of them that is repeated for every record."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm

from handlers.files.document import document_bytes
from handlers.files.form import Cell, Picture, Table, filled, names_in, only_name, places_in
from handlers.files.form_document import picture_run, said
from handlers.files.lines import LinesError
from handlers.files.text import xml_text

_ROW, _PARAGRAPH, _TEXT = qn("w:tr"), qn("w:p"), qn("w:t")


def document_lines(template: bytes) -> list[list[str]]:
    """The placeholders, one list a table row and one a paragraph outside of tables. Errors: LinesError when it is no document."""
    lines = []
    for root in _roots(_opened(template)):
        lines += [_row_names(row) for row in root.iter(_ROW)]
        lines += [names_in(_text(paragraph)) for paragraph in root.iter(_PARAGRAPH) if next(paragraph.iterancestors(_ROW), None) is None]
    return lines


def fill_document(template: bytes, table: Table) -> bytes:
    """The template with the table in it, as .docx. What has been filled in is never read again as a placeholder."""
    document = _opened(template)
    names = [column.name for column in table.columns]
    around = {**table.fields, **{name: table.sum_of(total) for name, total in table.sums.items()}}
    for root in _roots(document):
        records = [row for row in root.iter(_ROW) if set(names) & set(_row_names(row))]
        repeated = {paragraph for row in records for paragraph in row.iter(_PARAGRAPH)}
        for paragraph in list(root.iter(_PARAGRAPH)):
            if paragraph not in repeated:
                _fill(document, paragraph, around)
        for row in records:
            for record in table.rows:
                copy = deepcopy(row)
                row.addprevious(copy)
                for paragraph in copy.iter(_PARAGRAPH):
                    _fill(document, paragraph, {**table.fields, **dict(zip(names, record, strict=True))})
            row.getparent().remove(row)
    return document_bytes(document, table.now)


def _opened(template: bytes) -> DocumentType:
    try:
        return Document(io.BytesIO(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise LinesError("打不开，它不是正确的 .docx 文件") from error


def _roots(document: DocumentType) -> Iterator[Any]:
    """The body, and every header and footer that is there, each once."""
    yield document.element.body
    for section in document.sections:
        kinds = ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer")
        for edge in (getattr(section, kind) for kind in kinds):
            if not edge.is_linked_to_previous:
                yield edge._element


def _row_names(row: Any) -> list[str]:
    return [name for paragraph in row.iter(_PARAGRAPH) for name in names_in(_text(paragraph))]


def _texts(paragraph: Any) -> list[Any]:
    """The pieces of a paragraph's own text: Word cuts a line wherever it likes. Those of a box inside it are not its own."""
    return [piece for piece in paragraph.iter(_TEXT) if next(piece.iterancestors(_PARAGRAPH)) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(piece.text or "" for piece in _texts(paragraph))


def _fill(document: DocumentType, paragraph: Any, values: Mapping[str, Cell]) -> None:
    pieces = _texts(paragraph)
    text = "".join(piece.text or "" for piece in pieces)
    if not names_in(text):
        return
    picture = values.get(only_name(text))
    if isinstance(picture, Picture) and (run := picture_run(document, picture.data, Cm(4))):
        for piece in pieces:
            piece.text = ""
        paragraph.append(parse_xml(run))
        return
    said_values = {name: xml_text(said(value)) for name, value in values.items()}
    for found in reversed(list(places_in(text))):
        _replace(pieces, found.start(), found.end(), filled(found[0], said_values))
    for piece in pieces:
        _break(piece)


def _replace(pieces: list[Any], start: int, end: int, new: str) -> None:
    """The letters from start to end of the whole text become `new`, in the piece (and the letters) where they began."""
    at, first = 0, True
    for piece in pieces:
        text = piece.text or ""
        left, right = max(start - at, 0), min(end - at, len(text))
        if left < right:
            piece.text = text[:left] + (new if first else "") + text[right:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            first = False
        at += len(text)


def _break(piece: Any) -> None:
    """Line breaks of a value, as a document has them."""
    first, *more = (piece.text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    piece.text, after = first, piece
    for line in more:
        for new in (OxmlElement("w:br"), OxmlElement("w:t")):
            after.addnext(new)
            after = new
        after.text = line
