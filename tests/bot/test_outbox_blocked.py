"""An account that evidently may not send: pushes stop, replies go on trying, people hear of it, one push is tried now and then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapter import Pace, SendFailed, SendUncertain
from bot.app import App, bootstrap
from bot.config import Settings
from handlers.message import OutgoingMessage
from store.unit_of_work import UnitOfWork
from tests.bot.desk import ACCOUNT, Desk, Wire, desk
from tests.bot.test_outbox import deliveries, push
from tests.conversation import NINE, Clock


def refused(message: OutgoingMessage) -> Exception:
    return SendFailed("账号被限制")


async def blocked(here: Desk) -> list[tuple[str, str, int]]:
    return await here.app.writer.run(lambda uow: [(row.account, row.cause, row.probes) for row in uow.accounts.blocked()])


async def test_many_failures_over_many_groups_stop_the_pushes(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = refused
        await push(here, groups=30)
        await here.sends()
        assert len(here.wire.tried) == 5
        assert await blocked(here) == [("main", "账号被限制", 0)]
        assert {row.state for row in await deliveries(here)} == {"pending"}
        await here.later(minutes=20)
        assert len(here.wire.tried) == 5, "nothing is pushed on it"


@pytest.mark.parametrize("others", [0, 28])
async def test_two_bad_groups_do_not(tmp_path: Path, others: int) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = lambda message: refused(message) if message.group in ("g1", "g2") else None
        await push(here, groups=2 + others)
        for _ in range(8):
            await here.later(minutes=11)
        assert await blocked(here) == []
        assert [row.state for row in await deliveries(here)] == ["failed"] * 2 + ["sent"] * others


@pytest.mark.parametrize("error", [SendFailed("账号被限制"), SendUncertain("没有回音")])
async def test_a_probe_that_gets_through_lets_the_rest_go(tmp_path: Path, error: Exception) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = lambda _: error
        await push(here, groups=12)
        await here.sends()
        tried = len(here.wire.tried)
        await here.later(minutes=31)
        assert len(here.wire.tried) == tried + 1, "one is tried"
        assert (await blocked(here))[0][2] == 1
        await here.later(minutes=31)
        assert len(here.wire.tried) == tried + 1, "then it waits longer"
        here.wire.trouble = lambda _: None
        await here.later(minutes=31)
        assert await blocked(here) == []
        states = [row.state for row in await deliveries(here)]
        assert states.count("uncertain") == (tried + 1 if isinstance(error, SendUncertain) else 0)
        assert states.count("sent") == 12 - states.count("uncertain")


async def test_what_a_blocked_account_could_not_send_within_the_window_is_given_up_and_said(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = refused
        await push(here, groups=12)
        await here.sends()
        await here.later(hours=3, minutes=55)
        assert {row.state for row in await deliveries(here)} == {"pending"}
        tried = len(here.wire.tried)
        await here.later(minutes=10)
        assert {(row.state, row.cause) for row in await deliveries(here)} == {("skipped", "停得太久，过了补推的时限")}
        here.wire.trouble = lambda _: None
        await here.later(hours=6)
        assert len(here.wire.tried) == tried, "yesterday's push is no probe"


async def test_a_start_on_a_blocked_account_knows_since_when(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = refused
        await push(here, groups=12)
        await here.sends()
    async with desk(tmp_path, pace=Pace(1, 2), now=NINE + timedelta(hours=5)) as here:
        await here.sends()
        assert {row.state for row in await deliveries(here)} == {"skipped"}
        assert here.wire.tried == []


async def test_a_gateway_that_dies_under_many_sends_is_no_block(tmp_path: Path) -> None:
    """Twenty at once that nobody heard back are one lost line."""
    async with desk(tmp_path) as here:
        here.wire.trouble = lambda message: SendUncertain("断了") if len(here.wire.tried) <= 20 else None
        await push(here, groups=40)
        await here.sends()
        assert await blocked(here) == []
        assert [row.state for row in await deliveries(here)] == ["uncertain"] * 20 + ["sent"] * 20


async def test_replies_go_on_trying_slowly_and_are_not_given_up(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = refused
        for number in range(6):
            await here.put(f"答{number}", group=f"g{number}")
        await here.sends()
        assert len(await blocked(here)) == 1
        for _ in range(20):
            await here.later(minutes=11)
        assert await here.states() == ["pending"] * 6
        here.wire.trouble = lambda _: None
        assert sorted(await here.later(minutes=11)) == [f"答{number}" for number in range(6)]
        assert await blocked(here) == []


async def test_it_is_known_after_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        here.wire.trouble = refused
        await push(here, groups=10)
        await here.sends()
    async with desk(tmp_path, pace=Pace(1, 2)) as here:
        assert await here.sends() == []
        here.clock.now = here.clock().replace(hour=11)
        assert len(await here.sends()) == 10


async def test_people_in_charge_hear_of_it_through_another_account(tmp_path: Path) -> None:
    first, second = Wire(), Wire(account="second")
    first.trouble = refused
    app = two_accounts(tmp_path, first, second)
    await app.start()
    try:
        here = Desk(app, first, Clock(NINE), [])
        await app.writer.run(charge)
        await push(here, groups=30)
        app.outbox.wake_all()
        await app.idle()
        assert [(message.person, message.text) for message in second.shown] == [
            ("u-刘芸", "账号“main”接连发不出去（账号被限制），推送先停下，过半小时试一条。请看看它是否被限制。"),
        ]
    finally:
        await app.stop()


def two_accounts(folder: Path, *wires: Wire) -> App:
    async def sleep(seconds: float) -> None:
        """No time passes."""

    settings = Settings(database=f"sqlite:///{folder / 'two.db'}", files=folder / "files")
    return bootstrap(settings, list(wires), Clock(NINE), sleep=sleep, echo_seconds=0, alarms=False)


def charge(uow: UnitOfWork) -> None:
    """An admin on each account, and a coordinator, who is not told."""
    for account, name, role in (("second", "刘芸", "admin"), (ACCOUNT, "陈丽华", "admin"), ("second", "孙梅", "coordinator")):
        uow.roles.grant(uow.members.ensure(account, f"u-{name}", name).id, role, None, None, NINE)
