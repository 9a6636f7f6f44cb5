"""对账: every subject over random stores on both databases; whatever goes astray, in a row, a definition or the tree, is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, text

from store.database import Database
from store.deliveries import Deliveries
from store.models import Attendance, Delivery, Programme, Work, table
from store.programmes import Programmes
from store.reconcile import SUBJECTS, Bounds, Difference
from store.tasks import Said, Tasks
from store.totals import Question, subjects
from store.unit_of_work import UnitOfWork
from tests.store.test_totals import NOW, World

MAY = {"since": "2021-05-03", "until": "2021-06-05"}


class Desk(World):
    """With works, programmes and a work plan as well."""

    def __init__(self, uow: UnitOfWork, seed: int) -> None:
        super().__init__(uow, seed)
        for number in range(30):
            self.work(number)
            self.programme(number)
            self.attend()
        self.plan()
        self.does("UPDATE delivery SET posted_by = 'machine' WHERE id % 4 = 1")
        uow.totals.total(Question("signups"))  # brings the counters up to the rows

    def work(self, number: int) -> None:
        member = self.dice.choice(self.members)
        found = self.uow.activities.titled("画展")
        activity = found.id if found and number % 3 else self.uow.activities.add(f"画展{number}" if found else "画展", NOW)
        values: dict[str, Any] = {
            "activity_id": activity,
            "member_id": member.id,
            "unit_id": self.dice.choice(self.places),
            "name": member.name,
        }
        values |= {"sha256": f"{number}", "media": "jpeg", "on_date": self.day().date().isoformat(), "created_at": NOW}
        state = "withdrawn" if number % 5 == 4 else "kept"
        self.uow.connection.execute(insert(table(Work)).values(**values, state=state))

    def programme(self, number: int) -> None:
        day = self.day().date().isoformat()
        values: dict[str, Any] = {"title": f"进社区{number}", "carrier": "省", "served": "居民", "sessions": self.dice.randrange(1, 4)}
        member, unit = self.dice.choice(self.members), self.dice.choice(self.places)
        key, _ = self.uow.programmes.report(member, unit, NOW, **values, on_date=day, until="2021-06-30")
        if number % 5 == 4:
            self.uow.programmes.put(key, state="cancelled")

    def plan(self) -> None:
        """Ticked off only; by a goal; of a subtree; named; voluntary."""
        goals: list[dict[str, Any]] = [
            {},
            {"goal_subject": "checkins", "goal_figure": "people", "goal_number": 2, "due": "2021-06-01"},
            {"goal_subject": "signups", "goal_figure": "heads", "goal_number": 3, "goal_activity": "活动0", "starts": "2021-05-10"},
            {"goal_subject": "pairings", "goal_figure": "children", "goal_number": 2, "unit_id": self.units[1].id},
            {"goal_subject": "works", "goal_figure": "records", "goal_number": 1, "units": [unit.id for unit in self.units[2:5]]},
            {"voluntary": True, "unit_id": self.units[0].id},
        ]
        who = Said(self.members[0].id, None, "2021-05-20")
        for number, values in enumerate(goals, 1):
            self.uow.tasks.put(number, NOW, measure="事", answers={"each": True}, **values)
            task = self.uow.tasks.numbered(number)
            assert task is not None
            for unit in self.dice.sample(self.units, 2):
                self.uow.tasks.tick(task, unit.id, who, NOW, "")
            if number == 5:
                self.uow.tasks.tick(task, None, who, NOW, "")
            self.uow.tasks.withdraw(task, self.dice.choice(self.units).id)

    def all_units(self) -> frozenset[int]:
        return frozenset({0, *(unit.id for unit in self.units)})

    def differ(self, **bounds: Any) -> list[Difference]:
        return self.uow.reconcile.compare(Bounds(**bounds)).differences

    def does(self, statement: str) -> None:
        self.uow.connection.execute(text(statement))


@pytest.fixture(params=range(2))
def desk(database: Database, request: pytest.FixtureRequest) -> Iterator[Desk]:
    with database.writing() as connection:
        yield Desk(UnitOfWork(connection), request.param)


def test_every_subject_is_compared_and_agrees_by_itself_in_any_scope_and_span(desk: Desk) -> None:
    assert desk.uow.reconcile.compare().differences == []
    for subject in SUBJECTS:
        all_time = desk.uow.reconcile.compare(Bounds((subject,), desk.all_units()))
        assert all_time.differences == [], subject
        assert all_time.figures > 20, subject
        alone = desk.uow.reconcile.compare(Bounds((subject,), frozenset({desk.units[0].id})))
        assert alone.differences == [], subject
        assert 0 < alone.figures < all_time.figures, subject
        of_days = desk.uow.reconcile.compare(Bounds((subject,), desk.all_units(), "d", **MAY))
        assert of_days.differences == [], subject
        assert (of_days.figures > 10) is (subject != "tasks"), subject


ASTRAY = {
    "service": ("UPDATE attendance SET minutes = minutes + 1 WHERE id = (SELECT min(id) FROM attendance WHERE minutes > 0)", "minutes"),
    "deliveries": ("UPDATE delivery SET on_date = '2020-12-31' WHERE id = 1", "records"),
}


@pytest.mark.parametrize("subject", ASTRAY)
def test_what_was_worked_out_when_a_row_was_written_is_worked_out_anew(desk: Desk, subject: str) -> None:
    statement, figure = ASTRAY[subject]
    desk.does(statement)
    found = desk.differ()
    assert {one.subject for one in found} == {subject}
    assert figure in {one.figure for one in found}
    everywhere = [one for one in found if one.unit == 0]
    assert {one.slice[:1] for one in everywhere} >= {"m", "d"}


WRONG = {
    "attendance": (table(Attendance).c.headcount > 1, "heads"),
    "service": (table(Attendance).c.headcount > 1, "minutes"),
    "works": (table(Work).c.activity_id % 2 == 0, "records"),
    "programmes": (table(Programme).c.sessions > 1, "sessions"),
    "deliveries": (table(Delivery).c.state == "sent", "records"),
}


@pytest.mark.parametrize("subject", WRONG)
def test_a_definition_that_leaves_rows_out_is_named(desk: Desk, subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    condition, figure = WRONG[subject]
    source = subjects.SUBJECTS[subject]()
    monkeypatch.setitem(subjects.SUBJECTS, subject, lambda: replace(source, where=(*source.where, condition)))
    found = [one for one in desk.differ() if one.subject != "tasks"]
    assert {one.subject for one in found} == {subject}
    assert any((one.unit, one.slice, one.figure) == (0, "", figure) and one.counted < one.found for one in found)
    assert {one.slice[:1] for one in found} >= {"", "y", "m", "d", "u"}
    assert desk.differ(subjects=(subject,), scopes=frozenset({desk.units[0].id}), kinds="d", **MAY)


def test_a_tree_whose_paths_say_something_else_than_its_parents_is_found_out(desk: Desk) -> None:
    desk.does(f"UPDATE unit SET path = '/{desk.units[6].id}/{desk.units[3].id}/' WHERE id = {desk.units[3].id}")
    found = desk.differ(subjects=("attendance", "works", "programmes", "deliveries"))
    assert {one.subject for one in found} >= {"deliveries", "attendance"}
    assert {(0, f"u:{desk.units[6].id}"), (desk.units[1].id, "")} <= {(one.unit, one.slice) for one in found}


def test_how_far_the_plan_is_and_what_was_sent_are_compared_as_they_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tasks, "_figures", lambda *_: {})
    found = desk.differ(scopes=desk.all_units())
    assert {one.subject for one in found} == {"tasks"}
    assert {one.figure for one in found} >= {"done", "reached"}
    monkeypatch.undo()
    monkeypatch.setattr(Deliveries, "states", lambda *_: {"sent": 1})
    assert {(one.subject, one.slice[:1]) for one in desk.differ()} == {("deliveries", "h")}


def test_the_list_of_programmes_adds_up_to_the_figure_of_the_same_days(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Programmes.listed
    monkeypatch.setattr(Programmes, "listed", lambda self, path, since=None, until=None: listed(self, path)[1:])
    assert {(one.subject, one.slice) for one in desk.differ()} == {("programmes", "l:")}
    assert {one.slice for one in desk.differ(subjects=("programmes",), kinds="d", **MAY)} == {"l:"}


def test_of_nothing_there_is_nothing_to_differ(database: Database) -> None:
    with database.writing() as connection:
        assert UnitOfWork(connection).reconcile.compare().differences == []
