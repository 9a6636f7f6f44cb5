"""A feed on a site, looked at into a real store."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.feeds import LoopStore
from schedules.calendar import SHANGHAI
from schedules.feed_addresses import IpAddress, is_public
from schedules.feed_check import FeedChecker, Report
from schedules.feed_rounds import FeedRounds
from schedules.feed_types import Feed, FeedError
from schedules.feeds import Wire, fetch
from schedules.workdays import Workdays
from store.database import Database
from store.media import MediaFolder
from store.models import FeedState, StudyItem
from store.study import ITEMS
from store.unit_of_work import UnitOfWork
from tests.schedules.site import Site
from tests.waiting import CEILING

START = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
LONG = (
    "一九二一年七月，中国共产党第一次全国代表大会召开，许多女同志在各地参加了党的早期工作，她们办刊物、建学校、组织女工，为妇女解放奔走。"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A feed on a site, a checker over a fresh store, and what is in it."""

    def __init__(self, site: Site, database: Database, folder: Path) -> None:
        self.site = site
        self.database = database
        self.clock = Clock()
        self.folder = folder
        self.store = LoopStore(database)
        self.checker = FeedChecker(self.store, MediaFolder(folder), self.clock, Wire(read=1, total=5))
        self.feed = Feed("省妇联", site.url("/feed"), "家庭教育", "numbered", {"daily": "08:30"}, allow_private=True)
        self.dated = replace(self.feed, column="党史上的今天", kind="dated")

    def say(self, *items: dict[str, Any], etag: str = "") -> None:
        about = {"title": "巾帼网", "home_page_url": "https://news.example/", "items": list(items)}
        self.site.say("/feed", json.dumps(about), headers={"ETag": etag} if etag else {})

    async def check(self, feed: Feed | None = None) -> list[str]:
        return [fate.what for fate in (await self.report(feed)).fates]

    async def report(self, feed: Feed | None = None) -> Report:
        report = await self.checker.check(feed or self.feed)
        assert report.ok, report.sentence
        return report

    def items(self) -> list[StudyItem]:
        with self.database.reading() as connection:
            return UnitOfWork(connection).study.all(StudyItem, ITEMS.select().order_by(ITEMS.c.id))

    def state(self) -> FeedState:
        with self.database.reading() as connection:
            found = UnitOfWork(connection).feeds.state("省妇联")
        assert found is not None
        return found

    def rounds(self, *feeds: Feed) -> FeedRounds:
        return FeedRounds(feeds or (self.feed,), self.checker, self.clock, Workdays())


def item(number: int, **other: Any) -> dict[str, Any]:
    plain = {"id": f"g{number}", "url": f"https://news.example/{number}", "title": f"第{number}题", "content_text": f"第{number}个故事。"}
    return plain | other


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>巾帼网</title><link>https://news.example/</link>
<item><title>一</title><link>/1</link><description>甲</description></item></channel></rss>"""
HEAD = b"HTTP/1.1 200 X\r\nContent-Type: text/xml\r\n"
FAST = Wire(connect=CEILING, read=CEILING, total=CEILING)
"""A site that is only slow is waited for."""


def feed(url: str, **other: object) -> Feed:
    return replace(Feed("省妇联", url, "家庭教育", "numbered", allow_private=True), **other)  # type: ignore[arg-type]


async def refused(wanted: Feed, wire: Wire = FAST) -> FeedError:
    with pytest.raises(FeedError) as found:
        await fetch(wanted, None, wire)
    assert str(found.value).startswith("内容源“省妇联”：")
    return found.value


def resolving(*addresses: str) -> Wire:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return replace(FAST, resolve=resolve)


def public_here(address: IpAddress) -> bool:
    """As if 127.0.0.1 were in the Internet: so that a test has a public server."""
    return address == ipaddress.ip_address("127.0.0.1") or is_public(address)
