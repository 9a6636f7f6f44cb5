"""Counters are kept by whoever writes, however: in the same transaction, exact, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, delete, select, text, update

from store.counting.fill import fill
from store.database import MIGRATIONS, Database
from store.models import Counter, Member, Presence, SignUp, Uncounted, Unit, table
from store.noting.triggers import install
from store.reconcile import Bounds
from store.signups import Party
from store.totals import Question
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
SIGNUPS = table(SignUp)


class Desk:
    """Three units, one above the two others; two members; one activity."""

    def __init__(self, connection: Connection) -> None:
        self.uow = UnitOfWork(connection)
        self.connection = connection
        root = self.uow.units.ensure("省")
        self.units: list[Unit] = [root, *(self.uow.units.ensure(name, root) for name in ("一厅", "二厅"))]
        self.wang, self.li = (self.uow.members.ensure("main", name, name) for name in ("王芳", "李静"))
        found = self.uow.activities.titled("剪纸")
        self.activity = self.uow.activities.by_id(found.id if found else self.uow.activities.add("剪纸", NOW))

    def signs_up(self, member: Member, unit: int, heads: int = 1, **party: Any) -> None:
        assert self.activity is not None
        self.uow.signups.place(self.activity, Party(own=heads, **party), member, self.units[unit].id, None, NOW)

    def figures(self, unit: int | None = None, subject: str = "signups") -> tuple[int | None, int | None, int | None]:
        """People, heads, records of a unit with all below it."""
        path = None if unit is None else self.units[unit].path
        total = self.uow.totals.total(Question(subject, path=path))
        return total.people, total.heads, total.records


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing() as connection:
        yield Desk(connection)


def counted(connection: Connection) -> list[Any]:
    """Every counter that says anything, and who is present where."""
    said = [table(Counter).c[name] for name in ("people", "heads", "records", "children")]
    counters = connection.execute(select(table(Counter)).where(sum(said[1:], start=said[0]) != 0)).all()
    return sorted(counters) + sorted(connection.execute(select(table(Presence))).all())


def test_a_person_counts_once_wherever_she_is_and_no_more_when_the_last_has_gone(desk: Desk) -> None:
    desk.signs_up(desk.wang, 1, 2)
    desk.signs_up(desk.wang, 2, 3)
    desk.signs_up(desk.li, 2)
    assert [desk.figures(unit) for unit in (None, 0, 1, 2)] == [(2, 6, 3), (2, 6, 3), (1, 2, 1), (2, 4, 2)]
    desk.connection.execute(delete(SIGNUPS).where(SIGNUPS.c.unit_id == desk.units[1].id))
    assert [desk.figures(unit) for unit in (None, 0, 1, 2)] == [(2, 4, 2), (2, 4, 2), (0, 0, 0), (2, 4, 2)]
    desk.connection.execute(update(SIGNUPS).where(SIGNUPS.c.member_id == desk.wang.id).values(state="cancelled"))
    assert desk.figures(0) == (1, 1, 1)


def test_named_in_two_units_are_two_people_and_a_collective_is_none(desk: Desk) -> None:
    desk.signs_up(desk.wang, 1, names=("张三",), team="宣传处", team_heads=4)
    desk.signs_up(desk.li, 2, names=("张三",))
    assert desk.figures(0) == (4, 8, 5)


def test_an_update_of_many_rows_is_counted_too(desk: Desk) -> None:
    for unit in (1, 2):
        desk.signs_up(desk.wang, unit, 2)
    desk.connection.execute(update(SIGNUPS).values(headcount=5, on_date="2021-06-01"))
    assert desk.figures() == (1, 10, 2)
    months = desk.uow.totals.ask(Question("signups", "month"))
    assert [(row.key, row.heads) for row in months] == [("2021-06", 10)]


def test_what_is_taken_back_was_never_counted(database: Database) -> None:
    with database.writing() as connection:
        desk = Desk(connection)
        desk.signs_up(desk.wang, 1)
    with suppress(ZeroDivisionError), database.writing() as connection:
        Desk(connection).signs_up(desk.li, 1)
        raise ZeroDivisionError
    with database.writing() as connection:
        again = Desk(connection)
        with suppress(ZeroDivisionError), again.uow.savepoint():
            again.signs_up(again.li, 2)
            raise ZeroDivisionError
        assert again.figures() == (1, 1, 1)
    with database.reading() as connection:
        assert connection.execute(select(table(Uncounted))).all() == []


def test_counting_anew_gives_what_was_kept(database: Database) -> None:
    with database.writing() as connection:
        desk = Desk(connection)
        desk.signs_up(desk.wang, 1, names=("张三", "李四"))
        desk.signs_up(desk.wang, 2, 3)
        community = desk.uow.pairings.ensure_community("红旗社区")
        values: dict[str, Any] = {"member_id": desk.wang.id, "unit_id": desk.units[1].id, "helper": "王芳", "community_id": community.id}
        values |= {"children": 3, "difficulties": ["low_income"], "support": ["study"], "on_date": "2021-05-20", "created_at": NOW}
        desk.uow.pairings.add(**values)
        desk.uow.checkins.record(desk.li.id, "2021-05-20", None, "", group_id=None, unit_id=desk.units[2].id, now=NOW)
        desk.uow.units.move(desk.units[2], desk.units[1])
    with database.writing() as connection:
        kept = counted(connection)
        fill(connection)
        assert counted(connection) == kept
    assert len(kept) > 60


def test_whoever_acts_in_a_group_is_known_in_its_unit_and_moves_with_it(desk: Desk) -> None:
    group = desk.uow.groups.ensure("main", "g1", "群", NOW)
    desk.uow.members.ensure("main", "王芳", "王芳", group.id)
    people = [desk.figures(unit, "checkins")[0] for unit in (1, 2)]
    assert people == [0, 0]

    def known() -> dict[int, int]:
        desk.uow.totals.total(Question("checkins"))
        rows = select(table(Counter).c.scope, table(Counter).c.people).where(table(Counter).c.subject == "known")
        return dict(desk.connection.execute(rows).all())

    desk.uow.groups.bind(group, desk.units[1])
    assert [known().get(key, 0) for key in (0, desk.units[1].id, desk.units[2].id)] == [1, 1, 0]
    desk.uow.groups.bind(group, desk.units[2])
    assert [known().get(key, 0) for key in (0, desk.units[1].id, desk.units[2].id)] == [1, 0, 1]


def test_a_database_that_has_rows_already_is_counted_when_it_is_migrated(database: Database) -> None:
    with database.writing() as connection:
        desk = Desk(connection)
        desk.signs_up(desk.wang, 1, 2)
        connection.execute(update(SIGNUPS).values(headcount=4))
    with database.writing() as connection:
        command.downgrade(_config(connection), "0009")
        connection.execute(update(SIGNUPS).values(headcount=7))  # no trigger is left behind
        database._counts = False
    database.migrate()
    with database.reading() as connection:
        assert UnitOfWork(connection).totals.total(Question("signups")).heads == 7


def test_triggers_that_went_missing_are_set_up_anew_and_everything_is_counted(database: Database) -> None:
    with database.writing() as connection:
        desk = Desk(connection)
        desk.signs_up(desk.wang, 1, 2)
        assert not install(connection), "they are there"
        kind = "sqlite" if database.is_sqlite else "postgresql"
        found = {"sqlite": "SELECT name FROM sqlite_master WHERE name LIKE 'counting_signups%update%'"}
        found["postgresql"] = "SELECT tgname || ' ON signup' FROM pg_trigger WHERE tgname LIKE 'counting_signups%'"
        connection.execute(text(f"DROP TRIGGER {connection.execute(text(found[kind])).scalar_one()}"))
    with database.writing() as connection:
        connection.execute(update(SIGNUPS).values(headcount=9))
    database.migrate()
    with database.reading() as connection:
        assert UnitOfWork(connection).totals.total(Question("signups")).heads == 9


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_processes_that_count_the_same_person_at_once_count_her_once(postgres: str) -> None:
    databases = [Database(postgres) for _ in range(3)]
    with databases[0].writing() as connection:
        Desk(connection)

    def put_down(number: int) -> None:
        with databases[number].writing() as connection:
            desk = Desk(connection)
            activity = desk.uow.activities.add(f"活动{number}", NOW)
            found = desk.uow.activities.by_id(activity)
            assert found is not None
            desk.uow.signups.place(found, Party(names=("张三",)), desk.wang, desk.units[1].id, None, NOW)

    with ThreadPoolExecutor(3) as several:
        list(several.map(put_down, range(3)))
    with databases[0].reading() as connection:
        uow = UnitOfWork(connection)
        total = uow.totals.total(Question("signups"))
        assert (total.people, total.records) == (1, 3)
        assert uow.reconcile.compare().differences == []
    for database in databases:
        database.close()


def test_of_some_scopes_only_those_are_compared_and_all_that_differs_in_them_is_found(desk: Desk) -> None:
    for unit in (1, 2):
        desk.signs_up(desk.wang, unit, names=("张三",))
    desk.uow.totals.total(Question("signups"))
    desk.connection.execute(update(table(Counter)).values(heads=table(Counter).c.heads + 1))
    desk.connection.execute(text("DELETE FROM signup WHERE id = (SELECT max(id) FROM signup)"))
    desk.uow.totals.total(Question("signups"))
    every = desk.uow.reconcile.compare()
    for scopes in (frozenset({0}), frozenset({desk.units[1].id}), frozenset({0, desk.units[0].id, desk.units[2].id}), frozenset[int]()):
        some = desk.uow.reconcile.compare(Bounds(scopes=scopes))
        assert sorted(map(str, some.differences)) == sorted(str(one) for one in every.differences if one.unit in scopes)
        assert bool(some.differences) == bool(some.figures) == bool(scopes)
        assert some.figures < every.figures


def test_no_name_is_kept_with_the_counters(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    with database.writing() as connection:
        desk = Desk(connection)
        desk.signs_up(desk.wang, 1, names=("张三",))
    with database.reading() as connection:
        people = connection.execute(select(table(Presence).c.person).distinct()).scalars().all()
    database.close()
    assert f"m:{desk.wang.id}" in people
    assert not any("张三" in person or "王芳" in person for person in people)
