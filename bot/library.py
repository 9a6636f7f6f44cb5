"""The starter library on its way into the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from handlers.files.items import ItemDraft, read_library
from store.media import MediaFolder, stored
from store.unit_of_work import UnitOfWork

CONTENT = Path(__file__).resolve().parent.parent / "content"
APPROVER = "演示"


def load_library(uow: UnitOfWork, now: datetime, media: MediaFolder, *, approved: bool, folder: Path = CONTENT) -> int:
    """Store the items of the library that are not there yet, as drafts or (demo, replay) approved; how many were new."""
    there, columns = uow.study.places(), {column.name: column for column in uow.study.columns()}
    review: dict[str, object] = {"state": "approved", "approved_by": APPROVER} if approved else {"state": "draft", "approved_by": None}
    rows: list[dict[str, object]] = []
    for draft in read_library(folder):
        if draft.column not in columns:
            columns[draft.column] = uow.study.ensure_column(draft.column, draft.kind)
        column = columns[draft.column]
        number = int(draft.key) if draft.kind == "numbered" else None
        key = None if number is not None else draft.key
        if (column.id, key, number, draft.title if number is None else "") not in there:
            draft.media.keep(media)
            rows.append(_row(draft, column.id, key, number, now) | review)
    uow.study.add_items(rows)
    return len(rows)


def _row(draft: ItemDraft, column_id: int, key: str | None, number: int | None, now: datetime) -> dict[str, object]:
    place: dict[str, object] = {"column_id": column_id, "key": key, "number": number, "created_at": now}
    words: dict[str, object] = {"title": draft.title, "text": draft.text, "source": draft.source, "author": draft.author}
    return place | words | {"media": stored(draft.media.over(()))}
