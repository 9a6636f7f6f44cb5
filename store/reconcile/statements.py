"""The rows of each subject as they are counted a second time: plain SQL, for both databases.

A row says `unit`, `day`, `item`, `who` (NULL: nobody by name) and what adds up, by the name of its figure.
"""

# ruff: noqa: S608  (statements are put together from words of this file only)

from __future__ import annotations

SHARED = (
    "(pairing.shared_with_id IS NULL OR NOT EXISTS "
    "(SELECT 1 FROM pairing AS p WHERE p.id = pairing.shared_with_id AND p.state = 'active') AND pairing.id = "
    "(SELECT min(p.id) FROM pairing AS p WHERE p.state = 'active' AND p.shared_with_id = pairing.shared_with_id))"
)
"""Children helped together count with the first report, or with the first that is left of those that named it."""
WHO = (
    "CASE kind WHEN 'own' THEN CAST(member_id AS TEXT) "
    "WHEN 'named' THEN coalesce(CAST({0}.unit_id AS TEXT), '') || ' ' || person END AS who"
)
CAME, LEFT, BEGIN, END = (
    "{minute_of:came_at}",
    "{minute_of:left_at}",
    "({minute_of:activity.held ->> 'at'} - 480)",
    "({minute_of:activity.held ->> 'to'} - 480)",
)
"""Minutes since 1970; what an activity says is Shanghai's time, what is stored is UTC."""
ROWS = {
    "signups": (
        "SELECT unit_id AS unit, on_date AS day, activity_id AS item, headcount AS heads, 0 AS children, "
        f"{WHO.format('signup')} FROM signup WHERE state NOT IN ('waitlisted', 'cancelled')"
    ),
    "pairings": (
        f"SELECT unit_id AS unit, on_date AS day, community_id AS item, 0 AS heads, CASE WHEN {SHARED} THEN children ELSE 0 END "
        "AS children, helper || CASE helper_kind WHEN 'collective' THEN '' ELSE ' ' || CAST(member_id AS TEXT) END "
        "|| ' ' || coalesce(CAST(unit_id AS TEXT), '') AS who FROM pairing WHERE state <> 'ended'"
    ),
    "checkins": (
        "SELECT checkin.unit_id AS unit, checkin.on_date AS day, coalesce(study_item.column_id, 0) AS item, 0 AS heads, "
        "0 AS children, CAST(checkin.member_id AS TEXT) AS who FROM checkin LEFT JOIN study_item ON study_item.id = checkin.item_id"
    ),
    "attendance": (
        f"SELECT unit_id AS unit, on_date AS day, activity_id AS item, headcount AS heads, {WHO.format('attendance')} "
        "FROM attendance WHERE state <> 'void'"
    ),
    "service": (
        "SELECT unit, day, item, who, heads, CASE WHEN last > first THEN (last - first) * heads ELSE 0 END AS minutes FROM ("
        f"SELECT attendance.unit_id AS unit, on_date AS day, activity_id AS item, {WHO.format('attendance')}, headcount AS heads, "
        f"CASE WHEN {CAME} > {BEGIN} THEN {CAME} ELSE {BEGIN} END AS first, CASE WHEN {LEFT} < {END} THEN {LEFT} ELSE {END} END AS last "
        "FROM attendance JOIN activity ON activity.id = attendance.activity_id WHERE attendance.state <> 'void' AND activity.timed "
        "AND came_at IS NOT NULL AND left_at IS NOT NULL AND activity.held ->> 'at' IS NOT NULL AND activity.held ->> 'to' IS NOT NULL"
        ") AS known"
    ),
    "works": (
        "SELECT unit_id AS unit, on_date AS day, activity_id AS item, CAST(member_id AS TEXT) AS who FROM work WHERE state <> 'withdrawn'"
    ),
    "programmes": "SELECT unit_id AS unit, on_date AS day, 0 AS item, NULL AS who, sessions FROM programme WHERE state <> 'cancelled'",
    "deliveries": (
        "SELECT work_group.unit_id AS unit, {shanghai_day:delivery.slot} AS day, coalesce((SELECT column_id FROM study_item WHERE id = "
        "(SELECT item_id FROM push WHERE push.id = delivery.push_id)), 0) AS item, NULL AS who, delivery.state AS state, "
        "CASE WHEN delivery.posted_by = '' THEN 0 ELSE 1 END AS hand "
        "FROM delivery JOIN work_group ON work_group.id = delivery.group_id"
    ),
    "known": (
        "SELECT unit_id AS unit, '' AS day, 0 AS item, 0 AS heads, 0 AS children, CAST(member_id AS TEXT) AS who FROM checkin UNION ALL "
        "SELECT work_group.unit_id, '', 0, 0, 0, CAST(member.id AS TEXT) FROM member JOIN work_group "
        "ON work_group.id = member.home_group_id"
    ),
}
"""Of `known`: who is known where, and how often."""
BY_HAND = "by_hand"
"""Beside the states that 送达 says: those somebody posted herself."""
HANDED = (
    "SELECT every_one.*, state AS mark FROM ({0}) AS every_one UNION ALL "
    f"SELECT every_one.*, '{BY_HAND}' FROM ({{0}}) AS every_one WHERE hand = 1"
)
PARTS = {
    "": "''",
    "y": "substr(day, 1, 4)",
    "m": "substr(day, 1, 7)",
    "w": "{monday:day}",
    "d": "day",
    "k": "CAST(item AS TEXT)",
    "u": "part",
    "t": "state",
    "h": "mark",
    "l": "''",
}
DIALECTS = {
    "sqlite": {
        "monday": "date({0}, '-' || ((CAST(strftime('%w', {0}) AS INTEGER) + 6) % 7) || ' days')",
        "minute_of": "(CAST(strftime('%s', {0}) AS INTEGER) / 60)",
        "shanghai_day": "date({0}, '+8 hours')",
    },
    "postgresql": {
        "monday": "to_char(CAST({0} AS date) - (CAST(extract(isodow FROM CAST({0} AS date)) AS integer) - 1), 'YYYY-MM-DD')",
        "minute_of": "CAST(floor(extract(epoch FROM CAST({0} AS timestamp)) / 60) AS bigint)",
        "shanghai_day": "to_char({0} + interval '8 hours', 'YYYY-MM-DD')",
    },
}
UP = (
    "WITH RECURSIVE up(unit, scope) AS (SELECT id, id FROM unit UNION ALL "
    "SELECT up.unit, unit.parent_id FROM up JOIN unit ON unit.id = up.scope WHERE unit.parent_id IS NOT NULL) "
)
UP_BY_PART = (
    "WITH RECURSIVE up(unit, scope, part) AS (SELECT id, id, id FROM unit UNION ALL "
    "SELECT up.unit, unit.parent_id, up.scope FROM up JOIN unit ON unit.id = up.scope WHERE unit.parent_id IS NOT NULL) "
)
"""`part`: the unit right below the scope that a unit lies in; the scope itself for what is its own."""
TABLES = {
    "attendance": "attendance",
    "service": "attendance",
    "works": "work",
    "programmes": "programme",
    "deliveries": "delivery",
    "tasks": "task_done",
}
IN_GROUPS = "SELECT unit_id FROM work_group WHERE unit_id IS NOT NULL AND EXISTS (SELECT 1 FROM delivery WHERE group_id = work_group.id)"
HOMES = {
    subject: f"SELECT id FROM unit WHERE EXISTS (SELECT 1 FROM {table} WHERE unit_id = unit.id)"
    for subject, table in TABLES.items()
    if table not in ("delivery", "task_done")
} | {"deliveries": IN_GROUPS}
"""The units that rows of any state are of."""
