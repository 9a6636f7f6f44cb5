"""Rooms with a door of their own: opened from the settings, tied to a chat, in trouble and well again; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from store.database import Database
from store.groups import BY_WAY
from store.models import Group
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    with database.engine.begin() as connection:
        yield UnitOfWork(connection)


def rooms(uow: UnitOfWork) -> dict[str, tuple[str, str]]:
    return {one.wire_id: (one.name, one.way) for one in uow.groups.of_account("main")}


def push(uow: UnitOfWork, number: int) -> None:
    column = uow.study.ensure_column("家风", "numbered")
    item = uow.study.item(uow.study.add_item(column, NOW, number=number, title="题", text="文", source="源", state="approved"))
    assert item is not None
    uow.pushes.make(
        uow.plans.by_hand(column.id, NOW).id, NOW.replace(minute=number), item, "推送", uow.groups.reach(({"all": True}, None)), NOW
    )


def test_a_new_door_is_a_room_of_its_own_until_its_chat_takes_it_over(uow: UnitOfWork) -> None:
    unit = uow.units.add("省财政厅")
    uow.groups.open_ways("main", {"甲": unit, "乙": None}, NOW)
    assert rooms(uow) == {f"{BY_WAY}甲": ("甲", "甲"), f"{BY_WAY}乙": ("乙", "乙")}
    known = uow.groups.by_wire("main", f"{BY_WAY}甲")
    assert known is not None
    assert known.unit_id == unit.id
    push(uow, 1)
    chat = uow.groups.ensure("main", "wr-1", "", NOW)
    uow.rebinding.group(known, chat)
    assert rooms(uow) == {"wr-1": ("甲", "甲"), f"{BY_WAY}乙": ("乙", "乙")}
    push(uow, 2)
    claimed = uow.deliveries.claim("main", NOW, 10)
    assert sorted((row.group_wire, row.way) for row in claimed) == sorted([("wr-1", "甲"), (f"{BY_WAY}乙", "乙")] * 2)
    assert uow.groups.ways_of("main", ["wr-1", "unbekannt"]) == {"wr-1": "甲"}
    assert uow.groups.ways_of("other", ["wr-1"]) == {}


def test_doors_that_are_no_longer_set_are_shut_and_open_again_when_they_are(uow: UnitOfWork) -> None:
    uow.groups.open_ways("main", {"甲": None, "乙": None}, NOW)
    chat, known = uow.groups.ensure("main", "wr-1", "", NOW), uow.groups.by_wire("main", f"{BY_WAY}甲")
    assert known is not None
    uow.rebinding.group(known, chat)
    uow.groups.open_ways("main", {}, NOW)
    assert rooms(uow) == {"wr-1": ("甲", "")}, "the chat stays, a room without any door does not"
    uow.groups.open_ways("main", {"乙": None}, NOW)
    assert rooms(uow) == {"wr-1": ("甲", ""), f"{BY_WAY}乙": ("乙", "乙")}
    uow.groups.open_ways("other", {}, NOW)
    assert len(rooms(uow)) == 2, "another account's settings are not this one's"


def test_a_nameless_room_is_called_as_its_unit(uow: UnitOfWork) -> None:
    nameless, named = uow.groups.ensure("main", "wr-1", "", NOW), uow.groups.ensure("main", "wr-2", "二群", NOW)
    for group in (nameless, named):
        uow.groups.bind(group, uow.units.ensure("省财政厅"))
    assert rooms(uow) == {"wr-1": ("省财政厅", ""), "wr-2": ("二群", "")}


def test_trouble_is_news_once_and_what_failed_that_day_goes_again(uow: UnitOfWork) -> None:
    group = uow.groups.ensure("main", "wr-1", "一群", NOW)
    uow.groups.ensure("main", "wr-2", "二群", NOW)

    def now() -> Group:
        return uow.groups.require(Group, group.id)

    assert [uow.groups.trouble(now(), cause) for cause in ("停用", "停用", "删了", "", "")] == [True, False, True, True, False]
    uow.groups.trouble(now(), "停用")
    assert [one.wire_id for one in uow.groups.troubled("main")] == ["wr-1"]
    for number in (1, 2, 3):
        push(uow, number)
    assert uow.deliveries.most_waiting("main") == 3
    uow.deliveries.mark([row.id for row in uow.deliveries.claim("main", NOW, 10)], "failed", cause="停用")
    assert uow.deliveries.most_waiting("main") == 0
    assert uow.deliveries.again(group.id, "2021-05-19") == 0
    assert uow.deliveries.again(group.id, "2021-05-20") == 3
    assert [row.group_wire for row in uow.deliveries.claim("main", NOW, 10)] == ["wr-1"] * 3
