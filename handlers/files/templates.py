"""The templates an office has put in place of the forms: a folder with a file a form, looked through when the bot starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from handlers.files.form import Format, FormKind
from handlers.files.forms import FORMATS, KINDS
from handlers.files.lines import LinesError
from handlers.files.template_book import book_lines
from handlers.files.template_document import document_lines


class TemplatesError(Exception):
    """Templates that cannot be used; the text is Chinese and names the file and the placeholder, a line each."""


class Templates:
    """Which forms have a template."""

    def __init__(self, files: Mapping[tuple[str, Format], bytes] | None = None) -> None:
        self._files = dict(files or {})

    @classmethod
    def load(cls, folder: Path | None) -> Templates:
        """Read the folder (none: no templates). Raises `TemplatesError` for everything that is wrong in it."""
        if folder is None:
            return cls()
        if not folder.is_dir():
            raise TemplatesError(f"模板文件夹“{folder}”不在。请建好，或去掉设置 templates。")
        files: dict[tuple[str, Format], bytes] = {}
        faults: list[str] = []
        for path in sorted(folder.iterdir()):
            kind = next((one for one in FORMATS if path.suffix.lower() == f".{one}"), None)
            if kind is None or path.name.startswith((".", "~$")):
                continue
            try:
                data = path.read_bytes()
            except OSError as error:
                faults.append(f"模板“{path.name}”读不了（{error.strerror}）。")
                continue
            files[path.stem, kind] = data
            faults += _faults(path, kind, data)
        if faults:
            raise TemplatesError("\n".join(faults))
        return cls(files)

    def of(self, name: str, format: Format) -> bytes | None:
        """The template of a form; None where the product's own form is to be used."""
        return self._files.get((name, format))

    def __len__(self) -> int:
        return len(self._files)


def _faults(path: Path, format: Format, data: bytes) -> Iterator[str]:
    kind = KINDS.get(path.stem)
    if kind is None:
        yield f"模板“{path.name}”：没有叫这个名字的表，可以换的有：{'、'.join(KINDS)}。"
        return
    try:
        lines = book_lines(data) if format == "xlsx" else document_lines(data)
    except LinesError as error:
        yield f"模板“{path.name}”{error}。"
        return
    yield from (f"模板“{path.name}”：{fault}" for fault in _wrong(kind, lines))


def _wrong(kind: FormKind, lines: list[list[str]]) -> Iterator[str]:
    """What is wrong with the placeholders of a template, a sentence each."""
    rows, fields = set(kind.row_names), set(kind.field_names)
    used = [name for line in lines for name in line]
    for name in dict.fromkeys(used):
        if name not in rows | fields:
            yield f"不认识{{{{{name}}}}}。每行可以写：{_listed(kind.row_names)}；别处可以写：{_listed(kind.field_names)}。"
    holding = [line for line in lines if rows & set(line)]
    if not holding:
        yield f"少了每人一行的那一行，例：{_listed(kind.row_names[:3])}。"
    elif len(holding) > 1:
        yield f"{_listed(tuple(dict.fromkeys(name for line in holding for name in line if name in rows)))}要写在同一行。"
    for line in holding:
        totals = [name for name in kind.sum_names if name in line]
        if totals:
            yield f"{_listed(tuple(totals))}不能写在每人一行的那一行，请写在它下面。"


def _listed(names: tuple[str, ...]) -> str:
    return "".join(f"{{{{{name}}}}}" for name in names)
