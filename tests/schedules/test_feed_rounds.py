"""When feeds are looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schedules.calendar import SHANGHAI
from schedules.feed_check import Report
from schedules.feed_rounds import LAST_RETRY, next_check, retry_after
from schedules.feed_types import Feed
from schedules.workdays import Workdays
from store.models import FeedState
from store.unit_of_work import UnitOfWork
from tests.schedules.feed_desk import START, Desk, item
from tests.schedules.site import Writer


async def test_rounds_look_at_once_then_at_each_slot_and_once_after_downtime(desk: Desk) -> None:
    desk.say(item(1))
    rounds = desk.rounds()
    tomorrow = datetime(2021, 5, 21, 8, 30, tzinfo=SHANGHAI)
    for now, asked in ((START, 1), (START + timedelta(hours=5), 1), (tomorrow, 2), (tomorrow + timedelta(days=40), 3)):
        desk.clock.now = now
        upcoming = await rounds.start_due()
        await rounds.idle()
        assert len(desk.site.asked) == asked
        assert upcoming is not None
        assert upcoming > now
        assert upcoming.astimezone(SHANGHAI).strftime("%H:%M") == "08:30"


async def test_a_feed_that_fails_is_tried_again_ever_later(desk: Desk) -> None:
    desk.site.say("/feed", status=500)
    feed = replace(desk.feed, times={"every_seconds": 60})
    rounds = desk.rounds(feed)
    waits: list[timedelta] = []
    for _ in range(9):
        await rounds.start_due()
        await rounds.idle()
        upcoming = await rounds.start_due()
        assert upcoming is not None
        waits.append(upcoming - desk.clock.now)
        desk.clock.now = upcoming
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 80, 160, 320, 360, 360)]
    assert len(desk.site.asked) == 9
    assert retry_after(10_000) == LAST_RETRY


async def test_a_slow_feed_holds_nothing_up_and_is_given_back_on_stopping(desk: Desk) -> None:
    reached = asyncio.Event()

    async def hang(_: Writer) -> None:
        reached.set()
        await desk.site.over.wait()

    desk.site.on("/feed", hang)
    rounds = desk.rounds()
    await rounds.start_due()
    await reached.wait()
    await rounds.start_due()
    await desk.rounds().start_due()  # another process
    assert (len(desk.site.asked), desk.state().claimed_at) == (1, START.astimezone(UTC))
    await rounds.stop()
    assert desk.state().claimed_at is None


async def test_a_fetch_whose_process_died_is_taken_over(desk: Desk) -> None:
    desk.say(item(1))
    with desk.database.writing() as connection:
        assert UnitOfWork(connection).feeds.claim("省妇联", START)
    for later, asked in ((timedelta(minutes=9), 0), (timedelta(minutes=11), 1)):
        desk.clock.now = START + later
        rounds = desk.rounds()
        await rounds.start_due()
        await rounds.idle()
        assert len(desk.site.asked) == asked


async def test_our_own_fault_is_counted_like_theirs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr(desk.checker, "check", broken)
    rounds = desk.rounds()
    await rounds.start_due()
    await rounds.idle()
    assert (desk.state().failures, "程序出错" in desk.state().result) == (1, True)


def test_when_a_feed_is_next_looked_at() -> None:
    feed = Feed("a", "http://a.example/", "c", "dated", {"workdays": "08:30"})
    looked = FeedState(id=1, name="a", fingerprint=feed.fingerprint, checked_at=START)

    def at(feed: Feed, state: FeedState | None) -> datetime | None:
        return next_check(feed, state, START, Workdays())

    assert at(feed, None) == START
    assert at(feed, looked) == datetime(2021, 5, 21, 8, 30, tzinfo=SHANGHAI)
    assert at(replace(feed, url="http://b.example/"), looked) == START
    assert at(replace(feed, times={"manual": True}), None) is None
    assert at(feed, looked.model_copy(update={"checked_at": START + timedelta(days=999)})) == START
    assert at(feed, looked.model_copy(update={"checked_at": START.replace(year=2098)})) == START
