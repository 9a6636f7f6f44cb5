"""One database: connections, transactions, migrations. SQLite by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from store.locks import take_lock

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(Exception):
    """The database cannot be used; the text is a sentence for the person who runs the bot."""


class Database:
    """Engine and transactions over one URL. One process has one `Database`; only its writer thread writes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write: SQLite's write lock is taken at once, so it never fails half way."""
        with self.engine.connect() as connection, connection.execution_options(immediate=True).begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema to this version; raises `DatabaseError` where the file or server cannot be used."""
        try:
            with self.writing() as connection:
                take_lock(connection, "migrate")
                command.upgrade(_alembic(connection), "head")
        except DBAPIError as error:
            raise DatabaseError(f"数据库打不开：{self.engine.url.render_as_string()}（{error.orig}）。请检查路径和读写权限。") from error
        except CommandError as error:
            raise DatabaseError(f"数据库是更新的版本建的：{self.engine.url.render_as_string()}。请先升级程序。") from error

    def revision(self) -> tuple[str | None, str | None]:
        """(what the database has, what this version wants)."""
        with self.reading() as connection:
            has = MigrationContext.configure(connection).get_current_revision()
        return has, ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(f"数据库地址写得不对：{url}。例：sqlite:///data/jinguo.db") from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise DatabaseError(f"不支持这种数据库：{parsed.drivername}。可以用 sqlite 或 postgresql。")
    try:
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise DatabaseError("要用 PostgreSQL，请先安装：pip install 'jinguo-bot[postgres]'") from error


def _sqlite(url: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 30})

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-32000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begins(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begins)
    return engine
