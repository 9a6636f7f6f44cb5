"""An account that is away for long: those in charge hear of it through another account, once, and when it is back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.app import bootstrap
from bot.config import Settings
from store.unit_of_work import UnitOfWork
from tests.bot.desk import Wire
from tests.conversation import NINE, Clock


async def test_an_account_that_stays_away_is_told_of_through_another(tmp_path: Path) -> None:
    clock, away, well = Clock(NINE), Wire(), Wire(account="second")
    app = bootstrap(Settings(database=f"sqlite:///{tmp_path}/a.db"), [away, well], clock, alarms=False)

    def admin(uow: UnitOfWork) -> None:
        for account, wire_id in (("second", "u-刘芸"), ("main", "u-刘芸")):
            uow.roles.grant(uow.members.ensure(account, wire_id, "刘芸").id, "admin", None, None, NINE)

    async def minutes(number: int) -> None:
        clock.now += timedelta(minutes=number)
        await app.settle()
        await app.idle()

    await app.start()
    try:
        await app.writer.run(admin)
        away.ready.clear()
        for _ in range(5):
            await minutes(1)
        assert not well.texts
        for _ in range(10):
            await minutes(1)
        assert well.texts == ["账号“main”已经 5 分钟不在线，要发的都在等它。请看看网关，或重新扫码。"]
        away.ready.set()
        for _ in range(3):
            await minutes(1)
        assert well.texts[1:] == ["账号“main”回来了，等着的接着发。"]
        assert not away.texts
        assert [message.person for message in well.shown] == ["u-刘芸"] * 2
    finally:
        await app.stop()
