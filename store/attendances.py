"""Attendance: who came to an activity, when they came and left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update

from store.activities import ACTIVITIES
from store.hours import day_of, minutes_within, span_of
from store.models import Activity, Attendance, Member, SignUp, table
from store.repository import Repository
from store.signups import SIGNUPS
from store.units import UNITS, within

ATTENDANCES = table(Attendance)
PRESENT = ATTENDANCES.c.state == "present"


@dataclass(frozen=True, slots=True)
class Comer:
    """Who is recorded: as in `signup`, with the unit she counts for. `signed_up`: she stands on the roster, with `heads`."""

    person: str
    kind: str
    name: str
    unit_id: int | None
    member_id: int | None
    signed_up: bool = False
    heads: int = 1


class Attendances(Repository):
    """Reads and writes attendance."""

    # -- who it is ---------------------------------------------------------------------------------------------------

    def herself(self, activity_id: int, member: Member, unit_id: int | None) -> Comer:
        """A member as who she is on the roster: her own row in any unit, else a row somebody made for her name in this one."""
        mine = or_(SIGNUPS.c.person == f"m:{member.id}", _named(member.name, unit_id))
        where = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.state == "confirmed", mine)
        row = self.one(SignUp, select(SIGNUPS).where(*where).order_by(SIGNUPS.c.person != f"m:{member.id}", SIGNUPS.c.id).limit(1))
        heads = row.headcount if row and row.kind == "own" else 1
        return Comer(f"m:{member.id}", "own", member.name, row.unit_id if row else unit_id, member.id, row is not None, heads)

    def called(self, activity_id: int, name: str, day: str, path: str | None) -> list[Comer]:
        """Those of this name on the roster or recorded on the day already, in a subtree."""
        inside = within(SIGNUPS.c.unit_id, path)
        where = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.state == "confirmed", SIGNUPS.c.name == name)
        rows = self.all(SignUp, select(SIGNUPS).where(*where, *(() if inside is None else (inside,))).order_by(SIGNUPS.c.id))
        found = {
            (row.unit_id, row.person): Comer(row.person, row.kind, row.name, row.unit_id, _member(row), True, row.headcount) for row in rows
        }
        for one in self.of_activity(activity_id, path, day):
            if one.name == name:
                comer = Comer(one.person, one.kind, one.name, one.unit_id, one.member_id, one.signed_up, one.headcount)
                found.setdefault((one.unit_id, one.person), comer)
        return list(found.values())

    # -- what is known -----------------------------------------------------------------------------------------------

    def at(self, activity_id: int, comer: Comer, day: str) -> Attendance | None:
        """Her row of a day, also one that was taken back; or one an organizer has made for her name before she spoke herself."""
        found = self.one(Attendance, select(ATTENDANCES).where(*_key(activity_id, comer.person, comer.unit_id, day)))
        if found is not None or comer.kind != "own":
            return found
        where = _key(activity_id, f"n:{comer.name}", comer.unit_id, day)
        return self.one(Attendance, select(ATTENDANCES).where(*where, PRESENT))

    def of_activity(self, activity_id: int, path: str | None = None, day: str | None = None) -> list[Any]:
        """Who came (in a subtree, on a day), each with its unit's name as `unit`, in the order they were recorded."""
        inside = within(ATTENDANCES.c.unit_id, path)
        where = [ATTENDANCES.c.activity_id == activity_id, PRESENT, *(() if inside is None else (inside,))]
        where += [] if day is None else [ATTENDANCES.c.on_date == day]
        joined = ATTENDANCES.outerjoin(UNITS, ATTENDANCES.c.unit_id == UNITS.c.id)
        query = select(ATTENDANCES, UNITS.c.name.label("unit")).select_from(joined).where(*where)
        return list(self.connection.execute(query.order_by(ATTENDANCES.c.on_date, ATTENDANCES.c.id)).all())

    def heads(self, activity_id: int, day: str) -> int:
        """How many heads have come on a day."""
        query = select(func.coalesce(func.sum(ATTENDANCES.c.headcount), 0))
        where = (ATTENDANCES.c.activity_id == activity_id, ATTENDANCES.c.on_date == day, PRESENT)
        return int(self.connection.execute(query.where(*where)).scalar_one())

    def staying(self, activity_id: int, day: str, path: str | None) -> list[Any]:
        """Who has come and not left, as far as is known."""
        return [row for row in self.of_activity(activity_id, path, day) if row.left_at is None]

    def absent(self, activity_id: int, path: str | None) -> list[Any]:
        """Confirmed rows of the roster of whom nobody was recorded, each with its unit's name as `unit`."""
        same = (ATTENDANCES.c.activity_id == SIGNUPS.c.activity_id, PRESENT, _same_unit())
        there = or_(
            ATTENDANCES.c.person == SIGNUPS.c.person,
            and_(SIGNUPS.c.kind != "team", ATTENDANCES.c.kind != "team", ATTENDANCES.c.name == SIGNUPS.c.name),
        )
        inside = within(SIGNUPS.c.unit_id, path)
        where = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.state == "confirmed", *(() if inside is None else (inside,)))
        joined = SIGNUPS.outerjoin(UNITS, SIGNUPS.c.unit_id == UNITS.c.id)
        came = exists().where(*same, there)
        query = select(SIGNUPS, UNITS.c.name.label("unit")).select_from(joined).where(*where, ~came)
        return list(self.connection.execute(query.order_by(SIGNUPS.c.unit_id, SIGNUPS.c.id)).all())

    def of_member(self, member_id: int, since: str | None = None, until: str | None = None) -> list[Any]:
        """What a member herself came to, oldest first: rows with the activity's `title`, `held`, `timed` and `place`."""
        where = [ATTENDANCES.c.person == f"m:{member_id}", PRESENT]
        where += [ATTENDANCES.c.on_date >= since] if since else []
        where += [ATTENDANCES.c.on_date <= until] if until else []
        joined = ATTENDANCES.join(ACTIVITIES, ATTENDANCES.c.activity_id == ACTIVITIES.c.id)
        fields = (ATTENDANCES, ACTIVITIES.c.title, ACTIVITIES.c.held, ACTIVITIES.c.timed, ACTIVITIES.c.place)
        query = select(*fields).select_from(joined).where(*where).order_by(ATTENDANCES.c.on_date, ATTENDANCES.c.id)
        return list(self.connection.execute(query).all())

    def unsettled(self, day: str) -> list[Any]:
        """Timed activities of a day with somebody whose time is not known: (activity id, title, unit_id, opened_by, people)."""
        joined = ATTENDANCES.join(ACTIVITIES, ATTENDANCES.c.activity_id == ACTIVITIES.c.id)
        fields = (ACTIVITIES.c.id, ACTIVITIES.c.title, ACTIVITIES.c.unit_id, ACTIVITIES.c.opened_by)
        where = (ATTENDANCES.c.on_date == day, PRESENT, ACTIVITIES.c.timed, ATTENDANCES.c.minutes.is_(None))
        query = select(*fields, func.count().label("people")).select_from(joined).where(*where).group_by(*fields)
        return list(self.connection.execute(query.order_by(ACTIVITIES.c.id)).all())

    # -- writing -----------------------------------------------------------------------------------------------------

    def record(self, activity: Activity, comer: Comer, day: str, now: datetime, **values: Any) -> Attendance:
        """Bring somebody's day up to date with what is said (came_at, left_at, headcount, group_id, recorded_by)."""
        row = self.at(activity.id, comer, day)
        known = {name: getattr(row, name) for name in ("came_at", "left_at")} if row and row.state == "present" else {}
        times = {name: values.get(name, known.get(name)) for name in ("came_at", "left_at")}
        minutes = minutes_within(span_of(activity.held), times["came_at"], times["left_at"]) if activity.timed else None
        who = {"person": comer.person, "kind": comer.kind, "name": comer.name, "member_id": comer.member_id}
        fresh = who | {"unit_id": comer.unit_id, "signed_up": comer.signed_up, "state": "present"} | values | times | {"minutes": minutes}
        if row is None:
            key = self.insert(Attendance, activity_id=activity.id, on_date=day, created_at=now, **fresh)
        else:
            key = row.id
            self.change(Attendance, key, **fresh)
        return self.require(Attendance, key)

    def take_back(self, row: Attendance) -> None:
        """She was not there after all."""
        self.change(Attendance, row.id, state="void", came_at=None, left_at=None, minutes=None)

    # -- units and people that become known ----------------------------------------------------------------------------

    def adopt(self, group_id: int, unit_id: int) -> None:
        """A group without a unit gets one: what was recorded there moves into it; who is there already stays once."""
        homeless = (ATTENDANCES.c.group_id == group_id, ATTENDANCES.c.unit_id.is_(None))
        for row in self.all(Attendance, select(ATTENDANCES).where(*homeless).order_by(ATTENDANCES.c.id)):
            there = self.one(Attendance, select(ATTENDANCES).where(*_key(row.activity_id, row.person, unit_id, row.on_date)))
            values: dict[str, Any] = {"unit_id": unit_id}
            values |= {"person": f"x:{row.id}", "state": "void", "minutes": None} if there is not None else {}
            self.connection.execute(update(ATTENDANCES).where(ATTENDANCES.c.id == row.id).values(**values))

    def join(self, known_id: int, new_id: int) -> None:
        """Two ids are one person: her rows keep counting her once a day; what was said under the older id stands."""
        for row in self.all(Attendance, select(ATTENDANCES).where(ATTENDANCES.c.person == f"m:{new_id}")):
            there = self.one(Attendance, select(ATTENDANCES).where(*_key(row.activity_id, f"m:{known_id}", row.unit_id, row.on_date)))
            values: dict[str, Any] = {"person": f"m:{known_id}"}
            if there is not None:
                values = {"person": f"x:{row.id}", "state": "void", "minutes": None}
            self.connection.execute(update(ATTENDANCES).where(ATTENDANCES.c.id == row.id).values(**values))
            if there is not None and there.state == "void":
                place = {name: getattr(row, name) for name in ("state", "headcount", "came_at", "left_at", "minutes", "signed_up")}
                self.connection.execute(update(ATTENDANCES).where(ATTENDANCES.c.id == there.id).values(**place))


def came_by(rows: Sequence[Any]) -> set[tuple[int | None, str]]:
    """(unit, person) and (unit, name) of who came: how a roster's lines are marked."""
    return {(row.unit_id, key) for row in rows for key in (row.person, *(() if row.kind == "team" else (row.name,)))}


def activity_day(activity: Activity) -> str | None:
    """The day an activity is held on, None where none was said."""
    return day_of(activity.held)


def _key(activity_id: int, person: str, unit_id: int | None, day: str) -> tuple[Any, ...]:
    unit = func.coalesce(ATTENDANCES.c.unit_id, 0) == (unit_id or 0)
    return ATTENDANCES.c.activity_id == activity_id, unit, ATTENDANCES.c.person == person, ATTENDANCES.c.on_date == day


def _same_unit() -> Any:
    return func.coalesce(ATTENDANCES.c.unit_id, 0) == func.coalesce(SIGNUPS.c.unit_id, 0)


def _named(name: str, unit_id: int | None) -> Any:
    return and_(SIGNUPS.c.kind == "named", SIGNUPS.c.name == name, SIGNUPS.c.unit_id.is_not_distinct_from(unit_id))


def _member(row: SignUp) -> int | None:
    return row.member_id if row.kind == "own" else None
