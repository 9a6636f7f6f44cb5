"""One bot at a time: two over one database would settle each other's sends, and take each other's accounts away."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from store.database import Database, DatabaseError, unusable

SQLITE = "sqlite:///"
TRY = text("SELECT pg_try_advisory_lock(:number)")


@contextmanager
def alone(url: str, accounts: Sequence[str]) -> Iterator[None]:
    """Hold the whole SQLite file, or these accounts on a server, until the end. Raises `DatabaseError` where another bot does.

    The system gives it back when a process dies. The file that is locked stands beside the database and stays there, empty.
    """
    if url.startswith(SQLITE):
        with _file(Path(url.removeprefix(SQLITE))):
            yield
    else:
        with _server(url, accounts):
            yield


def is_running(url: str, account: str) -> bool:
    """Whether a bot runs this account just now, as far as the database tells. One that cannot be used is nobody's."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        return False
    try:
        with alone(url, [account]):
            return False
    except Occupied:
        return True
    except DatabaseError:
        return False


class Occupied(DatabaseError):
    """Another bot is at it."""


@contextmanager
def _file(database: Path) -> Iterator[None]:
    path = database.with_name(f"{database.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("a")
    except OSError as error:
        raise DatabaseError(
            f"不能写入数据库所在的文件夹：{path.parent}（{error.strerror}）。请检查路径和读写权限（设置项 database）。"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Occupied(f"已经有一个助手在用这个数据库：{database}。一个数据库只能运行一个助手，请先停掉那一个。") from error
        yield


@contextmanager
def _server(url: str, accounts: Sequence[str]) -> Iterator[None]:
    database = Database(url)
    try:
        connection = _connected(database)
        with connection:
            for account in accounts:
                if not connection.execute(TRY, {"number": zlib.crc32(f"jinguo account {account}".encode())}).scalar():
                    raise Occupied(f"账号“{account}”已经由另一个助手在运行。一个账号只能由一个助手运行，请先停掉那一个。")
            connection.commit()  # the locks are the session's: no transaction stays open
            yield
    finally:
        database.close()


def _connected(database: Database) -> Connection:
    try:
        return database.engine.connect()
    except DBAPIError as error:
        raise DatabaseError(unusable(database.engine.url, error)) from error
