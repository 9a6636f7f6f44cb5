"""An account comes up and says which rooms it is in: what changed while it was away is made good, nobody is flooded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.message import RoomEvent, SeenRoom
from store.groups import GROUPS
from store.models import Group
from store.unit_of_work import UnitOfWork
from tests.bot.desk import ACCOUNT, Desk, desk


def inside(*names: str) -> list[SeenRoom]:
    return [SeenRoom(f"r-{name}", name, "in") for name in names]


async def comes_up(here: Desk, rooms: Sequence[SeenRoom]) -> list[tuple[str | None, str]]:
    """The account has looked; what the bot says about it, and where."""
    before = len(here.wire.shown)
    await here.app.dispatcher.feed(RoomEvent(ACCOUNT, "", "rooms", here.clock(), rooms=tuple(rooms)))
    await here.sends()
    return [(said.group or said.person, said.text) for said in here.wire.shown[before:]]


async def groups(here: Desk) -> dict[str, bool]:
    """Every group by its name, and whether the account is in it."""
    rows = await here.app.writer.run(lambda uow: uow.groups.all(Group, GROUPS.select().order_by(GROUPS.c.id)))
    return {row.name: row.active for row in rows}


async def bound(here: Desk, name: str, unit: str) -> None:
    def bind(uow: UnitOfWork) -> None:
        uow.groups.bind(uow.groups.ensure(ACCOUNT, f"r-{name}", name, here.clock()), uow.units.ensure(unit))

    await here.app.writer.run(bind)


async def an_admin(here: Desk) -> None:
    def grant(uow: UnitOfWork) -> None:
        uow.roles.grant(uow.members.ensure(ACCOUNT, "sun", "孙丽华").id, "admin", None, None, here.clock())

    await here.app.writer.run(grant)


async def test_at_the_very_first_look_all_are_registered_and_none_is_greeted(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        assert await comes_up(here, inside("甲群", "乙群")) == []
        assert await groups(here) == {"甲群": True, "乙群": True}


async def test_let_in_while_it_was_away_it_greets_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await comes_up(here, [])
        said = await comes_up(here, inside("甲群"))
        assert [(to, "请管理员说：绑定单位" in text) for to, text in said] == [("r-甲群", True)]
        assert await comes_up(here, inside("甲群")) == []
        joined = RoomEvent(ACCOUNT, "r-甲群", "join", here.clock(), "甲群", "join-1")
        await here.app.dispatcher.feed(joined)  # the event comes behind the look that has seen it already
        assert len(await here.sends()) == 1
        here.clock.now += timedelta(days=1)
        await here.app.dispatcher.feed(RoomEvent(ACCOUNT, "r-甲群", "join", here.clock(), "甲群", "join-2"))
        assert len(await here.sends()) == 2


async def test_put_out_and_let_in_again_while_it_was_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await an_admin(here)
        await bound(here, "甲群", "省财政厅")
        await bound(here, "乙群", "省教育厅")
        said = await comes_up(here, [SeenRoom("r-甲群", "", "out"), *inside("乙群")])
        assert said == [("sun", "账号“main”已不在这些群里，已停用：甲群")]
        assert await groups(here) == {"甲群": False, "乙群": True}
        said = await comes_up(here, inside("甲群", "乙群"))
        assert said == [("r-甲群", "大家好，助手已在本群（省财政厅）就位。想知道怎么用，请说：帮助")]
        assert await groups(here) == {"甲群": True, "乙群": True}


async def test_a_room_renamed_while_it_was_away_is_called_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await bound(here, "甲群", "省财政厅")
        assert await comes_up(here, [SeenRoom("r-甲群", "财政厅巾帼群", "in")]) == []
        assert await comes_up(here, [SeenRoom("r-甲群", "", "in")]) == []
        assert await groups(here) == {"财政厅巾帼群": True}


async def test_many_new_rooms_are_not_greeted_but_the_admin_hears_how_many(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await an_admin(here)
        await comes_up(here, [])
        [(to, text)] = await comes_up(here, inside(*(f"第{number}群" for number in range(11))))
        assert (to, text.splitlines()[0]) == ("sun", "账号“main”新进了 11 个群，已登记，没有打招呼。")
        assert len(await groups(here)) == 11


async def test_what_the_gateway_no_longer_knows_is_left_only_while_it_knows_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await bound(here, "甲群", "省财政厅")
        await bound(here, "乙群", "省教育厅")
        await comes_up(here, [SeenRoom("r-甲群", "", "gone"), SeenRoom("r-乙群", "", "unknown")])
        assert await groups(here) == {"甲群": True, "乙群": True}
        await comes_up(here, [SeenRoom("r-甲群", "", "gone"), *inside("乙群")])
        assert await groups(here) == {"甲群": False, "乙群": True}


async def test_under_new_ids_nobody_is_greeted_as_a_stranger(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await an_admin(here)
        await bound(here, "甲群", "省财政厅")
        for round_ in ("新", "更新"):
            rooms = [SeenRoom("r-甲群", "", "gone"), SeenRoom(f"r-{round_}", "甲群", "in")]
            rooms += [SeenRoom("r-新", "", "gone")] if round_ == "更新" else []
            [(to, text)] = await comes_up(here, rooms)
            assert (to, "同名" in text, "认领" in text) == ("sun", True, True)
        rows = await here.app.writer.run(lambda uow: uow.groups.all(Group, GROUPS.select().order_by(GROUPS.c.id)))
        assert [(row.wire_id, row.active) for row in rows] == [("r-甲群", True), ("r-新", False), ("r-更新", True)]


@pytest.mark.parametrize("standing", ["gone", "unknown"])
async def test_rooms_that_are_not_known_here_and_not_there_are_not_made(tmp_path: Path, standing: str) -> None:
    async with desk(tmp_path) as here:
        await comes_up(here, [SeenRoom("r-x", "", standing)])  # type: ignore[arg-type]
        assert await groups(here) == {}


async def test_on_postgresql_too(tmp_path: Path, postgres: str) -> None:
    async with desk(tmp_path, database=postgres) as here:
        await bound(here, "甲群", "省财政厅")
        rooms = [SeenRoom("r-甲群", "财政厅巾帼群", "in"), SeenRoom("r-丙群", "", "out"), *inside("乙群")]
        assert [to for to, _ in await comes_up(here, rooms)] == ["r-乙群"]
        assert [to for to, _ in await comes_up(here, [SeenRoom("r-乙群", "", "out"), *inside("甲群")])] == []
        assert await groups(here) == {"甲群": True, "乙群": False}
