"""Entries to drafts: what is new, what is there already, what cannot be taken and why. Nothing is ever approved here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from schedules.calendar import SHANGHAI
from schedules.feed_dates import entry_day
from schedules.feed_likeness import Likeness
from schedules.feed_types import Entry, Feed, FeedError, FeedResult
from store.media import Attachment, stored
from store.unit_of_work import UnitOfWork

MAX_NEW = 200
"""Drafts of one fetch; a feed with more is fetched again, as nobody reviews so many at once."""
LONGEST_TITLE = 100
LONGEST_TEXT = 20_000
_FULL_DATE = 10

What = Literal["new", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one entry; `picture` is its address, then its file name; `item` is set once it is stored."""

    what: What
    title: str
    why: str = ""
    key: str | None = None
    number: int | None = None
    item: int | None = None
    text: str = ""
    source: str = ""
    identity: str = ""
    picture: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As `jinguo feeds check` prints it."""
        told = {"key": self.key, "number": self.number, "item": self.item, "source": self.source, "picture": self.picture, "why": self.why}
        return {"fate": self.what, "title": self.title} | {name: value for name, value in told.items() if value not in (None, "")}


class _Refused(Exception):
    """Why an entry cannot be taken."""


def judge(uow: UnitOfWork, feed: Feed, result: FeedResult, today: date) -> list[Fate]:
    """What is to become of every entry; only reads. Errors: FeedError when the column is of the other kind."""
    column = uow.study.column(feed.column)
    if column is not None and column.kind != feed.kind:
        raise _other_kind(feed)
    entries = _in_order(feed, result)
    identities = _identities(feed, entries, result.link)
    known = uow.feeds.known(feed.name, identities)
    likeness = Likeness(uow.feeds.texts(column.id) if column is not None else ())
    number = uow.study.last_number(column.id) if column is not None else 0
    fates: list[Fate] = []
    for entry, identity in zip(entries, identities, strict=True):
        fate = _fate(feed, result, entry, identity, known, likeness)
        if fate.what == "new" and sum(one.what == "new" for one in fates) >= MAX_NEW:
            fate = Fate("refused", fate.title, f"一次最多收 {MAX_NEW} 条，其余下次再收")
        if fate.what == "new":
            number += 1
            fate = replace(fate, number=number if feed.kind == "numbered" else None, why=_gone_by(fate.key, today))
            known.add(identity)
            likeness.add(fate.title, fate.text)
        fates.append(fate)
    return fates


def complete(fates: Sequence[Fate]) -> bool:
    """Whether nothing was put off to the next fetch, so that "nothing new since?" may be asked."""
    return sum(fate.what == "new" for fate in fates) < MAX_NEW


def keep(uow: UnitOfWork, feed: Feed, fates: Sequence[Fate], now: datetime) -> list[Fate]:
    """Store what is new as drafts. Another process may have been faster: its entries are the same now."""
    feed_id = uow.feeds.hold(feed.name)
    fresh = [fate.identity for fate in fates if fate.what == "new"]
    if not fresh:
        return list(fates)
    column = uow.study.ensure_column(feed.column, feed.kind)
    if column.kind != feed.kind:
        raise _other_kind(feed)
    known = uow.feeds.known(feed.name, fresh)
    kept = [_kept(uow, feed, feed_id, column.id, fate, now) if _is_new(fate, known) else _settled(fate) for fate in fates]
    uow.audit.add(now, None, "feed_items", f"feed:{feed_id}", new=len(fresh) - len(known))
    return kept


def _kept(uow: UnitOfWork, feed: Feed, feed_id: int, column_id: int, fate: Fate, now: datetime) -> Fate:
    number = uow.study.last_number(column_id) + 1 if feed.kind == "numbered" else None
    media = stored([Attachment("image", fate.picture)] if fate.picture else [])
    values = {"key": fate.key, "number": number, "title": fate.title, "text": fate.text, "source": fate.source, "media": media}
    item = uow.study.add_item(uow.study.column_by_id(column_id), now, **values, state="draft", author=f"内容源：{feed.name}")
    uow.feeds.remember(feed_id, fate.identity, item, fate.picture, now)
    return replace(fate, number=number, item=item)


def _is_new(fate: Fate, known: set[str]) -> bool:
    return fate.what == "new" and fate.identity not in known


def _settled(fate: Fate) -> Fate:
    return fate if fate.what != "new" else Fate("same", fate.title, "刚刚已经收过")


def _other_kind(feed: Feed) -> FeedError:
    words = {"dated": "按日期", "numbered": "按编号"}
    other = words["numbered" if feed.kind == "dated" else "dated"]
    return FeedError("column", f"栏目“{feed.column}”是{other}的，设置里写的是{words[feed.kind]}。请改 kind 或换一个栏目。", feed.name)


def _fate(feed: Feed, result: FeedResult, entry: Entry, identity: str, known: set[str], likeness: Likeness) -> Fate:
    try:
        key = _checked(feed, entry)
    except _Refused as refused:
        return Fate("refused", entry.title[:LONGEST_TITLE], str(refused))
    if identity in known:
        return Fate("same", entry.title, "已经收过")
    if (like := likeness.like(entry.title, entry.text)) is not None:
        return Fate("same", entry.title, f"与《{like}》几乎一样")
    return Fate("new", entry.title, key=key, text=entry.text, source=_source(feed, result, entry), identity=identity, picture=entry.picture)


def _checked(feed: Feed, entry: Entry) -> str | None:
    """The entry's day in a dated column."""
    if not entry.title:
        raise _Refused("没有标题")
    if not entry.text:
        raise _Refused("没有正文")
    if len(entry.title) > LONGEST_TITLE:
        raise _Refused(f"标题超过 {LONGEST_TITLE} 字")
    if len(entry.text) > LONGEST_TEXT:
        raise _Refused(f"正文超过 {LONGEST_TEXT} 字")
    return _day(entry) if feed.kind == "dated" else None


