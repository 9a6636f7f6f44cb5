"""Two large stores to ask: a million sign-ups over 3,000 units, and a province's pairing programme. The same rows every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from bench.scene import ACCOUNT
from store.database import Database
from store.models import Activity, CheckIn, Community, Group, Member, Pairing, SignUp, StudyColumn, Unit, table
from store.types import local_date
from store.unit_of_work import UnitOfWork

ASKER = "admin"
ROOT = "省妇联"
CITIES = 16
ACTIVITIES = 200
COLUMNS = 4
STATIONS = 100
HELPERS, CHILDREN = 11_567, 11_510
DAYS = 730
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Big:
    """How much there is."""

    sign_ups: int
    units: int
    check_ins: int
    helpers: int

    @property
    def people(self) -> int:
        """Members: five sign-ups each."""
        return max(self.sign_ups // 5, 20)


def build(database: Database, size: Big, now: datetime) -> None:
    """Fill an empty store; counters are filled as always, by the triggers."""
    with database.writing() as connection:
        _tree(UnitOfWork(connection), size, now)
    for model, rows in (
        (Member, _members(size)),
        (SignUp, _sign_ups(size, now)),
        (CheckIn, _check_ins(size, now)),
        (Pairing, _pairings(size, now)),
    ):
        while some := list(islice(rows, AT_ONCE)):
            with database.writing() as connection:
                connection.execute(insert(table(model)), some)
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")


def _tree(uow: UnitOfWork, size: Big, now: datetime) -> None:
    connection = uow.connection
    units = [{"id": 1, "name": ROOT, "parent_id": None, "path": "/1/"}]
    for key in range(2, size.units + 1):
        parent = 1 if key <= CITIES + 1 else 2 + key % CITIES
        name = f"第{key}市妇联" if parent == 1 else f"第{key}县妇联"
        units.append({"id": key, "name": name, "parent_id": parent, "path": f"/1/{key}/" if parent == 1 else f"/1/{parent}/{key}/"})
    connection.execute(insert(table(Unit)), units)
    groups = [{"account": ACCOUNT, "wire_id": f"g{one['id']}", "name": f"{one['name']}工作群", "unit_id": one["id"]} for one in units]
    connection.execute(insert(table(Group)), [group | {"active": True, "joined_at": now} for group in groups])
    activities = [
        {"title": f"第{key}期巾帼课堂", "unit_id": 1, "state": "open" if key > ACTIVITIES - 8 else "closed"} for key in range(ACTIVITIES)
    ]
    connection.execute(insert(table(Activity)), [one | {"place": "", "opened_at": now} for one in activities])
    connection.execute(insert(table(StudyColumn)), [{"name": f"栏目{key}", "kind": "dated"} for key in range(COLUMNS)])
    connection.execute(insert(table(Community)), [{"name": f"第{key}社区"} for key in range(STATIONS)])
    asker = uow.members.ensure(ACCOUNT, ASKER, "孙丽", 1)
    uow.roles.grant(asker.id, "admin", None, asker.id, now)
    uow.scene_changed()


def _home(key: int, size: Big) -> int:
    return 2 + key * 7 % (size.units - 1)


def _members(size: Big) -> Iterator[dict[str, Any]]:
    for key in range(2, size.people + 2):
        yield {"id": key, "account": ACCOUNT, "wire_id": f"u{key}", "name": f"成员{key}", "home_group_id": _home(key, size)}


def _sign_ups(size: Big, now: datetime) -> Iterator[dict[str, Any]]:
    dice = random.Random(7)
    for number in range(size.sign_ups):
        member, turn = 2 + number % size.people, number // size.people
        activity = (member * 3 + turn * 41) % ACTIVITIES
        kind = dice.choices(("own", "named", "team"), (85, 10, 5))[0]
        person = {"own": f"m:{member}", "named": f"n:姓名{number}", "team": f"t:第{number}处"}[kind]
        at = now - timedelta(days=int(DAYS * (ACTIVITIES - 1 - activity) / ACTIVITIES) + dice.randrange(30))
        yield {
            "activity_id": activity + 1,
            "member_id": member,
            "kind": kind,
            "person": person,
            "name": person[2:],
            "note": "",
            "headcount": dice.randrange(1, 4),
            "state": dice.choices(("confirmed", "cancelled"), (95, 5))[0],
            "source": "text",
            "unit_id": _home(member, size),
            "group_id": _home(member, size),
            "on_date": local_date(at),
            "queued_at": 0,
            "created_at": at,
        }


def _check_ins(size: Big, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(size.check_ins):
        member = 2 + number % size.people
        at = now - timedelta(days=number // size.people)
        unit = _home(member, size)
        yield {"member_id": member, "unit_id": unit, "group_id": unit, "on_date": local_date(at), "note": "", "created_at": at}


def _pairings(size: Big, now: datetime) -> Iterator[dict[str, Any]]:
    dice = random.Random(11)
    kinds = ("poverty_student", "low_income", "parent_loss", "left_behind", "other")
    alone = size.helpers - (HELPERS - CHILDREN) if size.helpers == HELPERS else size.helpers
    for number in range(size.helpers):
        at = now - timedelta(days=dice.randrange(DAYS))
        member = 2 + number % size.people
        yield {
            "id": number + 1,
            "member_id": member,
            "unit_id": 2 + number % (size.units - 1),
            "group_id": None,
            "helper": f"妈妈{number}",
            "helper_kind": "individual",
            "community_id": 1 + number % STATIONS,
            "children": 1,
            "state": "active",
            "note": "",
            "difficulties": [dice.choice(kinds)],
            "support": dice.sample(("material", "emotional", "study"), dice.randrange(1, 3)),
            "shared_with_id": 1 if number >= alone else None,
            "on_date": local_date(at),
            "created_at": at,
        }
