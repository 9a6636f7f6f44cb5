"""What the database itself guarantees: durability settings, keys, checks, and migrations that say what the models say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Integer, insert, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from store.database import MIGRATIONS, Database, DatabaseError
from store.models import Activity, Delivery, Group, Member, Outbox, Pairing, Push, PushPlan, RoleGrant, SignUp, StudyColumn, table
from store.unit_of_work import UnitOfWork

NOW = datetime(2021, 5, 20, 1, 0, tzinfo=UTC)


def test_sqlite_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.writing() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def _objects(connection: Connection) -> dict[str, str]:
    """Every table, index and constraint by name, as the database itself describes it."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'alembic%'")
        return {str(name): _shape(str(sql)) for name, sql in rows if "alembic_version" not in str(name)}
    indexes = connection.exec_driver_sql("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'").all()
    constraints = connection.exec_driver_sql(
        "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    ).all()
    columns = connection.exec_driver_sql(
        "SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || coalesce(column_default, '') "
        "FROM information_schema.columns WHERE table_schema = 'public'"
    ).all()
    return {str(name): _shape(str(sql)) for name, sql in (*indexes, *constraints, *columns) if "alembic_version" not in str(name)}


def _shape(sql: str) -> str:
    """A statement without layout, the parts of a table in any order."""
    head, paren, body = re.sub(r"\s+", " ", sql.replace('"', "")).partition("(")
    return head.strip() + paren + " ".join(sorted(part.strip() for part in re.split(r",(?![^(]*\))", body.rstrip(")"))))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_and_models_describe_one_schema(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.reading() as connection:
        migrated = _objects(connection)
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    with database.writing() as connection:
        command.downgrade(_config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        SQLModel.metadata.create_all(connection)
    with database.reading() as connection:
        modelled = _objects(connection)
    database.close()
    assert migrated == modelled
    assert len(migrated) > 60


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    has, wants = database.revision()
    assert has == wants


def test_every_reference_is_a_foreign_key() -> None:
    columns = [column for one in SQLModel.metadata.tables.values() for column in one.columns if column.name.endswith("_id")]
    loose = {str(column) for column in columns if isinstance(column.type, Integer) and not column.foreign_keys}
    assert loose == {"claim_code.target_id"}  # of a group or of a member, by its purpose


class Rows:
    """One right row of each kind, to be made wrong in one place."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        uow = UnitOfWork(connection)
        unit = uow.units.add("省财政厅")
        group = uow.groups.ensure("main", "g1", "群", NOW)
        member = uow.members.ensure("main", "u1", "王芳")
        column = uow.study.ensure_column("党史上的今天", "dated")
        item = uow.study.add_item(column, NOW, key="05-20", title="题", text="文", source="源")
        plan = uow.plans.add(NOW, column_id=column.id, times={"daily": "08:30"}, audience={"all": True})
        push = uow.pushes.skip(plan, NOW, "", NOW)
        community = uow.pairings.ensure_community("红旗社区")
        activity = uow.activities.add("剪纸", NOW)
        day = {"on_date": "2021-05-20", "created_at": NOW}
        self.right: dict[type[SQLModel], dict[str, Any]] = {
            Activity: {"title": "合唱", "opened_at": NOW, "state": "open", "place": ""},
            SignUp: {"activity_id": activity, "member_id": member.id, "kind": "own", "person": "m:1", "name": "王芳", "headcount": 1}
            | {"state": "confirmed", "source": "text", "note": "", "queued_at": 0, **day},
            Pairing: {"member_id": member.id, "helper": "王芳", "helper_kind": "individual", "community_id": community.id, "children": 1}
            | {"difficulties": [], "support": [], "note": "", "state": "active", **day},
            Delivery: {"push_id": push, "plan_id": plan, "slot": NOW, "on_date": "2021-05-20", "group_id": group.id, "account": "main"}
            | {"state": "pending", "attempts": 0, "cause": "", "wire_id": ""},
            Push: {
                "plan_id": plan,
                "slot": datetime(2021, 5, 21, tzinfo=UTC),
                "item_id": item,
                "state": "made",
                "cause": "",
                "text": "",
                "created_at": NOW,
            },
            PushPlan: {"column_id": column.id, "times": {}, "audience": {}, "window_minutes": 1, "missed": "late", "state": "active"}
            | {"settled_to": NOW, "created_at": NOW},
            RoleGrant: {"member_id": member.id, "role": "admin", "unit_id": unit.id, "granted_at": NOW},
            Member: {"account": "main", "wire_id": "u2", "name": "李静"},
            Group: {"account": "main", "wire_id": "g2", "name": "群", "active": True, "joined_at": NOW},
            StudyColumn: {"name": "红色家风传承", "kind": "numbered"},
            Outbox: {"account": "main", "group_wire": "g1", "kind": "text", "text": "", "path": "", "name": "", "reply_to": "", "topic": ""}
            | {"who": "", "tail": "", "state": "pending", "attempts": 0, "cause": "", "wire_id": "", "created_at": NOW},
        }

    def add(self, model: type[SQLModel], **wrong: Any) -> None:
        self.connection.execute(insert(table(model)).values(**(self.right[model] | wrong)))


WRONG: list[tuple[type[SQLModel], dict[str, Any]]] = [
    (Activity, {"quota": 0}),
    (Activity, {"state": "ajar"}),
    (SignUp, {"headcount": 0}),
    (SignUp, {"state": "maybe"}),
    (SignUp, {"kind": "dog"}),
    (SignUp, {"source": "dream"}),
    (SignUp, {"member_id": 999}),
    (SignUp, {"activity_id": 999}),
    (SignUp, {"unit_id": 999}),
    (Pairing, {"children": 0}),
    (Pairing, {"helper_kind": "cat"}),
    (Pairing, {"shared_with_id": 999}),
    (Delivery, {"state": "lost"}),
    (Delivery, {"group_id": 999}),
    (Push, {"state": "lost"}),
    (PushPlan, {"missed": "guess"}),
    (RoleGrant, {"role": "queen"}),
    (StudyColumn, {"kind": "odd"}),
    (Outbox, {"kind": "song"}),
    (Outbox, {"group_wire": None}),
    (Outbox, {"person_wire": "u1"}),
]
ONCE = (Activity, SignUp, Pairing, Delivery, Push, RoleGrant, Member, Group, StudyColumn)


def test_the_database_refuses_what_cannot_be(database: Database) -> None:
    with database.writing() as connection:
        rows = Rows(connection)
        taken = [f"{model.__name__} {wrong}" for model, wrong in WRONG if not _refuses(rows, model, **wrong)]
    assert taken == []


def test_the_database_refuses_a_second_of_the_same(database: Database) -> None:
    with database.writing() as connection:
        rows = Rows(connection)
        for model in ONCE:
            rows.add(model)
        taken = [model.__name__ for model in ONCE if not _refuses(rows, model)]
    assert taken == []


def _refuses(rows: Rows, model: type[SQLModel], **wrong: Any) -> bool:
    try:
        with rows.connection.begin_nested():
            rows.add(model, **wrong)
    except IntegrityError:
        return True
    return False


def test_what_ended_may_begin_again(database: Database) -> None:
    with database.writing() as connection:
        rows = Rows(connection)
        for ended in ({"state": "ended"}, {"state": "ended"}, {}):
            rows.add(Pairing, **ended)
        rows.add(Activity, state="closed")
        rows.add(Activity)
        rows.add(RoleGrant, revoked_at=NOW)
        rows.add(RoleGrant)


def test_a_file_that_is_no_database_is_met_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("这不是数据库" * 1000)
    _refused(f"sqlite:///{tmp_path / 'a.db'}", "不是能用的数据库文件")
    _refused(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'a.db'}", "数据库打不开")


def test_a_server_that_is_not_there_is_met_with_a_sentence() -> None:
    _refused("postgresql://secret:hidden@127.0.0.1:1/x", "数据库打不开")


def test_a_wrong_address_is_met_with_a_sentence() -> None:
    for url, why in (("nonsense", "写得不对"), ("mysql://a:hidden@b/c", "写得不对"), ("postgresql://a:hidden@b:port/c", "写得不对")):
        with pytest.raises(DatabaseError, match=why) as refused:
            Database(url)
        assert "hidden" not in str(refused.value)


def _refused(url: str, why: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseError, match=why) as refused:
        database.migrate()
    database.close()
    assert "hidden" not in str(refused.value)


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="更新"):
        database.migrate()
