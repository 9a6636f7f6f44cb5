"""A push that had begun when everything stopped: its rest goes late within the plan's window, or not at all, and that is told."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.adapter import Capabilities, Pace
from store.types import SHANGHAI
from tests.conversation import Town, town

COLUMN = "党史上的今天"
NIGHT = (time(22), time(7))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 5, day, hour, minute, tzinfo=SHANGHAI)


async def begun(here: Town, moment: str) -> None:
    """A push of 20 May has its rows, and its channel has not taken one of them."""
    await here.item(COLUMN, "05-20", "一件事")
    await here.plan(COLUMN, {"at": moment})
    here.wire.ready.clear()
    await here.pass_time(to=datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))


async def states(here: Town) -> list[str]:
    return [str(row["state"]) for row in await here.rows("deliveries")]


@pytest.mark.parametrize(("back", "arrives"), [(at(20, 13, 20), True), (at(20, 13, 45), False), (at(23, 10), False)])
async def test_a_channel_that_was_away_for_longer_than_the_window_brings_nothing_stale(back: datetime, arrives: bool) -> None:
    async with town() as here:
        await begun(here, "2021-05-20T09:30")
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        here.clock.now = back
        here.wire.ready.set()
        await here.idle()
        assert ("一件事" in here.group("省财政厅").heard()) is arrives
        assert await states(here) == (["sent", "sent"] if arrives else ["skipped", "skipped"])
        if not arrives:
            said = await zhao.says("送达 5月20日")
            assert said == "5月20日 送达 0/2 群次，2 未发\n未发 2 个群：停得太久，过了补推的时限"


@pytest.mark.parametrize(("back", "arrives"), [(at(20, 13, 20), True), (at(21, 8), False)])
async def test_a_process_that_was_down_for_longer_than_the_window_brings_nothing_stale(back: datetime, arrives: bool) -> None:
    async with town() as here:
        await begun(here, "2021-05-20T09:30")
        await here.sleep_until(back)
        assert ("一件事" in here.group("省教育厅").heard()) is arrives
        assert await states(here) == (["sent", "sent"] if arrives else ["skipped", "skipped"])


async def test_a_night_is_no_stop() -> None:
    """The pace's quiet hours are longer than the window, and the process is started anew in the middle of them."""
    async with town(now=at(20, 21), capabilities=Capabilities(pace=Pace(0, 0, quiet=NIGHT))) as here:
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"at": "2021-05-20T22:30"})
        await here.pass_time(to=at(20, 23))
        assert await states(here) == ["pending", "pending"]
        await here.sleep_until(at(21, 3))
        assert await states(here) == ["pending", "pending"]
        await here.sleep_until(at(21, 7, 30))
        assert await states(here) == ["sent", "sent"]


async def test_a_stop_and_a_post_by_hand_on_postgresql(postgres: str) -> None:
    async with town(database=postgres) as here:
        school = await here.app.writer.run(lambda uow: uow.groups.by_hand("main", uow.units.ensure("省妇幼保健院"), here.clock()).id)
        await begun(here, "2021-05-20T09:30")
        assert await here.app.writer.run(lambda uow: uow.hand_posts.tick(1, 1, "machine", here.clock())) == [1]
        assert len(await here.app.writer.run(lambda uow: uow.hand_posts.tick(1, school, "machine", here.clock()))) == 1
        await here.sleep_until(at(21, 8))
        assert sorted(await states(here)) == ["sent", "sent", "skipped"]
        [post] = await here.app.writer.run(lambda uow: uow.hand_posts.of_day("2021-05-20"))
        assert (post.sent, [group.state for group in post.open]) == (2, ["skipped"])
