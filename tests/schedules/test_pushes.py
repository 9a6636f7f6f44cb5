"""A slot is pushed to each group once, whatever happened in between; what was not pushed is visible, with its cause."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.adapters.local import LocalAdapter
from bot.app import App, bootstrap
from bot.config import Settings
from schedules.runner import Runner
from store.database import Database
from store.models import Push
from store.pushes import PUSHES
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.conversation import NINE, Clock, Town, town
from tests.waiting import CEILING

DATED, NUMBERED = "党史上的今天", "红色家风传承"
DAILY = {"daily": "08:30"}


def at(day: str, clock: str = "08:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


async def titles(here: Town, unit: str = "省财政厅") -> list[str]:
    """The titles pushed in a group so far, in order."""
    return [bubble.text.splitlines()[0].split("】")[1] for bubble in here.group(unit).bubbles() if "】" in bubble.text]


async def skipped(here: Town) -> list[tuple[str, str]]:
    """Slots settled without sending: (Shanghai time, cause)."""
    rows = await here.app.writer.run(lambda uow: uow.pushes.skipped(at("2000-01-01"), at("2099-01-01")))
    return [(row.slot.astimezone(SHANGHAI).strftime("%m-%d %H:%M"), row.cause) for row in rows]


async def numbered(here: Town, count: int) -> None:
    for number in range(1, count + 1):
        await here.item(NUMBERED, number, f"第{number}讲")


async def test_a_days_item_reaches_every_group_once() -> None:
    async with town() as here:
        await here.item(DATED, "05-21", "小满")
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2021-05-21", "09:00"))
        await here.app.settle()
        await here.restart()
        await here.app.settle()
        await here.idle()
        assert [await titles(here, unit) for unit in ("省财政厅", "省教育厅")] == [["小满"], ["小满"]]
        assert [(row["state"], row["attempts"]) for row in await here.rows("deliveries")] == [("sent", 1)] * 2
        assert [row["slot"] for row in await here.rows("deliveries")] == ["2021-05-21T08:30:00+08:00"] * 2


async def test_after_downtime_a_missed_slot_is_sent_late_within_its_window_else_skipped() -> None:
    async with town() as here:
        for day, title in (("05-21", "小满"), ("05-22", "甲"), ("05-23", "乙")):
            await here.item(DATED, day, title)
        await here.plan(DATED, DAILY, window_minutes=240)
        await here.sleep_until(at("2021-05-23", "12:00"))
        assert await titles(here) == ["乙"]
        assert await skipped(here) == [("05-21 08:30", "错过了推送时间"), ("05-22 08:30", "错过了推送时间")]


async def test_a_plan_that_skips_is_never_late() -> None:
    async with town() as here:
        await here.item(DATED, "05-21", "小满")
        await here.plan(DATED, DAILY, missed="skip")
        await here.sleep_until(at("2021-05-21", "08:40"))
        assert await titles(here) == []
        assert await skipped(here) == [("05-21 08:30", "错过了推送时间")]


async def test_a_paused_plan_pushes_nothing_and_does_not_catch_up() -> None:
    async with town() as here:
        await here.item(DATED, "05-21", "小满")
        await here.item(DATED, "05-22", "甲")
        await here.plan(DATED, DAILY, state="paused")
        await here.pass_time(to=at("2021-05-21", "09:00"))

        def resume(uow: UnitOfWork) -> None:
            [plan] = uow.plans.timed()
            uow.plans.set_state(plan, "active")

        await here.app.writer.run(resume)
        await here.pass_time(to=at("2021-05-22", "09:00"))
        assert await titles(here) == ["甲"]
        assert await skipped(here) == [("05-21 08:30", "计划已暂停")]


async def test_a_day_without_an_approved_item_is_skipped_and_says_so() -> None:
    async with town() as here:
        await here.item(DATED, "05-21", "没有人审过", state="draft")
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2021-05-21", "09:00"))
        assert await titles(here) == []
        assert await skipped(here) == [("05-21 08:30", "没有审核通过的内容")]


async def test_nobody_to_push_to_is_said_too() -> None:
    async with town(groups=()) as here:
        await here.item(DATED, "05-21", "小满")
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2021-05-21", "09:00"))
        assert await skipped(here) == [("05-21 08:30", "没有可以推送的群")]


async def test_numbered_columns_go_on_where_each_plan_stopped() -> None:
    async with town() as here:
        await numbered(here, 4)
        finance, education = [await group_id(here, unit) for unit in ("省财政厅", "省教育厅")]
        await here.plan(NUMBERED, DAILY, audience={"groups": [finance]})
        await here.pass_time(to=at("2021-05-22", "09:00"))
        await here.plan(NUMBERED, {"daily": "10:00"}, audience={"groups": [education]})
        await here.restart()
        await here.pass_time(to=at("2021-05-25", "12:00"))
        assert await titles(here, "省财政厅") == ["第1讲", "第2讲", "第3讲", "第4讲"]
        assert await titles(here, "省教育厅") == ["第1讲", "第2讲", "第3讲", "第4讲"]
        assert await skipped(here) == [("05-25 08:30", "栏目已经推完")]


async def group_id(here: Town, unit: str) -> int:
    group = await here.app.writer.run(lambda uow: uow.groups.by_wire("main", here.group(unit).wire_id))
    assert group is not None
    return group.id


async def test_push_now_leaves_out_groups_that_had_it() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await here.item(DATED, "05-20", "今天")
        await here.plan(DATED, {"at": "2021-05-20T09:10"}, audience={"groups": [await group_id(here, "省财政厅")]})
        await here.plan(DATED, DAILY)
        await here.pass_time(minutes=20)
        assert "1 个群" in await zhao.says("立即推送")
        assert [await titles(here, unit) for unit in ("省财政厅", "省教育厅")] == [["今天"], ["今天"]]
        assert "没有重复推送" in await zhao.says("立即推送")
        assert await titles(here, "省教育厅") == ["今天"]


async def test_the_29th_of_february_has_its_item_in_leap_years_only() -> None:
    async with town(now=at("2023-02-27", "09:00")) as here:
        for day in ("02-28", "02-29", "03-01"):
            await here.item(DATED, day, day)
        await here.plan(DATED, DAILY)
        await here.pass_time(to=at("2023-03-01", "09:00"))
        assert await titles(here) == ["02-28", "03-01"]
        await here.sleep_until(at("2024-02-27", "09:00"))
        await here.pass_time(to=at("2024-03-01", "09:00"))
        assert (await titles(here))[-3:] == ["02-28", "02-29", "03-01"]


async def test_workdays_of_an_unknown_year_wait_and_are_not_guessed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    async with town(now=at("2098-12-30", "09:00")) as here:
        await here.item(DATED, "12-31", "年末")
        await here.plan(DATED, {"workdays": "08:30"})
        await here.pass_time(to=at("2099-01-05", "09:00"))
        assert (await titles(here), await skipped(here)) == ([], [])
        assert await here.app.writer.run(lambda uow: here.app.pushes.preview(uow, date(2099, 1, 5), None, here.clock())) == []


def process(url: str, folder: Path, clock: Clock) -> App:
    """One of several processes over one database; this one's account is named after its folder."""
    wire = LocalAdapter(folder.name, folder, clock)
    return bootstrap(Settings(database=url, files=folder / "files"), [wire], clock, alarms=False, echo_seconds=0)


