"""Attendance on both kinds of database: who is missing, who is one person, what stays once when places and people become known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.attendances import Comer
from store.database import Database
from store.models import Activity
from store.signups import Party
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
DAY = "2021-05-20"
HELD = {"at": "2021-05-20T09:00", "to": "2021-05-20T11:00"}


def opened(uow: UnitOfWork) -> Activity:
    activity = uow.activities.by_id(uow.activities.add("社区义诊", NOW, held=HELD, timed=True))
    assert activity is not None
    return activity


def test_who_signed_up_and_was_not_seen(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        activity, here, there = opened(uow), uow.units.add("省财政厅"), uow.units.add("省教育厅")
        wang, li = (uow.members.ensure("main", f"u-{name}", name) for name in ("王芳", "李静"))
        for unit in (here, there):
            party = Party(own=1, names=("孙梅",), team="宣传处", team_heads=3)
            uow.signups.place(activity, party, wang if unit is here else li, unit.id, None, NOW)
        assert len(uow.attendances.absent(activity.id, None)) == 6
        uow.attendances.record(activity, uow.attendances.herself(activity.id, wang, there.id), DAY, NOW, came_at=NOW)
        uow.attendances.record(activity, Comer("n:孙梅", "named", "孙梅", here.id, None, True), DAY, NOW)
        uow.attendances.record(activity, Comer("t:宣传处", "team", "宣传处", there.id, None, True), DAY, NOW, headcount=3)
        left = {(row.unit, row.name) for row in uow.attendances.absent(activity.id, None)}
        assert left == {("省财政厅", "宣传处"), ("省教育厅", "李静"), ("省教育厅", "孙梅")}
        assert [row.name for row in uow.attendances.absent(activity.id, here.path)] == ["宣传处"]
        assert uow.attendances.heads(activity.id, DAY) == 5
        [open_] = uow.attendances.unsettled(DAY)
        assert (open_.title, open_.people) == ("社区义诊", 3)


def test_two_ids_of_one_person_count_once_and_keep_what_is_known(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        activity = opened(uow)
        known, new = (uow.members.ensure("main", f"u{n}", "王芳") for n in range(2))
        first = uow.attendances.record(activity, uow.attendances.herself(activity.id, known, None), DAY, NOW, came_at=NOW)
        times = {"came_at": NOW, "left_at": NOW + timedelta(minutes=50)}
        uow.attendances.record(activity, uow.attendances.herself(activity.id, new, None), DAY, NOW, **times)
        uow.attendances.take_back(first)
        uow.rebinding.member(known, new, NOW)
        [row] = uow.attendances.of_activity(activity.id)
        assert (row.person, row.minutes) == (f"m:{known.id}", 50)
        assert [one.minutes for one in uow.attendances.of_member(known.id)] == [50]


def test_a_group_that_is_bound_brings_its_rows_and_nobody_twice(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        activity, unit = opened(uow), uow.units.add("省财政厅")
        group = uow.groups.ensure("main", "g", "群", NOW)
        wang, li = (uow.members.ensure("main", f"u-{name}", name) for name in ("王芳", "李静"))
        for member in (wang, li):
            one = Comer(f"m:{member.id}", "own", member.name, None, member.id)
            uow.attendances.record(activity, one, DAY, NOW, came_at=NOW, group_id=group.id)
        uow.attendances.record(activity, Comer(f"m:{wang.id}", "own", "王芳", unit.id, wang.id), DAY, NOW, came_at=NOW)
        uow.attendances.adopt(group.id, unit.id)
        rows = uow.attendances.of_activity(activity.id)
        assert sorted((row.name, row.unit) for row in rows) == [("李静", "省财政厅"), ("王芳", "省财政厅")]
