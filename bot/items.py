"""Study items on the command line: in from an office's file, out again, and a form to fill in."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.app import system_clock
from bot.failure import Failure
from bot.records import store_at
from handlers.files.forms import KINDS, starting_file
from handlers.files.item_document import is_embedded
from handlers.files.item_files import ItemFormat, read_item_file, template, write_item_file
from handlers.files.item_media import Carriage, Carried
from handlers.files.item_rows import Aim
from handlers.files.items import ItemDraft
from schedules.item_import import Judge, keep
from store.media import MediaFolder, attachments
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]


def import_file(path: Path, url: str, media: Path, aim: Aim, emit: Emit, *, dry_run: bool, partial: bool) -> bool:
    """Print what becomes of every row, then the sums; store all of it, or nothing where a row is refused and not `partial`.

    `media` is the folder for what items carry. Whether nothing was refused. Errors: `LinesError` or `ItemFileError` where the
    file cannot be read as items.
    """
    rows = read_item_file(path, aim)
    with store_at(url, write=True) as uow:
        now = system_clock()
        fates = Judge(uow).fates(rows)
        refused = sum(fate.what == "refused" for fate in fates)
        stored = not dry_run and (partial or not refused)
        if stored:
            fates = keep(uow, fates, now, MediaFolder(media))
    for fate in fates:
        emit(fate.as_dict())
    counts = Counter(fate.what for fate in fates)
    emit({"new": counts["new"], "changed": counts["changed"], "same": counts["same"], "refused": refused, "stored": stored})
    return not refused


def export_file(url: str, media: Path, column: str | None, format: ItemFormat, out: Path) -> None:
    """Write the items (of one column) to a file that can be imported again, what they carry into a folder beside it.

    Errors: `Failure`.
    """
    with store_at(url) as uow:
        found = uow.study.column(column) if column else None
        if column and found is None:
            raise Failure(f"没有“{column}”这个栏目。")
        drafts = _drafts(uow, MediaFolder(media), found.id if found else None)
    out.write_bytes(write_item_file(drafts, format, _beside(drafts, format, out)))


def _beside(drafts: list[ItemDraft], format: ItemFormat, out: Path) -> dict[str, str]:
    """Copy what items carry into `内容.files/`, each under the name it is shown as; its place from the exported file."""
    places, taken = dict[str, str](), set[str]()
    for carried in (one for draft in drafts for one in draft.media.given):
        one = carried.attachment
        if not one.file or one.file in places or (format == "docx" and is_embedded(one)):
            continue
        shown = one.name if one.kind in ("video", "file") else one.file
        place = Path(f"{out.stem}.files", shown if shown not in taken else f"{Path(one.file).stem[:8]}/{shown}")
        taken.add(shown)
        places[one.file] = place.as_posix()
        (out.parent / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(carried.content), out.parent / place)
    return places


def _drafts(uow: UnitOfWork, media: MediaFolder, column_id: int | None) -> list[ItemDraft]:
    columns = {column.id: column for column in uow.study.columns()}
    return [
        ItemDraft(
            columns[item.column_id].name,
            "numbered" if item.number is not None else "dated",
            str(item.number or item.key),
            item.title,
            item.text,
            item.source,
            item.author,
            None,
            "",
            Carriage(tuple(Carried(one, media.path(one.file) if one.file else b"") for one in attachments(item.media))),
        )
        for item in uow.study.whole(column_id)
    ]


def write_template(format: ItemFormat, out: Path) -> None:
    """Write a form with examples."""
    out.write_bytes(template(format))


def write_form_template(form: str, format: ItemFormat, out: Path) -> None:
    """Write an official form with its placeholders. Errors: `Failure` for an unknown form or a format it has not got."""
    kind = KINDS.get(form)
    if kind is None:
        raise Failure(f"没有“{form}”这张表，可以写：{'、'.join(KINDS)}。")
    if format not in ("xlsx", "docx"):
        raise Failure("统计表的模板只有 xlsx 和 docx 两种。")
    out.write_bytes(starting_file(kind, format, system_clock()))