def _day(entry: Entry) -> str:
    if entry.day:
        key = entry_day(entry.day)
        if key is None:
            raise _Refused(f"看不懂日期“{entry.day[:20]}”，应写成 05-20 或 2021-05-20")
        return key
    if entry.published is None:
        raise _Refused("没有日期，按日期的栏目收不进来")
    return entry.published.astimezone(SHANGHAI).date().isoformat()


def _gone_by(key: str | None, today: date) -> str:
    past = key is not None and len(key) == _FULL_DATE and key < today.isoformat()
    return "日期已经过去，不会自动推送" if past else ""


def _source(feed: Feed, result: FeedResult, entry: Entry) -> str:
    """Where it comes from. The feed's own address stands in without its password and query."""
    parts = urlsplit(feed.url)
    own = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return f"{entry.source or result.title or feed.name} {entry.link or result.link or own}"


def _in_order(feed: Feed, result: FeedResult) -> list[Entry]:
    """Numbered columns go on with the oldest first; without times the feed's own order is kept."""
    moments = [entry.published for entry in result.entries]
    if feed.kind == "numbered" and all(moments):
        return sorted(result.entries, key=lambda entry: entry.published or datetime.min)  # noqa: DTZ901  none is missing
    return list(result.entries)


def _identities(feed: Feed, entries: Sequence[Entry], home: str) -> list[str]:
    """One for each entry: its id, else its link, where they tell entries apart; else the text itself."""
    guids, links = Counter(entry.guid for entry in entries), Counter(entry.link for entry in entries)
    links[home] += 1
    return [_hash(feed.column, next(_telling(entry, guids, links))) for entry in entries]


def _telling(entry: Entry, guids: Mapping[str, int], links: Mapping[str, int]) -> Iterator[str]:
    if entry.guid and guids[entry.guid] == 1:
        yield f"guid {entry.guid}"
    if entry.link and links[entry.link] == 1:
        yield f"link {entry.link}"
    yield f"text {entry.title}\n{entry.text}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
