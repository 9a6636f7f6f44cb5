"""The work plan in the store, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from store.database import Database
from store.models import Unit
from store.tasks import Said
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)


def units(uow: UnitOfWork, *names: str) -> list[Unit]:
    """Units with a group each, below the first."""
    made: list[Unit] = []
    for name in names:
        made.append(uow.units.ensure(name, made[0] if made else None))
        uow.groups.bind(uow.groups.ensure("main", f"g-{name}", name, NOW), made[-1])
    return made


def put(uow: UnitOfWork, number: int, **values: Any) -> None:
    uow.tasks.put(number, NOW, measure="事", answers={"each": True}, **values)


def said(uow: UnitOfWork) -> Said:
    return Said(uow.members.ensure("main", "u-赵敏", "赵敏").id, None, "2021-05-20")


def counts(uow: UnitOfWork, path: str | None = None) -> dict[int, tuple[int, int]]:
    return {one.task.number: one.counts for one in uow.tasks.progress(uow.tasks.active(path), path)}


def test_a_task_is_known_by_its_number_and_what_was_done_of_it_stays(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        above, finance, _ = units(uow, "省直", "省财政厅", "省教育厅")
        put(uow, 7, due="2021-06-20", unit_id=above.id)
        task = uow.tasks.numbered(7)
        assert task is not None
        uow.tasks.tick(task, finance.id, said(uow), NOW, "照片")
        assert uow.tasks.fate(7, due="2021-06-20") == "same"
        assert uow.tasks.fate(7, due="2021-06-30") == "changed"
        put(uow, 7, due="2021-06-30", unit_id=above.id)
        assert counts(uow) == {7: (1, 2)}  # whose plan it is does not take part
        assert counts(uow, finance.path) == {7: (1, 1)}
        uow.tasks.remove([7])
        assert counts(uow) == {}
        assert uow.tasks.fate(7, due="2021-06-30") == "changed"


def test_a_tick_stands_once_a_unit(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        [finance] = units(uow, "省财政厅")
        put(uow, 7)
        task = uow.tasks.numbered(7)
        assert task is not None
        who = said(uow)
        first, was = uow.tasks.tick(task, finance.id, who, NOW, "")
        assert not was
        assert uow.tasks.tick(task, finance.id, who, NOW, "补照片") == (first, True)
        assert uow.tasks.withdraw(task, finance.id)
        assert not uow.tasks.withdraw(task, finance.id)
        assert counts(uow) == {7: (0, 1)}
        uow.tasks.tick(task, None, who, NOW, "")
        assert counts(uow) == {7: (1, 1)}


def test_named_units_take_part_alone_and_other_parts_of_the_tree_do_not_see_it(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        above, finance, education = units(uow, "省直", "省财政厅", "省教育厅")
        put(uow, 1, units=[finance.id])
        put(uow, 2, unit_id=above.id, voluntary=True)
        assert counts(uow) == {1: (0, 1), 2: (0, 1)}
        assert counts(uow, education.path) == {2: (0, 1)}


def test_a_reminder_is_filed_once(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        put(uow, 7, due="2021-06-20")
        task = uow.tasks.numbered(7)
        assert task is not None
        uow.task_reminders.say("g:1", [(task.id, "2021-06-20", 7)], "2021-06-11", NOW)
        assert uow.task_reminders.said([(task.id, "2021-06-20")]) == {(task.id, "g:1"): 7}
        assert uow.task_reminders.said([(task.id, "2021-06-30")]) == {}
        assert uow.task_reminders.said_on("2021-06-11") == {"g:1"}
        with pytest.raises(IntegrityError), uow.savepoint():
            uow.task_reminders.say("g:1", [(task.id, "2021-06-20", 7)], "2021-06-12", NOW)
        uow.task_reminders.say("g:2", [(task.id, "2021-06-20", 7), (task.id, "2021-06-20", 3)], "2021-06-17", NOW)
        uow.task_reminders.moved("g:1", "g:2")
        assert uow.task_reminders.said([(task.id, "2021-06-20")]) == {(task.id, "g:1"): 3}


STEPS = st.lists(
    st.tuples(st.sampled_from(("tick", "withdraw", "check", "whole", "reopen")), st.integers(0, 3), st.integers(1, 2)), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_progress_is_what_the_rows_say_whatever_happened(kept: Database, steps: list[tuple[str, int, int]]) -> None:
    """Two tasks, one with a goal of one check-in, over four units: against sets kept by hand."""
    with kept.engine.connect() as connection:
        uow = UnitOfWork(connection)
        made = units(uow, "甲", "乙", "丙", "丁")
        put(uow, 1)
        put(uow, 2, goal_subject="checkins", goal_figure="people", goal_number=1)
        tasks = {number: task for number in (1, 2) if (task := uow.tasks.numbered(number)) is not None}
        ticked: dict[int, set[int]] = {1: set(), 2: set()}
        checked: set[int] = set()
        whole: set[int] = set()
        who = said(uow)
        for step, (act, at, number) in enumerate(steps):
            unit = made[at]
            if act == "tick":
                uow.tasks.tick(tasks[number], unit.id, who, NOW, "")
                ticked[number].add(at)
            elif act == "withdraw":
                assert uow.tasks.withdraw(tasks[number], unit.id) is (at in ticked[number])
                ticked[number].discard(at)
            elif act == "check":
                person = uow.members.ensure("main", f"u-{step}", f"人{step}").id
                uow.checkins.record(person, "2021-05-20", None, "", group_id=None, unit_id=unit.id, now=NOW)
                checked.add(at)
            elif act == "whole":
                uow.tasks.tick(tasks[number], None, who, NOW, "")
                whole.add(number)
            else:
                assert uow.tasks.withdraw(tasks[number], None) is (number in whole)
                whole.discard(number)
            above = {0} if checked else set()  # the first unit counts with all below it
            done = {1: ticked[1], 2: ticked[2] | checked | above}
            assert counts(uow) == {number: (4 if number in whole else len(done[number]), 4) for number in (1, 2)}
            own = {number: int(number in whole or at in done[number]) for number in (1, 2)}
            if at:
                assert counts(uow, unit.path) == {number: (own[number], 1) for number in (1, 2)}
