"""Triggers that note every counted row that comes, changes or goes, whoever writes it and however.

They are code, not history: taken down before a migration, set up anew after it; their names carry a digest of what they say.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from store.noting.counted import COUNTED, regrouped

PREFIX = "counting_"
THERE = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    ),
}


def install(connection: Connection) -> bool:
    """Set the triggers up; False where exactly these are there already."""
    wanted = dict(_sqlite() if connection.dialect.name == "sqlite" else _postgres())
    if set(_there(connection)) == set(wanted):
        return False
    drop(connection)
    for statements in wanted.values():
        for statement in statements:
            connection.exec_driver_sql(statement)
    return True


def drop(connection: Connection) -> None:
    """Take them down."""
    for name, table in _there(connection).items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def created(_target: Any, connection: Connection, **_: Any) -> None:
    """Whoever makes the tables from the models has the triggers too."""
    install(connection)


def _there(connection: Connection) -> dict[str, str]:
    """The triggers that are set up, with their tables."""
    found = connection.exec_driver_sql(THERE[connection.dialect.name])
    return {str(name): str(table) for name, table in found if name.startswith(PREFIX)}


def _named(name: str, body: str) -> str:
    return f"{PREFIX}{name}_{zlib.crc32(body.encode()):08x}"


# -- SQLite ------------------------------------------------------------------------------------------------------------


def _sqlite() -> Iterator[tuple[str, list[str]]]:
    for counted in COUNTED:
        went, came = counted.noted("OLD", -1), counted.noted("NEW", 1)
        bodies = {"INSERT": [came], "DELETE": [went], f"UPDATE OF {', '.join(counted.changes)}": [went, came]}
        for event, notes in bodies.items():
            yield _sqlite_trigger(f"{counted.name}_{event.split()[0].lower()}", event, counted.table, notes)
    yield _sqlite_trigger("known_work_group_update", "UPDATE OF unit_id", "work_group", [regrouped("OLD", -1), regrouped("NEW", 1)])


def _sqlite_trigger(name: str, event: str, table: str, notes: list[str]) -> tuple[str, list[str]]:
    body = f"AFTER {event} ON {table} BEGIN {' '.join(note + ';' for note in notes)} END"
    return (named := _named(name, body)), [f"CREATE TRIGGER {named} {body}"]


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def _postgres() -> Iterator[tuple[str, list[str]]]:
    for counted in COUNTED:
        went, came = counted.noted("OLD", -1), counted.noted("NEW", 1)
        events = f"INSERT OR DELETE OR UPDATE OF {', '.join(counted.changes)}"
        yield _postgres_trigger(counted.name, events, counted.table, went, came)
    yield _postgres_trigger("known_work_group", "UPDATE OF unit_id", "work_group", regrouped("OLD", -1), regrouped("NEW", 1))


def _postgres_trigger(name: str, events: str, table: str, went: str, came: str) -> tuple[str, list[str]]:
    body = f"BEGIN IF TG_OP <> 'INSERT' THEN {went}; END IF; IF TG_OP <> 'DELETE' THEN {came}; END IF; RETURN NULL; END"
    named = _named(name, events + body)
    escaped = body.replace("%", "%%")  # the driver reads % as a place for a value
    return named, [
        f"CREATE OR REPLACE FUNCTION {named}() RETURNS trigger LANGUAGE plpgsql AS $$ {escaped} $$",
        f"CREATE TRIGGER {named} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {named}()",
    ]
