"""Study items that come in from a file: what is to become of each row, decided before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from handlers.files.item_rows import Read
from handlers.files.items import ItemDraft, ItemFault
from schedules.feed_likeness import Likeness
from store.media import MediaFolder, attachments, stored
from store.models import StudyColumn, StudyItem
from store.unit_of_work import UnitOfWork

What = Literal["new", "changed", "same", "refused"]
KINDS = {"dated": "按日期", "numbered": "按编号"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one row. `item` is the stored item it changes, repeats, or (once kept) has become."""

    where: str
    what: What
    title: str
    why: str = ""
    draft: ItemDraft | None = None
    item: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As `jinguo import items` prints it."""
        place = {"column": self.draft.column, "place": self.draft.key} if self.draft else {}
        told = {**place, "title": self.title, "item": self.item, "why": self.why, **(_told(self.draft) if self.draft else {})}
        return {"where": self.where, "fate": self.what} | {name: value for name, value in told.items() if value not in (None, "")}


def _told(draft: ItemDraft) -> dict[str, Any]:
    """What it brings beside its words."""
    given = [one.attachment for one in draft.media.given]
    told: dict[str, Any] = {"pictures": sum(one.kind == "image" for one in given)}
    told |= {one.kind: one.url or one.name for one in given if one.kind != "image"}
    return {name: value for name, value in told.items() if value}


def _carries_other(draft: ItemDraft, there: StudyItem) -> bool:
    had = attachments(there.media)
    return [one.content for one in draft.media.over(had)] != [one.content for one in had]


class Judge:
    """Decides row by row, the rows before it known. Only reads."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._columns: dict[str, StudyColumn | None] = {}
        self._kinds: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._taken: dict[tuple[str, str, str], str] = {}
        self._texts: dict[str, dict[tuple[str, str], int]] = {}
        self._likeness: dict[tuple[str, str | None], Likeness] = {}

    def fates(self, rows: Sequence[Read]) -> list[Fate]:
        """One for each row, in order."""
        return [Fate(row.where, "refused", row.title, row.why) if isinstance(row, ItemFault) else self._fate(row) for row in rows]

    def _fate(self, draft: ItemDraft) -> Fate:
        column = self._column(draft)
        if self._kinds[draft.column] != draft.kind:
            why = f"栏目“{draft.column}”是{KINDS[self._kinds[draft.column]]}的，这一条是{KINDS[draft.kind]}的"
            return Fate(draft.where, "refused", draft.title, why, draft)
        draft = self._numbered(draft, column)
        place = (draft.column, draft.key, "" if draft.kind == "numbered" else draft.title)
        if (first := self._taken.setdefault(place, draft.where)) != draft.where:
            return Fate(draft.where, "refused", draft.title, f"和{first}重复", draft)
        there = self._stored(draft, column)
        if there is not None:
            words = (there.title, there.text, there.source) == (draft.title, draft.text, draft.source)
            same = words and not _carries_other(draft, there)
            why = "" if there.title == draft.title else f"换掉原来的《{there.title}》"
            return Fate(draft.where, "same" if same else "changed", draft.title, why, draft, there.id)
        likeness = self._like(draft, column)
        if (like := likeness.like(draft.title, draft.text)) is not None:
            return Fate(draft.where, "same", draft.title, f"与《{like}》几乎一样", draft)
        likeness.add(draft.title, draft.text)
        return Fate(draft.where, "new", draft.title, "", draft)

    def _column(self, draft: ItemDraft) -> StudyColumn | None:
        if draft.column not in self._columns:
            found = self._columns[draft.column] = self._uow.study.column(draft.column)
            self._kinds[draft.column] = found.kind if found is not None else draft.kind
        return self._columns[draft.column]

    def _numbered(self, draft: ItemDraft, column: StudyColumn | None) -> ItemDraft:
        """A numbered item without a number is the next one, unless the column has its very text already."""
        if draft.kind != "numbered":
            return draft
        if draft.column not in self._numbers:
            self._numbers[draft.column] = self._uow.study.last_number(column.id) if column is not None else 0
        last = self._numbers[draft.column]
        if not draft.key:
            draft = replace(draft, key=str(self._known_texts(draft.column, column).get((draft.title, draft.text), last + 1)))
        self._numbers[draft.column] = max(last, int(draft.key))
        return draft

    def _stored(self, draft: ItemDraft, column: StudyColumn | None) -> StudyItem | None:
        """The item at the same place; on a day of a dated column, that of the same title."""
        if column is None:
            return None
        if draft.kind == "numbered":
            return next(iter(self._uow.study.at_place(column.id, None, int(draft.key))), None)
        return next((item for item in self._uow.study.at_place(column.id, draft.key, None) if item.title == draft.title), None)

    def _known_texts(self, name: str, column: StudyColumn | None) -> dict[tuple[str, str], int]:
        """The numbers of a numbered column's items by title and text."""
        if name not in self._texts:
            items = self._uow.study.whole(column.id) if column is not None else []
            self._texts[name] = {(item.title, item.text): item.number for item in items if item.number is not None}
        return self._texts[name]

    def _like(self, draft: ItemDraft, column: StudyColumn | None) -> Likeness:
        """What a new text is compared with: that day's, or the whole numbered column."""
        day = draft.key if draft.kind == "dated" else None
        if (draft.column, day) not in self._likeness:
            study = self._uow.study
            items = [] if column is None else study.at_place(column.id, day, None) if day else study.whole(column.id)
            self._likeness[draft.column, day] = Likeness((item.title, item.text) for item in items)
        return self._likeness[draft.column, day]


def keep(uow: UnitOfWork, fates: Sequence[Fate], now: datetime, media: MediaFolder) -> list[Fate]:
    """Store what is new and change what has changed, what items carry in the folder; all of it waits for review."""
    kept = [_kept(uow, fate, now, media) for fate in fates]
    counts = {what: sum(fate.what == what for fate in kept) for what in ("new", "changed")}
    uow.audit.add(now, None, "import_items", "study_items", **counts)
    return kept


def _kept(uow: UnitOfWork, fate: Fate, now: datetime, media: MediaFolder) -> Fate:
    draft = fate.draft
    if draft is None or fate.what not in ("new", "changed"):
        return fate
    draft.media.keep(media)
    before = uow.study.item(fate.item) if fate.item is not None else None
    carried = stored(draft.media.over(attachments(before.media if before else None)))
    values = {"title": draft.title, "text": draft.text, "source": draft.source, "author": draft.author, "media": carried}
    if fate.what == "changed" and fate.item is not None:
        uow.study.edit(fate.item, None, now, **values)
        return fate
    column = uow.study.ensure_column(draft.column, draft.kind)
    place = {"key": draft.key} if draft.kind == "dated" else {"number": int(draft.key)}
    return replace(fate, item=uow.study.add_item(column, now, **place, **values, state="draft"))
