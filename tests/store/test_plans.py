"""What plans keep beside themselves: silence, notices, rounds, edits, evening counts; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from store.database import Database
from store.models import Group, PushPlan, StudyItem
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)
SLOT = NOW + timedelta(hours=1)


class Office:
    """A root unit with two below it, a group in each of the three and one in none, a numbered column of four."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        root = uow.units.add("省")
        self.units = [root, uow.units.add("市甲", root), uow.units.add("市乙", root)]
        self.groups: list[Group] = []
        for number, unit in enumerate([*self.units, None]):
            group = uow.groups.ensure("main", f"g{number}", f"群{number}", NOW)
            if unit is not None:
                uow.groups.bind(group, unit)
            self.groups.append(group)
        self.members = [uow.members.ensure("main", f"u{number}", f"成员{number}") for number in range(4)]
        column = uow.study.ensure_column("红色家风传承", "numbered")
        for number in range(1, 5):
            uow.study.add_item(column, NOW, number=number, title=f"第{number}讲", text="文", source="源", state="approved")
        self.column = column
        self.plan = self.made(anew=True)

    def made(self, **values: Any) -> PushPlan:
        key = self.uow.plans.add(NOW, column_id=self.column.id, times={"daily": "10:00"}, audience={"all": True}, **values)
        plan = self.uow.plans.by_id(key)
        assert plan is not None
        return plan

    def item(self, number: int) -> StudyItem:
        item = self.uow.study.next_number(self.column.id, number - 1)
        assert item is not None
        return item

    def push(self, number: int, slot: datetime = SLOT) -> None:
        self.uow.pushes.make(self.plan.id, slot, self.item(number), "文", self.uow.groups.these(self.groups), NOW)

    def states(self) -> dict[str, int]:
        return self.uow.deliveries.states("0", "9", None)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with database.writing() as connection:
        yield Office(UnitOfWork(connection))


def test_silence_keeps_deliveries_of_a_subtree_and_lets_them_go(office: Office) -> None:
    hushes, town = office.uow.hushes, office.units[1]
    office.push(1)
    assert hushes.queued(SLOT) == [(office.plan.id, SLOT)]
    tomorrow = SLOT + timedelta(days=1)
    assert hushes.hold(office.plan.id, SLOT, [town.id], tomorrow, "静默日", SLOT) == 1
    assert hushes.hold(office.plan.id, SLOT, [town.id], tomorrow, "静默日", SLOT) == 0
    assert len(office.uow.deliveries.claim("main", SLOT, 10)) == 3
    assert hushes.queued(SLOT) == []
    assert hushes.release(SLOT, "静默日") == 1
    assert [row.group_wire for row in office.uow.deliveries.claim("main", SLOT, 10)] == ["g1"]


def test_silence_of_the_root_reaches_all_below_and_of_everyone_also_who_has_no_unit(office: Office) -> None:
    office.push(1)
    office.push(2, SLOT + timedelta(days=1))
    assert office.uow.hushes.hold(office.plan.id, SLOT, [office.units[0].id], None, "静默日", SLOT) == 3
    assert office.uow.hushes.hold(office.plan.id, SLOT + timedelta(days=1), None, None, "静默日", SLOT) == 4
    assert office.states() == {"pending": 1, "skipped": 7}


def test_silence_is_known_by_its_days_until_it_is_lifted(office: Office) -> None:
    hushes, town = office.uow.hushes, office.units[1].id
    member = office.members[0].id
    first = hushes.add(None, "2021-05-20", "2021-05-21", member, NOW)
    hushes.add(town, "2021-05-21", "2021-05-23", member, NOW)
    assert [hushes.on(f"2021-05-{day}") for day in range(19, 25)] == [set(), {None}, {None, town}, {town}, {town}, set()]
    hushes.lift(first, NOW)
    assert hushes.on("2021-05-21") == {town}
    assert [hush.first for hush in hushes.live("2021-05-23")] == ["2021-05-21"]


def test_what_was_told_stays_told_until_it_is_old(office: Office) -> None:
    notices = office.uow.notices
    notices.tell(["b", "a"], NOW)
    notices.tell([], NOW)
    assert notices.told(["a", "b", "c"]) == {"a", "b"}
    assert notices.prune(NOW) == 0
    assert notices.prune(NOW + timedelta(seconds=1)) == 2
    assert notices.told(["a"]) == set()


def coming(office: Office, count: int = 9, by_hand: PushPlan | None = None, plan: PushPlan | None = None) -> list[tuple[int | None, bool]]:
    return [(item.number, new) for item, new in islice(office.uow.progress.coming(plan or office.plan, by_hand), count)]


