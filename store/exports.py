"""Rows for `jinguo export`: names as people see them, ids beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, literal, select

from store.activities import ACTIVITIES
from store.attendances import ATTENDANCES, PRESENT
from store.checkins import CHECKINS
from store.groups import GROUPS
from store.members import MEMBERS
from store.pairings import COMMUNITIES, FOLLOWUPS, PAIRINGS
from store.programmes import PROGRAMMES
from store.pushes import DELIVERIES
from store.repository import Repository
from store.signups import SIGNUPS
from store.study import ITEMS
from store.types import SHANGHAI
from store.units import UNITS
from store.works import WORKS

COLUMNS: dict[str, tuple[str, ...]] = {
    "signups": ("activity", "unit", "group", "group_id", "name", "member_id", "headcount", "state", "source"),
    "attendance": ("activity", "unit", "name", "member_id", "headcount", "date", "came_at", "left_at", "minutes", "signed_up"),
    "pairings": ("unit", "helper", "member_id", "helper_kind", "community", "children", "difficulties", "support", "state"),
    "followups": ("unit", "helper", "member_id", "community", "item", "date"),
    "checkins": ("unit", "name", "member_id", "item", "date", "note"),
    "works": ("id", "activity", "unit", "group", "group_id", "name", "member_id", "title", "media", "bytes", "sha256", "picked", "date"),
    "programmes": ("id", "title", "carrier", "served", "sessions", "people", "unit", "member_id", "from", "to"),
    "deliveries": ("plan", "slot", "group", "group_id", "state", "attempts", "cause"),
}


class Exports(Repository):
    """Reads whole tables for tools."""

    def rows(self, what: str) -> Iterator[dict[str, Any]]:
        """Every row of a subject, oldest first, with exactly the columns of `COLUMNS`."""
        for row in self.connection.execute(_QUERIES[what]()).mappings():
            values = dict(row)
            for name in {"slot", "came_at", "left_at"} & values.keys():
                values[name] = values[name].astimezone(SHANGHAI).isoformat() if values[name] else ""
            yield {name: values[name] for name in COLUMNS[what]}


def _unit() -> Any:
    return func.coalesce(UNITS.c.name, "").label("unit")


def _group() -> tuple[Any, Any]:
    return func.coalesce(GROUPS.c.name, "").label("group"), func.coalesce(GROUPS.c.wire_id, "").label("group_id")


def _signups() -> Select[Any]:
    tables = SIGNUPS.join(ACTIVITIES, SIGNUPS.c.activity_id == ACTIVITIES.c.id).join(MEMBERS, SIGNUPS.c.member_id == MEMBERS.c.id)
    tables = tables.outerjoin(UNITS, SIGNUPS.c.unit_id == UNITS.c.id).outerjoin(GROUPS, SIGNUPS.c.group_id == GROUPS.c.id)
    fields = (SIGNUPS.c.name, MEMBERS.c.wire_id.label("member_id"), SIGNUPS.c.headcount, SIGNUPS.c.state, SIGNUPS.c.source)
    return select(ACTIVITIES.c.title.label("activity"), _unit(), *_group(), *fields).select_from(tables).order_by(SIGNUPS.c.id)


def _attendance() -> Select[Any]:
    tables = ATTENDANCES.join(ACTIVITIES, ATTENDANCES.c.activity_id == ACTIVITIES.c.id)
    tables = tables.outerjoin(MEMBERS, ATTENDANCES.c.member_id == MEMBERS.c.id).outerjoin(UNITS, ATTENDANCES.c.unit_id == UNITS.c.id)
    own = func.coalesce(MEMBERS.c.wire_id, "").label("member_id")
    times = (ATTENDANCES.c.on_date.label("date"), ATTENDANCES.c.came_at, ATTENDANCES.c.left_at, ATTENDANCES.c.minutes)
    fields = (
        ACTIVITIES.c.title.label("activity"),
        _unit(),
        ATTENDANCES.c.name,
        own,
        ATTENDANCES.c.headcount,
        *times,
        ATTENDANCES.c.signed_up,
    )
    return select(*fields).select_from(tables).where(PRESENT).order_by(ATTENDANCES.c.id)


def _pairings() -> Select[Any]:
    tables = PAIRINGS.join(COMMUNITIES).join(MEMBERS, PAIRINGS.c.member_id == MEMBERS.c.id)
    fields = (PAIRINGS.c.helper, MEMBERS.c.wire_id.label("member_id"), PAIRINGS.c.helper_kind, COMMUNITIES.c.name.label("community"))
    rest = (PAIRINGS.c.children, PAIRINGS.c.difficulties, PAIRINGS.c.support, PAIRINGS.c.state)
    joined = tables.outerjoin(UNITS, PAIRINGS.c.unit_id == UNITS.c.id)
    return select(_unit(), *fields, *rest).select_from(joined).order_by(PAIRINGS.c.id)


def _followups() -> Select[Any]:
    tables = FOLLOWUPS.join(COMMUNITIES).join(MEMBERS, FOLLOWUPS.c.member_id == MEMBERS.c.id)
    fields = (FOLLOWUPS.c.helper, MEMBERS.c.wire_id.label("member_id"), COMMUNITIES.c.name.label("community"))
    joined = tables.outerjoin(UNITS, FOLLOWUPS.c.unit_id == UNITS.c.id)
    rest = (FOLLOWUPS.c.item, FOLLOWUPS.c.on_date.label("date"))
    return select(_unit(), *fields, *rest).select_from(joined).order_by(FOLLOWUPS.c.id)


def _checkins() -> Select[Any]:
    tables = CHECKINS.join(MEMBERS, CHECKINS.c.member_id == MEMBERS.c.id).outerjoin(ITEMS, CHECKINS.c.item_id == ITEMS.c.id)
    item = func.coalesce(ITEMS.c.title, literal("")).label("item")
    fields = (MEMBERS.c.name, MEMBERS.c.wire_id.label("member_id"), item, CHECKINS.c.on_date.label("date"), CHECKINS.c.note)
    joined = tables.outerjoin(UNITS, CHECKINS.c.unit_id == UNITS.c.id)
    return select(_unit(), *fields).select_from(joined).order_by(CHECKINS.c.id)


def _works() -> Select[Any]:
    tables = WORKS.join(ACTIVITIES, WORKS.c.activity_id == ACTIVITIES.c.id).join(MEMBERS, WORKS.c.member_id == MEMBERS.c.id)
    tables = tables.outerjoin(UNITS, WORKS.c.unit_id == UNITS.c.id).outerjoin(GROUPS, WORKS.c.group_id == GROUPS.c.id)
    who = (WORKS.c.name, MEMBERS.c.wire_id.label("member_id"))
    what = (WORKS.c.title, WORKS.c.media, WORKS.c.bytes, WORKS.c.sha256, WORKS.c.picked, WORKS.c.on_date.label("date"))
    query = select(WORKS.c.id, ACTIVITIES.c.title.label("activity"), _unit(), *_group(), *who, *what).select_from(tables)
    return query.where(WORKS.c.state == "kept").order_by(WORKS.c.id)


def _programmes() -> Select[Any]:
    tables = PROGRAMMES.join(MEMBERS, PROGRAMMES.c.member_id == MEMBERS.c.id).outerjoin(UNITS, PROGRAMMES.c.unit_id == UNITS.c.id)
    what = (PROGRAMMES.c.title, PROGRAMMES.c.carrier, PROGRAMMES.c.served, PROGRAMMES.c.sessions, PROGRAMMES.c.people)
    when = (PROGRAMMES.c.on_date.label("from"), PROGRAMMES.c.until.label("to"))
    query = select(PROGRAMMES.c.id, *what, _unit(), MEMBERS.c.wire_id.label("member_id"), *when).select_from(tables)
    return query.where(PROGRAMMES.c.state == "active").order_by(PROGRAMMES.c.id)


def _deliveries() -> Select[Any]:
    tables = DELIVERIES.join(GROUPS, DELIVERIES.c.group_id == GROUPS.c.id)
    fields = (DELIVERIES.c.state, DELIVERIES.c.attempts, DELIVERIES.c.cause)
    first = (DELIVERIES.c.plan_id.label("plan"), DELIVERIES.c.slot)
    return select(*first, *_group(), *fields).select_from(tables).order_by(DELIVERIES.c.id)


_QUERIES = {
    "attendance": _attendance,
    "signups": _signups,
    "pairings": _pairings,
    "followups": _followups,
    "checkins": _checkins,
    "deliveries": _deliveries,
    "works": _works,
    "programmes": _programmes,
}