async def test_two_processes_that_settle_one_slot_push_it_once(postgres: str, tmp_path: Path) -> None:
    clock = Clock(NINE)
    async with town(database=postgres) as here:
        for day in range(21, 31):
            await here.item(DATED, f"05-{day}", f"{day}日")
        await here.plan(DATED, DAILY)
        other = process(postgres, tmp_path / "other", clock)
        await other.start()
        try:
            for day in range(21, 31):
                here.clock.now = clock.now = at(f"2021-05-{day}", "08:31")
                results = await asyncio.gather(here.app.settle(), other.settle(), here.app.settle(), other.settle())
                assert set(results) == {at(f"2021-05-{day}", "09:00")}, "the next thing is the morning's look for what lacks"
            here.app.outbox.wake_all()  # what the other process has put in the queue is looked for every half minute
            await here.idle()
        finally:
            await other.stop()
        assert await titles(here) == [f"{day}日" for day in range(21, 31)]
        with pytest.raises(IntegrityError):
            await here.app.writer.run(lambda uow: uow.pushes.skip(1, at("2021-05-21"), "", clock()))


async def test_one_process_at_a_time_settles(postgres: str) -> None:
    async with town(database=postgres) as here:
        other = Database(postgres)
        with other.writing() as connection:
            UnitOfWork(connection).plans.alone()
            waiting = asyncio.create_task(here.app.settle())
            done, _ = await asyncio.wait([waiting], timeout=0.3)
            assert not done
        await asyncio.wait_for(waiting, CEILING)
        other.close()


async def test_the_alarm_fires_a_plan_of_seconds_in_a_real_loop(tmp_path: Path) -> None:
    wire = LocalAdapter("main", tmp_path, lambda: datetime.now(UTC))
    wire.add_room("群", [], wire_id="g1")
    app = bootstrap(Settings(database=f"sqlite:///{tmp_path / 'a.db'}", files=tmp_path / "f"), [wire], echo_seconds=0)

    def prepare(uow: UnitOfWork) -> None:
        now = datetime.now(UTC)
        uow.groups.ensure("main", "g1", "群", now)
        column = uow.study.ensure_column(NUMBERED, "numbered")
        for number in (1, 2, 3):
            uow.study.add_item(column, now, number=number, title=f"第{number}讲", text="文", source="源", state="approved")
        uow.plans.add(now, column_id=column.id, times={"every_seconds": 1}, audience={"all": True})

    with app.database.writing() as connection:
        prepare(UnitOfWork(connection))
    await app.start()
    try:
        async with asyncio.timeout(CEILING):
            pushed: list[str] = []
            async for bubble in wire.subscribe(0):
                pushed += [bubble.text] if "】" in bubble.text else []
                if len(pushed) == 2:
                    break
        slots = await app.writer.run(lambda uow: uow.pushes.all(Push, PUSHES.select().order_by(PUSHES.c.id)))
    finally:
        await app.stop()
    assert ["第1讲" in pushed[0], "第2讲" in pushed[1]] == [True, True]
    assert slots[1].slot - slots[0].slot == timedelta(seconds=1)


async def test_the_alarm_survives_a_settling_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    calls, enough = [0], asyncio.Event()

    async def settle() -> datetime | None:
        calls[0] += 1
        if calls[0] in (1, 3):
            raise ZeroDivisionError
        if calls[0] == 5:
            enough.set()
        return datetime.now(UTC) + timedelta(milliseconds=10)

    runner = Runner(settle, again=timedelta(milliseconds=10))
    await runner.start()
    try:
        await asyncio.wait_for(enough.wait(), CEILING)
    finally:
        runner.stop()
