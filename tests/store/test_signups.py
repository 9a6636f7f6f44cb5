"""Rosters under random histories: quotas hold, parties stay whole, the waitlist moves in order, nobody stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, select

from store.database import Database
from store.journal import Conflict
from store.models import Activity, Member, SignUp, table
from store.signups import Party, Placed
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
NAMES = ("王芳", "李静", "张敏", "刘洋")
OTHERS = ("王芳", "李静", "张三", "赵四")
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
    own=st.integers(0, 3),
    names=st.lists(st.sampled_from(OTHERS), max_size=2, unique=True).map(tuple),
    heads_each=st.integers(1, 2),
    team=st.sampled_from(("", "", "宣传处")),
    team_heads=st.integers(1, 3),
)


class History(RuleBasedStateMachine):
    """Anybody signs up, changes, cancels and takes back, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="jinguo-test-")
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'a.db'}")
        self.database.migrate()
        self.transaction = self.database.writing()
        self.scene = Scene(self.transaction.__enter__())

    def teardown(self) -> None:
        self.transaction.__exit__(None, None, None)
        self.database.close()
        self.folder.cleanup()

    @initialize(quota=st.integers(2, 8))
    def opens(self, quota: int) -> None:
        self.scene.uow.signups.change(Activity, self.scene.key, quota=quota)

    def _queue(self) -> dict[int, int]:
        """Heads by ticket, the front first."""
        waiting = sorted((row.queued_at, row.id, row.headcount) for row in self.scene.rows() if row.state == "waitlisted")
        return {ticket: sum(heads for _, _, heads in rows) for ticket, rows in groupby(waiting, key=lambda row: row[0])}

    @rule(who=st.integers(0, 3), unit=st.integers(0, 1), party=PARTIES)
    def signs_up(self, who: int, unit: int, party: Party) -> None:
        name = NAMES[who]
        party = Party(party.own, tuple(n for n in party.names if n != name), party.heads_each, party.team, party.team_heads)
        before = {(row.unit_id, row.person): row.state for row in self.scene.rows()}
        placed = self.scene.place(who, party, unit)
        after = {(row.unit_id, row.person): row for row in self.scene.rows()}
        lines = [line.person for line in (*placed.confirmed, *placed.waitlisted)]
        keys = [(self.scene.units[unit], person) for person in lines]
        new = [after[key] for key in keys if before.get(key, "cancelled") == "cancelled"]
        assert len({row.state for row in new}) <= 1, "a party is never split"
        assert len({row.queued_at for row in new}) <= 1, "a party waits together"

    @rule(who=st.integers(0, 3))
    def cancels(self, who: int) -> None:
        queue = self._queue()
        came = [row.queued_at for row in self.scene.cancel(who)]
        left = [ticket for ticket in queue if ticket in self._queue() or ticket in came]
        assert list(dict.fromkeys(came)) == left[: len(set(came))], "strictly in order"

    @rule(who=st.integers(0, 3))
    def takes_back(self, who: int) -> None:
        self.scene.undo(who)

    @invariant()
    def the_quota_holds(self) -> None:
        activity = self.scene.activity
        assert self.scene.uow.signups.heads(activity.id) <= (activity.quota or 0)

    @invariant()
    def nobody_waits_who_fits(self) -> None:
        queue = self._queue()
        free = (self.scene.activity.quota or 0) - self.scene.uow.signups.heads(self.scene.key)
        assert not queue or next(iter(queue.values())) > free

    @invariant()
    def nobody_stands_twice(self) -> None:
        active = [row for row in self.scene.rows() if row.state != "cancelled" and row.kind != "team"]
        assert max(Counter((row.unit_id, row.name) for row in active).values(), default=1) == 1

    @invariant()
    def only_those_who_wait_have_a_ticket(self) -> None:
        assert all((row.queued_at > 0) == (row.state == "waitlisted") for row in self.scene.rows())


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


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
        assert [line.heads for line in waiting.result(10).waitlisted] == [2]
    first.close()
    second.close()


def _load(connection: Connection, key: int) -> Activity:
    found = UnitOfWork(connection).activities.by_id(key)
    assert found is not None
    return found


def _sign_up(database: Database, key: int, member: Member, unit: int) -> Placed:
    with database.writing() as connection:
        return UnitOfWork(connection).signups.place(_load(connection, key), Party(own=2), member, unit, None, NOW)
