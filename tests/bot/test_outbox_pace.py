"""An account's pace: a token bucket with jitter, quiet hours, and a finishing time that is told and kept."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import Capabilities, Pace
from bot.forecast import Forecast, finish
from bot.pace import Bucket, lost, quiet_until
from bot.records import store_at
from store.pushes import DELIVERIES
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.bot.desk import Desk, Wire, desk
from tests.bot.test_outbox import SLOW, push
from tests.conversation import NINE, town

NIGHT = (time(22), time(7))


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2021, 5, day, hour, minute, tzinfo=SHANGHAI)


async def test_after_a_silence_a_few_replies_go_quickly_and_pushes_keep_their_distance(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(20, 20, burst=3)) as here:
        await push(here, groups=3)
        await here.put("答一", "答二", "答三", "答四")
        assert await here.sends() == ["答一", "答二", "答三", "答四", "推送", "推送", "推送"]
        waited = [round(seconds) for seconds in here.slept if seconds > 0]
        assert waited[:2] == [2, 2], "out of saved tokens, but not at one stroke"
        assert 14 <= waited[2] <= 18, "the saved ones are used up: the fourth waits for a new one"
        assert here.clock() - NINE >= timedelta(seconds=5 * 20), "all together no faster than the pace, but for what was saved"


async def test_a_reply_need_not_wait_for_the_turn_of_a_push(tmp_path: Path) -> None:
    """While the next push waits for its token, somebody asks."""
    wire = Wire(Pace(20, 20, burst=3))
    async with desk(tmp_path, wire=wire) as here:
        await push(here, groups=4)
        real = here.app.outbox._sleep
        asked = False

        async def sleep(seconds: float) -> None:
            nonlocal asked
            if len(wire.shown) == 2 and not asked:
                asked = True
                await here.put("有人问")
                here.app.outbox.wake("main")
                return
            await real(seconds)

        here.app.outbox._sleep = sleep
        assert await here.sends() == ["推送", "推送", "有人问", "推送", "推送"]


@given(st.integers(0, 2**32), st.floats(1, 60), st.floats(1, 3), st.integers(1, 4), st.lists(st.floats(0, 90), max_size=60))
def test_over_any_time_no_more_go_than_the_pace_and_what_was_saved(
    seed: int, least: float, times: float, burst: int, gaps: list[float]
) -> None:
    pace = Pace(least, least * times, burst=burst)
    bucket, now, sent = Bucket(pace, random.Random(seed)), NINE, list[datetime]()
    for gap in gaps:
        now += timedelta(seconds=gap)
        now += bucket.reply_wait(now)
        bucket.take(now)
        sent.append(now)
    for first in range(len(sent)):
        for last in range(first + 1, len(sent)):
            most = (sent[last] - sent[first]) / timedelta(seconds=least) + 1 + (burst - 1) * (1 + times) / 2
            assert last - first + 1 <= most + 0.1


def test_a_clock_that_was_set_back_makes_nobody_wait_for_long() -> None:
    bucket = Bucket(Pace(15, 35), random.Random(1))
    bucket.take(NINE)
    assert bucket.push_wait(NINE - timedelta(days=1)) <= timedelta(seconds=35)


@pytest.mark.parametrize(
    ("now", "until"),
    [(at(21, 59), None), (at(22), at(7, day=21)), (at(3), at(7)), (at(6, 59), at(7)), (at(7), None), (at(12), None)],
)
def test_quiet_hours_run_over_midnight(now: datetime, until: datetime | None) -> None:
    assert quiet_until(NIGHT, now) == until


async def test_in_quiet_hours_replies_go_and_pushes_wait_for_the_morning(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2, quiet=NIGHT), now=at(21, 59)) as here:
        await push(here, groups=100)
        await here.put("答一")
        sent = await here.sends()
        assert sent[0] == "答一"
        before_night = len(sent) - 1
        assert 20 < before_night < 70
        await here.put("夜里问的")
        assert (await here.sends())[-1] == "夜里问的"
        assert len(here.wire.shown) == before_night + 2
        here.clock.now = at(7, day=21)
        assert len(await here.sends()) == 102


async def test_a_plan_that_is_closed_waits_and_others_do_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.app.outbox._closed = lambda uow, now: {1}
        await push(here, groups=2)
        assert await here.sends() == []
        here.app.outbox._closed = lambda uow, now: {2}
        assert await here.sends() == ["推送", "推送"]


async def test_a_push_that_runs_into_its_plans_quiet_hours_goes_on_after_them(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(60, 60)) as here:
        await push(here, groups=20)
        await here.app.writer.run(give_it_a_plan)
        assert 9 <= len(await here.sends()) <= 11
        assert here.clock() < at(9, 20)
        here.clock.now = at(10)
        assert len(await here.sends()) == 20


def give_it_a_plan(uow: UnitOfWork) -> None:
    """The push belongs to a plan with quiet hours of its own."""
    column = uow.study.column("党史上的今天")
    assert column is not None
    quiet = {"from": "09:10", "to": "10:00"}
    plan = uow.plans.add(NINE, column_id=column.id, times={"daily": "08:30"}, audience={"all": True}, quiet=quiet)
    uow.connection.execute(DELIVERIES.update().values(plan_id=plan))


# -- by when -----------------------------------------------------------------------------------------------------------


async def told(here: Desk, groups: int) -> datetime | None:
    return await here.app.writer.run(lambda uow: forecast(uow, here, groups))


def forecast(uow: UnitOfWork, here: Desk, groups: int) -> datetime | None:
    from bot.forecast import Forecast

    return Forecast({"main": here.wire.capabilities}).done_by(uow, {"main": groups}, here.clock(), here.clock())


@pytest.mark.parametrize("groups", [10, 60, 200])
async def test_the_finishing_time_that_is_told_is_kept(tmp_path: Path, groups: int) -> None:
    """On a simulated clock; somebody asks something now and then."""
    async with desk(tmp_path, pace=SLOW) as here:
        promised = await told(here, groups)
        assert promised is not None
        await push(here, groups=groups)
        await here.put(*(f"答{number}" for number in range(groups // 20)))
        sent = await here.sends()
        assert sent.count("推送") == groups
        took, allowed = here.clock() - timedelta(seconds=35) - NINE, promised - NINE
        assert took <= allowed, f"promised {promised:%H:%M}, done {here.clock():%H:%M}"
        assert allowed <= took * 1.5 + timedelta(minutes=10), "and it is no idle promise"


async def test_a_slow_fan_out_goes_on_after_its_window_and_after_a_day_that_was_full(tmp_path: Path) -> None:
    """None of this is time lost: what was begun in time is finished, also by the next process."""
    pace = Pace(600, 600, pushes_per_day=60, quiet=NIGHT)
    async with desk(tmp_path, pace=pace) as here:
        await push(here, groups=62)
        assert len(await here.sends()) == 60
        assert here.clock() > at(18)
    async with desk(tmp_path, pace=pace, now=at(9, day=21)) as here:
        assert len(await here.sends()) == 2


async def test_a_plan_with_a_pace_of_its_own_goes_slowly_and_holds_nobody_else_up(tmp_path: Path) -> None:
    """Three groups, 60 seconds between two; another plan's push to them goes meanwhile at the account's own pace."""
    async with desk(tmp_path) as here:
        await push(here, groups=3)

        def slower(uow: UnitOfWork) -> None:
            column = uow.study.column("党史上的今天")
            assert column is not None
            plan = uow.plans.add(here.clock(), column_id=column.id, times={"daily": "09:00", "gap": 60}, audience={"all": True})
            uow.connection.execute(DELIVERIES.update().values(plan_id=plan))

        await here.app.writer.run(slower)
        assert len(await here.sends()) == 1
        other = uow_push(here, "别的")
        await here.app.writer.run(other)
        assert (await here.sends())[1:] == ["别的", "别的", "别的"]
        assert len(await here.later(seconds=59)) == 4
        assert len(await here.later(seconds=1)) == 5
        assert len(await here.later(seconds=60)) == 6


def uow_push(here: Desk, text: str) -> Callable[[UnitOfWork], None]:
    """A second push by hand to the groups that are there."""

    def make(uow: UnitOfWork) -> None:
        column = uow.study.column("党史上的今天")
        item = uow.study.item(1)
        assert column is not None
        assert item is not None
        slot = here.clock() + timedelta(seconds=1)
        uow.pushes.make(
            uow.plans.by_hand(column.id, here.clock()).id, slot, item, text, uow.groups.reach(({"all": True}, None)), here.clock()
        )

    return make


def test_a_plans_own_pace_is_in_the_time_that_is_told(tmp_path: Path) -> None:
    forecast = Forecast({"main": Capabilities(), "slow": Capabilities(pace=Pace(200, 200))})
    start = at(9)
    with store_at(f"sqlite:///{tmp_path / 'a.db'}", write=True) as uow:
        assert forecast.done_by(uow, {"main": 60}, start, start) is None
        assert forecast.done_by(uow, {"main": 60}, start, start, 60) == at(10, 10)
        assert forecast.done_by(uow, {"slow": 18}, start, start, 60) == at(10, 10)


async def test_a_clock_that_jumps_ahead_gives_nothing_up(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(60, 60)) as here:
        await push(here, groups=5)
        here.clock.now = at(9, day=22)
        assert len(await here.sends()) == 5


@given(st.integers(0, 3000), st.integers(0, 3000), st.sampled_from([None, NIGHT, (time(12), time(14))]))
def test_time_that_was_lost_is_what_was_not_quiet(first: int, minutes: int, quiet: tuple[time, time] | None) -> None:
    since = at(0) + timedelta(minutes=first)
    lost_minutes = sum(quiet_until(quiet, since + timedelta(minutes=one)) is None for one in range(minutes))
    assert lost(quiet, since, since + timedelta(minutes=minutes)) == timedelta(minutes=lost_minutes)


def test_what_does_not_fit_before_night_or_under_the_cap_goes_on_the_next_day() -> None:
    assert finish(Pace(30, 30, quiet=NIGHT), 10, at(21, 58)).date() == at(7, day=21).date()
    assert finish(Pace(30, 30, pushes_per_day=100), 250, at(9)).date() == at(0, day=22).date()
    assert finish(Pace(30, 30, pushes_per_day=100), 30, at(9), sent_today=80).date() == at(0, day=21).date()
    assert finish(Pace(30, 30, pushes_per_day=100, quiet=NIGHT), 101, at(20)) < at(7, 10, day=21)


async def test_the_organizer_hears_by_when_before_it_begins() -> None:
    async with town(groups=(), capabilities=Capabilities(pace=Pace(60, 60))) as here:
        here.wire.ready.clear()  # what is said can be read in the outbox
        for unit in ("省财政厅", "省教育厅"):
            await here.open_group(unit)
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await here.item("家风", 1, "家书")
        await here.plan("家风", {"daily": "09:30"})
        await zhao.says("预览今天")
        await zhao.says("推送计划")
        await zhao.says("立即推送 家风")
        rows = await here.app.writer.run(lambda uow: uow.outbox.unsettled("main") + uow.outbox.claim("main", here.clock(), 9))
        said = [row.text.split("\n")[0] + row.text.split("\n")[-1] for row in rows]
        assert any("09:30 家风，2 个群，预计 09:35 前发完" in text for text in said)
        assert any(text.endswith("每天 09:30，2 个群，下次 5月20日（周四）09:30，预计 09:35 前发完") for text in said)
        assert any("正在推送：家风《家书》，2 个群，预计 09:05 前发完。" in text for text in said)
