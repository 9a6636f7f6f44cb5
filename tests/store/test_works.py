"""Works and programmes in both databases: what the database itself guarantees, and their figures against a recount."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from store.database import Database
from store.models import Work, WorkWindow, table
from store.totals import Question
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
PICTURE = {"media": "jpeg", "bytes": 9, "on_date": "2021-05-20"}


def window(uow: UnitOfWork, who: str = "u1", group: str | None = "g1", unit: str = "省财政厅", now: datetime = NOW) -> WorkWindow:
    """An open window of this person, for the only activity there is."""
    place = uow.units.ensure(unit)
    room = uow.groups.ensure("main", group, group, now) if group else None
    member = uow.members.ensure("main", who, who)
    found = uow.activities.titled("剪纸")
    activity = found.id if found else uow.activities.add("剪纸", now)
    return uow.works.open_window(member.id, room.id if room else None, now, activity_id=activity, unit_id=place.id)


def submit(uow: UnitOfWork, sha: str, who: str = "u1", unit: str = "省财政厅", now: datetime = NOW) -> int | None:
    opened = window(uow, who, unit=unit, now=now)
    return uow.works.add(opened, uow.members.ensure("main", who, who), now, sha256=sha, **PICTURE)


def test_a_window_is_open_to_its_person_in_its_chat_for_three_minutes(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        opened = window(uow)
        private = window(uow, group=None)
        assert opened.member_id == private.member_id
        assert uow.works.window(opened.member_id, opened.group_id, NOW + timedelta(seconds=179)) == opened
        assert uow.works.window(opened.member_id, opened.group_id, NOW + timedelta(seconds=180)) is None
        assert uow.works.window(opened.member_id, None, NOW) == private
        assert uow.works.open_now(NOW) == [(("main", "g1", "u1"), opened.until), (("main", None, "u1"), private.until)]
        assert uow.works.next_due() is None
        uow.works.put_window(opened.id, due_at=NOW + timedelta(seconds=8), tally={"kept": [1]})
        assert uow.works.due(NOW) == []
        assert [row.id for row in uow.works.due(NOW + timedelta(seconds=8))] == [opened.id]
        uow.works.prune(NOW + timedelta(days=1))
        assert [row.id for row in uow.works.due(NOW + timedelta(days=1))] == [opened.id]  # what waits for its answer stays


def test_a_picture_stands_once_in_an_activity(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        first = submit(uow, "aa")
        assert first is not None
        assert submit(uow, "aa", "u2", "省教育厅") is None
        row = {"activity_id": 1, "member_id": 1, "name": "x", "sha256": "aa", "state": "kept", "created_at": NOW, **PICTURE}
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(table(Work)).values(**row))
        uow.works.withdraw(first, NOW)
        assert submit(uow, "aa", "u2", "省教育厅") is not None


def test_files_are_needed_while_a_work_stands_and_a_day_after(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        keys = {sha: submit(uow, sha) for sha in ("aa", "bb", "cc")}
        later = NOW + timedelta(days=9)
        assert keys["bb"] is not None
        uow.works.withdraw(keys["bb"], later)
        assert uow.works.referenced(["aa", "bb", "dd"], later + timedelta(hours=23)) == {"aa", "bb"}
        assert uow.works.referenced(["aa", "bb", "dd"], later + timedelta(days=2)) == {"aa"}
        uow.privacy.forget(uow.members.ensure("main", "u1", "u1"))
        assert uow.works.referenced(["aa", "bb", "cc"], later + timedelta(days=2)) == set()
        assert [row.records for row in uow.totals.ask(Question("works"))] == [2]


ACTS = st.lists(
    st.tuples(st.sampled_from(["submit", "withdraw"]), st.integers(0, 9), st.integers(0, 2), st.integers(0, 1), st.integers(0, 40)),
    max_size=40,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ACTS)
def test_figures_are_those_of_a_recount(kept: Database, acts: list[tuple[str, int, int, int, int]]) -> None:
    """Any history of submitting and withdrawing: people and works by unit, by month and in all."""
    units = ("省财政厅", "省教育厅")
    standing: dict[int, tuple[str, str, str]] = {}
    with kept.engine.connect() as connection, connection.begin() as transaction:
        uow = UnitOfWork(connection)
        for act, sha, who, unit, days in acts:
            now = NOW + timedelta(days=days)
            if act == "withdraw" and standing:
                key = sorted(standing)[sha % len(standing)]
                uow.works.withdraw(key, now)
                del standing[key]
            elif act == "submit":
                opened = window(uow, f"u{who}", unit=units[unit], now=now)
                day = now.date().isoformat()
                values = {**PICTURE, "sha256": f"{sha}", "on_date": day}
                added = uow.works.add(opened, uow.members.ensure("main", f"u{who}", "x"), now, **values)
                if added is not None:
                    standing[added] = (units[unit], f"u{who}", day)
        whole = uow.totals.total(Question("works"))
        assert (whole.records, whole.people) == (len(standing), len({who for _, who, _ in standing.values()}))
        by_unit = {row.key: row.records for row in uow.totals.ask(Question("works", "unit"))}
        assert by_unit == {name: n for name in units if (n := sum(unit == name for unit, _, _ in standing.values()))}
        months = {row.key: row.records for row in uow.totals.ask(Question("works", "month"))}
        assert months == {m: n for m in ("2021-05", "2021-06") if (n := sum(day.startswith(m) for _, _, day in standing.values()))}
        transaction.rollback()


def test_a_programme_said_again_is_the_same_one(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        member, unit = uow.members.ensure("main", "u1", "赵敏"), uow.units.ensure("省财政厅")
        said = {
            "title": "红色文化进社区",
            "carrier": "省财政厅",
            "served": "居民",
            "sessions": 2,
            "on_date": "2021-05-18",
            "until": "2021-05-18",
        }
        key, new = uow.programmes.report(member, unit.id, NOW, **said)
        assert new
        assert uow.programmes.report(member, unit.id, NOW, **{**said, "sessions": 3}) == (key, False)
        other, new = uow.programmes.report(member, unit.id, NOW, **{**said, "on_date": "2021-05-19", "until": "2021-05-19"})
        assert new
        assert [row.sessions for row in uow.programmes.listed(unit.path)] == [3, 2]
        assert [row.sessions for row in uow.programmes.listed(unit.path, "2021-05-19", "2021-05-31")] == [2]
        uow.programmes.put(other, state="cancelled")
        total = uow.totals.total(Question("programmes", path=unit.path))
        assert (total.records, total.sessions) == (1, 3)
        with pytest.raises(IntegrityError), connection.begin_nested():
            uow.programmes.report(member, unit.id, NOW, **{**said, "title": "义诊", "sessions": 0})


def test_units_that_are_short_are_those_with_a_group_to_which_the_activity_is_open(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        top = uow.units.ensure("省直")
        units = {name: uow.units.ensure(name, top) for name in ("省财政厅", "省教育厅", "省民政厅")}
        other = uow.units.ensure("市妇联")
        for name, unit in (*units.items(), ("市妇联", other)):
            if name != "省民政厅":
                uow.groups.bind(uow.groups.ensure("main", f"g-{name}", name, NOW), unit)
        key = uow.activities.add("剪纸", NOW, unit_id=top.id, works_least=2)
        activity = uow.activities.by_id(key)
        assert activity is not None
        for sha in ("aa", "bb"):
            submit(uow, sha, unit="省财政厅")
        submit(uow, "cc", "u2", "省教育厅")
        assert uow.works.short(activity, 2, None) == [("省教育厅", 1)]
        assert uow.works.short(activity, 3, None) == [("省财政厅", 2), ("省教育厅", 1)]
        assert uow.works.short(activity, 3, units["省财政厅"].path) == [("省财政厅", 2)]
        assert uow.works.total(key) == 3