def test_a_numbered_column_comes_round(office: Office) -> None:
    office.push(2)
    new_round = [(1, True), (2, False), (3, False), (4, False)]
    assert coming(office) == [(3, False), (4, False), *new_round, *new_round[:3]]
    assert coming(office, plan=office.made()) == [(1, False), (2, False), (3, False), (4, False)]
    office.push(4, SLOT + timedelta(days=1))
    begun = SLOT + timedelta(days=2)
    office.push(1, begun)
    office.uow.plans.change_plan(office.plan, round_from=begun)
    plan = office.uow.plans.by_id(office.plan.id)
    assert plan is not None
    assert coming(office, 4, plan=plan) == [(2, False), (3, False), (4, False), (1, True)]


def test_what_a_hand_has_pushed_is_left_out_of_this_round_only(office: Office) -> None:
    by_hand = office.uow.plans.by_hand(office.column.id, NOW)
    office.uow.pushes.make(by_hand.id, SLOT, office.item(2), "文", office.uow.groups.these(office.groups), NOW)
    assert coming(office, 5, by_hand) == [(1, False), (3, False), (4, False), (1, True), (2, False)]


def test_an_empty_column_that_begins_anew_ends(office: Office) -> None:
    for number in range(1, 5):
        office.uow.study.set_state(office.item(number).id, "draft")
    assert coming(office) == []


def test_slots_skipped_by_a_clock_that_ran_ahead_are_open_again(office: Office) -> None:
    pushes, plan = office.uow.pushes, office.plan.id
    pushes.skip(plan, SLOT, "", NOW)
    pushes.skip(plan, SLOT + timedelta(days=1), "", NOW + timedelta(days=9))
    office.push(1, SLOT + timedelta(days=2))
    assert pushes.reopen(plan, NOW) == 1
    assert pushes.at(plan, SLOT + timedelta(days=1)) is None
    assert pushes.last_settled(plan, SLOT + timedelta(days=1)) == SLOT
    assert pushes.last_settled(office.made().id, NOW) is None


def test_who_changed_an_item_is_one_of_its_authors(office: Office) -> None:
    study, item = office.uow.study, office.item(1)
    assert study.authors(item) == set()
    study.edit(item.id, office.members[2].id, NOW, title="新题")
    study.edit(item.id, None, NOW, source="新出处")
    changed = study.item(item.id)
    assert changed is not None
    assert (changed.title, changed.source, changed.state) == ("新题", "新出处", "submitted")
    assert study.authors(changed) == {office.members[2].id}
    assert [one.id for one in study.waiting()] == [item.id]


def test_who_holds_a_role_over_a_unit(office: Office) -> None:
    uow, (root, town, other) = office.uow, office.units
    for member, unit in zip(office.members, (None, root.id, town.id, other.id), strict=True):
        uow.roles.grant(member.id, "organizer", unit, None, NOW)
    names = {path: [one.name for one in uow.members.holders(("organizer",), path)] for path in (None, root.path, town.path)}
    assert names == {None: ["成员0"], root.path: ["成员0", "成员1"], town.path: ["成员0", "成员1", "成员2"]}
    uow.roles.revoke(office.members[1].id, "organizer", [root.id], NOW)
    assert [one.name for one in uow.members.holders(("organizer", "admin"), town.path)] == ["成员0", "成员2"]


def test_the_evenings_count_is_of_the_item_the_group_got_page_by_page(office: Office) -> None:
    uow = office.uow
    office.push(2, SLOT - timedelta(minutes=1))
    uow.deliveries.mark([row.id for row in uow.deliveries.claim("main", SLOT, 4)], "sent")
    office.push(1)
    keys = [row.id for row in uow.deliveries.claim("main", SLOT, 3)]
    uow.deliveries.mark(keys, "sent")
    for member, group, item in ((0, 0, 1), (1, 0, 1), (2, 0, 2), (3, 1, 1)):
        place, number = office.groups[group].id, office.item(item).id
        uow.checkins.record(office.members[member].id, "2021-05-20", number, "", group_id=place, unit_id=None, now=NOW)
    pages = []
    last = 0
    while page := uow.checkins.evening(office.plan.id, "2021-05-20", SLOT, last, 2):
        last = page[-1].group
        pages.append([(row.group_wire, row.title, row.people) for row in page])
    assert pages == [[("g0", "第1讲", 2), ("g1", "第1讲", 1)], [("g2", "第1讲", 0)]]
    assert uow.checkins.evening(office.plan.id, "2021-05-21", SLOT, 0, 2) == []
