"""撤销 puts every row back exactly as it was, or says that others have built on it and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store.database import Database
from store.journal import UNDOABLE, Conflict
from store.models import CheckIn, Pairing, SignUp, table
from store.signups import Party
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
DAY = {"on_date": "2021-05-20", "created_at": NOW}


class Diary:
    """Two members who write, and everything that can be taken back."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.now = NOW
        self.unit = uow.units.add("省财政厅").id
        self.wang, self.li = (uow.members.ensure("main", name, name) for name in ("王芳", "李静"))
        self.community = uow.pairings.ensure_community("红旗社区").id
        self.activity = uow.activities.add("剪纸", NOW)

    def writes(self, *acts: Callable[[], object], by: Any = None) -> None:
        """One message that does these things."""
        self.now += timedelta(seconds=1)
        self.uow.journal.clear()
        for act in acts:
            act()
        self.uow.journal.keep((by or self.wang).id, self.now, "记录")

    def takes_back(self, by: Any = None) -> None:
        self.uow.journal.undo(self.uow.journal.last((by or self.wang).id, self.now), self.now)

    def everything(self) -> dict[str, list[Any]]:
        return {
            name: list(self.uow.connection.execute(select(table(model)).order_by(table(model).c.id))) for name, model in UNDOABLE.items()
        }

    def signs_up(self, heads: int = 1) -> None:
        activity = self.uow.activities.by_id(self.activity)
        assert activity is not None
        self.uow.signups.place(activity, Party(own=heads, names=("张三",)), self.wang, self.unit, None, self.now)

    def cancels(self) -> None:
        activity = self.uow.activities.by_id(self.activity)
        assert activity is not None
        self.uow.signups.cancel(activity, self.uow.signups.by_member(self.wang.id, self.activity))

    def pairs(self, member: Any = None, shared: int | None = None) -> int:
        who = member or self.wang
        values = {"member_id": who.id, "unit_id": self.unit, "helper": who.name, "community_id": self.community, "children": 2}
        return self.uow.pairings.add(
            **values, difficulties=["low_income"], difficulty_counts={"low_income": 2}, support=[], shared_with_id=shared, **DAY
        )

    def pairs_anew(self) -> None:
        for pairing in self.uow.pairings.of_member(self.wang.id):
            self.uow.pairings.end(pairing, self.now)
        self.pairs()

    def checks_in(self) -> None:
        note = f"心得{self.now.second}"
        self.uow.checkins.record(self.wang.id, "2021-05-20", None, note, group_id=None, unit_id=self.unit, now=self.now)

    def opens(self) -> int:
        return self.uow.activities.add(f"活动{self.now.isoformat()}", self.now, held={"at": "2021-06-01T09:00"})


ACTS = st.lists(st.sampled_from(("signs_up", "cancels", "pairs_anew", "checks_in", "opens")), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate])
@given(before=st.lists(ACTS, max_size=3), last=ACTS)
def test_undo_restores_every_row_exactly(kept: Database, before: list[list[str]], last: list[str]) -> None:
    with kept.engine.connect() as connection:
        diary = Diary(UnitOfWork(connection))
        for acts in before:
            diary.writes(*(getattr(diary, act) for act in acts))
        there = diary.everything()
        diary.writes(*(getattr(diary, act) for act in last))
        if diary.everything() != there:
            diary.takes_back()
        assert diary.everything() == there


def test_on_both_kinds_of_database(database: Database) -> None:
    with database.writing() as connection:
        diary = Diary(UnitOfWork(connection))
        diary.writes(diary.signs_up, diary.pairs_anew, diary.checks_in)
        there = diary.everything()
        diary.writes(lambda: diary.signs_up(3), diary.pairs_anew, diary.checks_in, diary.opens, diary.cancels)
        diary.takes_back()
        assert diary.everything() == there


def _followed(diary: Diary) -> None:
    [pairing] = diary.uow.pairings.of_member(diary.wang.id)
    who = {"pairing_id": pairing.id, "member_id": diary.li.id, "helper": "李静", "community_id": diary.community}
    diary.uow.pairings.add_followup(**who, item="home_visit", **DAY)


def _shared(diary: Diary) -> None:
    [pairing] = diary.uow.pairings.of_member(diary.wang.id)
    diary.pairs(diary.li, pairing.id)


def _named_again(diary: Diary) -> None:
    diary.uow.activities.add("剪纸", diary.now)


@pytest.mark.parametrize("others", [_followed, _shared])
def test_what_others_have_built_on_is_not_taken_away(database: Database, others: Callable[[Diary], None]) -> None:
    with database.writing() as connection:
        diary = Diary(UnitOfWork(connection))
        diary.writes(diary.checks_in, diary.pairs)
        diary.writes(lambda: others(diary), by=diary.li)
        there = diary.everything()
        with pytest.raises(Conflict):
            diary.takes_back()
        assert diary.everything() == there


def test_a_closing_is_not_taken_back_once_its_title_is_used_again(database: Database) -> None:
    with database.writing() as connection:
        diary = Diary(UnitOfWork(connection))
        activity = diary.uow.activities.by_id(diary.activity)
        assert activity is not None
        diary.writes(lambda: diary.uow.activities.close(activity))
        _named_again(diary)
        with pytest.raises(Conflict):
            diary.takes_back()


def test_what_somebody_else_changed_since_stays(database: Database) -> None:
    with database.writing() as connection:
        diary = Diary(UnitOfWork(connection))
        diary.writes(diary.signs_up)
        diary.uow.signups.change(SignUp, 1, headcount=4)
        with pytest.raises(Conflict):
            diary.takes_back()


def test_ten_minutes_and_one_at_a_time(database: Database) -> None:
    with database.writing() as connection:
        diary = Diary(UnitOfWork(connection))
        diary.writes(diary.checks_in)
        diary.writes(diary.pairs)
        diary.takes_back()
        diary.takes_back()
        assert diary.everything()[CheckIn.__name__] == diary.everything()[Pairing.__name__] == []
        assert diary.uow.journal.last(diary.wang.id, diary.now) is None
        diary.writes(diary.opens)
        diary.now += timedelta(minutes=10, seconds=1)
        assert diary.uow.journal.last(diary.wang.id, diary.now) is None
