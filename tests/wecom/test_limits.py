"""Many pushes under the real limits in simulated time: they go as fast as is allowed, never faster, and end when it was said."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.adapter import Rate
from bot.adapters.wecom import WEBHOOK_RATES
from bot.forecast import Forecast, rated
from store.unit_of_work import UnitOfWork
from tests.conversation import NINE
from tests.gateway.worlds import ACCOUNT
from tests.wecom.bot_peer import IDS
from tests.wecom.town import Town, town

WEBHOOKS, BOTS = 120, 80


async def groups(here: Town, number: int) -> None:
    """Groups with only a bot, in each of which somebody has spoken."""
    now = here.clock()

    def make(uow: UnitOfWork) -> None:
        for one in range(number):
            uow.groups.ensure(ACCOUNT, f"wr-{one}", f"群{one}", now)

    await here.do(make)
    here.peers.bots.known |= {f"wr-{one}" for one in range(number)}


async def forecast(here: Town, number: int) -> datetime | None:
    """When so many new pushes and all that wait will have gone, as organizers are told."""
    known = Forecast({ACCOUNT: here.wire.capabilities})
    now = here.clock()
    found: datetime | None = await here.do(lambda uow: known.done_by(uow, {ACCOUNT: number}, now, now))
    return found


async def settled(here: Town, until: timedelta) -> datetime:
    """Move the clock a second at a time until nothing waits; when that was."""
    end = here.clock() + until
    while await here.do(lambda uow: uow.deliveries.waiting()):
        assert here.clock() < end, "not done when it was said"
        await here.later(seconds=1)
    return here.clock()


async def test_a_thousand_pushes_to_two_hundred_groups_finish_when_the_plan_said(tmp_path: Path) -> None:
    hooks = {f"推送{one}": f"key-{one:08d}" for one in range(WEBHOOKS)}
    async with town(tmp_path, hooks) as here:
        await groups(here, BOTS)
        for number in range(5):
            await here.push(f"第{number}条")
        assert await forecast(here, 200) is None, "five a group: at once"
        done = await settled(here, timedelta(minutes=1))
        assert done - NINE < timedelta(seconds=5)
        posted, shown = here.peers.http.posted, here.peers.bots.shown
        assert (len(posted), len(shown)) == (5 * WEBHOOKS, 5 * BOTS)
        for key in hooks.values():
            assert here.peers.http.texts(key) == [f"第{number}条" for number in range(5)]
        assert {one.state for one in await here.deliveries()} == {"sent"}
        assert here.peers.http.counted.refused == here.peers.bots.counted.refused == 0


async def test_more_than_a_room_takes_in_a_minute_goes_over_minutes_in_order_and_answers_need_not_wait(tmp_path: Path) -> None:
    async with town(tmp_path, {"推送": "key-00000001"}) as here:
        await here.staff("赵敏", "organizer")
        await groups(here, 1)
        for number in range(60):
            await here.push(f"第{number}条")
        said = await forecast(here, 2)
        assert said is not None
        assert said - NINE == timedelta(minutes=5), "60 at 16 a minute, to full five minutes"
        await here.later(seconds=1)
        assert len(here.peers.http.posted) == 16
        assert len(here.peers.bots.texts("wr-0")) == 24
        asked_at = here.clock()
        await here.says("赵敏", "帮助", "wr-0", hears="今日学习")
        assert here.clock() - asked_at < timedelta(seconds=5), "an answer has its own share of the minute"
        await settled(here, said - here.clock())
        assert here.peers.http.texts("key-00000001") == [f"第{number}条" for number in range(60)]
        assert [one for one in here.peers.bots.texts("wr-0") if one.startswith("第")] == [f"第{number}条" for number in range(60)]
        assert [one.attempts for one in await here.deliveries()] == [1] * 120, "waiting is no attempt"
        assert here.peers.http.counted.refused == here.peers.bots.counted.refused == 0


async def test_a_server_stricter_than_its_documents_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    async with town(tmp_path, {"推送": "key-00000001"}) as here:
        here.peers.bots.known |= set(IDS.values())
        here.peers.http.broken["key-00000001"] = 45009
        await here.push()
        await here.later(seconds=1)
        here.peers.http.broken.clear()
        await here.later(seconds=30)
        assert here.peers.http.posted == []
        await here.later(seconds=31)
        assert len(here.peers.http.posted) == 1
        assert [(one.state, one.attempts) for one in await here.deliveries()] == [("sent", 1)]


def test_what_a_rate_makes_of_a_number_of_pushes() -> None:
    [rate] = WEBHOOK_RATES
    assert [rated(WEBHOOK_RATES, number).total_seconds() for number in (1, 16, 17, 160)] == [0, 0, rate.seconds, 9 * rate.seconds]
    both = (Rate(30, 60), Rate(1000, 3600))
    assert [rated(both, number).total_seconds() for number in (24, 25, 800, 801)] == [0, 60, 33 * 60, 3600]
