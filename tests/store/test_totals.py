"""Every figure against a recount by hand, row by row, over random stores."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from store.attendances import Comer
from store.database import Database
from store.exports import COLUMNS, Exports
from store.models import (
    Activity,
    Attendance,
    CheckIn,
    Community,
    Delivery,
    Group,
    Member,
    Pairing,
    Push,
    SignUp,
    StudyColumn,
    StudyItem,
    Unit,
    table,
)
from store.signups import Party
from store.totals import NO_UNIT, OWN, TOTAL, Figures, Question, UnknownBreakdown
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
Row = dict[str, Any]
PERIODS = [(None, None), ("2021-05-01", "2021-05-31"), ("2021-05-03", "2021-05-03"), ("2021-06-01", None), (None, "2021-05-10")]
BY = {
    "signups": ("unit", "activity", "day", "week", "month"),
    "pairings": ("unit", "community", "day", "week", "month"),
    "checkins": ("unit", "column", "day", "week", "month"),
    "deliveries": ("unit", "state", "column", "day", "week", "month"),
    "attendance": ("unit", "activity", "day", "week", "month"),
    "service": ("unit", "activity", "day", "week", "month"),
}


class World:
    """A tree of units and random records of every kind in it."""

    def __init__(self, uow: UnitOfWork, seed: int) -> None:
        self.uow, self.dice = uow, random.Random(seed)
        root = uow.units.add("省")
        self.units: list[Unit] = [root, *(uow.units.add(f"市{n}", root) for n in range(2))]
        self.units += [uow.units.add(f"县{n}", self.units[1 + n % 2]) for n in range(3)]
        self.units.append(uow.units.add("外单位"))
        self.places: list[int | None] = [None, *(unit.id for unit in self.units)]
        self.members = [uow.members.ensure("main", f"u{n}", f"成员{n}") for n in range(6)]
        self.groups = [uow.groups.ensure("main", f"g{n}", f"群{n}", NOW) for n in range(8)]
        for group, place in zip(self.groups, self.places, strict=True):
            uow.groups._update(group, unit_id=place)
        for number in range(5):
            uow.members.ensure("main", f"u{number}", f"成员{number}", self.dice.choice(self.groups).id)
        for _ in range(60):
            self.dice.choice((self.signup, self.pairing, self.checkin, self.change))()
        self.deliver()
        for _ in range(15):
            self.attend()

    def day(self) -> datetime:
        return NOW + timedelta(days=self.dice.randrange(-20, 25))

    def signup(self) -> None:
        title = f"活动{self.dice.randrange(2)}"
        found = self.uow.activities.titled(title)
        key = found.id if found else self.uow.activities.add(title, NOW, quota=self.dice.choice((None, 6)))
        activity = self.uow.activities.by_id(key)
        assert activity is not None
        heads = self.dice.randrange(1, 4)
        party = self.dice.choice((Party(own=heads), Party(names=("张三", "李四")), Party(team="宣传处", team_heads=heads)))
        member = self.dice.choice(self.members)
        self.uow.signups.place(activity, party, member, self.dice.choice(self.places), None, self.day())

    def pairing(self) -> None:
        community = self.uow.pairings.ensure_community(f"社区{self.dice.randrange(3)}")
        unit, member = self.dice.choice(self.places), self.dice.choice(self.members)
        helper = self.dice.choice((member.name, "妇委会"))
        if any((row.helper, row.unit_id) == (helper, unit) for row in self.uow.pairings.of_member(member.id, community.id)):
            return
        other = self.uow.pairings.helping(helper, community.id, unit) if self.dice.random() < 0.7 else None
        kind = "individual" if helper == member.name else "collective"
        values: Row = {"member_id": member.id, "unit_id": unit, "helper": helper, "helper_kind": kind, "community_id": community.id}
        values |= {"children": self.dice.randrange(1, 4), "difficulties": self.dice.sample(("other", "low_income"), self.dice.randrange(3))}
        at = self.day()
        shared = (other.shared_with_id or other.id) if other else None
        self.uow.pairings.add(**values, support=[], shared_with_id=shared, on_date=at.date().isoformat(), created_at=at)

    def checkin(self) -> None:
        column = self.uow.study.ensure_column(f"栏目{self.dice.randrange(2)}", "dated")
        item = self.uow.study.add_item(column, NOW, key="05-20", title="题", text="文", source="源")
        day, member = self.day().date().isoformat(), self.dice.choice(self.members)
        chosen = self.dice.choice((item, None))
        self.uow.checkins.record(member.id, day, chosen, "", group_id=None, unit_id=self.dice.choice(self.places), now=NOW)

    def attend(self) -> None:
        """Somebody comes to an activity of two hours; some leave, some are taken back."""
        title = f"义诊{self.dice.randrange(2)}"
        found = self.uow.activities.titled(title)
        held = {"at": "2021-05-20T09:00", "to": "2021-05-20T11:00"}
        activity = self.uow.activities.by_id(found.id if found else self.uow.activities.add(title, NOW, held=held, timed=True))
        assert activity is not None
        member, unit = self.dice.choice(self.members), self.dice.choice(self.places)
        own = Comer(f"m:{member.id}", "own", member.name, unit, member.id)
        others = (Comer("n:张三", "named", "张三", unit, None), Comer("t:宣传处", "team", "宣传处", unit, None))
        left = {"left_at": NOW + timedelta(minutes=self.dice.randrange(150))} if self.dice.random() < 0.6 else {}
        day = self.day().date().isoformat()
        who = self.dice.choice((own, *others))
        heads = self.dice.randrange(1, 4)
        row = self.uow.attendances.record(activity, who, day, NOW, came_at=NOW + timedelta(minutes=7), headcount=heads, **left)
        if self.dice.random() < 0.2:
            self.uow.attendances.take_back(row)

    def change(self) -> None:
        """Somebody cancels, a pairing ends."""
        member = self.dice.choice(self.members)
        for row in self.uow.signups.by_member(member.id)[:1]:
            activity = self.uow.activities.by_id(row.activity_id)
            assert activity is not None
            self.uow.signups.cancel(activity, [row])
        for pairing in self.uow.pairings.of_member(member.id)[:1]:
            self.uow.pairings.end(pairing, NOW)

    def deliver(self) -> None:
        column = self.uow.study.ensure_column("栏目0", "dated")
        key = self.uow.study.add_item(column, NOW, key="05-21", title="推", text="文", source="源", state="approved")
        item = self.uow.study.item(key)
        assert item is not None
        plan = self.uow.plans.by_hand(column.id, NOW)
        for number in range(4):
            self.uow.pushes.make(plan.id, self.day() + timedelta(seconds=number), item, "文", self.uow.groups.these(self.groups), NOW)
        keys = self.uow.pushes.scalars(select(table(Delivery).c.id))
        self.uow.deliveries.mark(keys[::3], "sent", from_states=("pending",))


class Recount:
    """The figures, counted in Python from whole tables."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.kept: dict[str, list[Row]] = {}
        self.names = {
            model: {row["id"]: row for row in self.table(model)}
            for model in (Unit, Activity, Community, StudyItem, StudyColumn, Group, Push)
        }

    def table(self, model: Any) -> list[Row]:
        return [dict(row) for row in self.uow.connection.execute(select(table(model))).mappings()]

    def rows(self, subject: str) -> list[Row]:
        """What counts of a subject, with its keys."""
        if subject == "signups":
            rows = [
                row | {"activity": self.names[Activity][row["activity_id"]]["title"]}
                for row in self.table(SignUp)
                if row["state"] == "confirmed"
            ]
        elif subject == "pairings":
            rows = [
                row | {"community": self.names[Community][row["community_id"]]["name"]}
                for row in self.table(Pairing)
                if row["state"] == "active"
            ]
        elif subject == "checkins":
            rows = [row | {"column": self.column(row["item_id"])} for row in self.table(CheckIn)]
        elif subject in ("attendance", "service"):
            rows = [
                row | {"activity": self.names[Activity][row["activity_id"]]["title"]}
                for row in self.table(Attendance)
                if row["state"] == "present" and (subject == "attendance" or row["minutes"] is not None)
            ]
        else:
            rows = [
                row
                | {
                    "unit_id": self.names[Group][row["group_id"]]["unit_id"],
                    "column": self.column(self.names[Push][row["push_id"]]["item_id"]),
                }
                for row in self.table(Delivery)
            ]
        return [row | self.keys(row) for row in rows]

    def column(self, item_id: int | None) -> str:
        return str(self.names[StudyColumn][self.names[StudyItem][item_id]["column_id"]]["name"]) if item_id else "其他"

    def keys(self, row: Row) -> Row:
        day = date.fromisoformat(row["on_date"])
        return {
            "day": row["on_date"],
            "month": row["on_date"][:7],
            "week": (day - timedelta(days=day.weekday())).isoformat(),
        }

    def inside(self, row: Row, path: str | None) -> bool:
        """Whether the row's unit is the one at `path` or has it above itself, by its parents."""
        unit = row["unit_id"]
        while path is not None and unit is not None and self.names[Unit][unit]["path"] != path:
            unit = self.names[Unit][unit]["parent_id"]
        return path is None or unit is not None

    def ask(self, question: Question) -> dict[str, Figures]:
        since, until = question.since or "", question.until or "9999"
        if question.subject not in self.kept:
            self.kept[question.subject] = self.rows(question.subject)
        counted = [row for row in self.kept[question.subject] if since <= row["on_date"] <= until and self.inside(row, question.path)]
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in counted:
            key = self.part(row, question.path) if question.by == "unit" else row[question.by] if question.by else TOTAL
            parts[key].append(row)
        if question.by is None:
            parts.setdefault(TOTAL, [])
        figures = {key: FIGURES[question.subject](key, rows) for key, rows in parts.items()}
        if (question.subject, question.by) == ("checkins", "unit"):
            return {key: replace(row, members=self.known(key, question.path)) for key, row in figures.items()}
        return figures

    def known(self, part: str, path: str | None) -> int:
        """Members whose home group is of the part of the tree, and those who have ever checked in for it."""
        homes = {group["id"] for group in self.names[Group].values() if self.inside(group, path) and self.part(group, path) == part}
        did = {row["member_id"] for row in self.table(CheckIn) if self.inside(row, path) and self.part(row, path) == part}
        return len({row["id"] for row in self.table(Member) if row["home_group_id"] in homes} | did)

    def part(self, row: Row, path: str | None) -> str:
        """Which unit right below the one asked about a row belongs to, by the units' parents; everywhere is the only tree."""
        parents = {unit["parent_id"] for unit in self.names[Unit].values()}
        trees = [unit for unit in self.names[Unit].values() if unit["parent_id"] is None and unit["id"] in parents]
        above = next((unit for unit in self.names[Unit].values() if unit["path"] == path), trees[0] if len(trees) == 1 else None)
        unit = self.names[Unit].get(row["unit_id"])
        if unit is None:
            return NO_UNIT
        while unit is not above and unit["parent_id"] not in (None, above["id"] if above else None):
            unit = self.names[Unit][unit["parent_id"]]
        parted = any(each["parent_id"] == unit["id"] for each in self.names[Unit].values())
        return str(unit["name"]) + (OWN if unit is above and parted else "")


