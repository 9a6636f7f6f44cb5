"""The starter library on its way into the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from handlers.files.items import ItemDraft, read_library
from store.unit_of_work import UnitOfWork

CONTENT = Path(__file__).resolve().parent.parent / "content"
APPROVER = "演示"


def load_library(uow: UnitOfWork, now: datetime, *, approved: bool, folder: Path = CONTENT) -> int:
    """Store the items of the library that are not there yet, as drafts or (demo, replay) approved; how many were new."""
    return sum(_store(uow, draft, now, approved) for draft in read_library(folder))


def _store(uow: UnitOfWork, draft: ItemDraft, now: datetime, approved: bool) -> bool:
    column = uow.study.ensure_column(draft.column, draft.kind)
    number = int(draft.key) if draft.kind == "numbered" else None
    key = None if number is not None else draft.key
    if uow.study.same(column, key, number, draft.title) is not None:
        return False
    values = {"key": key, "number": number, "title": draft.title, "text": draft.text, "source": draft.source, "author": draft.author}
    state = {"state": "approved", "approved_by": APPROVER} if approved else {"state": "draft"}
    uow.study.add_item(column, now, **values, **state)
    return True
