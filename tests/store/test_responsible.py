"""Who answers for a unit, in both databases: its own organizers and coordinators, each once, none from above, none who is gone."""

from __future__ import annotations

from datetime import UTC, datetime

from store.database import Database
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)


def test_a_unit_s_own_organizers_and_coordinators_answer_for_it(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        top = uow.units.ensure("省妇工委")
        unit = uow.units.ensure("省财政厅", top)
        room = uow.groups.ensure("main", "g1", "财政厅群", NOW)
        uow.groups.bind(room, unit)
        here, elsewhere, above, member = (
            uow.members.ensure("main", name, name, room.id if name != "elsewhere" else None)
            for name in ("here", "elsewhere", "above", "member")
        )
        for role in ("organizer", "coordinator"):
            uow.roles.grant(here.id, role, unit.id, None, NOW)
        uow.roles.grant(elsewhere.id, "coordinator", unit.id, None, NOW)
        uow.roles.grant(above.id, "organizer", top.id, None, NOW)
        uow.roles.grant(member.id, "admin", unit.id, None, NOW)
        assert [one.name for one in uow.reminders.in_charge([room.id])] == ["here"]
        assert {key: [one.name for one in people] for key, people in uow.reminders.responsible([unit.id, top.id]).items()} == {
            unit.id: ["here", "elsewhere"],
            top.id: ["above"],
        }
        for role in ("organizer", "coordinator"):
            uow.roles.revoke(here.id, role, [unit.id], NOW)
        assert uow.reminders.in_charge([room.id]) == []


def test_activities_that_ask_for_works_are_found(database: Database) -> None:
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        for title, values in (("剪纸", {"works_least": 3}), ("摄影", {"works_most": 5}), ("义诊", {})):
            uow.activities.add(title, NOW, **values)
        assert [one.title for one in uow.activities.open_with_works()] == ["剪纸"]
