"""One database: connections, transactions, migrations. SQLite by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from store.counting.fill import set_up, take_down
from store.counting.fold import fold
from store.faults import cause_of, is_outage
from store.locks import take_lock

WRONG_URL = "数据库地址写得不对，例：sqlite:///data/jinguo.db 或 postgresql://用户:密码@主机/库名"
MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(Exception):
    """The database cannot be used; the text is a sentence for the person who runs the bot."""


class Database:
    """Engine and transactions over one URL. One process has one `Database`; only its writer thread writes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._counts = False
        event.listen(self.engine, "commit", self._before_commit)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write: SQLite's write lock is taken at once, so it never fails half way.

        What it has written is in the counters when it is committed.
        """
        with self.engine.connect() as connection, connection.execution_options(immediate=True).begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.begin() as connection:
            yield connection

    def _before_commit(self, connection: Connection) -> None:
        if connection.get_execution_options().get("immediate"):
            self._counts = self._counts or inspect(connection).has_table("uncounted")
            if self._counts:
                fold(connection)

    def migrate(self) -> None:
        """Bring the schema to this version; raises `DatabaseError` where the file or server cannot be used."""
        try:
            with self.told(), self.writing() as connection:
                take_lock(connection, "migrate")
                if _revision(connection) != _newest():
                    take_down(connection)
                    command.upgrade(_alembic(connection), "head")
                set_up(connection)
        except CommandError as error:
            raise DatabaseError(f"数据库是更新的版本建的：{self.engine.url.render_as_string()}。请先升级程序。") from error

    @contextmanager
    def told(self) -> Iterator[None]:
        """For tools: the database's own plight (full, read-only, damaged, away) is a `DatabaseError`, a sentence."""
        try:
            yield
        except DBAPIError as error:
            if is_outage(error):
                raise DatabaseError(unusable(self.engine.url, error)) from error
            raise

    def revision(self) -> tuple[str | None, str | None]:
        """(what the database has, what this version wants). Raises `DatabaseError`."""
        with self.told(), self.reading() as connection:
            return _revision(connection), _newest()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def unusable(url: URL, error: DBAPIError) -> str:
    """A sentence: which database, why, what to do. No password."""
    said = cause_of(error)
    if "disk is full" in said or "No space left" in said:
        return f"磁盘满了，写不进数据库：{url.render_as_string()}。请腾出空间再试。"
    if "readonly" in said:
        return f"数据库只能读，不能写：{url.render_as_string()}。请检查文件和文件夹的读写权限。"
    if "is locked" in said:
        return f"数据库一直被别的程序占着：{url.render_as_string()}。请等它办完再试。"
    if "not a database" in said or "malformed" in said:
        return f"这不是能用的数据库文件，可能坏了：{url.render_as_string()}。请用备份恢复，见 docs/安装.md。"
    return f"数据库打不开：{url.render_as_string()}（{said}）。请检查设置项 database 和读写权限。"


def interrupter(connection: Connection) -> Callable[[], None]:
    """What makes the statement that runs on an open connection fail, to be called from another thread."""
    driver: Any = connection.connection.dbapi_connection
    interrupt: Callable[[], None] = driver.interrupt if connection.dialect.name == "sqlite" else driver.cancel
    return interrupt


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _newest() -> str | None:
    """Of this program: its migrations do not change while it runs, and are read only once."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(WRONG_URL) from None  # it may hold a password
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise DatabaseError(WRONG_URL)
    try:
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise DatabaseError("要用 PostgreSQL，请先安装驱动：.venv/bin/pip install 'psycopg[binary]'") from error


def _sqlite(url: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 30})

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-8000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begins(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begins)
    return engine
