"""Rosters under random histories: quotas hold, parties stay whole, the waitlist moves in order, nobody stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from store.database import Database
from store.journal import Conflict
from store.models import Activity, Member, SignUp, table
from store.signups import Party, Placed
from store.unit_of_work import UnitOfWork
from tests.waiting import CEILING

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
NAMES = ("王芳", "李静", "张敏", "刘洋")
OTHERS = ("王芳", "李静", "张三")
SIGNUPS = table(SignUp)


class Scene:
    """Four members of two units and one activity."""

    def __init__(self, connection: Connection, quota: int | None = 5) -> None:
        self.uow = UnitOfWork(connection)
        self.units = [self.uow.units.add(name).id for name in ("省财政厅", "省教育厅")]
        self.members = [self.uow.members.ensure("main", f"u{number}", name) for number, name in enumerate(NAMES)]
        self.key = self.uow.activities.add("剪纸", NOW, quota=quota)
        self.now = NOW

    @property
    def activity(self) -> Activity:
        found = self.uow.activities.by_id(self.key)
        assert found is not None
        return found

    def place(self, who: int, party: Party, unit: int = 0) -> Placed:
        """One message that signs up."""
        self.now += timedelta(seconds=1)
        self.uow.journal.clear()
        placed = self.uow.signups.place(self.activity, party, self.members[who], self.units[unit], None, self.now)
        self.uow.journal.keep(self.members[who].id, self.now, "报名")
        return placed

    def cancel(self, who: int) -> list[SignUp]:
        """One message that takes all of hers off."""
        self.now += timedelta(seconds=1)
        self.uow.journal.clear()
        came = self.uow.signups.cancel(self.activity, self.uow.signups.by_member(self.members[who].id, self.key))
        self.uow.journal.keep(self.members[who].id, self.now, "取消")
        return came

    def undo(self, who: int) -> bool:
        """One message that takes her last write back, as the command does; False where it cannot be."""
        self.now += timedelta(seconds=1)
        change = self.uow.journal.last(self.members[who].id, self.now)
        if change is None:
            return False
        try:
            with self.uow.savepoint():
                self.uow.journal.undo(change, self.now)
                if self.uow.signups.overfull(self.activity):
                    back = [e["id"] for e in change.rows if e["before"] and e["after"]["state"] == "cancelled"]
                    self.uow.signups.wait(back, self.activity, self.now)
                if self.uow.signups.overfull(self.activity):
                    raise Conflict("overfull")
        except Conflict:
            return False
        self.uow.signups.promote(self.activity)
        return True

    def rows(self) -> list[SignUp]:
        """Every row, the oldest first."""
        return self.uow.signups.all(SignUp, select(SIGNUPS).order_by(SIGNUPS.c.id))

    def stands(self, name: str) -> list[tuple[str, int]]:
        """The active rows under a name: (state, heads)."""
        return [(row.state, row.headcount) for row in self.rows() if row.name == name and row.state != "cancelled"]


@contextmanager
def scene(database: Database, quota: int | None = 5) -> Iterator[Scene]:
    with database.writing() as connection:
        yield Scene(connection, quota)


PARTIES = st.builds(
    Party,
    own=st.integers(0, 2),
    names=st.lists(st.sampled_from(OTHERS), max_size=2, unique=True).map(tuple),
    team=st.sampled_from(("", "", "宣传处")),
    team_heads=st.integers(1, 3),
)
SIGN_UP = st.tuples(st.just("place"), st.integers(0, 2), PARTIES, st.sampled_from((0, 0, 0, 1)))
STEPS = st.one_of(SIGN_UP, SIGN_UP, SIGN_UP, st.tuples(st.sampled_from(("cancel", "undo")), st.integers(0, 2)))


class History:
    """Steps, each followed by what must hold."""

    def __init__(self, connection: Connection, quota: int) -> None:
        self.scene = Scene(connection, quota)
        self.quota = quota
        self.rows: list[SignUp] = []

    def step(self, what: str, who: int, *more: Any) -> None:
        before = self.rows
        if what == "place":
            self._place(who, *more)
        elif what == "cancel":
            came = [row.queued_at for row in self.scene.cancel(who)]
            self.rows = self.scene.rows()
            left = [ticket for ticket in _queue(before) if ticket in _queue(self.rows) or ticket in came]
            assert list(dict.fromkeys(came)) == left[: len(set(came))], "the waitlist moves strictly in order"
        else:
            self.scene.undo(who)
        self.rows = self.scene.rows()
        self._hold()

    def _place(self, who: int, party: Party, unit: int) -> None:
        party = replace(party, names=tuple(name for name in party.names if name != NAMES[who]))
        stood = {row.id for row in self.rows if row.state != "cancelled"}
        placed = self.scene.place(who, party, unit)
        said = {line.person for line in (*placed.confirmed, *placed.waitlisted)}
        here = (self.scene.units[unit], said)
        new = [row for row in self.scene.rows() if row.id not in stood and row.unit_id == here[0] and row.person in here[1]]
        assert len({(row.state, row.queued_at) for row in new}) <= 1, "a party is never split"

    def _hold(self) -> None:
        free = self.quota - sum(row.headcount for row in self.rows if row.state == "confirmed")
        assert free >= 0, "the quota holds"
        queue = _queue(self.rows)
        assert not queue or next(iter(queue.values())) > free, "nobody waits who fits"
        people = Counter((row.unit_id, row.name) for row in self.rows if row.state != "cancelled" and row.kind != "team")
        assert max(people.values(), default=1) == 1, "nobody stands twice"
        assert all((row.queued_at > 0) == (row.state == "waitlisted") for row in self.rows), "who waits has a place in the queue"


def _queue(rows: list[SignUp]) -> dict[int, int]:
    """Heads that wait, by ticket, the front first."""
    heads: Counter[int] = Counter()
    for row in sorted((row for row in rows if row.state == "waitlisted"), key=lambda row: row.queued_at):
        heads[row.queued_at] += row.headcount
    return dict(heads)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate])
@given(quota=st.integers(2, 6), steps=st.lists(STEPS, min_size=5, max_size=25))
def test_rosters_hold_under_any_history(kept: Database, quota: int, steps: list[tuple[Any, ...]]) -> None:
    with kept.engine.connect() as connection:
        history = History(connection, quota)
        for step in steps:
            history.step(*step)


def test_a_party_is_confirmed_whole_or_waits_whole(database: Database) -> None:
    with scene(database) as here:
        assert [line.heads for line in here.place(0, Party(own=3)).confirmed] == [3]
        late = here.place(1, Party(own=2, names=("张三",)))
        assert not late.confirmed
        assert len(late.waitlisted) == 2
        assert [row.name for row in here.cancel(0)] == ["李静", "张三"]


def test_a_small_party_does_not_overtake_a_large_one(database: Database) -> None:
    with scene(database) as here:
        here.place(0, Party(own=4))
        here.place(1, Party(own=2))
        assert here.place(2, Party(own=1)).waitlisted
        here.place(0, Party(own=3))
        assert here.stands("李静") == [("confirmed", 2)]
        assert here.stands("张敏") == [("waitlisted", 1)]


def test_who_joins_a_waiting_party_waits_with_it(database: Database) -> None:
    with scene(database) as here:
        here.place(0, Party(own=5))
        here.place(1, Party(own=2))
        here.place(2, Party(own=1))
        here.place(1, Party(own=2, names=("张三",)))
        assert here.uow.signups.position(here.key, "n:张三", here.units[0]) == 1
        here.place(0, Party(own=3))
        assert (here.stands("李静"), here.stands("张三")) == ([("waitlisted", 2)], [("waitlisted", 1)])


def test_a_place_someone_put_her_down_for_becomes_hers(database: Database) -> None:
    with scene(database) as here:
        here.place(0, Party(names=("李静",)))
        here.place(1, Party(own=2))
        assert here.stands("李静") == [("confirmed", 2)]


def test_the_same_after_she_had_cancelled_before(database: Database) -> None:
    with scene(database) as here:
        here.place(1, Party(own=1))
        here.cancel(1)
        here.place(0, Party(names=("李静",)))
        here.place(1, Party(own=1))
        assert here.stands("李静") == [("confirmed", 1)]
        assert here.uow.signups.heads(here.key) == 1


def test_a_cancellation_taken_back_finds_its_own_place_in_the_queue(database: Database) -> None:
    with scene(database) as here:
        here.place(0, Party(own=5))
        here.place(1, Party(own=2))
        here.cancel(1)
        here.place(2, Party(own=2))
        assert here.undo(1)
        assert [row.name for row in here.uow.signups.roster(here.key)] == ["王芳", "李静", "张敏"]
        assert here.uow.signups.position(here.key, f"m:{here.members[2].id}", here.units[0]) == 2


def test_without_a_quota_everyone_is_in(database: Database) -> None:
    with scene(database, quota=None) as here:
        assert here.place(0, Party(own=500)).confirmed
        assert here.place(1, Party(team="宣传处", team_heads=60)).free is None


@pytest.mark.parametrize("unit", [0, 1])
def test_the_roster_of_a_subtree(database: Database, unit: int) -> None:
    with scene(database) as here:
        here.place(0, Party(own=1), 0)
        here.place(1, Party(own=1), 1)
        path = here.uow.units.by_id(here.units[unit])
        assert path is not None
        assert [row.name for row in here.uow.signups.roster(here.key, path.path)] == [NAMES[unit]]


def test_two_processes_do_not_fill_the_same_places(postgres: str) -> None:
    """The second waits for the first one's commit, and sees it."""
    from concurrent.futures import ThreadPoolExecutor

    first, second = Database(postgres), Database(postgres)
    with first.writing() as connection:
        here = Scene(connection, quota=3)
    activity, members, unit = here, here.members, here.units[0]
    with ThreadPoolExecutor(1) as other, first.writing() as connection:
        UnitOfWork(connection).signups.place(_load(connection, activity.key), Party(own=2), members[0], unit, None, NOW)
        waiting = other.submit(_sign_up, second, activity.key, members[1], unit)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        connection.commit()
        assert [line.heads for line in waiting.result(CEILING).waitlisted] == [2]
    first.close()
    second.close()


def _load(connection: Connection, key: int) -> Activity:
    found = UnitOfWork(connection).activities.by_id(key)
    assert found is not None
    return found


def _sign_up(database: Database, key: int, member: Member, unit: int) -> Placed:
    with database.writing() as connection:
        return UnitOfWork(connection).signups.place(_load(connection, key), Party(own=2), member, unit, None, NOW)