def distinct(values: Iterable[Any]) -> int:
    return len(set(values))


def count_signups(key: str, rows: list[Row]) -> Figures:
    people = distinct(
        row["member_id"] if row["kind"] == "own" else (row["unit_id"], row["person"]) for row in rows if row["kind"] != "team"
    )
    return Figures(key, people=people, heads=sum(row["headcount"] for row in rows), records=len(rows))


def count_pairings(key: str, rows: list[Row]) -> Figures:
    people = distinct((row["unit_id"], row["helper"], row["member_id"] if row["helper_kind"] == "individual" else 0) for row in rows)
    return Figures(key, people=people, records=len(rows), children=sum(row["children"] for row in rows if row["shared_with_id"] is None))


def count_attendance(key: str, rows: list[Row]) -> Figures:
    """A member is one person wherever she comes; a name is one in its unit."""
    own = distinct(row["member_id"] for row in rows if row["kind"] == "own")
    named = distinct((row["unit_id"], row["name"]) for row in rows if row["kind"] == "named")
    return Figures(key, people=own + named, heads=sum(row["headcount"] for row in rows), records=len(rows))


def count_service(key: str, rows: list[Row]) -> Figures:
    minutes = 0
    for row in rows:
        assert row["came_at"] == NOW + timedelta(minutes=7)
        minutes += max(0, min(120, (row["left_at"] - NOW) // timedelta(minutes=1)) - 7) * row["headcount"]
    return replace(count_attendance(key, rows), minutes=minutes)


FIGURES: dict[str, Callable[[str, list[Row]], Figures]] = {
    "signups": count_signups,
    "pairings": count_pairings,
    "checkins": lambda key, rows: Figures(key, people=distinct(row["member_id"] for row in rows), records=len(rows)),
    "deliveries": lambda key, rows: Figures(key, records=len(rows)),
    "attendance": count_attendance,
    "service": count_service,
}


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_what_a_recount_gives(database: Database, seed: int) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        world = World(uow, seed)
        recount = Recount(uow)
        asked = 0
        for subject, breakdowns in BY.items():
            for by in (None, *breakdowns):
                for since, until in PERIODS:
                    for path in (None, world.units[0].path, world.units[1].path, world.units[5].path):
                        question = Question(subject, by, path, since=since, until=until)
                        told, whole = uow.totals.ask_with_total(question)
                        assert {row.key: row for row in told} == recount.ask(question), question
                        alone = replace(question, by=None)
                        assert whole == recount.ask(alone)[TOTAL] == uow.totals.total(alone), question
                        asked += 1
    assert asked > 400


@pytest.mark.parametrize("seed", range(2))
def test_the_size_of_any_span_of_days_is_that_of_its_rows(database: Database, seed: int) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        world = World(uow, seed)
        recount = Recount(uow)
        sizes = []
        for subject in BY:
            for number in range(-20, 25):
                day = (NOW + timedelta(days=number)).date().isoformat()
                for since, path in ((day, None), ("2021-05-12", world.units[1].path)):
                    question = Question(subject, None, path, since=since, until=day)
                    sizes.append(uow.totals.size(question))
                    assert sizes[-1] == recount.ask(question)[TOTAL].size, question
        for activity in recount.names[Activity]:
            for first, last in PERIODS:
                question = Question("signups", None, activity_id=activity, since=first, until=last)
                there = [row for row in recount.rows("signups") if row["activity_id"] == activity]
                sizes.append(sum(row["headcount"] for row in there if (first or "") <= row["on_date"] <= (last or "9999")))
                assert uow.totals.size(question) == sizes[-1], question
    assert len(set(sizes)) > 5


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_what_the_exported_rows_give(database: Database, seed: int) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        World(uow, seed)
        rows = {subject: list(Exports(uow).rows(subject)) for subject in COLUMNS}
        heads: dict[str, int] = defaultdict(int)
        for row in rows["signups"]:
            heads[row["activity"]] += row["headcount"] if row["state"] == "confirmed" else 0
        assert {row.key: row.heads for row in uow.totals.ask(Question("signups", "activity"))} == {k: v for k, v in heads.items() if v}
        assert uow.totals.total(Question("pairings")).records == sum(row["state"] == "active" for row in rows["pairings"])
        assert uow.totals.total(Question("checkins")).people == distinct(row["member_id"] for row in rows["checkins"])
        states = {row.key: row.records for row in uow.totals.ask(Question("deliveries", "state"))}
        assert states == {state: sum(row["state"] == state for row in rows["deliveries"]) for state in states}


NAMES = ("张三", "张 三", "张,三", '张","三', "张'三", "张\\三", "张\\n三", "张\n三", "张\x1f三", "张|三", "null", "é", "e\u0301", "😀")
"""Each is somebody else."""


def test_people_are_told_apart_by_every_character_of_their_names(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        unit, member = uow.units.add("省"), uow.members.ensure("main", "u", "王芳")
        first, second = (uow.activities.add(title, NOW) for title in ("剪纸", "合唱"))
        named = {"member_id": member.id, "kind": "named", "state": "confirmed", "unit_id": unit.id, "created_at": NOW}
        rows = [named | {"person": f"n:{name}", "name": name, "on_date": f"2021-05-{20 + key}"} for key, name in enumerate(NAMES[:9])]
        rows += [named | {"person": f"n:{name}", "name": name, "on_date": "2021-05-20"} for name in NAMES[9:]]
        connection.execute(insert(table(SignUp)), [row | {"activity_id": first} for row in rows])
        connection.execute(insert(table(SignUp)), [row | {"activity_id": second} for row in rows[1:]])
        for by, people in (("unit", [len(NAMES)]), ("activity", [len(NAMES), len(NAMES) - 1])):
            found, whole = uow.totals.ask_with_total(Question("signups", by, since="2021-05-19", until="2021-05-30"))
            assert [row.people for row in found] == people, by
            assert (whole.people, whole.records) == (len(NAMES), 2 * len(NAMES) - 1)


def test_units_add_up_to_their_parents_and_after_a_move_to_the_new_one(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        world = World(uow, 1)
        root, first, second, low = world.units[0], world.units[1], world.units[2], world.units[3]

        def records(path: str | None) -> int:
            return uow.totals.total(Question("checkins", path=path)).records or 0

        def by_unit(path: str | None) -> dict[str, int]:
            return {row.key: row.records or 0 for row in uow.totals.ask(Question("checkins", "unit", path))}

        before = {unit.name: records(unit.path) for unit in world.units}
        parts = by_unit(None)
        assert set(parts) == {"省（本级）", "市0", "市1", "外单位", NO_UNIT}
        assert sum(parts.values()) == records(None)
        assert before["省"] == sum(by_unit(root.path).values()) == records(None) - parts[NO_UNIT] - parts["外单位"]
        assert parts["市0"] == before["市0"] == sum(by_unit(first.path).values())
        assert set(by_unit(low.path)) == {"县0"}, "nothing below it: its own name"
        connection.execute(insert(table(CheckIn)).values(member_id=1, unit_id=low.id, on_date="2021-01-01", note="", created_at=NOW))
        moved = before["县0"] + 1
        uow.units.move(low, second)
        after = {unit.name: records(uow.units.by_id(unit.id).path) for unit in world.units}  # type: ignore[union-attr]
        recount = Recount(uow)
        for by in (None, "unit"):
            for path in (None, *(row["path"] for row in recount.names[Unit].values())):
                question = Question("checkins", by, path)
                assert {row.key: row for row in uow.totals.ask(question)} == recount.ask(question), question
        assert (after["省"], after["市0"], after["市1"]) == (before["省"] + 1, before["市0"] + 1 - moved, before["市1"] + moved)
        assert [unit.name for unit in uow.units.below(root.path)][:1] == ["省"]
        assert uow.units.by_id(first.id) is not None


def test_a_breakdown_that_makes_no_sense_is_refused(database: Database) -> None:
    with database.writing() as connection, pytest.raises(UnknownBreakdown, match="unit、activity"):
        UnitOfWork(connection).totals.ask(Question("signups", "community"))
